"""The annual percentage rate by the general equation of 12 CFR 1026, Appendix J, paragraph (b)(8).

    sum of advances A / ((1 + e i)(1 + i)^q)  =  sum of payments P / ((1 + f i)(1 + i)^t)

`i` is the rate a unit-period; whole unit-periods compound, the fraction of one bears simple interest. Level streams
enter in closed form, so that a loan of 360 payments costs as little as one of three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lending.money import HUNDRED, ZERO
from lending.unit_periods import MONTH, Span

HIGHEST_APR = Decimal(600)
"""Percent a year. What lies above it is a slip in the amounts, not a mortgage."""
_PRECISION = Decimal("1e-10")
"""Of a step: the error behind it is of the order of its square."""
_ROUNDING = Decimal("1e-6")
"""Dollars by which payments without interest may miss the advances: a level payment is a quotient cut at 28 digits."""
_FIRST_GUESS = 1024
_NEWTON_STEPS = 30
_OUTSIDE = Decimal(-1)
WHOLE_PERIOD = Span(1, ZERO)


@dataclass(frozen=True, slots=True)
class Stream:
    """`count` level amounts of dollars, one a unit-period, the first of them `first` unit-periods after the beginning.

    `fraction` is the part of a unit-period by which each lies later still.
    """

    first: int
    count: int
    amount: Decimal
    fraction: Decimal = ZERO


def _at_zero(streams: Sequence[Stream]) -> tuple[Decimal, Decimal]:
    total, slope = ZERO, ZERO
    for stream in streams:
        paid = stream.amount * stream.count
        total += paid
        slope -= paid * (stream.first + stream.fraction + Decimal(stream.count - 1) / 2)
    return total, slope


def _worth(streams: Sequence[Stream], rate: Decimal) -> tuple[Decimal, Decimal]:
    """What the streams are worth at the beginning at a positive rate, and how that changes with the rate."""
    total, total_slope = ZERO, ZERO
    growth = 1 + rate
    for stream in streams:
        if stream.count == 1:
            value = stream.amount / growth**stream.first
            slope = -value * stream.first / growth
        else:
            left = growth**-stream.count
            annuity = (1 - left) / rate
            delay = stream.first - 1
            level = stream.amount / growth**delay
            value = level * annuity
            slope = level * (stream.count * left / growth - annuity) / rate - value * delay / growth
        if stream.fraction:
            odd = 1 + stream.fraction * rate
            slope = (slope - value * stream.fraction / odd) / odd
            value /= odd
        total += value
        total_slope += slope
    return total, total_slope


def unit_rate(advances: Sequence[Stream], payments: Sequence[Stream], highest: Decimal) -> Decimal:
    """The rate a unit-period, between 0 and `highest`, at which payments and advances are worth the same.

    Newton's method on the logarithm of their ratio, which is nearly straight, with the logarithm in its rational form;
    wherever a step would leave the bracket, or steps do not settle, the bracket is halved. Of several such rates the
    search ends at one that it meets from below. Raises ValueError where there is none.
    """
    paid, paid_slope = _at_zero(payments)
    lent, lent_slope = _at_zero(advances)
    if paid < lent - _ROUNDING:
        raise ValueError(
            f"the payments ({paid:.2f}) are less than what was advanced ({lent:.2f}), so no annual percentage rate "
            "fits them: correct the payments, the fees or the loan amount"
        )
    if paid <= lent + _ROUNDING:
        return ZERO
    low, high = ZERO, None
    rate = min(_newton(paid, paid_slope, lent, lent_slope) or highest / _FIRST_GUESS, highest)
    steps = 0
    while True:
        paid, paid_slope = _worth(payments, rate)
        lent, lent_slope = _worth(advances, rate)
        if paid <= lent:
            high = rate
        elif rate >= highest:
            raise ValueError(
                f"no annual percentage rate up to {HIGHEST_APR} percent fits these payments and fees: correct the "
                "payments, the fees or the loan amount"
            )
        else:
            low = rate
        step = _newton(paid, paid_slope, lent, lent_slope)
        proposed = _OUTSIDE if step is None else rate + step
        if abs(proposed - rate) < _PRECISION:
            return max(proposed, ZERO)
        if high is not None and high - low < _PRECISION:
            return high
        steps += 1
        if steps <= _NEWTON_STEPS and low < proposed < (highest if high is None else high):
            rate = proposed
        else:
            rate = min(2 * rate, highest) if high is None else (low + high) / 2


def _newton(paid: Decimal, paid_slope: Decimal, lent: Decimal, lent_slope: Decimal) -> Decimal | None:
    """The step towards the rate at which both are worth the same; None where a higher rate brings them no nearer."""
    bend = lent_slope / lent - paid_slope / paid
    return 2 * (paid - lent) / (paid + lent) / bend if bend > 0 else None


def apr_percent(amount_financed: Decimal, streams: Sequence[Stream], until_first: Span = WHOLE_PERIOD) -> Decimal:
    """The APR in percent, unrounded, of one advance that is repaid in months.

    A stream's `first` is the number of its first payment; `until_first` are the unit-periods before payment number
    one. Raises ValueError where no rate between 0 and 600 percent fits.
    """
    if until_first != WHOLE_PERIOD:
        delay, odd = until_first.full - 1, until_first.fraction
        streams = [Stream(stream.first + delay, stream.count, stream.amount, odd) for stream in streams]
    a_year = MONTH.per_year * HUNDRED
    return unit_rate((Stream(0, 1, amount_financed),), streams, HIGHEST_APR / a_year) * a_year
