"""Refinances: the age of the loan and of the title before cash is taken out, and how much cash is none."""

from typing import Any

import pytest

from builders import REMOVED
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.refinance import cash_out_seasoning, limited_cash_out, title_seasoning

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)


def refinance(purpose: str, **changes: Any) -> dict[str, Any]:
    return {"loan.purpose": purpose, "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000", **changes}


def cash_out(**changes: Any) -> dict[str, Any]:
    return refinance("cash_out_refinance", **changes)


@pytest.mark.parametrize(
    ("note_date", "expected"),
    [("2025-04-15", PASS), ("2025-04-16", FAIL), (None, CONDITION)],
)
def test_a_cash_out_refinance_needs_a_first_lien_of_twelve_months(
    note_date: str | None, expected: FindingOutcome
) -> None:
    found = answer(cash_out_seasoning, cash_out(**{"loan.existing_first_lien_note_date": note_date}))
    assert found.outcome is expected
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)
    assert outcome(cash_out_seasoning) is NOT_APPLICABLE


def test_a_home_without_a_first_lien_has_none_to_season() -> None:
    assert outcome(cash_out_seasoning, cash_out(**{"loan.payoff_amount": "0"})) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("acquired_on", "expected"),
    [("2025-10-15", PASS), ("2025-10-16", FAIL), (None, CONDITION)],
)
def test_a_borrower_is_on_title_six_months_before_cash_is_taken_out(
    acquired_on: str | None, expected: FindingOutcome
) -> None:
    found = answer(title_seasoning, cash_out(**{"property.acquired_on": acquired_on}))
    assert found.outcome is expected
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)
    if expected is FAIL:
        assert found.reason_code is ReasonCode.OTHER_LOAN_TERMS
        assert found.statement == "Months on title at closing: 5, below the months needed of 6."


def test_delayed_financing_need_not_wait_but_is_documented() -> None:
    changes = {"property.acquired_on": "2026-03-01", "loan.delayed_financing": True, "loan.payoff_amount": "0"}
    found = answer(title_seasoning, cash_out(**changes))
    assert (found.outcome, found.due) == (CONDITION, "prior_to_approval")
    assert found.needs is not None
    assert "arm's-length purchase without a mortgage" in found.needs


@pytest.mark.parametrize("changes", [{}, cash_out(program="fha"), cash_out(program="va")])
def test_the_title_is_asked_of_conventional_cash_out_refinances(changes: dict[str, Any]) -> None:
    assert outcome(title_seasoning, changes) is NOT_APPLICABLE


@pytest.mark.parametrize(("cash", "expected"), [("0", PASS), ("0.01", REFER)])
def test_a_usda_refinance_gives_no_cash_back(cash: str, expected: FindingOutcome) -> None:
    changes = {"program": "usda", "loan.payoff_amount": "299000", "loan.cash_to_borrower": cash}
    assert outcome(limited_cash_out, refinance("rate_term_refinance", **changes)) is expected


@pytest.mark.parametrize(
    ("amount", "cash", "expected"),
    [
        pytest.param("300000", "3000", PASS, id="one percent of the loan"),
        pytest.param("300000", "3000.01", REFER, id="a cent more"),
        pytest.param("150000", "2000", PASS, id="2,000 on a small loan"),
        pytest.param("150000", "2000.01", REFER, id="a cent more on a small loan"),
        pytest.param("300000", "-5000", PASS, id="cash brought"),
    ],
)
def test_limited_cash_out_gives_back_one_percent_or_2000(amount: str, cash: str, expected: FindingOutcome) -> None:
    payoff = str(int(amount) - 1_000)
    terms = {"loan.amount": amount, "loan.payoff_amount": payoff, "loan.cash_to_borrower": cash}
    changes = refinance("rate_term_refinance", **terms)
    assert outcome(limited_cash_out, changes) is expected


def test_cash_that_the_file_does_not_state_counts() -> None:
    """A loan of 300,000 pays off 250,000 and costs of 1,000."""
    hidden = refinance("rate_term_refinance", **{"loan.payoff_amount": "250000"})
    found = answer(limited_cash_out, hidden)
    assert found.outcome is REFER
    assert "$49,000" in found.statement


def test_cash_back_is_limited_on_rate_and_term_refinances_only() -> None:
    assert outcome(limited_cash_out) is NOT_APPLICABLE
    assert outcome(limited_cash_out, refinance("cash_out_refinance")) is NOT_APPLICABLE
