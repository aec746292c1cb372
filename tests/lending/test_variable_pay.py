"""Overtime, bonus and commission: the trend over the year to date and the two years before it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incomes import employment, qualified


def bonus(last: str, prior: str | None = None, this_year: str | None = None) -> dict[str, Any]:
    return {
        "kind": "bonus",
        "year_to_date_total": this_year,
        "last_year_total": last,
        "prior_year_total": prior,
    }


def paid(*variable: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The job of 5,000 a month with variable pay beside it."""
    return employment(variable=list(variable), **changes)


@pytest.mark.parametrize(
    ("last", "prior", "monthly", "declining"),
    [
        pytest.param("12000", "6000", "750.00", False, id="rising: two years' average"),
        pytest.param("12000", "12000", "1000.00", False, id="level: two years' average"),
        pytest.param("6000", "12000", "500.00", True, id="falling: the lower recent year"),
        pytest.param("12000", None, "1000.00", False, id="one whole year is twelve months"),
        pytest.param("12000", "0", "500.00", False, id="nothing in the year before counts as a year of nothing"),
    ],
)
def test_bonus_by_its_trend(last: str, prior: str | None, monthly: str, *, declining: bool) -> None:
    item = qualified(paid(bonus(last, prior)))
    assert item.monthly == 5_000 + Decimal(monthly)
    assert item.declining is declining
    assert item.excluded is None


@pytest.mark.parametrize(
    ("this_year", "last", "prior", "monthly", "declining"),
    [
        # 3 months to the end of March
        pytest.param("3300", "12000", "10800", "966.67", False, id="rising: 26,100 over 27 months"),
        pytest.param("3000", "12000", "12000", "1000.00", False, id="level: 27,000 over 27 months"),
        pytest.param("2999.97", "12000", "12000", "999.99", True, id="a cent a month less: the year to date alone"),
        pytest.param("1500", "12000", "12000", "500.00", True, id="falling: the year to date alone"),
        pytest.param("3000", "12000", "24000", "1000.00", False, id="fell and has been level since: 15 months"),
        pytest.param("6000", "12000", "24000", "1200.00", False, id="fell and rises since: 18,000 over 15 months"),
        pytest.param("1500", "12000", "1200", "500.00", True, id="falling after a rise: never above the newest level"),
        pytest.param("2700", "12000", "1200", "588.89", True, id="falling after a rise: nor above the whole average"),
        pytest.param("0", "12000", "12000", "0.00", True, id="nothing this year"),
        pytest.param("3000", "12000", None, "1000.00", False, id="15 months"),
    ],
)
def test_the_year_to_date_joins_the_average_or_takes_its_place(
    this_year: str, last: str, prior: str | None, monthly: str, *, declining: bool
) -> None:
    item = qualified(paid(bonus(last, prior, this_year), paid_through="2026-03-31"))
    assert item.monthly == 5_000 + Decimal(monthly)
    assert item.declining is declining


def test_a_month_that_was_worked_in_part_counts_by_its_days() -> None:
    """From 1 January to 14 February are 1 1/2 months."""
    half = paid(bonus("12000", "12000", "750"), paid_through="2026-02-14")
    assert qualified(half).monthly == 5_500
    assert qualified(half).declining


def test_years_before_the_one_that_the_pay_stub_shows_are_the_last_and_the_prior_one() -> None:
    """An application of January with the last pay stub of December: the year to date is the whole of 2025."""
    december = paid(bonus("9000", "9000", "12000"), paid_through="2025-12-31", started_on="2023-01-01")
    assert qualified(december).monthly == Decimal("5833.33")


@pytest.mark.parametrize(
    ("started_on", "monthly", "excluded"),
    [
        # the job pays 1,000 a month from its first day to the end of March 2026
        pytest.param("2025-04-01", "6000", None, id="twelve months to the day"),
        pytest.param("2025-04-02", "5000", "variable pay with a history of less than a year", id="a day less"),
    ],
)
def test_variable_pay_of_less_than_a_year_counts_nothing(started_on: str, monthly: str, excluded: str | None) -> None:
    item = qualified(paid(bonus("9000", None, "3000"), paid_through="2026-03-31", started_on=started_on))
    assert item.monthly == Decimal(monthly)
    assert item.excluded == excluded
    assert item.if_counted >= 6_000


def test_only_the_months_of_the_job_are_averaged() -> None:
    """9,000 of the nine months since April: 1,000 a month."""
    assert (
        qualified(paid(bonus("9000", None, "3000"), paid_through="2026-03-31", started_on="2025-04-01")).monthly
        == 6_000
    )


def test_pay_of_a_year_before_the_job_is_left_aside() -> None:
    item = qualified(paid(bonus("12000", "99000"), started_on="2025-01-01"))
    assert item.monthly == 6_000
    assert not item.declining


def test_the_first_day_of_a_job_is_a_day_of_it() -> None:
    """100 on the last day of 2024 is a month's pay at 3,100, above the 1,000 of the year after."""
    item = qualified(paid(bonus("12000", "100"), started_on="2024-12-31"))
    assert item.declining
    assert item.monthly == 6_000


def test_a_job_that_began_after_every_year_on_file_has_no_variable_pay() -> None:
    item = qualified(paid(bonus("12000"), started_on="2026-01-05"))
    assert item.monthly == 5_000
    assert item.excluded is None


def test_each_kind_of_variable_pay_has_its_own_trend() -> None:
    overtime = {**bonus("2400", "4800"), "kind": "overtime"}
    item = qualified(paid(overtime, bonus("4800", "2400")))
    assert item.monthly == 5_000 + 200 + 300
    assert item.declining
    assert item.method == (
        "base pay by monthly frequency, with overtime, bonus averaged over its history or at the lower recent level"
    )


TOTALS = st.integers(0, 40_000)


@given(TOTALS, st.none() | TOTALS, st.none() | TOTALS, st.integers(0, 2), st.integers(1, 9_000))
@settings(deadline=None, max_examples=200)
def test_more_pay_in_any_period_never_counts_for_less(
    last: int, prior: int | None, this_year: int | None, which: int, more: int
) -> None:
    def counted(amounts: list[int | None]) -> Decimal:
        told = [None if amount is None else str(amount) for amount in amounts]
        return qualified(paid(bonus(str(amounts[0]), told[1], told[2]), paid_through="2026-05-17")).monthly

    before: list[int | None] = [last, prior, this_year]
    after = [amount + more if place == which and amount is not None else amount for place, amount in enumerate(before)]
    assert counted(after) >= counted(before)


@given(TOTALS, TOTALS, TOTALS, st.integers(2, 5))
@settings(deadline=None, max_examples=100)
def test_the_same_rise_in_every_period_leaves_the_trend_as_it_is(
    last: int, prior: int, this_year: int, by: int
) -> None:
    def told(times: int) -> dict[str, Any]:
        return paid(
            bonus(str(last * times), str(prior * times), str(this_year * times)),
            paid_through="2026-05-17",
            pay=str(5_000 * times),
        )

    before, after = qualified(told(1)), qualified(told(by))
    assert before.declining is after.declining
    assert abs(after.monthly - by * before.monthly) <= Decimal("0.03")
