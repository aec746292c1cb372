"""Qualifying income: how each kind of pay becomes a monthly amount, and what does not count."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application, borrower
from lending.income import QualifiedIncome, business_cash_flow, months_between, qualify_income, subject_rent_monthly
from lending.income_items import BusinessYear, PayFrequency
from lending.property import Occupancy


def employment(**changes: Any) -> dict[str, Any]:
    clean = {
        "kind": "employment",
        "income_id": "I1",
        "employer": "Example Manufacturing",
        "started_on": "2018-05-01",
        "pay": "5000",
        "frequency": "monthly",
    }
    return {**clean, **changes}


def business(*net_incomes: str, **changes: Any) -> dict[str, Any]:
    """A sole owner's business since 2015, with the tax years before 2026, newest first."""
    years = [{"year": 2025 - back, "net_income": net} for back, net in enumerate(net_incomes)]
    clean = {
        "kind": "self_employment",
        "income_id": "I1",
        "business": "Example Design",
        "started_on": "2015-01-01",
        "ownership_percent": "100",
        "years": years,
    }
    return {**clean, **changes}


def fixed(source: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "fixed", "income_id": "I1", "source": source, "monthly_amount": amount, **changes}


def rental(rent: str, pitia: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "rental", "income_id": "I1", "monthly_gross_rent": rent, "monthly_pitia": pitia, **changes}


def qualified(item: dict[str, Any], **changes: Any) -> QualifiedIncome:
    (found,) = qualify_income(application({"borrowers.0.incomes": [item], **changes}))
    return found


@pytest.mark.parametrize(
    ("frequency", "pay", "monthly"),
    [
        ("annual", "60000", "5000.00"),
        ("monthly", "5000", "5000.00"),
        ("semi_monthly", "2500", "5000.00"),
        ("bi_weekly", "2307.69", "5000.00"),
        ("weekly", "1153.85", "5000.02"),
        ("hourly", "28.85", "5000.67"),
    ],
)
def test_base_pay_by_frequency(frequency: str, pay: str, monthly: str) -> None:
    hours = {"hours_per_week": 40} if frequency == "hourly" else {}
    assert qualified(employment(pay=pay, frequency=frequency, **hours)).monthly == Decimal(monthly)


@given(st.integers(1, 200), st.integers(1, 80))
@settings(deadline=None, max_examples=100)
def test_the_same_year_of_pay_is_the_same_month_at_every_frequency(rate: int, hours: int) -> None:
    """An hourly rate for a year's hours, told in each frequency, is within a cent of itself."""
    yearly = Decimal(rate) * hours * 52
    told = {
        PayFrequency.HOURLY: Decimal(rate),
        PayFrequency.WEEKLY: yearly / 52,
        PayFrequency.BI_WEEKLY: yearly / 26,
        PayFrequency.SEMI_MONTHLY: yearly / 24,
        PayFrequency.MONTHLY: yearly / 12,
        PayFrequency.ANNUAL: yearly,
    }
    months = [
        qualified(employment(pay=str(pay.quantize(Decimal("0.01"))), frequency=frequency, hours_per_week=hours)).monthly
        for frequency, pay in told.items()
    ]
    assert max(months) - min(months) <= Decimal("0.05")


def test_hourly_pay_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="hours_per_week: needed because frequency is hourly"):
        qualified(employment(frequency="hourly"))


@pytest.mark.parametrize(
    ("last", "prior", "monthly", "declining"),
    [
        pytest.param("12000", "6000", "750.00", False, id="rising: two years' average"),
        pytest.param("12000", "12000", "1000.00", False, id="level: two years' average"),
        pytest.param("6000", "12000", "500.00", True, id="falling: the lower recent year"),
        pytest.param("12000", None, "0.00", False, id="one year only: nothing"),
    ],
)
def test_bonus_by_its_trend(last: str, prior: str | None, monthly: str, *, declining: bool) -> None:
    bonus = {"kind": "bonus", "last_year_total": last, "prior_year_total": prior}
    item = qualified(employment(variable=[bonus]))
    assert item.monthly == 5_000 + Decimal(monthly)
    assert item.declining is declining


def test_each_kind_of_variable_pay_has_its_own_trend() -> None:
    overtime = {"kind": "overtime", "last_year_total": "2400", "prior_year_total": "4800"}
    bonus = {"kind": "bonus", "last_year_total": "4800", "prior_year_total": "2400"}
    item = qualified(employment(variable=[overtime, bonus]))
    assert item.monthly == 5_000 + 200 + 300
    assert item.declining


@pytest.mark.parametrize(
    ("net_incomes", "monthly", "declining"),
    [
        pytest.param(("72000", "48000"), "5000.00", False, id="rising: 24-month average"),
        pytest.param(("48000", "72000"), "4000.00", True, id="falling: the recent year"),
        pytest.param(("60000",), "5000.00", False, id="one year"),
        pytest.param(("72000", "48000", "999000"), "5000.00", False, id="a third year is not averaged"),
        pytest.param(("-12000", "-12000"), "-1000.00", False, id="a loss"),
        pytest.param(("-24000", "12000"), "-2000.00", True, id="a profit that became a loss"),
    ],
)
def test_self_employment_by_its_trend(net_incomes: tuple[str, ...], monthly: str, *, declining: bool) -> None:
    item = qualified(business(*net_incomes))
    assert item.monthly == Decimal(monthly)
    assert item.declining is declining


def test_cash_flow_adds_back_what_was_not_spent_and_takes_off_what_will_not_return() -> None:
    year = BusinessYear.model_validate(
        {
            "year": 2025,
            "net_income": "50000",
            "depreciation": "4000",
            "depletion": "300",
            "amortization": "200",
            "business_use_of_home": "1000",
            "casualty_loss": "500",
            "non_recurring_income": "5000",
            "meals_exclusion": "1000",
        }
    )
    assert business_cash_flow(year) == 50_000


def test_a_business_of_exactly_one_year_counts_and_a_younger_one_does_not() -> None:
    assert qualified(business("60000", started_on="2025-04-15")).excluded is None
    young = qualified(business("60000", started_on="2025-04-16"))
    assert young.monthly == 0
    assert young.excluded == "the business is younger than one year"


def test_the_loss_of_a_young_or_undocumented_business_counts_all_the_same() -> None:
    assert qualified(business("-12000", started_on="2025-12-01")).monthly == -1_000
    assert qualified(business("-12000", documented=False)).monthly == -1_000


@pytest.mark.parametrize(
    ("item", "monthly"),
    [
        pytest.param(fixed("pension", "2000"), "2000", id="taxed pension as it is"),
        pytest.param(fixed("va_benefits", "2000", nontaxable=True), "2500", id="nontaxable benefit grossed up by 25 %"),
        pytest.param(fixed("social_security", "1600"), "1660", id="Social Security: 15 % of it grossed up"),
        pytest.param(fixed("social_security", "1600", nontaxable=True), "2000", id="or all, where shown nontaxable"),
    ],
)
def test_fixed_income(item: dict[str, Any], monthly: str) -> None:
    assert qualified(item).monthly == Decimal(monthly)


def test_support_that_runs_for_three_years_from_closing_counts_and_a_day_less_does_not() -> None:
    assert qualified(fixed("child_support", "800", ends_on="2029-04-15")).monthly == 800
    ending = qualified(fixed("child_support", "800", ends_on="2029-04-14"))
    assert ending.monthly == 0
    assert ending.excluded == "ends less than three years after closing"


@pytest.mark.parametrize(
    ("rent", "pitia", "monthly"), [("2000", "1200", "300"), ("2000", "1500", "0"), ("1000", "1200", "-450")]
)
def test_net_rent_is_75_percent_of_gross_less_pitia(rent: str, pitia: str, monthly: str) -> None:
    assert qualified(rental(rent, pitia)).monthly == Decimal(monthly)


def test_undocumented_rent_is_nothing_while_the_property_still_costs_its_pitia() -> None:
    for rent in ("2000", "1000"):
        assert qualified(rental(rent, "1200", documented=False)).monthly == -1_200


@pytest.mark.parametrize(
    "item",
    [employment(documented=False), fixed("pension", "900", documented=False), business("90000", documented=False)],
)
def test_undocumented_income_counts_for_nothing(item: dict[str, Any]) -> None:
    found = qualified(item)
    assert found.monthly == 0
    assert found.excluded == "not documented"


def test_every_item_of_every_borrower_stands_in_the_order_of_the_application() -> None:
    subject = application({"borrowers.0.incomes.1": fixed("pension", "900", income_id="I2"), "borrowers.1": borrower()})
    assert [(i.borrower_id, i.income_id, i.kind) for i in qualify_income(subject)] == [
        ("B1", "I1", "employment"),
        ("B1", "I2", "pension"),
        ("B2", "B2-I1", "employment"),
    ]


@pytest.mark.parametrize(
    ("occupancy", "units", "rent"),
    [
        (Occupancy.PRIMARY, 1, "0"),
        (Occupancy.PRIMARY, 2, "900.00"),
        (Occupancy.SECOND_HOME, 1, "0"),
        (Occupancy.INVESTMENT, 1, "900.00"),
    ],
)
def test_rent_of_the_subject_counts_where_someone_else_can_live_in_it(occupancy: str, units: int, rent: str) -> None:
    subject = application(
        {"property.occupancy": occupancy, "property.units": units, "property.expected_monthly_rent": "1200"}
    )
    assert subject_rent_monthly(subject) == Decimal(rent)


def test_a_subject_without_a_stated_rent_has_none() -> None:
    assert subject_rent_monthly(application({"property.occupancy": "investment"})) == 0


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2022, 4, 15), date(2026, 4, 15), 48),
        (date(2022, 4, 16), date(2026, 4, 15), 47),
        (date(2026, 4, 15), date(2026, 4, 15), 0),
        (date(2026, 5, 15), date(2026, 4, 15), -1),
        (date(2026, 4, 16), date(2026, 4, 15), -1),
    ],
)
def test_only_whole_months_count(first: date, last: date, months: int) -> None:
    assert months_between(first, last) == months


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_a_later_last_day_never_has_fewer_months(first: date, last: date) -> None:
    assert months_between(first, max(first, last)) >= 0
    assert months_between(first, last) <= months_between(first, max(first, last))


@pytest.mark.parametrize("housing", ["0", None])
def test_without_a_present_housing_expense_the_subjects_rent_counts_for_nothing(housing: str | None) -> None:
    home = {"property.units": 2, "property.expected_monthly_rent": "1200"}
    assert subject_rent_monthly(application(home)) == 900
    assert subject_rent_monthly(application({**home, "borrowers.0.current_monthly_housing": housing})) == 0
