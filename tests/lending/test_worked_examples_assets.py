"""Debts, assets and reserves: examples worked by the agencies themselves. Each test names its source."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower
from lending.facts import establish_facts
from lending.financed_properties import count_financed
from lending.money import to_dollars, truncate
from lending.reserves import required_reserves
from lending.resubmission import delivered_ltv, refinance_needs_resubmission

JUNE_2026 = date(2026, 6, 3)


def rented(unpaid: list[int], owed_by: tuple[str, ...] = ("B1",), first: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "property_id": f"P{number}",
            "occupancy": "investment",
            "unpaid_balance": str(balance),
            "owed_by": list(owed_by),
        }
        for number, balance in enumerate(unpaid, start=first)
    ]


def residence(property_id: str, *owed_by: str) -> dict[str, Any]:
    return {
        "property_id": property_id,
        "occupancy": "primary",
        "unpaid_balance": "133000",
        "owed_by": list(owed_by),
    }


PITIA_OF_776 = {"loan.amount": "78750", "loan.note_rate_percent": "0", "loan.term_months": 315}
"""250 a month of principal at no interest, 400 of taxes, 120 of insurance, 6 of dues."""


@pytest.mark.parametrize(
    ("occupancy", "others", "counted", "dollars"),
    [
        pytest.param(
            "second_home",
            rented([87_550, 142_500]),
            [3, 2],
            [1_552, 4_601, 6_153],
            id="three financed, a second home",
        ),
        pytest.param(
            "investment",
            [*rented([87_550, 142_500, 84_950, 30_030, 124_500, 160_000]), residence("HOME", "B1")],
            [8, 6],
            [4_656, 37_772, 42_427],
            id="eight financed, an investment property",
        ),
    ],
)
def test_selling_guide_b3_4_1_01_reserves_with_other_financed_properties(
    occupancy: str, others: list[dict[str, Any]], counted: list[int], dollars: list[int]
) -> None:
    """Number and percent; dollars for the subject, for the others, and for both.

    The guide prints whole dollars: each part rounded, and a total that is cut (42,427.80 stands as 42,427).
    """
    file = application(
        {
            **PITIA_OF_776,
            "property.occupancy": occupancy,
            "property.monthly_association_dues": "6",
            "owned_properties": others,
        }
    )
    ratios = establish_facts(file).ratios
    assert ratios.pitia == 776
    required = required_reserves(file, ratios)
    assert [required.financed.count, required.financed.percent] == counted
    whole = [required.subject, to_dollars(required.financed.reserves), truncate(required.dollars, 0)]
    assert whole == dollars


def test_selling_guide_b2_2_03_homeready_leaves_out_the_non_occupants_own_three() -> None:
    """A HomeReady purchase and one financed investment; the non-occupant co-borrower alone owes on three homes."""
    file = application(
        {
            "loan.homeready": True,
            "borrowers.1": borrower(will_occupy=False),
            "owned_properties": [*rented([90_000]), *rented([90_000] * 3, ("B2",), first=1)],
        }
    )
    assert count_financed(file).count == 2


def test_selling_guide_b2_2_03_each_borrowers_own_rentals_and_the_home_they_share() -> None:
    """Two rentals of the borrower, three of the co-borrower, one shared residence; one rental is being refinanced."""
    file = application(
        {
            "property.occupancy": "investment",
            "loan.purpose": "rate_term_refinance",
            "loan.purchase_price": REMOVED,
            "loan.payoff_amount": "290000",
            "borrowers.1": borrower(),
            "owned_properties": [
                residence("HOME", "B1", "B2"),
                *rented([90_000]),
                *rented([90_000] * 3, ("B2",), first=1),
            ],
        }
    )
    assert count_financed(file).count == 6


def test_selling_guide_b2_2_03_what_borrowers_owe_together_counts_once() -> None:
    """Buying a rental with five shared ones, while each lives in a financed home of their own."""
    file = application(
        {
            "property.occupancy": "investment",
            "borrowers.1": borrower(),
            "owned_properties": [
                *rented([90_000] * 5, ("B1", "B2")),
                residence("HOME1", "B1"),
                residence("HOME2", "B2"),
            ],
        }
    )
    assert count_financed(file).count == 8


def test_selling_guide_b3_2_10_a_refinance_grown_from_100000_to_100500_is_not_submitted_again() -> None:
    """On a value of 120,000: from 83.33 to 83.75 percent, delivered as 84 either way."""
    submitted, closed, value = Decimal(100_000), Decimal(100_500), Decimal(120_000)
    assert truncate(closed / value * 100, 2) == Decimal("83.75")
    assert [delivered_ltv(submitted, value), delivered_ltv(closed, value)] == [84, 84]
    assert not refinance_needs_resubmission(submitted, closed, value, JUNE_2026)


@pytest.mark.parametrize(
    ("submitted", "closed", "value", "again"),
    [
        pytest.param("100000", "100500.01", "120000", True, id="a cent above 500 dollars"),
        pytest.param("40000", "40400", "120000", False, id="one percent where that is less"),
        pytest.param("40000", "40400.01", "120000", True, id="a cent above one percent"),
        pytest.param("100000", "100100", "125000", True, id="from 80 to 81 percent"),
        pytest.param("100000", "100000", "125000", False, id="unchanged"),
        pytest.param("100000", "99700", "120000", False, id="smaller, delivered at the same LTV"),
        pytest.param("100000", "99500", "125000", False, id="smaller, from 80 to 79.6, delivered as 80"),
        pytest.param("100000", "98000", "125000", True, id="smaller, delivered as 79"),
    ],
)
def test_how_far_a_refinance_may_move(submitted: str, closed: str, value: str, *, again: bool) -> None:
    amounts = Decimal(submitted), Decimal(closed), Decimal(value)
    assert refinance_needs_resubmission(*amounts, JUNE_2026) is again
