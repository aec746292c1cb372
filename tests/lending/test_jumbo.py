"""Jumbo loans: the lender's own limits, a second underwriter, and a second appraisal of the largest."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, asset
from casework import answer, case_of, outcome
from lending.borrower import DerogatoryEvent, DerogatoryKind
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import FindingOutcome
from lending.programs.jumbo import second_review, two_appraisals
from lending.underwriting.capacity import back_end
from lending.underwriting.capital import reserves
from lending.underwriting.collateral import ltv
from lending.underwriting.credit import minimum_score

PASS, FAIL, REFER, CONDITION = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
)
LOAN: dict[str, Any] = {
    "program": "jumbo",
    "loan.amount": "1200000",
    "loan.purchase_price": "1500000",
    "property.appraisal.value": "1500000",
    "borrowers.0.incomes.0.pay": "40000",
    "assets.1": asset(balance="600000"),
}


def jumbo(**changes: Any) -> dict[str, Any]:
    return {**LOAN, **changes}


def refinance(purpose: str, **changes: Any) -> dict[str, Any]:
    terms = {"loan.purpose": purpose, "loan.purchase_price": REMOVED, "loan.payoff_amount": "900000"}
    return jumbo(**terms, **changes)


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        pytest.param(LOAN, "80.00%", id="purchase"),
        pytest.param(refinance("rate_term_refinance"), "80.00%", id="rate and term"),
        pytest.param(refinance("cash_out_refinance"), "75.00%", id="cash-out"),
        pytest.param(jumbo(**{"property.occupancy": "second_home"}), "75.00%", id="second home"),
    ],
)
def test_maximum_ltv_of_jumbo_loans(changes: dict[str, Any], percent: str) -> None:
    found = answer(ltv, changes)
    assert found.limit is not None
    assert found.limit.display == percent


def test_jumbo_ltv_is_held_against_its_limit_as_it_is() -> None:
    """80 percent of 1,500,000 is 1,200,000; a dollar less of value is above it, and neither is cut nor rounded."""
    assert outcome(ltv, jumbo(**{"property.appraisal.value": "1500000"})) is PASS
    assert outcome(ltv, jumbo(**{"property.appraisal.value": "1499999"})) is FAIL


def test_a_second_home_is_not_refinanced_for_cash() -> None:
    case = case_of(refinance("cash_out_refinance", **{"property.occupancy": "second_home"}))
    assert case.program.maximum_ltv(case) is None


@pytest.mark.parametrize(("score", "expected"), [(700, PASS), (699, FAIL)])
def test_a_jumbo_loan_needs_a_score_of_700(score: int, expected: FindingOutcome) -> None:
    scores = [{"bureau": "equifax", "score": score}]
    assert outcome(minimum_score, jumbo(**{"borrowers.0.credit.scores": scores})) is expected


@pytest.mark.parametrize("method", ["automated", "manual"])
@pytest.mark.parametrize(("dti", "expected"), [("43", PASS), ("43.000001", FAIL)])
def test_a_jumbo_loan_has_a_dti_of_43_however_it_is_underwritten(
    method: str, dti: str, expected: FindingOutcome
) -> None:
    assert outcome(back_end, jumbo(underwriting_method=method), ratios={"back_end_dti": dti}) is expected


@pytest.mark.parametrize(
    ("amount", "months"), [("1500000", 6), ("1500000.01", 12), ("3000000", 12), ("3000000.01", 12)]
)
def test_reserves_of_jumbo_loans_by_amount(amount: str, months: int) -> None:
    file = application(jumbo(**{"loan.amount": amount, "property.appraisal.value": "5000000"}))
    case = case_of(LOAN)
    assert case.program.reserves(file, Decimal(20)).value == months


def test_reserves_are_tested() -> None:
    assert outcome(reserves, LOAN) is PASS
    assert outcome(reserves, jumbo(**{"assets.1.balance": "190000"})) is FAIL


@pytest.mark.parametrize("kind", [kind for kind in DerogatoryKind if kind != DerogatoryKind.CHAPTER_13_IN_REPAYMENT])
@pytest.mark.parametrize("extenuating", [True, False])
def test_jumbo_loans_wait_seven_years_after_any_event(kind: DerogatoryKind, *, extenuating: bool) -> None:
    event = DerogatoryEvent(kind=kind, completed_on=date(2020, 1, 1), extenuating_circumstances_documented=extenuating)
    limit = case_of(LOAN).program.waiting_period(event, date(2026, 3, 2))
    assert limit is not None
    assert limit.value == 84


def test_a_second_underwriter_reviews_every_jumbo_loan() -> None:
    found = answer(second_review, LOAN)
    assert (found.outcome, found.due) == (CONDITION, "prior_to_approval")


def appraised(amount: str, second: str | None) -> dict[str, Any]:
    home = {"property.appraisal.value": "2000000", "loan.purchase_price": "2000000", "loan.amount": amount}
    if second is not None:
        home["property.second_appraisal"] = {"value": second, "effective_date": "2026-03-01"}  # type: ignore[assignment]
    return jumbo(**home)


@pytest.mark.parametrize(
    ("amount", "second", "expected"),
    [
        pytest.param("1500000", None, PASS, id="on the line"),
        pytest.param("1500000.01", None, CONDITION, id="above the line without a second appraisal"),
        pytest.param("1500000.01", "2000000", PASS, id="both alike"),
        pytest.param("1500000.01", "2100000", PASS, id="the second higher"),
        pytest.param("1500000.01", "1999999.99", REFER, id="the second lower"),
    ],
)
def test_the_largest_loans_need_two_appraisals(amount: str, second: str | None, expected: FindingOutcome) -> None:
    found = answer(two_appraisals, appraised(amount, second))
    assert found.outcome is expected
    assert (found.needs is not None) == (expected is not PASS)
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)


def test_a_jumbo_loan_is_approved_once_a_second_underwriter_has_signed() -> None:
    done = underwrite(application(LOAN))
    assert done.decision.outcome is Outcome.APPROVE_WITH_CONDITIONS, done.decision
    assert [condition.rule_id for condition in done.decision.conditions] == ["compliance.jumbo_review"]


def test_a_jumbo_loan_is_never_insured() -> None:
    done = underwrite(application(jumbo(**{"loan.mortgage_insurance_annual_percent": "0.5", "loan.amount": "1260000"})))
    assert done.facts is not None
    assert done.facts.ratios.mortgage_insurance == 0
    assert done.decision.outcome in {Outcome.DECLINE, Outcome.COUNTEROFFER}
