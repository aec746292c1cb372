"""Unit-periods: which one a transaction has, and how many lie between two dates (Appendix J, (b)(3) to (b)(5))."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.unit_periods import (
    DAY,
    MONTH,
    SEMIMONTH,
    YEAR,
    Interval,
    Span,
    UnitPeriod,
    common_unit_period,
    later,
    months_later,
    nominal_days,
    periods,
    span_between,
    term_as_unit_period,
)

DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def weeks(count: int) -> UnitPeriod:
    return UnitPeriod(Interval.WEEK, count)


def months(count: int) -> UnitPeriod:
    return UnitPeriod(Interval.MONTH, count)


UNITS = [DAY, weeks(1), weeks(4), SEMIMONTH, MONTH, months(2), months(3), months(11), YEAR]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("unit", "a_year"),
    [
        (DAY, 365),
        (weeks(1), 52),
        (weeks(4), 13),
        (SEMIMONTH, 24),
        (MONTH, 12),
        (months(3), 4),
        (months(6), 2),
        (YEAR, 1),
        pytest.param(UnitPeriod(Interval.DAY, 73), 5, id="a single payment after 73 days"),
    ],
)
def test_unit_periods_a_year(unit: UnitPeriod, a_year: int) -> None:
    assert unit.per_year == a_year


@pytest.mark.parametrize(
    ("earlier", "later_day", "unit", "full", "fraction"),
    [
        pytest.param("1978-01-10", "1978-02-10", MONTH, 1, "0", id="a whole month"),
        pytest.param(
            "1978-02-10", "1978-04-01", MONTH, 1, "19/30", id="19 odd days before the month that ends on 1 April"
        ),
        pytest.param("2026-04-15", "2026-06-01", MONTH, 1, "16/30", id="closing on the 15th, paying on the 1st"),
        pytest.param("2026-04-25", "2026-05-10", MONTH, 0, "15/30", id="a first period below a month"),
        pytest.param("2026-01-31", "2026-03-01", MONTH, 1, "1/30", id="from the 31st: one day, then February"),
        pytest.param("2026-01-02", "2026-03-01", MONTH, 2, "0", id="30 odd days are a whole month"),
        pytest.param("1978-02-23", "1978-03-01", SEMIMONTH, 0, "6/15", id="6 days of a semimonth"),
        pytest.param("1978-02-23", "1978-04-16", SEMIMONTH, 3, "6/15", id="a month and 21 days in semimonths"),
        pytest.param("1978-05-23", "1978-10-01", months(3), 1, "39/90", id="four months and 9 days in quarters"),
        pytest.param("1978-01-10", "1978-03-01", months(2), 0, "52/60", id="a month and 22 days in two months"),
        pytest.param("1978-03-20", "1978-04-21", weeks(1), 4, "4/7", id="32 days in weeks"),
        pytest.param("1978-03-18", "1978-04-20", weeks(4), 1, "5/28", id="33 days in four weeks"),
        pytest.param("2026-01-01", "2026-02-10", DAY, 40, "0", id="days have no fraction"),
        pytest.param("1978-01-17", "1980-01-17", YEAR, 2, "0", id="two years"),
        pytest.param("1978-01-17", "1979-07-17", YEAR, 1, "6/12", id="a rest of whole months is divided by 12"),
        pytest.param("1978-01-17", "1979-07-20", YEAR, 1, "184/365", id="any other rest in days by 365"),
        pytest.param("2026-01-17", "2026-07-20", YEAR, 0, "184/365", id="a rest without a whole year before it"),
    ],
)
def test_unit_periods_between_two_dates(
    earlier: str, later_day: str, unit: UnitPeriod, full: int, fraction: str
) -> None:
    over, _, under = fraction.partition("/")
    expected = Span(full, Decimal(over) / Decimal(under or 1))
    assert span_between(day(earlier), day(later_day), unit) == expected


@pytest.mark.parametrize(
    ("earlier", "later_day", "nominal", "full", "odd_days"),
    [
        pytest.param("2026-01-30", "2026-02-28", 30, 1, 0, id="scheduled for the 30th"),
        pytest.param("2026-01-30", "2026-02-28", None, 0, 29, id="due on the 28th itself"),
        pytest.param("2026-01-31", "2026-04-30", 31, 3, 0, id="scheduled for the last day"),
        pytest.param("2025-12-30", "2026-02-28", 31, 2, 1, id="one day before the last of December"),
    ],
)
def test_a_short_month_does_not_shorten_the_count(
    earlier: str, later_day: str, nominal: int | None, full: int, odd_days: int
) -> None:
    expected = Span(full, Decimal(odd_days) / 30)
    assert span_between(day(earlier), day(later_day), MONTH, nominal) == expected


def test_years_of_a_series_on_the_last_of_february_are_counted_from_its_nominal_day() -> None:
    assert span_between(day("2024-02-29"), day("2026-02-28"), YEAR, 29) == Span(2, Decimal(0))
    assert span_between(day("2024-02-27"), day("2026-02-28"), YEAR, 29) == Span(2, Decimal(2) / 365)


@pytest.mark.parametrize(
    ("dates", "unit", "expected"),
    [
        pytest.param(["2026-01-30", "2026-02-28", "2026-03-30"], MONTH, [30, 30, 30], id="the 30th"),
        pytest.param(["2026-01-31", "2026-02-28", "2026-04-30"], MONTH, [31, 31, 31], id="the last day"),
        pytest.param(["2026-01-28", "2026-02-28", "2026-03-28"], MONTH, [28, 28, 28], id="the 28th stays the 28th"),
        pytest.param(["2026-01-30", "2026-02-27", "2026-03-30"], MONTH, [30, 27, 30], id="one date of its own"),
        pytest.param(
            ["2026-01-15", "2026-01-31", "2026-02-15", "2026-02-28"], SEMIMONTH, [15, 31, 15, 31], id="15th and last"
        ),
        pytest.param(
            ["2026-01-15", "2026-01-31", "2026-02-15", "2026-02-28"], MONTH, [15, 31, 15, 28], id="not one series"
        ),
        pytest.param(["2026-02-28"], SEMIMONTH, [28], id="a single date"),
    ],
)
def test_the_day_for_which_a_series_was_scheduled(dates: list[str], unit: UnitPeriod, expected: list[int]) -> None:
    assert nominal_days([day(text) for text in dates], unit) == expected


@pytest.mark.parametrize(
    ("begins", "unit", "times", "expected"),
    [
        ("2026-01-31", DAY, 3, "2026-02-03"),
        ("2026-01-31", weeks(4), 2, "2026-03-28"),
        ("2026-01-31", MONTH, 1, "2026-02-28"),
        ("2026-01-31", MONTH, 2, "2026-03-31"),
        ("2026-11-30", months(3), 1, "2027-02-28"),
        ("2024-02-29", YEAR, 1, "2025-02-28"),
        ("2026-03-01", SEMIMONTH, 1, "2026-03-16"),
        ("2026-03-01", SEMIMONTH, 2, "2026-04-01"),
        ("2026-03-15", SEMIMONTH, 1, "2026-03-30"),
        ("2026-03-16", SEMIMONTH, 1, "2026-04-01"),
        ("2026-03-16", SEMIMONTH, 3, "2026-05-01"),
    ],
)
def test_the_date_so_many_unit_periods_later(begins: str, unit: UnitPeriod, times: int, expected: str) -> None:
    assert later(day(begins), unit, times) == day(expected)


@given(DATES, st.sampled_from(UNITS), st.integers(0, 60))
@settings(deadline=None, max_examples=200)
def test_counting_back_finds_the_unit_periods_that_were_counted_on(begins: date, unit: UnitPeriod, times: int) -> None:
    """From a day that every month has; of semimonths an even number, for one of them is not always 15 days."""
    begins = begins.replace(day=min(begins.day, 28))
    times = times - times % 2 if unit == SEMIMONTH else times
    assert span_between(begins, later(begins, unit, times), unit) == Span(times, Decimal(0))


@given(DATES, st.integers(0, 4000), st.sampled_from(UNITS))
@settings(deadline=None, max_examples=300)
def test_a_fraction_is_never_a_whole_unit_period(begins: date, length: int, unit: UnitPeriod) -> None:
    span = span_between(begins, begins + timedelta(days=length), unit)
    assert span.full >= 0
    assert 0 <= span.fraction <= 1
    assert abs(float(span.full + span.fraction) * unit.days - length) <= 3 + length * 0.03


@given(DATES, st.integers(-600, 600))
@settings(deadline=None, max_examples=100)
def test_months_later_and_back_again(begins: date, count: int) -> None:
    begins = begins.replace(day=min(begins.day, 28))
    assert months_later(months_later(begins, count), -count) == begins


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("2026-02-01", "2026-03-01", {MONTH, weeks(4)}, id="February is a month and four weeks"),
        pytest.param("2026-01-01", "2026-02-01", {MONTH}, id="January"),
        pytest.param("2026-01-31", "2026-02-28", {MONTH, weeks(4)}, id="from last day to last day"),
        pytest.param("2026-02-28", "2026-03-31", {MONTH}, id="and on"),
        pytest.param("2026-01-01", "2026-01-02", {DAY}, id="a day"),
        pytest.param("2026-01-01", "2026-01-08", {weeks(1)}, id="a week"),
        pytest.param("2026-01-01", "2026-12-31", {weeks(52)}, id="52 weeks"),
        pytest.param("2026-01-01", "2027-01-01", {YEAR}, id="a year"),
        pytest.param("2026-01-01", "2028-01-01", set(), id="above a year"),
        pytest.param("2026-01-01", "2027-01-07", set(), id="53 weeks"),
        pytest.param("2026-01-01", "2026-01-11", set(), id="ten days are no standard interval"),
        pytest.param("2026-01-01", "2026-01-01", set(), id="two payments on one day"),
    ],
)
def test_the_standard_intervals_that_a_period_equals(first: str, second: str, expected: set[UnitPeriod]) -> None:
    assert periods([day(first), day(second)]) == [expected]


def test_a_semimonth_is_known_by_the_month_that_it_makes_with_its_neighbour() -> None:
    assert periods([day("2026-03-01"), day("2026-03-16"), day("2026-04-01")]) == [{SEMIMONTH}, {SEMIMONTH}]
    assert periods([day("2026-03-01"), day("2026-03-16"), day("2026-04-02")]) == [set(), set()]
    half_february = [day("2026-01-31"), day("2026-02-15"), day("2026-02-28")]
    assert periods(half_february) == [{SEMIMONTH}, {SEMIMONTH}]


def series(first: str, unit: UnitPeriod, count: int) -> list[date]:
    return [later(day(first), unit, number) for number in range(count)]


@pytest.mark.parametrize(
    ("dates", "unit"),
    [
        pytest.param([[*series("2026-01-15", MONTH, 13)]], MONTH, id="monthly"),
        pytest.param([[day("2026-01-03"), *series("2026-02-13", weeks(4), 13)]], weeks(4), id="four weeks, odd start"),
        pytest.param([series("2026-01-15", SEMIMONTH, 12)], SEMIMONTH, id="semimonthly on the 15th and the 30th"),
        pytest.param([series("2026-01-15", DAY, 12)], DAY, id="daily"),
        pytest.param([series("2026-01-15", YEAR, 4)], YEAR, id="yearly"),
        pytest.param([series("2026-01-31", months(3), 8)], months(3), id="quarterly on the last day"),
        pytest.param(
            [[day("2026-01-01"), day("2026-02-01"), day("2026-03-01"), day("2026-05-01"), day("2026-07-01")]],
            MONTH,
            id="as many months as double months: the smaller",
        ),
        pytest.param(
            [[day("2026-01-01"), day("2026-02-01"), day("2026-04-01"), day("2026-06-01"), day("2026-08-01")]],
            months(2),
            id="more double months: the more frequent",
        ),
        pytest.param(
            [series("2026-01-01", weeks(2), 3), series("2026-01-01", MONTH, 5)], MONTH, id="advances and payments"
        ),
        pytest.param([[day("2026-01-01"), day("2026-01-21"), day("2026-03-05")]], MONTH, id="none twice: the average"),
        pytest.param(
            [[day("2026-01-01"), day("2026-01-10"), day("2026-01-22")]], weeks(1), id="an average of 10.5 days"
        ),
        pytest.param([[day("2026-01-01"), day("2026-01-09"), day("2026-01-30")]], weeks(2), id="of 14.5: the lower"),
        pytest.param([[day("2026-01-01"), day("2026-01-09"), day("2026-01-31")]], SEMIMONTH, id="of 15 days"),
        pytest.param([[day("2026-01-01"), day("2028-01-01"), day("2031-01-01")]], YEAR, id="never above a year"),
    ],
)
def test_the_unit_period_of_a_transaction(dates: list[list[date]], unit: UnitPeriod) -> None:
    assert common_unit_period(dates) == unit


@pytest.mark.parametrize(
    ("begins", "ends", "unit"),
    [
        pytest.param("1978-01-03", "1978-09-15", UnitPeriod(Interval.DAY, 255), id="no whole months: days"),
        pytest.param("1978-07-15", "1979-01-15", months(6), id="whole months"),
        pytest.param("2026-01-15", "2027-01-14", UnitPeriod(Interval.DAY, 364), id="a day below a year"),
        pytest.param("2026-01-15", "2027-01-15", YEAR, id="a year"),
        pytest.param("2026-01-15", "2029-06-01", YEAR, id="more than a year"),
    ],
)
def test_the_term_of_a_single_payment_is_its_unit_period(begins: str, ends: str, unit: UnitPeriod) -> None:
    assert term_as_unit_period(day(begins), day(ends)) == unit
