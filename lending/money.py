"""Rounding, named by what the field calls it. All functions take and give `Decimal`."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)


def to_cents(amount: Decimal) -> Decimal:
    """Dollars rounded half up to the cent, as a payment is."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def to_dollars(amount: Decimal) -> Decimal:
    """Dollars rounded half up to the whole dollar."""
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def round_whole(value: Decimal) -> Decimal:
    """The nearest whole number, a half upward."""
    return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def truncate(value: Decimal, places: int) -> Decimal:
    """Digits behind `places` are dropped, never rounded."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)


def round_up_whole(value: Decimal) -> Decimal:
    """The next whole number at or above `value`."""
    return value.quantize(Decimal(1), rounding=ROUND_CEILING)


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """`part` as a percentage of `whole`, unrounded. `whole` must be positive."""
    return part / whole * HUNDRED


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """`percent` percent of `amount`, unrounded."""
    return amount * percent / HUNDRED
