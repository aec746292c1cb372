"""Business days: Monday to Friday without the federal legal public holidays and the weekdays on which they are kept."""

from datetime import date, timedelta

import pytest

from lending.business_days import business_days_after, business_days_before, federal_holidays, is_business_day

HOLIDAYS_2026 = {
    "New Year's Day": date(2026, 1, 1),
    "Birthday of Martin Luther King, Jr.": date(2026, 1, 19),
    "Washington's Birthday": date(2026, 2, 16),
    "Memorial Day": date(2026, 5, 25),
    "Juneteenth": date(2026, 6, 19),
    "Independence Day": date(2026, 7, 4),
    "Labor Day": date(2026, 9, 7),
    "Columbus Day": date(2026, 10, 12),
    "Veterans Day": date(2026, 11, 11),
    "Thanksgiving Day": date(2026, 11, 26),
    "Christmas Day": date(2026, 12, 25),
}


def test_the_federal_holidays_of_2026() -> None:
    assert federal_holidays(2026) == set(HOLIDAYS_2026.values())


@pytest.mark.parametrize(
    ("year", "memorial_day", "labor_day", "thanksgiving"),
    [(2024, 27, 2, 28), (2025, 26, 1, 27), (2027, 31, 6, 25), (2028, 29, 4, 23)],
)
def test_holidays_that_move(year: int, memorial_day: int, labor_day: int, thanksgiving: int) -> None:
    moving = {date(year, 5, memorial_day), date(year, 9, labor_day), date(year, 11, thanksgiving)}
    assert moving <= federal_holidays(year)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 6), True),  # a Friday
        (date(2026, 3, 7), False),
        (date(2026, 3, 8), False),
        (date(2026, 3, 9), True),
        (date(2026, 11, 26), False),
        (date(2026, 11, 27), True),
        (date(2026, 7, 3), False),  # a Friday, on which the Saturday's holiday is kept
        (date(2026, 7, 2), True),
        (date(2026, 7, 6), True),
        (date(2027, 7, 5), False),  # a Monday, on which the Sunday's holiday is kept
        (date(2027, 7, 2), True),
        (date(2027, 7, 6), True),
        (date(2021, 12, 31), False),  # the Friday before a New Year's Day on a Saturday
        (date(2023, 1, 2), False),  # the Monday after a New Year's Day on a Sunday
    ],
)
def test_business_days(day: date, *, expected: bool) -> None:
    assert is_business_day(day) is expected


def test_three_business_days_before_a_friday_is_the_tuesday() -> None:
    """The example of the Bureau's compliance guide to the valuations rule: a closing on 2014-04-04."""
    assert business_days_before(date(2014, 4, 4), 3) == date(2014, 4, 1)


def test_weekends_and_holidays_are_stepped_over_both_ways() -> None:
    assert business_days_before(date(2026, 7, 7), 3) == date(2026, 7, 1)
    assert business_days_after(date(2026, 7, 1), 3) == date(2026, 7, 7)
    assert business_days_after(date(2026, 3, 7), 1) == date(2026, 3, 9)
    assert business_days_before(date(2026, 3, 8), 1) == date(2026, 3, 6)


def test_every_week_of_a_decade_has_at_most_five_business_days() -> None:
    first = date(2020, 1, 6)
    weeks = ([first + timedelta(days=7 * week + day) for day in range(7)] for week in range(520))
    counts = [sum(map(is_business_day, week)) for week in weeks]
    assert max(counts) == 5
    assert min(counts) >= 3
