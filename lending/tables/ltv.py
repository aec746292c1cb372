"""The shape of a maximum-LTV matrix: by occupancy, purpose and number of units."""

from decimal import Decimal

from lending.loan import Purpose
from lending.property import Occupancy

LtvKey = tuple[Occupancy, Purpose, int]
"""Occupancy, purpose, units."""


def ltv_cells(*rows: tuple[Occupancy, tuple[int, ...], int | None, int | None, int | None]) -> dict[LtvKey, Decimal]:
    """Rows of (occupancy, units, percent for a purchase, for a rate-and-term, for a cash-out refinance).

    None where the program does not lend for that purpose.
    """
    return {
        (occupancy, purpose, count): Decimal(percent)
        for occupancy, units, purchase, rate_term, cash_out in rows
        for count in units
        for purpose, percent in (
            (Purpose.PURCHASE, purchase),
            (Purpose.RATE_TERM_REFINANCE, rate_term),
            (Purpose.CASH_OUT_REFINANCE, cash_out),
        )
        if percent is not None
    }
