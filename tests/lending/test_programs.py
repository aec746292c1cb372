"""What each program charges for insurance or guaranty, band by band."""

from decimal import Decimal
from typing import Any

import pytest

from builders import application, borrower
from casework import case_of
from lending.programs import rules_for
from lending.programs.base import MortgageInsurance


def insurance(changes: dict[str, Any], ltv: str) -> MortgageInsurance:
    subject = application(changes)
    return rules_for(subject).insurance(subject, Decimal(ltv))


def test_conventional_insurance_is_paid_above_80_percent_only() -> None:
    stated = {"loan.mortgage_insurance_annual_percent": "0.6"}
    assert insurance(stated, "80").monthly == 0
    assert insurance(stated, "80.01").monthly == 150
    assert insurance({}, "80.01").monthly == 0


@pytest.mark.parametrize(
    ("method", "second", "percent"),
    [
        ("automated", {}, 97),
        ("automated", {"will_occupy": False}, 95),
        ("automated", {"declarations.will_occupy_as_primary": False}, 95),
        ("manual", {}, 95),
        ("manual", {"will_occupy": False}, 90),
    ],
)
def test_a_borrower_who_will_not_occupy_lowers_the_conventional_ltv(
    method: str, second: dict[str, Any], percent: int
) -> None:
    buyers = {"borrowers.0.first_time_homebuyer": True, "borrowers.1": borrower(**second)}
    case = case_of({**buyers, "underwriting_method": method})
    maximum = case.program.maximum_ltv(case)
    assert maximum is not None
    assert maximum.value == percent
