"""Whether the program lends on this kind of loan at all, and whether ability to repay was considered."""

from typing import Any

import pytest

from builders import REMOVED, borrower
from casework import answer, outcome
from lending.compliance import atr
from lending.compliance.eligibility import (
    entitlement,
    lien_priority,
    loan_limit,
    loan_term,
    occupancy,
    upfront_charge,
)
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)


def loan_of(amount: str, **changes: Any) -> dict[str, Any]:
    return {"loan.amount": amount, "loan.purchase_price": "5000000", "property.appraisal.value": "5000000", **changes}


@pytest.mark.parametrize(
    ("amount", "changes", "expected"),
    [
        pytest.param("832750", {}, PASS, id="on the baseline"),
        pytest.param("832750.01", {}, REFER, id="above the baseline the county decides"),
        pytest.param("1249125", {}, REFER, id="on the ceiling"),
        pytest.param("1249125.01", {}, FAIL, id="above the ceiling"),
        pytest.param("1066250", {"property.units": 2}, PASS, id="two units"),
        pytest.param("2402625.01", {"property.units": 4}, FAIL, id="four units"),
        pytest.param("1249125", {"property.state": "HI"}, PASS, id="Hawaii's baseline is the others' ceiling"),
        pytest.param("1249125.01", {"property.state": "HI"}, REFER, id="Hawaii has a ceiling of its own"),
        pytest.param("1873675", {"property.state": "HI"}, REFER, id="on Hawaii's ceiling"),
        pytest.param("1873675.01", {"property.state": "HI"}, FAIL, id="above Hawaii's ceiling"),
        pytest.param(
            "5000000", {"property.state": "HI", "property.units": 2}, REFER, id="no ceiling of two units read"
        ),
        pytest.param("1873625.01", {"program": "fha", "property.state": "AK"}, FAIL, id="above FHA's in Alaska"),
        pytest.param("541287", {"program": "fha"}, PASS, id="on FHA's floor"),
        pytest.param("541287.01", {"program": "fha"}, REFER, id="above FHA's floor the county decides"),
        pytest.param("541287.01", {"program": "fha", "property.state": "AK"}, REFER, id="FHA's floor in Alaska"),
        pytest.param("1249125.01", {"program": "fha"}, FAIL, id="above FHA's ceiling"),
        pytest.param("1249125.01", {"program": "fha", "property.state": "AK"}, REFER, id="FHA's ceiling in Alaska"),
        pytest.param("2000000", {"program": "va"}, NOT_APPLICABLE, id="VA has no limit"),
    ],
)
def test_loan_limit_by_units_state_and_program(amount: str, changes: dict[str, Any], expected: FindingOutcome) -> None:
    assert outcome(loan_limit, loan_of(amount, **changes)) is expected


def test_a_loan_above_the_baseline_asks_for_the_countys_limit_and_one_above_the_ceiling_names_it() -> None:
    between = answer(loan_limit, loan_of("900000"))
    assert between.needs is not None
    assert "county" in between.needs
    above = answer(loan_limit, loan_of("1300000"))
    assert above.reason_code is ReasonCode.OTHER_LOAN_TERMS
    assert "$1,300,000, above the conventional loan limit of the costliest counties of $1,249,125" in above.statement


def test_the_loan_limit_is_that_of_the_year_of_closing() -> None:
    in_2025 = {"application_date": "2026-01-05", "loan.rate_lock_date": "2026-01-06"}
    assert outcome(loan_limit, loan_of("806500.01", **in_2025)) is PASS
    assert answer(loan_limit, loan_of("806500.01", **in_2025)).citation.section.startswith("2026")


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
        ("fha", 60, PASS),
        ("va", 361, FAIL),
    ],
)
def test_conventional_terms_run_from_85_to_360_months(program: str, months: int, expected: FindingOutcome) -> None:
    assert outcome(loan_term, {"program": program, "loan.term_months": months}) is expected


def test_subordinate_liens_are_not_offered() -> None:
    assert outcome(lien_priority) is PASS
    second = answer(lien_priority, {"loan.lien": "subordinate"})
    assert second.outcome is FAIL
    assert second.reason_code is ReasonCode.OTHER_LOAN_TERMS


@pytest.mark.parametrize(
    ("veteran", "expected"),
    [
        pytest.param({"certificate_of_eligibility": True}, PASS, id="certificate and full entitlement"),
        pytest.param({}, CONDITION, id="no certificate yet"),
        pytest.param({"certificate_of_eligibility": True, "full_entitlement": False}, REFER, id="partial entitlement"),
        pytest.param(None, FAIL, id="no veteran"),
    ],
)
def test_va_entitlement(veteran: dict[str, bool] | None, expected: FindingOutcome) -> None:
    found = answer(entitlement, {"program": "va", "borrowers.0.veteran": veteran})
    assert found.outcome is expected
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)


def test_entitlement_is_a_question_for_va_loans_only() -> None:
    assert outcome(entitlement) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("paid", "expected"),
    [("5250", PASS), ("5251", PASS), ("5249", PASS), ("5248.99", CONDITION), ("5251.01", CONDITION)],
)
def test_the_upfront_premium_agrees_within_a_dollar(paid: str, expected: FindingOutcome) -> None:
    """1.75 percent of 300,000 is 5,250."""
    premium = {"name": "Upfront premium", "kind": "government_upfront_premium", "amount": paid, "financed": True}
    assert outcome(upfront_charge, {"program": "fha", "loan.fees.1": premium}) is expected


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        pytest.param({}, "$6,450", id="first use, nothing down"),
        pytest.param({"borrowers.0.veteran.first_use_of_entitlement": False}, "$9,900", id="later use, nothing down"),
        pytest.param({"loan.purchase_price": "315789.48"}, "$4,500", id="5 percent down"),
        pytest.param({"loan.purchase_price": "333333.34"}, "$3,750", id="10 percent down"),
        pytest.param({"borrowers.0.veteran.funding_fee_exempt": True}, "$0", id="exempt"),
        pytest.param(
            {
                "loan.purpose": "cash_out_refinance",
                "loan.purchase_price": REMOVED,
                "loan.payoff_amount": "200000",
                "borrowers.0.veteran.first_use_of_entitlement": False,
            },
            "$9,900",
            id="cash-out, later use",
        ),
    ],
)
def test_the_va_funding_fee_by_down_payment_and_use(changes: dict[str, Any], due: str) -> None:
    clean = {"program": "va", "borrowers.0.veteran": {}, "loan.purchase_price": "300000"}
    (_, prescribed) = answer(upfront_charge, {**clean, **changes}).figures
    assert prescribed.display == due


def test_a_conventional_loan_has_no_government_charge() -> None:
    assert outcome(upfront_charge) is NOT_APPLICABLE


def test_the_eight_factors_are_considered_with_the_figures_of_the_file() -> None:
    found = answer(atr.eight_factors)
    assert found.outcome is PASS
    assert [figure.display for figure in found.figures] == ["$10,000", "$2,416.20", "$300"]


def test_income_without_documents_is_a_condition_and_names_the_items() -> None:
    assert outcome(atr.verification) is PASS
    missing = answer(atr.verification, {"borrowers.0.incomes.0.documented": False})
    assert missing.outcome is CONDITION
    assert missing.needs is not None
    assert "I1" in missing.needs


@pytest.mark.parametrize("rule", atr.RULES)
def test_ability_to_repay_does_not_reach_business_purpose_credit(rule: Any) -> None:
    assert outcome(rule, {"property.occupancy": "investment"}) is NOT_APPLICABLE


def test_a_conventional_loan_with_a_government_charge_goes_to_a_person() -> None:
    """Under that name it would enter neither the LTV nor the points and fees."""
    charge = {"name": "Upfront", "kind": "government_upfront_premium", "amount": "20000", "financed": True}
    found = answer(upfront_charge, {"loan.fees.1": charge})
    assert found.outcome is REFER
    assert "$20,000" in found.statement


def test_the_entitlement_that_counts_is_that_of_the_certificate() -> None:
    partial = {"certificate_of_eligibility": True, "full_entitlement": False}
    two = {"program": "va", "borrowers.0.veteran": partial, "borrowers.1": borrower(veteran={})}
    assert outcome(entitlement, two) is REFER
