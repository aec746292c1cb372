"""Business days as this lender counts them: Monday to Friday without the federal legal public holidays.

Regulation B does not define a business day; the Bureau's compliance guide to the valuations rule leaves a reasonable
definition to the creditor. Counting no Saturday is the more careful one: a deadline before closing comes earlier. The
holidays are those of 5 USC 6103(a); one that falls on a weekend also takes the weekday on which it is kept.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

_ONE_DAY = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_DAYS_A_WEEK = 7


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The weekday's `number`th day in the month, from 1."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _DAYS_A_WEEK + _DAYS_A_WEEK * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The legal public holidays of the year on their own dates."""
    return frozenset(
        {
            date(year, 1, 1),
            _nth(year, 1, _MONDAY, 3),
            _nth(year, 2, _MONDAY, 3),
            _last_monday_of_may(year),
            date(year, 6, 19),
            date(year, 7, 4),
            _nth(year, 9, _MONDAY, 1),
            _nth(year, 10, _MONDAY, 2),
            date(year, 11, 11),
            _nth(year, 11, _THURSDAY, 4),
            date(year, 12, 25),
        }
    )


def is_business_day(day: date) -> bool:
    if day.weekday() in {_SATURDAY, _SUNDAY} or day in federal_holidays(day.year):
        return False
    before, after = day - _ONE_DAY, day + _ONE_DAY
    kept_after = before.weekday() == _SUNDAY and before in federal_holidays(before.year)
    kept_before = after.weekday() == _SATURDAY and after in federal_holidays(after.year)
    return not kept_after and not kept_before


def _business_days(day: date, step: timedelta) -> Iterator[date]:
    while True:
        day += step
        if is_business_day(day):
            yield day


def business_days_before(day: date, count: int) -> date:
    """The business day that lies `count` business days before `day`; `count` from 1."""
    return [earlier for earlier, _ in zip(_business_days(day, -_ONE_DAY), range(count), strict=False)][-1]


def business_days_after(day: date, count: int) -> date:
    """The business day that lies `count` business days after `day`; `count` from 1."""
    return [later for later, _ in zip(_business_days(day, _ONE_DAY), range(count), strict=False)][-1]
