"""Whether the program lends on this kind of loan at all, and whether ability to repay was considered."""

import pytest

from builders import application
from casework import answer, outcome
from lending.compliance.eligibility import (
    lien_priority,
    loan_term,
    occupancy,
    upfront_charge,
)
from lending.core import underwrite
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("program", "occupancy_kind", "units", "expected"),
    [
        ("conventional", "primary", 4, PASS),
        ("conventional", "second_home", 1, PASS),
        ("conventional", "second_home", 2, FAIL),
        ("conventional", "investment", 4, PASS),
        ("fha", "primary", 4, PASS),
        ("fha", "second_home", 1, FAIL),
        ("fha", "investment", 1, FAIL),
        ("high_balance", "primary", 4, PASS),
        ("high_balance", "second_home", 1, PASS),
        ("high_balance", "second_home", 2, FAIL),
        ("high_balance", "investment", 4, PASS),
        ("jumbo", "primary", 1, PASS),
        ("jumbo", "primary", 2, FAIL),
        ("jumbo", "second_home", 1, PASS),
        ("jumbo", "investment", 1, FAIL),
        ("usda", "primary", 1, PASS),
        ("usda", "primary", 2, FAIL),
        ("usda", "second_home", 1, FAIL),
        ("va", "primary", 2, PASS),
        ("va", "second_home", 1, FAIL),
    ],
)
def test_occupancy_and_units_that_each_program_lends_on(
    program: str, occupancy_kind: str, units: int, expected: FindingOutcome
) -> None:
    changes = {"program": program, "property.occupancy": occupancy_kind, "property.units": units}
    assert outcome(occupancy, changes) is expected


@pytest.mark.parametrize(
    ("program", "months", "expected"),
    [
        ("conventional", 84, FAIL),
        ("conventional", 85, PASS),
        ("conventional", 360, PASS),
        ("conventional", 361, FAIL),
        ("jumbo", 84, FAIL),
        ("high_balance", 361, FAIL),
        ("usda", 359, FAIL),
        ("usda", 360, PASS),
        ("usda", 361, FAIL),
        ("fha", 60, PASS),
        ("va", 361, FAIL),
    ],
)
def test_terms_that_each_program_offers(program: str, months: int, expected: FindingOutcome) -> None:
    assert outcome(loan_term, {"program": program, "loan.term_months": months}) is expected


def test_subordinate_liens_are_not_offered() -> None:
    assert outcome(lien_priority) is PASS
    second = answer(lien_priority, {"loan.lien": "subordinate"})
    assert second.outcome is FAIL
    assert second.reason_code is ReasonCode.OTHER_LOAN_TERMS


def test_entitlement_is_a_question_for_va_loans_only() -> None:
    asked = {
        program: [finding.rule_id for finding in underwrite(application(program=program)).compliance]
        for program in ("conventional", "fha", "va")
    }
    assert [program for program, rules in asked.items() if "compliance.va_entitlement" in rules] == ["va"]


@pytest.mark.parametrize(
    ("paid", "expected"),
    [("5250", PASS), ("5251", PASS), ("5249", PASS), ("5248.99", CONDITION), ("5251.01", CONDITION)],
)
def test_the_upfront_premium_agrees_within_a_dollar(paid: str, expected: FindingOutcome) -> None:
    """1.75 percent of 300,000 is 5,250."""
    premium = {"name": "Upfront premium", "kind": "government_upfront_premium", "amount": paid, "financed": True}
    assert outcome(upfront_charge, {"program": "fha", "loan.fees.1": premium}) is expected


@pytest.mark.parametrize("program", ["conventional", "high_balance", "jumbo"])
def test_a_conventional_loan_has_no_government_charge(program: str) -> None:
    found = answer(upfront_charge, {"program": program})
    assert found.outcome is NOT_APPLICABLE
    assert "carries no government charge" in found.statement


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("fha", "The upfront mortgage insurance premium in the file is $0; $5,250 is prescribed."),
        ("va", "The funding fee in the file is $0; "),
        ("usda", "The upfront guarantee fee in the file is $0; $3,000 is prescribed."),
    ],
)
def test_the_charge_is_called_what_the_program_calls_it(program: str, words: str) -> None:
    assert answer(upfront_charge, {"program": program}).statement.startswith(words)


def test_a_conventional_loan_with_a_government_charge_goes_to_a_person() -> None:
    """Under that name it would enter neither the LTV nor the points and fees."""
    charge = {"name": "Upfront", "kind": "government_upfront_premium", "amount": "20000", "financed": True}
    found = answer(upfront_charge, {"loan.fees.1": charge})
    assert found.outcome is REFER
    assert "$20,000" in found.statement
