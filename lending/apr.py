"""Annual percentage rate for monthly unit-periods (12 CFR 1026, Appendix J, regular transactions).

The first period is taken as one whole month; odd days and other unit-periods are not in this first depth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lending.money import HUNDRED
from lending.payments import MONTHS_A_YEAR

_HIGHEST_MONTHLY = Decimal("0.5")
_PRECISION = Decimal("1e-12")
_SHORTFALL = Decimal("1e-6")
"""Dollars that level payments without interest may lack, because a payment is a quotient cut at 28 digits."""
_STEPS = 80


@dataclass(frozen=True, slots=True)
class Stream:
    """`count` level payments of `amount` dollars, the first one `first` months after the advance."""

    first: int
    count: int
    amount: Decimal


def _present_value(streams: Sequence[Stream], rate: Decimal) -> Decimal:
    total = Decimal(0)
    for stream in streams:
        if rate == 0:
            total += stream.amount * stream.count
            continue
        annuity = (1 - (1 + rate) ** -stream.count) / rate
        total += stream.amount * annuity * (1 + rate) ** -(stream.first - 1)
    return total


def apr_percent(amount_financed: Decimal, streams: Sequence[Stream]) -> Decimal:
    """The rate a year, in percent, at which the payments are worth `amount_financed` on the day of the advance.

    Raises ValueError where no rate between 0 and 600 percent does that.
    """
    low, high = Decimal(0), _HIGHEST_MONTHLY
    if _present_value(streams, low) < amount_financed - _SHORTFALL or _present_value(streams, high) > amount_financed:
        raise ValueError("no annual percentage rate between 0 and 600 percent fits these payments and fees")
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _present_value(streams, middle) > amount_financed:
            low = middle
        else:
            high = middle
        if high - low < _PRECISION:
            break
    return (low + high) / 2 * MONTHS_A_YEAR * HUNDRED
