"""Unit-periods and how many of them lie between two dates (12 CFR 1026, Appendix J, paragraphs (b)(3) to (b)(5))."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from lending.payments import MONTHS_A_YEAR

_WEEKS_A_YEAR = 52
_SEMIMONTHS_A_YEAR = 24
_DAYS_A_YEAR = 365
_DAYS_A_WEEK = 7
_DAYS_A_MONTH = 30
"""All months are equal (b)(3)(iv): odd days are divided by 30, in semimonths by 15."""
_DAYS_A_SEMIMONTH = 15
_SHORTEST_SEMIMONTH, _LONGEST_SEMIMONTH = 13, 17
"""From the 15th to the last of February, and from the 15th of a long month to the 1st."""
_SHORTEST_LAST_DAY = 28


class Interval(StrEnum):
    DAY = "day"
    WEEK = "week"
    SEMIMONTH = "semimonth"
    MONTH = "month"
    YEAR = "year"


_UNIT_DAYS = {
    Interval.DAY: 1,
    Interval.WEEK: _DAYS_A_WEEK,
    Interval.SEMIMONTH: _DAYS_A_SEMIMONTH,
    Interval.MONTH: _DAYS_A_MONTH,
    Interval.YEAR: _DAYS_A_YEAR,
}
_UNITS_A_YEAR = {
    Interval.DAY: _DAYS_A_YEAR,
    Interval.WEEK: _WEEKS_A_YEAR,
    Interval.SEMIMONTH: _SEMIMONTHS_A_YEAR,
    Interval.MONTH: MONTHS_A_YEAR,
    Interval.YEAR: 1,
}


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """A standard interval of time, or the whole term of a single payment: `UnitPeriod(Interval.DAY, 255)`."""

    interval: Interval
    count: int = 1

    @property
    def days(self) -> int:
        """Its length with all months equal, by which unit-periods are compared."""
        return _UNIT_DAYS[self.interval] * self.count

    @property
    def per_year(self) -> Decimal:
        return Decimal(_UNITS_A_YEAR[self.interval]) / self.count


MONTH = UnitPeriod(Interval.MONTH)
SEMIMONTH = UnitPeriod(Interval.SEMIMONTH)
YEAR = UnitPeriod(Interval.YEAR)
DAY = UnitPeriod(Interval.DAY)

_STANDARD = (
    DAY,
    SEMIMONTH,
    *(UnitPeriod(Interval.MONTH, months) for months in range(1, MONTHS_A_YEAR)),
    *(UnitPeriod(Interval.WEEK, weeks) for weeks in range(1, _WEEKS_A_YEAR + 1)),
    YEAR,
)


@dataclass(frozen=True, slots=True)
class Span:
    """`full` unit-periods and the `fraction` of one more, at least 0 and below 1."""

    full: int
    fraction: Decimal


def _last_day(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def months_later(day: date, months: int, nominal_day: int | None = None) -> date:
    """The same day of another month, or that month's last day where it is shorter; `months` may be negative."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    wanted = day.day if nominal_day is None else nominal_day
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


def later(day: date, unit: UnitPeriod, times: int) -> date:
    """The date `times` unit-periods after `day`; semimonths alternate between a day and the day fifteen from it."""
    if unit.interval in {Interval.DAY, Interval.WEEK}:
        return day + timedelta(days=unit.days * times)
    if unit.interval is not Interval.SEMIMONTH:
        months = unit.count if unit.interval is Interval.MONTH else MONTHS_A_YEAR
        return months_later(day, months * times)
    months, half = divmod(times, 2)
    if not half:
        return months_later(day, months)
    if day.day <= _DAYS_A_SEMIMONTH:
        return months_later(day, months, day.day + _DAYS_A_SEMIMONTH)
    return months_later(day, months + 1, day.day - _DAYS_A_SEMIMONTH)


def _months_back(earlier: date, later_day: date, nominal_day: int) -> tuple[int, int]:
    """Full months counted back from the later date, and the days from the earlier date to where they begin."""
    months = (later_day.year - earlier.year) * MONTHS_A_YEAR + later_day.month - earlier.month
    begins = months_later(later_day, -months, nominal_day)
    if begins < earlier:
        months -= 1
        begins = months_later(later_day, -months, nominal_day)
    return months, (begins - earlier).days


def _whole_months(earlier: date, later_day: date) -> int | None:
    """Months between the dates where they fall on one day of the month, the end of a short month standing for it."""
    months = (later_day.year - earlier.year) * MONTHS_A_YEAR + later_day.month - earlier.month
    reached = months_later(earlier, months) == later_day or months_later(later_day, -months) == earlier
    return months if reached else None


def span_between(earlier: date, later_day: date, unit: UnitPeriod, nominal_day: int | None = None) -> Span:
    """Unit-periods from one date to another, (b)(5)(ii) to (v).

    `nominal_day` is the day of the month for which the later date was scheduled, where a short month moved it.
    """
    if unit.interval in {Interval.DAY, Interval.WEEK}:
        full, rest = divmod((later_day - earlier).days, unit.days)
        return Span(full, Decimal(rest) / unit.days)
    nominal = later_day.day if nominal_day is None else nominal_day
    months, days = _months_back(earlier, later_day, nominal)
    if unit.interval is not Interval.YEAR:
        full, rest = divmod(months * _DAYS_A_MONTH + days, unit.days)
        return Span(full, Decimal(rest) / unit.days)
    years, rest = divmod(months, MONTHS_A_YEAR)
    if days == 0:
        return Span(years, Decimal(rest) / MONTHS_A_YEAR)
    left = (months_later(later_day, -years * MONTHS_A_YEAR, nominal) - earlier).days
    return Span(years, Decimal(left) / _DAYS_A_YEAR)


def nominal_days(days: Sequence[date], unit: UnitPeriod) -> list[int]:
    """The day of the month for which each date of a series was scheduled, (b)(3)(iv).

    A series on the 29th, the 30th or the last day meets shorter months at their end; semimonthly dates are two series.
    """
    nominal = [day.day for day in days]
    step = 2 if unit == SEMIMONTH else 1
    for first in range(step):
        series = days[first::step]
        latest = max((day.day for day in series), default=0)
        moved = (day.day == latest or day.day == _last_day(day) for day in series)
        if latest > _SHORTEST_LAST_DAY and all(moved):
            nominal[first::step] = [latest] * len(series)
    return nominal


def periods(days: Sequence[date]) -> list[set[UnitPeriod]]:
    """For each period between two dates in order, the standard intervals that it equals; none where it equals none."""
    found: list[set[UnitPeriod]] = []
    for place, (earlier, later_day) in enumerate(pairwise(days)):
        length = (later_day - earlier).days
        equal: set[UnitPeriod] = {DAY} if length == 1 else set()
        if 0 < length <= _DAYS_A_YEAR and length % _DAYS_A_WEEK == 0:
            equal.add(UnitPeriod(Interval.WEEK, length // _DAYS_A_WEEK))
        months = _whole_months(earlier, later_day)
        if months is not None and 0 < months <= MONTHS_A_YEAR:
            equal.add(YEAR if months == MONTHS_A_YEAR else UnitPeriod(Interval.MONTH, months))
        if _SHORTEST_SEMIMONTH <= length <= _LONGEST_SEMIMONTH and _half_of_a_month(days, place):
            equal.add(SEMIMONTH)
        found.append(equal)
    return found


def _half_of_a_month(days: Sequence[date], place: int) -> bool:
    """Whether the period that begins at `place` and one of its neighbours make a whole month."""
    with_next = place + 2 < len(days) and _whole_months(days[place], days[place + 2]) == 1
    return with_next or (place > 0 and _whole_months(days[place - 1], days[place + 1]) == 1)


def common_unit_period(series: Sequence[Sequence[date]]) -> UnitPeriod:
    """The unit-period of a transaction, (b)(4)(i): the most frequent common period, on a tie the smaller.

    `series` are the dates of the advances and those of the payments, each from the beginning of the term. Where no
    standard interval occurs twice, it is the one nearest to the average period, of two as near the lower.
    """
    frequency = Counter(unit for days in series for equal in periods(days) for unit in equal)
    common = [unit for unit, times in frequency.items() if times > 1]
    if common:
        return min(common, key=lambda unit: (-frequency[unit], unit.days))
    lengths = [(later_day - earlier).days for days in series for earlier, later_day in pairwise(days)]
    average = Decimal(sum(lengths)) / len(lengths)
    return min(_STANDARD, key=lambda unit: (abs(unit.days - average), unit.days))


def term_as_unit_period(begins: date, ends: date) -> UnitPeriod:
    """The unit-period of a single advance with a single payment: its term, at most a year, (b)(4)(ii), (b)(5)(vi, vii).

    A term of whole months below a year is counted in months, any other below a year in days.
    """
    if ends >= months_later(begins, MONTHS_A_YEAR):
        return YEAR
    months, days = _months_back(begins, ends, ends.day)
    return UnitPeriod(Interval.DAY, (ends - begins).days) if days else UnitPeriod(Interval.MONTH, months)
