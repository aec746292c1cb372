"""Higher-priced mortgage loans: allowed, with an escrow account."""

from decimal import Decimal
from typing import Any

import pytest

from casework import answer, outcome
from lending.compliance.hpml import escrow
from lending.findings import FindingOutcome

PASS, CONDITION, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.CONDITION, FindingOutcome.NOT_APPLICABLE


def at_spread(points: str) -> dict[str, str]:
    return {"apr": str(Decimal("6.4") + Decimal(points))}


def jumbo(amount: str) -> dict[str, Any]:
    return {"loan.amount": amount, "loan.purchase_price": "2000000", "property.appraisal.value": "2000000"}


@pytest.mark.parametrize(
    ("changes", "below", "at"),
    [
        pytest.param({}, "1.499999", "1.5", id="first lien"),
        pytest.param(jumbo("1249125"), "1.499999", "1.5", id="first lien on the highest conforming limit"),
        pytest.param(jumbo("1249125.01"), "2.499999", "2.5", id="jumbo first lien"),
        pytest.param({"loan.lien": "subordinate"}, "3.499999", "3.5", id="subordinate lien"),
    ],
)
def test_an_apr_at_the_threshold_is_higher_priced(changes: dict[str, Any], below: str, at: str) -> None:
    assert outcome(escrow, changes, pricing=at_spread(below)) is PASS
    assert outcome(escrow, changes, pricing=at_spread(at)) is CONDITION


def test_a_higher_priced_loan_needs_an_escrow_account_for_five_years() -> None:
    found = answer(escrow, pricing=at_spread("1.6"))
    assert found.due == "prior_to_closing"
    assert found.needs is not None
    assert "escrow account" in found.needs
    assert "five years" in found.needs


@pytest.mark.parametrize("occupancy", ["second_home", "investment"])
def test_the_rule_covers_principal_dwellings_only(occupancy: str) -> None:
    assert outcome(escrow, {"property.occupancy": occupancy}, pricing=at_spread("2")) is NOT_APPLICABLE


@pytest.mark.parametrize("program", ["fha", "va"])
def test_agency_loans_can_be_higher_priced_too(program: str) -> None:
    assert outcome(escrow, {"program": program}, pricing=at_spread("1.5")) is CONDITION
