"""The APR from dates and amounts. The official examples stand in test_worked_examples.py."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.appendix_j import Advance, Apr, Payment, appendix_j_apr, level_payments
from lending.apr import Stream, apr_percent
from lending.payments import exact_payment
from lending.unit_periods import DAY, MONTH, SEMIMONTH, YEAR, Interval, Span, UnitPeriod, later, span_between

TOLERANCE = Decimal("0.0000000001")
WEEK = UnitPeriod(Interval.WEEK)
QUARTER = UnitPeriod(Interval.MONTH, 3)
START = date(2026, 1, 15)
UNITS = [DAY, WEEK, UnitPeriod(Interval.WEEK, 4), SEMIMONTH, MONTH, QUARTER, YEAR]


def lent(amount: str, day: date = START) -> Advance:
    return Advance(day, Decimal(amount))


def monthly(count: int, amount: str, first: date = date(2026, 2, 15)) -> list[Payment]:
    return level_payments(first, count, Decimal(amount), MONTH)


def worth(apr: Apr, start: date, transfers: list[Advance] | list[Payment]) -> Decimal:
    """The general equation, transfer by transfer; good for dates that every month has."""
    rate = apr.percent / 100 / apr.unit_period.per_year
    spans = [span_between(start, transfer.day, apr.unit_period) for transfer in transfers]
    return sum(
        (
            transfer.amount / ((1 + span.fraction * rate) * (1 + rate) ** span.full)
            for transfer, span in zip(transfers, spans, strict=True)
        ),
        Decimal(0),
    )


@given(
    st.lists(st.tuples(st.integers(0, 200), st.decimals("100", "9000", places=2)), min_size=1, max_size=4),
    st.sampled_from(UNITS),
    st.integers(1, 90),
    st.integers(2, 60),
    st.decimals("1.001", "1.4", places=3),
)
@settings(deadline=None, max_examples=150)
def test_at_the_apr_payments_and_advances_are_worth_the_same(
    lent_on: list[tuple[int, Decimal]], unit: UnitPeriod, wait: int, count: int, markup: Decimal
) -> None:
    advances = [Advance(START + timedelta(days=offset), amount) for offset, amount in lent_on]
    first = later((max(advance.day for advance in advances) + timedelta(days=wait)).replace(day=12), MONTH, 1)
    amount = sum((advance.amount for advance in advances), Decimal(0)) * markup / count
    payments = level_payments(first, count, amount, unit)
    apr = appendix_j_apr(advances, payments)
    start = min(advance.day for advance in advances)
    difference = worth(apr, start, advances) - worth(apr, start, payments)
    assert abs(difference) < Decimal("1e-9") * sum((advance.amount for advance in advances), Decimal(0))


@given(st.decimals("0", "14", places=3), st.integers(13, 480), st.integers(1, 3), st.integers(1, 28))
@settings(deadline=None, max_examples=60)
def test_a_dated_mortgage_costs_what_its_counted_months_say(rate: Decimal, months: int, ahead: int, day: int) -> None:
    payment = exact_payment(Decimal(200_000), rate, months)
    first = later(START, MONTH, ahead).replace(day=day)
    dated = appendix_j_apr([lent("198000")], level_payments(first, months, payment, MONTH))
    counted = apr_percent(Decimal(198_000), [Stream(1, months, payment)], span_between(START, first, MONTH))
    assert abs(dated.percent - counted) <= TOLERANCE
    assert (dated.unit_period, dated.irregular) == (MONTH, False)


@pytest.mark.parametrize("unit", UNITS)
def test_interest_alone_of_60_percent_a_year_in_every_unit_period(unit: UnitPeriod) -> None:
    """100 lent, 60 a year paid in as many parts as the year has unit-periods, and the 100 returned with the last."""
    part = Decimal(60) / unit.per_year
    payments = level_payments(later(START, unit, 1), 11, part, unit)
    payments.append(Payment(later(START, unit, 12), 100 + part))
    apr = appendix_j_apr([lent("100")], payments)
    assert abs(apr.percent - 60) <= TOLERANCE
    assert apr.unit_period == unit


def test_a_series_on_the_last_day_of_the_month_has_whole_months() -> None:
    payments = [Payment(later(date(2026, 1, 31), MONTH, number), Decimal(110)) for number in range(1, 13)]
    expected = apr_percent(Decimal(1_200), [Stream(1, 12, Decimal(110))])
    assert abs(appendix_j_apr([lent("1200", date(2026, 1, 31))], payments).percent - expected) <= TOLERANCE


def test_the_order_of_the_transfers_does_not_matter() -> None:
    advances = [lent("500"), lent("700", date(2026, 3, 1))]
    payments = monthly(12, "110")
    assert appendix_j_apr(advances[::-1], payments[::-1]) == appendix_j_apr(advances, payments)


def test_the_term_may_begin_before_the_first_advance() -> None:
    """A charge from 1 January on, 14 days before the money: both sides move by odd days, and the rate a little."""
    usual = appendix_j_apr([lent("1000")], monthly(12, "90"))
    earlier = appendix_j_apr([lent("1000")], monthly(12, "90"), begins=date(2026, 1, 1))
    rate = earlier.percent / 1200
    odd = 1 + Decimal(14) / 30 * rate
    paid = sum(Decimal(90) / (odd * (1 + rate) ** month) for month in range(1, 13))
    assert abs(Decimal(1_000) / odd - paid) < Decimal("1e-9")
    assert abs(earlier.percent - usual.percent) <= TOLERANCE


def test_payments_may_begin_before_the_first_advance() -> None:
    """Tuition lent in eight parts, repaid from before the first: the term begins with the first payment."""
    autumns = [lent("1800", date(1978 + year, 9, 5)) for year in range(4)]
    winters = [lent("1000", date(1979 + year, 1, 5)) for year in range(4)]
    payments = monthly(50, "240", date(1978, 7, 1))
    apr = appendix_j_apr([*autumns, *winters], payments)
    start = date(1978, 7, 1)
    assert abs(worth(apr, start, [*autumns, *winters]) - worth(apr, start, payments)) < Decimal("1e-9")
    assert (apr.unit_period, apr.irregular) == (MONTH, True)


def test_a_single_payment_after_a_year_or_more_is_compounded_by_the_year() -> None:
    one_year = appendix_j_apr([lent("1000")], [Payment(date(2027, 1, 15), Decimal(1_100))])
    two_years = appendix_j_apr([lent("1000")], [Payment(date(2028, 1, 15), Decimal(1_210))])
    for apr in (one_year, two_years):
        assert abs(apr.percent - 10) <= TOLERANCE
        assert (apr.unit_period, apr.irregular) == (YEAR, False)


@pytest.mark.parametrize(
    ("advances", "payments", "irregular"),
    [
        pytest.param([lent("1000")], monthly(12, "90"), False, id="regular"),
        pytest.param([lent("1000")], monthly(12, "90", date(2026, 3, 3)), False, id="an odd first period"),
        pytest.param(
            [lent("1000")],
            [*monthly(1, "70"), *monthly(10, "90", date(2026, 3, 15)), *monthly(1, "300", date(2027, 1, 15))],
            False,
            id="an odd first and an odd last payment",
        ),
        pytest.param(
            [lent("1000")], [*monthly(6, "80"), *monthly(6, "100", date(2026, 8, 15))], True, id="uneven amounts"
        ),
        pytest.param(
            [lent("1000")], [*monthly(6, "90"), *monthly(6, "90", date(2026, 9, 15))], True, id="a skipped month"
        ),
        pytest.param(
            [lent("1000")],
            [*monthly(11, "90"), *monthly(1, "90", date(2027, 1, 16))],
            True,
            id="a last payment a day late",
        ),
        pytest.param([lent("500"), lent("500", date(2026, 2, 1))], monthly(12, "90"), True, id="two advances"),
        pytest.param(
            [lent("1000", date(2026, 1, 1))],
            level_payments(date(2026, 1, 16), 24, Decimal(45), SEMIMONTH),
            False,
            id="semimonthly",
        ),
        pytest.param([lent("1000")], [*monthly(12, "80"), *monthly(1, "100")], True, id="two payments on one day"),
    ],
)
def test_what_makes_a_transaction_irregular(
    advances: list[Advance], payments: list[Payment], *, irregular: bool
) -> None:
    assert appendix_j_apr(advances, payments).irregular is irregular


@pytest.mark.parametrize(
    ("advances", "payments", "begins", "message"),
    [
        pytest.param([], monthly(12, "90"), None, "at least one advance and one payment", id="nothing lent"),
        pytest.param([lent("1000")], [], None, "at least one advance and one payment", id="nothing paid"),
        pytest.param([lent("0")], monthly(12, "90"), None, "the advance of 2026-01-15 is 0", id="an advance of zero"),
        pytest.param(
            [lent("1000")], monthly(12, "-90"), None, "the payment of 2026-02-15 is -90", id="a negative payment"
        ),
        pytest.param(
            [lent("1000")],
            monthly(12, "90"),
            date(2026, 1, 16),
            "the term begins on 2026-01-16, after",
            id="begins late",
        ),
        pytest.param([lent("1000")], monthly(1, "1100", START), None, "falls on 2026-01-15", id="no term"),
        pytest.param([lent("1000")], monthly(11, "90"), None, r"payments \(990\.00\) are less", id="too little"),
    ],
)
def test_transfers_that_have_no_rate_are_refused(
    advances: list[Advance], payments: list[Payment], begins: date | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        appendix_j_apr(advances, payments, begins)


def test_a_first_period_in_odd_days_is_an_odd_first_period_of_the_counted_loan() -> None:
    dated = appendix_j_apr([lent("6000", date(1978, 2, 10))], monthly(36, "200", date(1978, 4, 1)))
    counted = apr_percent(Decimal(6_000), [Stream(1, 36, Decimal(200))], Span(1, Decimal(19) / 30))
    assert abs(dated.percent - counted) <= TOLERANCE
