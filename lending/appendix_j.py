"""The APR of any closed-end transaction from the dates and amounts of its advances and payments.

12 CFR 1026, Appendix J, actuarial method: one or several advances, odd periods, every unit-period. A loan whose months
are already counted goes straight to `lending.apr`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from lending.apr import HIGHEST_APR, Stream, unit_rate
from lending.money import HUNDRED
from lending.unit_periods import (
    Span,
    UnitPeriod,
    common_unit_period,
    later,
    nominal_days,
    periods,
    span_between,
    term_as_unit_period,
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Dollars that change hands on a day."""

    day: date
    amount: Decimal


class Advance(Transfer):
    """What the consumer has the use of from that day on: prepaid finance charges are taken off."""

    __slots__ = ()


class Payment(Transfer):
    """What is due on that day."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Apr:
    """`percent` a year, unrounded. `irregular` transactions have the wider tolerance of 12 CFR 1026.22(a)(3)."""

    percent: Decimal
    unit_period: UnitPeriod
    irregular: bool


def level_payments(first: date, count: int, amount: Decimal, every: UnitPeriod) -> list[Payment]:
    """`count` payments of `amount` dollars, the first one on `first` and one each unit-period from then on."""
    return [Payment(later(first, every, number), amount) for number in range(count)]


def appendix_j_apr(advances: Sequence[Advance], payments: Sequence[Payment], begins: date | None = None) -> Apr:
    """The annual percentage rate.

    `begins` is the day from which the finance charge is earned; without it the term begins with the first advance or
    payment. Raises ValueError where an amount or a date makes no sense, or no rate up to 600 percent fits.
    """
    advances, payments = sorted(advances, key=lambda item: item.day), sorted(payments, key=lambda item: item.day)
    if not advances or not payments:
        raise ValueError("an annual percentage rate needs at least one advance and one payment: add the missing one")
    everything: list[Transfer] = [*advances, *payments]
    if wrong := next((item for item in everything if item.amount <= 0), None):
        raise ValueError(
            f"the {type(wrong).__name__.lower()} of {wrong.day} is {wrong.amount}: amounts must be above zero"
        )
    earliest = min(advances[0].day, payments[0].day)
    start = earliest if begins is None else begins
    if start > earliest:
        raise ValueError(f"the term begins on {start}, after the advance or payment of {earliest}: correct one of them")
    if start == max(advances[-1].day, payments[-1].day):
        raise ValueError(f"every advance and payment falls on {start}: without a term there is no rate a year")
    unit = _unit_period(start, advances, payments)
    per_year = unit.per_year
    rate = unit_rate(_streams(start, advances, unit), _streams(start, payments, unit), HIGHEST_APR / HUNDRED / per_year)
    return Apr(rate * per_year * HUNDRED, unit, _is_irregular(advances, payments, unit))


def _days(start: date, items: Sequence[Transfer]) -> list[date]:
    return sorted({start, *(item.day for item in items)})


def _unit_period(start: date, advances: Sequence[Advance], payments: Sequence[Payment]) -> UnitPeriod:
    if len(advances) == len(payments) == 1:
        return term_as_unit_period(start, max(advances[0].day, payments[0].day))
    return common_unit_period([_days(start, advances), _days(start, payments)])


def _streams(start: date, items: Sequence[Transfer], unit: UnitPeriod) -> list[Stream]:
    """Each amount at its distance from the start; those that follow one another regularly are one stream."""
    nominal = nominal_days([item.day for item in items], unit)
    spans = [span_between(start, item.day, unit, day) for item, day in zip(items, nominal, strict=True)]

    def series(numbered: tuple[int, tuple[Span, Transfer]]) -> tuple[int, Decimal, Decimal]:
        number, (span, item) = numbered
        return span.full - number, span.fraction, item.amount

    streams: list[Stream] = []
    for (_, fraction, amount), group in groupby(enumerate(zip(spans, items, strict=True)), key=series):
        members = [span for _, (span, _) in group]
        streams.append(Stream(members[0].full, len(members), amount, fraction))
    return streams


def _is_irregular(advances: Sequence[Advance], payments: Sequence[Payment], unit: UnitPeriod) -> bool:
    """Several advances, uneven periods or uneven amounts; not an odd first period, first payment or last payment."""
    between = [unit in equal for equal in periods([payment.day for payment in payments])]
    amounts = {payment.amount for payment in payments[1:-1]}
    return len(advances) > 1 or not all(between) or len(amounts) > 1
