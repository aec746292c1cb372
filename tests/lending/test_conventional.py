"""Conventional loans: HomeReady, the occupants' own ratio, and how many financed properties."""

from typing import Any

import pytest

from builders import REMOVED, borrower
from casework import answer, case_of, outcome
from lending.findings import FindingOutcome
from lending.programs.homeready import homeready
from lending.reasons import ReasonCode
from lending.underwriting.collateral import ltv
from lending.underwriting.occupants import occupant_dti

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)
READY: dict[str, Any] = {"loan.homeready": True}
ARM = {
    "initial_fixed_months": 84,
    "index_percent": "4",
    "margin_percent": "2.75",
    "first_cap_points": "5",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}


def refinance(purpose: str) -> dict[str, Any]:
    return {"loan.purpose": purpose, "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000"}


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        pytest.param(READY, "97.00%", id="nobody buys for the first time"),
        pytest.param({**READY, "loan.arm": ARM}, "95.00%", id="adjustable"),
        pytest.param({**READY, "underwriting_method": "manual"}, "95.00%", id="manual"),
        pytest.param({**READY, "property.units": 2}, "95.00%", id="two units"),
        pytest.param({**READY, **refinance("rate_term_refinance")}, "95.00%", id="refinance"),
        pytest.param({**READY, "borrowers.1": borrower(will_occupy=False)}, "95.00%", id="non-occupant"),
        pytest.param({**READY, "program": "high_balance"}, "95.00%", id="high-balance"),
    ],
)
def test_a_homeready_loan_may_go_to_97_without_a_first_time_buyer(changes: dict[str, Any], percent: str) -> None:
    found = answer(ltv, changes)
    assert found.limit is not None
    assert found.limit.display == percent


def household(limit: str | None) -> dict[str, Any]:
    return {**READY, "household": {"people": 2, "income_limit": limit}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(household("120000"), PASS, id="income on the limit"),
        pytest.param(household("119999.99"), FAIL, id="income above the limit"),
        pytest.param(household(None), CONDITION, id="no limit in the file"),
        pytest.param(READY, CONDITION, id="no household in the file"),
        pytest.param({**household("120000"), **refinance("rate_term_refinance")}, PASS, id="rate and term"),
        pytest.param({**household("120000"), **refinance("cash_out_refinance")}, FAIL, id="cash-out"),
        pytest.param({**household("120000"), "property.occupancy": "second_home"}, FAIL, id="second home"),
    ],
)
def test_homeready_is_for_modest_incomes_and_primary_residences(
    changes: dict[str, Any], expected: FindingOutcome
) -> None:
    """10,000 a month are 120,000 a year."""
    found = answer(homeready, changes)
    assert found.outcome is expected
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)
    if expected is FAIL:
        assert (found.reason_code, found.weight) == (ReasonCode.OTHER_LOAN_TERMS, 57)


@pytest.mark.parametrize("program", ["conventional", "high_balance"])
def test_homeready_is_asked_of_homeready_loans_only(program: str) -> None:
    def asked(changes: dict[str, Any]) -> list[str]:
        case = case_of({"program": program, **changes})
        return [finding.rule_id for finding in case.program.eligibility(case)]

    assert "compliance.homeready" in asked(READY)
    assert "compliance.homeready" not in asked({})


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        pytest.param({}, None, id="primary residence"),
        pytest.param(READY, 2, id="HomeReady"),
        pytest.param({"property.occupancy": "second_home"}, 10, id="second home"),
        pytest.param({"property.occupancy": "investment"}, 10, id="investment"),
        pytest.param({"program": "high_balance", "property.occupancy": "investment"}, 10, id="high-balance"),
        pytest.param({"program": "jumbo"}, 4, id="jumbo"),
        pytest.param({"program": "usda"}, None, id="USDA"),
        pytest.param({"program": "fha"}, None, id="FHA"),
    ],
)
def test_financed_properties_by_program(changes: dict[str, Any], most: int | None) -> None:
    case = case_of(changes)
    limit = case.program.maximum_financed_properties(case)
    assert (limit and limit.value) == most


def helped(**changes: Any) -> dict[str, Any]:
    """A manual file in which the second borrower earns 10,000 and will not live in the home."""
    return {"underwriting_method": "manual", "borrowers.1": borrower(will_occupy=False), **changes}


def occupant_earns(pay: str, **changes: Any) -> dict[str, Any]:
    return helped(**{"borrowers.0.incomes.0.pay": pay, **changes})


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        pytest.param("6316.75", PASS, id="43.00 with the debt"),
        pytest.param("6316.74", REFER, id="a cent less"),
        pytest.param("5619.07", REFER, id="43.00 with the payment alone"),
        pytest.param("5619.06", FAIL, id="a cent less than that"),
    ],
)
def test_occupants_have_a_dti_of_43_alone_on_manual_loans(pay: str, expected: FindingOutcome) -> None:
    """Of a payment of 2,416.20 and a debt of 300."""
    found = answer(occupant_dti, occupant_earns(pay))
    assert found.outcome is expected
    assert (found.needs is not None) == (expected is REFER)
    if expected is FAIL:
        assert (found.reason_code, found.weight) == (ReasonCode.INCOME_INSUFFICIENT, 92)
    assert "$10,000" not in [figure.display for figure in found.figures]


def test_occupants_without_income_carry_no_payment() -> None:
    found = answer(occupant_dti, helped(**{"borrowers.0.incomes": []}))
    assert (found.outcome, found.reason_code) == (FAIL, ReasonCode.INCOME_INSUFFICIENT)
    assert "$0" in found.statement


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="automated, one borrower"),
        pytest.param({"underwriting_method": "manual"}, id="everybody occupies"),
        pytest.param(helped(underwriting_method="automated"), id="automated"),
        pytest.param(helped(**{"property.occupancy": "second_home"}), id="second home"),
        pytest.param(helped(program="fha"), id="FHA"),
        pytest.param(helped(program="jumbo"), id="jumbo"),
    ],
)
def test_the_occupants_ratio_is_asked_of_manual_conventional_primary_residences(changes: dict[str, Any]) -> None:
    assert outcome(occupant_dti, changes) is NOT_APPLICABLE
