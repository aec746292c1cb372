"""High-balance loans: a matrix of their own, and automated underwriting alone."""

from typing import Any

import pytest

from builders import REMOVED, application, asset
from casework import answer, case_of
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import FindingOutcome
from lending.programs.high_balance import automated_only
from lending.underwriting.collateral import ltv

DENVER = {"property.state": "CO", "property.county_fips": "08031"}
LOAN: dict[str, Any] = {
    "program": "high_balance",
    **DENVER,
    "loan.amount": "850000",
    "loan.purchase_price": "1100000",
    "property.appraisal.value": "1100000",
    "borrowers.0.incomes.0.pay": "25000",
    "assets.1": asset(balance="400000"),
}


def refinance(purpose: str, **changes: Any) -> dict[str, Any]:
    terms = {"loan.purpose": purpose, "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000"}
    return {**terms, **changes}


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        pytest.param({}, "95.00%", id="primary"),
        pytest.param({"borrowers.0.first_time_homebuyer": True}, "95.00%", id="no 97 for a first-time buyer"),
        pytest.param({"property.units": 2}, "85.00%", id="two units"),
        pytest.param({"property.units": 3}, "75.00%", id="three units"),
        pytest.param({"property.occupancy": "second_home"}, "90.00%", id="second home"),
        pytest.param({"property.occupancy": "investment"}, "85.00%", id="investment"),
        pytest.param({"property.occupancy": "investment", "property.units": 4}, "75.00%", id="four rented units"),
        pytest.param(refinance("cash_out_refinance"), "80.00%", id="cash-out"),
        pytest.param(refinance("cash_out_refinance", **{"property.units": 2}), "75.00%", id="cash-out, two units"),
        pytest.param(
            refinance("rate_term_refinance", **{"property.occupancy": "investment"}),
            "75.00%",
            id="rented, rate and term",
        ),
    ],
)
def test_maximum_ltv_of_high_balance_loans(changes: dict[str, Any], percent: str) -> None:
    found = answer(ltv, {"program": "high_balance", **changes})
    assert found.limit is not None
    assert found.limit.display == percent
    assert "as delivered" in found.statement


@pytest.mark.parametrize(("method", "expected"), [("automated", FindingOutcome.PASS), ("manual", FindingOutcome.REFER)])
def test_a_high_balance_loan_is_underwritten_automatically(method: str, expected: FindingOutcome) -> None:
    found = answer(automated_only, {"program": "high_balance", "underwriting_method": method})
    assert found.outcome is expected
    assert (found.needs is not None) == (expected is FindingOutcome.REFER)


def test_a_high_balance_loan_is_approved() -> None:
    done = underwrite(application(LOAN))
    assert done.decision.outcome is Outcome.APPROVE, done.decision
    assert "compliance.high_balance_underwriting" in [finding.rule_id for finding in done.compliance]


def test_dti_score_and_reserves_are_those_of_a_conventional_loan() -> None:
    own, other = case_of({"program": "high_balance"}), case_of()
    assert own.program.back_end(own) == other.program.back_end(other)
    assert own.program.minimum_score(own) == other.program.minimum_score(other)
    assert own.program.reserves(own.application, None) == other.program.reserves(other.application, None)
