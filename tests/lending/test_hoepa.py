"""High-cost mortgages: three tests, each of which compares strictly."""

from decimal import Decimal
from typing import Any

import pytest

from casework import answer, outcome
from lending.compliance import hoepa
from lending.compliance.hoepa import fees_threshold, points_and_fees, prepayment, price
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode

PASS, FAIL, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.FAIL, FindingOutcome.NOT_APPLICABLE


def at_spread(points: str) -> dict[str, str]:
    return {"hoepa_apr": str(Decimal("6.4") + Decimal(points))}


@pytest.mark.parametrize(("lien", "limit"), [("first", "6.5"), ("subordinate", "8.5")])
def test_a_spread_on_the_threshold_is_not_high_cost_and_any_more_is(lien: str, limit: str) -> None:
    assert outcome(price, {"loan.lien": lien}, pricing=at_spread(limit)) is PASS
    above = answer(price, {"loan.lien": lien}, pricing=at_spread(f"{Decimal(limit) + Decimal('0.000001')}"))
    assert above.outcome is FAIL
    assert above.reason_code is ReasonCode.OTHER_LOAN_TERMS


@pytest.mark.parametrize(
    ("amount", "limit"), [pytest.param("49999.99", "8.5", id="small"), pytest.param("50000", "6.5", id="larger")]
)
def test_a_small_loan_on_personal_property_has_a_wider_spread(amount: str, limit: str) -> None:
    changes = {"property.personal_property": True, "loan.amount": amount}
    assert outcome(price, changes, pricing=at_spread(limit)) is PASS
    assert outcome(price, changes, pricing=at_spread(f"{Decimal(limit) + Decimal('0.000001')}")) is FAIL


def test_fees_on_five_percent_are_not_high_cost_and_a_cent_more_is() -> None:
    """Five percent of a total loan amount of 299,000."""
    assert outcome(points_and_fees, pricing={"points_and_fees": "14950"}) is PASS
    assert outcome(points_and_fees, pricing={"points_and_fees": "14950.01"}) is FAIL


@pytest.mark.parametrize(
    ("note", "total", "threshold"),
    [
        pytest.param(27_592, 27_000, 1_350, id="5 percent from 27,592"),
        pytest.param(27_591, 27_000, 1_380, id="below it the flat amount, where 8 percent are more"),
        pytest.param(16_000, 15_000, 1_200, id="below it 8 percent, where they are less"),
        pytest.param(17_250, 17_250, 1_380, id="where both agree"),
    ],
)
def test_fee_threshold_of_small_loans(note: int, total: int, threshold: int) -> None:
    found = fees_threshold(Decimal(note), Decimal(total), Decimal(27_592), Decimal(1_380))
    assert found == threshold


@pytest.mark.parametrize(
    ("months", "percent", "expected"),
    [
        pytest.param(36, "2", PASS, id="36 months and 2 percent"),
        pytest.param(37, "2", FAIL, id="37 months"),
        pytest.param(36, "2.000001", FAIL, id="above 2 percent"),
        pytest.param(12, "1", PASS, id="short and low"),
    ],
)
def test_a_prepayment_penalty_beyond_36_months_or_2_percent_is_high_cost(
    months: int, percent: str, expected: FindingOutcome
) -> None:
    penalty = {"months": months, "max_percent_of_prepaid": percent}
    assert outcome(prepayment, {"loan.prepayment_penalty": penalty}) is expected


def test_without_a_penalty_the_penalty_test_passes() -> None:
    assert outcome(prepayment) is PASS


@pytest.mark.parametrize("rule", hoepa.RULES)
def test_a_rental_is_outside_the_high_cost_rules(rule: Any) -> None:
    assert outcome(rule, {"property.occupancy": "investment"}) is NOT_APPLICABLE
