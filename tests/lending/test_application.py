"""What the application refuses when it is read: inexact numbers, unknown fields, terms that contradict one another."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from builders import REMOVED, application, borrower, debt
from lending.application import LoanApplication

LETTER = {"letter_id": "L1", "borrower_id": "B1", "subject": "Late payment", "text": "The mail was late."}
ARM = {
    "initial_fixed_months": 60,
    "index_percent": "4",
    "margin_percent": "2.75",
    "first_cap_points": "2",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}


BONUS = {"kind": "bonus", "last_year_total": "9000"}
RENT = {"kind": "rental", "income_id": "I1", "monthly_gross_rent": "2000", "monthly_pitia": "1500"}
SCHEDULE_E = {
    "year": 2025,
    "rents_received": "24000",
    "expenses": "21",
    "insurance": "1",
    "mortgage_interest": "2",
    "taxes": "3",
    "association_dues": "4",
    "depreciation": "5",
    "one_time_expenses": "6",
}
RECAST = {"maximum_balance": "330000", "recast_month": 359}
OWNED = {"property_id": "P1", "occupancy": "investment"}


def refuse(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        application(changes)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        pytest.param(300_000.0, "must be a decimal number written as digits", id="float cannot hold cents"),
        pytest.param(True, "must be a decimal number written as digits", id="truth is no amount"),
        pytest.param(Decimal("NaN"), "must be a finite number", id="not a number"),
        pytest.param(Decimal("Infinity"), "must be a finite number", id="infinity"),
        pytest.param("$300,000", "must be a plain decimal number", id="currency sign and separator"),
        pytest.param("3e5", "must be a plain decimal number", id="exponent"),
        pytest.param("300000.005", "dollars have at most two decimals", id="half a cent"),
        pytest.param("-1", "greater than 0", id="negative"),
        pytest.param("0", "greater than 0", id="nothing"),
        pytest.param("1000000000.01", "should be less than or equal to", id="absurd"),
        pytest.param(10**15, "below a million billion", id="beyond counting"),
    ],
)
def test_an_amount_that_is_no_exact_sum_of_dollars_is_refused(amount: object, words: str) -> None:
    refuse({"loan.amount": amount}, words)


@pytest.mark.parametrize("amount", [300_000, Decimal("300000.00"), "300000", " 300000.00 "])
def test_an_amount_may_be_whole_decimal_or_text(amount: object) -> None:
    assert application({"loan.amount": amount}).loan.amount == 300_000


@pytest.mark.parametrize("day", ["2026-03-02", " 2026-03-02 ", date(2026, 3, 2)])
def test_a_date_may_be_text_or_a_date(day: object) -> None:
    assert application(application_date=day).application_date == date(2026, 3, 2)


@pytest.mark.parametrize("day", ["04/15/2026", "2026-4-15", 20260415, "2026-02-30", "1899-12-31", "2101-01-01"])
def test_a_date_is_year_month_and_day(day: object) -> None:
    refuse({"application_date": day}, "application_date")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"loan.payoff_amount": "1000"}, "payoff_amount: a purchase pays off no lien"),
        ({"loan.purpose": "cash_out_refinance"}, "purchase_price: a refinance has no purchase price"),
        ({"loan.interest_only_months": 360}, "interest_only_months: must be shorter than term_months"),
        ({"loan.arm": ARM, "loan.term_months": 60}, r"arm\.initial_fixed_months: must be shorter than term_months"),
        ({"loan.balloon_due_month": 360}, "balloon_due_month: must lie before term_months"),
        ({"loan.rate_lock_date": "2026-04-16"}, "rate_lock_date: lies after expected_closing_date"),
        (
            {"loan.expected_closing_date": "2026-03-01", "loan.rate_lock_date": REMOVED},
            "expected_closing_date: lies before application_date",
        ),
        (
            {"loan.subordinate_liens": [{"lien_id": "S", "balance": "2", "credit_limit": "1", "monthly_payment": "0"}]},
            "balance: the drawn balance is above credit_limit",
        ),
        ({"property.state": "ZZ"}, "'ZZ' is not a USPS state code"),
        ({"completed_on": "2026-03-01"}, "completed_on: must lie between"),
        ({"completed_on": "2026-04-16"}, "completed_on: must lie between"),
        ({"property.appraisal.effective_date": "2026-04-16"}, r"appraisal\.effective_date: lies after"),
        ({"borrowers.0.credit.report_date": "2026-04-16"}, r"credit\.report_date: lies after"),
        ({"loan.first_payment_date": "2026-04-15"}, "first_payment_date: must lie after expected_closing_date"),
        ({"loan.refinances_program": "va"}, "refinances_program: a purchase pays off no loan"),
        (
            {"loan.negative_amortization": True, "loan.negative_amortization_terms": {**RECAST, "recast_month": 360}},
            "negative_amortization_terms: needs negative_amortization and a recast_month before term_months",
        ),
        ({"loan.negative_amortization_terms": RECAST}, "negative_amortization_terms: needs negative_amortization"),
        ({"borrowers.0.incomes.0.frequency": "hourly"}, "hours_per_week: needed because frequency is hourly"),
        (
            {"borrowers.0.incomes.0.variable": [{**BONUS, "year_to_date_total": "1"}]},
            "paid_through: needed because variable pay has a year_to_date_total",
        ),
        ({"borrowers.0.incomes.0.ends_on": "2018-04-30"}, "ends_on: lies before started_on"),
        (
            {"borrowers.0.incomes.0": {**RENT, "schedule_e": {**SCHEDULE_E, "expenses": "20.99"}}},
            "expenses: less than the items that are part of it",
        ),
        (
            {"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 700}, {"bureau": "equifax", "score": 710}]},
            "scores: at most one score per bureau",
        ),
    ],
)
def test_terms_that_contradict_one_another_are_refused_with_their_field(changes: dict[str, Any], words: str) -> None:
    refuse(changes, words)


def test_terms_that_just_agree_are_read() -> None:
    application({"completed_on": "2026-03-02", "loan.first_payment_date": "2026-04-16"})
    application({"completed_on": "2026-04-15", "property.appraisal.effective_date": "2026-04-15"})
    application({"borrowers.0.credit.report_date": "2026-04-15", "borrowers.0.incomes.0.ends_on": "2018-05-01"})
    application({"loan.negative_amortization": True, "loan.negative_amortization_terms": RECAST})
    application({"borrowers.0.incomes.0": {**RENT, "schedule_e": SCHEDULE_E}})
    application({"loan.expected_closing_date": "2026-03-02", "loan.rate_lock_date": "2026-03-02"})
    application(
        {"loan.subordinate_liens": [{"lien_id": "S", "balance": "1", "credit_limit": "1", "monthly_payment": "0"}]}
    )
    application({"loan.interest_only_months": 359, "loan.balloon_due_month": 359})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"borrowers.1": borrower("B1")}, "borrowers.borrower_id: 'B1' stands twice"),
        ({"debts.1": debt("D1")}, "debts.debt_id: 'D1' stands twice"),
        ({"letters": [LETTER, LETTER]}, "letters.letter_id: 'L1' stands twice"),
        ({"letters": [{**LETTER, "borrower_id": "B9"}]}, "borrower_id 'B9': no borrower has this identifier"),
        ({"demographics": [{"borrower_id": "B9"}]}, "borrower_id 'B9': no borrower has this identifier"),
        ({"owned_properties": [OWNED, OWNED]}, "owned_properties.property_id: 'P1' stands twice"),
        ({"owned_properties": [{**OWNED, "owed_by": ["B9"]}]}, "owned_properties.owed_by: 'B9' is not in the file"),
        ({"borrowers.0.incomes.0": {**RENT, "property_id": "P9"}}, "incomes.property_id: 'P9' is not in the file"),
        ({"debts.0.property_id": "P9"}, "debts.property_id: 'P9' is not in the file"),
        (
            {"borrowers.0.incomes.0": {"kind": "asset_depletion", "income_id": "I1", "asset_ids": ["A9"]}},
            "incomes.asset_ids: 'A9' is not in the file",
        ),
    ],
)
def test_identifiers_are_their_own_and_known(changes: dict[str, Any], words: str) -> None:
    refuse(changes, words)


def test_what_entries_name_may_stand_in_the_file() -> None:
    named = {"owned_properties": [{**OWNED, "owed_by": ["B1"]}], "debts.0.property_id": "P1"}
    depletion = {"kind": "asset_depletion", "income_id": "I2", "asset_ids": ["A1"]}
    application({**named, "borrowers.0.incomes": [{**RENT, "property_id": "P1"}, depletion]})


def test_tax_years_are_listed_once_newest_first() -> None:
    business = {
        "kind": "self_employment",
        "income_id": "I1",
        "business": "Example Design",
        "started_on": "2015-01-01",
        "ownership_percent": "100",
        "years": [{"year": 2024, "net_income": "1"}, {"year": 2025, "net_income": "1"}],
    }
    refuse({"borrowers.0.incomes": [business]}, "years: list each tax year once, newest first")


def test_a_field_that_nobody_knows_is_refused() -> None:
    refuse({"loan.amout": "300000"}, "Extra inputs are not permitted")


def test_an_application_that_was_read_cannot_be_changed() -> None:
    subject = application()
    with pytest.raises(ValidationError, match="frozen"):
        subject.loan.__setattr__("amount", Decimal(1))


def test_identifying_values_may_be_tokens() -> None:
    tokens = {"borrowers.0.identity.ssn": "[[SSN_1]]", "borrowers.0.identity.birth_date": "[[BIRTH_1]]"}
    assert isinstance(application(tokens), LoanApplication)
    refuse({"borrowers.0.identity.ssn": "SSN 1"}, "ssn")
