"""What a well-formed application is asked back about: dates still to come, slips of a unit. Bounds from both sides."""

from datetime import date
from typing import Any

import pytest

from builders import application, debt
from lending.formats.plausible import implausibilities

TODAY = date(2026, 3, 15)

BUSINESS = {
    "kind": "self_employment",
    "income_id": "I1",
    "business": "Example Design",
    "started_on": "2015-01-01",
    "ownership_percent": "100",
    "years": [{"year": 2026, "net_income": "90000"}, {"year": 2025, "net_income": "90000"}],
}
PENSION = {"kind": "fixed", "income_id": "I1", "source": "pension", "monthly_amount": "5000000"}
RENT = {"kind": "rental", "income_id": "I1", "monthly_gross_rent": "5000000", "monthly_pitia": "0"}
DEPLETION = {"kind": "asset_depletion", "income_id": "I1", "asset_ids": ["A1"]}
ARM = {
    "initial_fixed_months": 60,
    "index_percent": "25",
    "margin_percent": "25",
    "first_cap_points": "2",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}

SCORE = {"bureau": "equifax", "score": 752, "created_on": "2026-03-15"}
APPRAISAL = {"value": "400000", "effective_date": "2026-03-01", "copy_delivered_on": "2026-03-01"}
LAST_RETURN = {"year": 2026, "rents_received": "1", "expenses": "1"}
LET = {**RENT, "schedule_e": LAST_RETURN}
BONUS = {"kind": "bonus", "year_to_date_total": "60000000", "last_year_total": "1", "prior_year_total": "1"}
VARIED = {"borrowers.0.incomes.0.variable": [BONUS], "borrowers.0.incomes.0.paid_through": "2026-03-15"}
NEGATIVE = {"maximum_balance": "300000", "recast_month": 60}
OWED = {
    "loan.purpose": "rate_term_refinance",
    "loan.purchase_price": None,
    "loan.payoff_amount": "250000",
    "loan.expected_closing_date": "2026-04-15",
}
LIMIT = {"people": 3, "income_limit": "12000"}


def asked_back(changes: dict[str, Any], today: date = TODAY) -> list[tuple[str, str]]:
    """Field and problem of everything that the application with the changes is asked back about."""
    return [(one.field, one.problem) for one in implausibilities(application(changes), today)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="the clean application"),
        pytest.param({"assets.0.deposits": [{"amount": "10", "documented_amount": "10"}]}, id="a deposit documented"),
        pytest.param({"borrowers.0.incomes": [BUSINESS]}, id="a tax year that has begun"),
        pytest.param({"borrowers.0.incomes": [PENSION]}, id="the largest pension"),
        pytest.param({"borrowers.0.incomes": [RENT]}, id="the largest rent"),
        pytest.param({"borrowers.0.incomes": [DEPLETION]}, id="income from assets has no amount"),
        pytest.param({"loan.arm": ARM}, id="the highest index and margin"),
        pytest.param({"loan.note_rate_percent": "25"}, id="the highest rate"),
        pytest.param({"loan.note_rate_percent": "0.5"}, id="the lowest rate"),
        pytest.param({"loan.note_rate_percent": "0"}, id="no interest"),
        pytest.param({"application_date": "2026-03-15"}, id="an application of today"),
        pytest.param({"borrowers.0.identity.birth_date": "1906-12-31"}, id="a very old borrower"),
        pytest.param({"borrowers.0.identity.birth_date": "[[DATE_1]]"}, id="a birth date behind a token"),
        pytest.param({"completed_on": "2026-03-15"}, id="a file completed today"),
        pytest.param({"borrowers.0.credit.scores": [SCORE]}, id="a score of today"),
        pytest.param({"property.appraisal": APPRAISAL}, id="a copy delivered on the day of the appraisal"),
        pytest.param({"property.acquired_on": "2026-03-15"}, id="a home acquired today"),
        pytest.param({"property.seller_acquisition_price": "10"}, id="a deed for ten dollars"),
        pytest.param({"borrowers.0.incomes": [LET]}, id="a Schedule E of a year that has begun"),
        pytest.param(VARIED, id="the largest bonus, paid through today"),
        pytest.param({"borrowers.0.incomes.0.paid_through": "2018-05-01"}, id="paid since this day"),
        pytest.param({"loan.first_payment_date": "2027-04-16"}, id="a first payment within a year"),
        pytest.param(
            {"loan.negative_amortization": True, "loan.negative_amortization_terms": NEGATIVE},
            id="a balance that may not rise",
        ),
        pytest.param({"household": LIMIT}, id="the lowest income limit"),
        pytest.param({"household": {"people": 3}}, id="a household without a limit"),
        pytest.param({"loan.mortgage_insurance_annual_percent": "0.2"}, id="a low premium"),
        pytest.param({"loan.mortgage_insurance_coverage_percent": "6"}, id="the lowest coverage"),
        pytest.param({"loan.lender_credits": "150000"}, id="credits of half the loan"),
        pytest.param({"loan.earnest_money_paid": "400000"}, id="earnest money of the price"),
        pytest.param({"loan.seller_concessions": "400000"}, id="concessions of the price"),
        pytest.param({"loan.cash_to_borrower": "300000"}, id="the whole loan paid out"),
        pytest.param({"loan.cash_to_borrower": "-400000"}, id="the whole price paid in"),
        pytest.param({**OWED, "loan.cash_to_borrower": "-250000"}, id="the whole payoff paid in"),
        pytest.param({**OWED, "loan.payoff_amount": "0", "loan.cash_to_borrower": "-9"}, id="nothing paid off"),
    ],
)
def test_what_is_just_plausible_is_not_asked_about(changes: dict[str, Any]) -> None:
    assert asked_back(changes) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (
            {"assets.0.deposits": [{"amount": "10", "documented_amount": "10.01"}]},
            "assets[0].deposits[0].documented_amount",
            "is more than the deposit itself",
        ),
        (
            {"borrowers.0.incomes": [{**BUSINESS, "years": [{"year": 2027, "net_income": "1"}]}]},
            "borrowers[0].incomes[0].years[0].year",
            "2027 has not come yet",
        ),
        (
            {"borrowers.0.incomes": [{**PENSION, "monthly_amount": "5000000.01"}]},
            "borrowers[0].incomes[0].monthly_amount",
            "comes to more than $5,000,000 a month",
        ),
        (
            {"borrowers.0.incomes": [{**RENT, "monthly_gross_rent": "5000000.01"}]},
            "borrowers[0].incomes[0].monthly_gross_rent",
            "comes to more than $5,000,000 a month",
        ),
        (
            {"loan.arm": {**ARM, "index_percent": "25.1"}},
            "loan.arm.index_percent",
            "25.1 percent is above 25 percent",
        ),
        (
            {"loan.arm": {**ARM, "margin_percent": "25.1"}},
            "loan.arm.margin_percent",
            "25.1 percent is above 25 percent",
        ),
        ({"loan.note_rate_percent": "0.499"}, "loan.note_rate_percent", "0.499 looks like a fraction of one"),
        ({"loan.disclosed_apr_percent": "0.067"}, "loan.disclosed_apr_percent", "0.067 looks like a fraction of one"),
        (
            {"loan.mortgage_insurance_annual_percent": "25.1"},
            "loan.mortgage_insurance_annual_percent",
            "25.1 percent is above 25 percent",
        ),
        (
            {"loan.mortgage_insurance_coverage_percent": "0.25"},
            "loan.mortgage_insurance_coverage_percent",
            "0.25 looks like a fraction of one",
        ),
        (
            {"loan.expected_closing_date": "2036-04-15"},
            "loan.expected_closing_date",
            "2036-04-15 lies more than three years after application_date",
        ),
        (
            {"loan.first_payment_date": "2027-06-01"},
            "loan.first_payment_date",
            "2027-06-01 lies more than a year after expected_closing_date",
        ),
        (
            {
                "loan.negative_amortization": True,
                "loan.negative_amortization_terms": {**NEGATIVE, "maximum_balance": "299999.99"},
            },
            "loan.negative_amortization_terms.maximum_balance",
            "is below loan.amount",
        ),
        (
            {"household": {**LIMIT, "income_limit": "11999.99"}},
            "household.income_limit",
            "$11,999.99 is below $12,000 a year",
        ),
        (
            {"borrowers.0.incomes": [{**LET, "schedule_e": {**LAST_RETURN, "year": 2027}}]},
            "borrowers[0].incomes[0].schedule_e.year",
            "2027 has not come yet",
        ),
        (
            {"borrowers.0.incomes.0.paid_through": "2018-04-30"},
            "borrowers[0].incomes[0].paid_through",
            "lies before started_on",
        ),
        (
            {**VARIED, "borrowers.0.incomes.0.variable.0.last_year_total": "60000000.12"},
            "borrowers[0].incomes[0].variable[0].last_year_total",
            "comes to more than $5,000,000 a month",
        ),
        (
            {"property.appraisal": {**APPRAISAL, "copy_delivered_on": "2026-02-28"}},
            "property.appraisal.copy_delivered_on",
            "lies before effective_date",
        ),
        (
            {"property.second_appraisal": {**APPRAISAL, "value": "410"}},
            "property.second_appraisal.value",
            "$410 is below $1,000",
        ),
        ({"loan.lender_credits": "9000000"}, "loan.lender_credits", "is more than $150,000.00, half the loan"),
        ({"loan.lender_credits": "150000.01"}, "loan.lender_credits", "is more than $150,000.00, half the loan"),
        ({"loan.earnest_money_paid": "400000.01"}, "loan.earnest_money_paid", "is more than purchase_price"),
        ({"loan.seller_concessions": "400000.01"}, "loan.seller_concessions", "is more than purchase_price"),
        ({"loan.cash_to_borrower": "300000.01"}, "loan.cash_to_borrower", "is more than loan.amount"),
        (
            {"loan.cash_to_borrower": "-400000.01"},
            "loan.cash_to_borrower",
            "takes more from the borrower than purchase_price",
        ),
        (
            {**OWED, "loan.cash_to_borrower": "-250000.01"},
            "loan.cash_to_borrower",
            "takes more from the borrower than payoff_amount",
        ),
        (
            {"borrowers.0.identity.birth_date": "1905-12-31"},
            "borrowers[0].identity.birth_date",
            "the date lies more than 120 years back",
        ),
    ],
)
def test_what_is_implausible_is_asked_about_in_its_field(changes: dict[str, Any], field: str, words: str) -> None:
    assert asked_back(changes) == [(field, words)]


@pytest.mark.parametrize(
    ("frequency", "most"),
    [
        ("annual", "60000000"),
        ("monthly", "5000000"),
        ("semi_monthly", "2500000"),
        ("bi_weekly", "2307692.30"),
        ("weekly", "1153846.15"),
        ("hourly", "28846.15"),
    ],
)
def test_pay_is_held_against_the_bound_by_the_month(frequency: str, most: str) -> None:
    pay = {"borrowers.0.incomes.0.frequency": frequency, "borrowers.0.incomes.0.hours_per_week": 40}
    assert asked_back({**pay, "borrowers.0.incomes.0.pay": most}) == []
    one_more = f"{most[:-1]}9" if "." in most else f"{most}.01"
    [(field, words)] = asked_back({**pay, "borrowers.0.incomes.0.pay": one_more})
    assert (field, words) == ("borrowers[0].incomes[0].pay", "comes to more than $5,000,000 a month")


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("completed_on", "completed_on"),
        ("borrowers[0].incomes[0].paid_through", "borrowers.0.incomes.0.paid_through"),
        ("borrowers[0].credit.scores[0].created_on", "borrowers.0.credit.scores.0.created_on"),
        ("property.appraisal.copy_delivered_on", "property.appraisal.copy_delivered_on"),
        ("property.second_appraisal.effective_date", "property.second_appraisal.effective_date"),
        ("property.acquired_on", "property.acquired_on"),
        ("property.seller_acquired_on", "property.seller_acquired_on"),
    ],
)
def test_what_has_happened_lies_behind_us(field: str, day: str) -> None:
    second = {"property.second_appraisal": {"value": "400000", "effective_date": "2026-03-01"}}
    assert asked_back({**second, day: "2026-03-16"}) == [(field, "2026-03-16 lies in the future (today is 2026-03-15)")]


@pytest.mark.parametrize(
    ("field", "amount"),
    [
        ("borrowers[0].current_monthly_housing", "borrowers.0.current_monthly_housing"),
        ("property.monthly_association_dues", "property.monthly_association_dues"),
        ("property.expected_monthly_rent", "property.expected_monthly_rent"),
        ("monthly_income_taxes", "monthly_income_taxes"),
        ("debts[0].monthly_payment", "debts.0.monthly_payment"),
    ],
)
def test_no_amount_of_a_month_is_beyond_the_bound_wherever_it_stands(field: str, amount: str) -> None:
    assert asked_back({"debts": [debt()], amount: "5000000"}) == []
    assert asked_back({"debts": [debt()], amount: "5000000.01"}) == [(field, "comes to more than $5,000,000 a month")]
