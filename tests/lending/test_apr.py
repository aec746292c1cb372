"""The annual percentage rate: what it must be whatever the loan, and where there is none."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lending.apr
from lending.apr import WHOLE_PERIOD, Stream, apr_percent, unit_rate
from lending.payments import exact_payment
from lending.unit_periods import Span

TOLERANCE = Decimal("0.0000000001")
PRINCIPALS = st.decimals("10000", "2000000", places=2)
RATES = st.decimals("0", "15", places=3)
TERMS = st.integers(60, 480)
ONE = Decimal(1)


def level(principal: Decimal, rate: Decimal, months: int) -> list[Stream]:
    return [Stream(1, months, exact_payment(principal, rate, months))]


def worth(streams: list[Stream], percent: Decimal, until_first: Span = WHOLE_PERIOD) -> Decimal:
    """Payment by payment, as the general equation of Appendix J writes it, without any closed form."""
    rate = percent / 1200
    total = Decimal(0)
    for stream in streams:
        for number in range(stream.count):
            periods = stream.first + number + until_first.full - 1
            total += stream.amount / ((1 + until_first.fraction * rate) * (1 + rate) ** periods)
    return total


@given(PRINCIPALS, RATES, TERMS)
@settings(deadline=None, max_examples=100)
def test_a_loan_without_fees_costs_its_note_rate(principal: Decimal, rate: Decimal, months: int) -> None:
    assert abs(apr_percent(principal, level(principal, rate, months)) - rate) <= TOLERANCE


@given(PRINCIPALS, RATES, TERMS, st.decimals("0", "0.05", places=4), st.decimals("0", "0.05", places=4))
@settings(deadline=None, max_examples=100)
def test_more_fees_never_lower_the_apr(
    principal: Decimal, rate: Decimal, months: int, fee_share: Decimal, more: Decimal
) -> None:
    streams = level(principal, rate, months)
    with_fee, with_more = (apr_percent(principal * (1 - share), streams) for share in (fee_share, fee_share + more))
    assert with_fee <= with_more


@given(
    st.lists(st.tuples(st.integers(1, 60), st.decimals("1", "3000", places=2)), min_size=1, max_size=4),
    st.decimals("0.5", "0.99", places=2),
    st.integers(0, 3),
    st.integers(0, 29),
)
@settings(deadline=None, max_examples=100)
def test_at_the_apr_the_payments_are_worth_what_was_advanced(
    spans: list[tuple[int, Decimal]], share: Decimal, full: int, days: int
) -> None:
    streams: list[Stream] = []
    first = 1
    for count, amount in spans:
        streams.append(Stream(first, count, amount))
        first += count
    advanced = sum((stream.amount * stream.count for stream in streams), Decimal(0)) * share
    until_first = Span(full, Decimal(days) / 30)
    try:
        percent = apr_percent(advanced, streams, until_first)
    except ValueError:
        assert worth(streams, Decimal(600), until_first) > advanced
    else:
        assert abs(worth(streams, percent, until_first) - advanced) < advanced * Decimal("1e-12")


@given(PRINCIPALS, RATES, st.integers(2, 40))
@settings(deadline=None, max_examples=50)
def test_a_stream_cut_in_two_costs_what_it_did_before(principal: Decimal, rate: Decimal, years: int) -> None:
    (whole,) = level(principal, rate, 12 * years)
    cut = [Stream(1, 12, whole.amount), Stream(13, whole.count - 12, whole.amount)]
    financed = principal * Decimal("0.98")
    assert abs(apr_percent(financed, cut) - apr_percent(financed, [whole])) <= TOLERANCE


def test_a_later_first_payment_lowers_the_apr() -> None:
    spans = [Span(0, ONE / 2), WHOLE_PERIOD, Span(1, ONE / 30), Span(1, ONE / 2), Span(2, Decimal(0))]
    aprs = [apr_percent(Decimal(1_000), [Stream(1, 12, Decimal(100))], until_first) for until_first in spans]
    assert aprs == sorted(aprs, reverse=True)
    assert len(set(aprs)) == len(aprs)


def test_a_first_payment_on_the_day_of_the_advance_repays_a_part_at_once() -> None:
    at_once = apr_percent(Decimal(1_000), [Stream(1, 12, Decimal(100))], Span(0, Decimal(0)))
    assert abs(at_once - apr_percent(Decimal(900), [Stream(1, 11, Decimal(100))])) <= TOLERANCE


def test_several_advances_are_worth_what_the_payments_are() -> None:
    """100 now and 100 after a month, 121 and 110 one month later each, at 10 percent a month."""
    advances = [Stream(0, 2, Decimal(100))]
    payments = [Stream(1, 1, Decimal(110)), Stream(2, 1, Decimal(110))]
    assert abs(unit_rate(advances, payments, ONE) - Decimal("0.1")) <= TOLERANCE


def test_payments_that_only_return_the_advances_bear_no_interest() -> None:
    assert apr_percent(Decimal(1_200), [Stream(1, 12, Decimal(100))]) == 0
    assert apr_percent(Decimal(1_200), [Stream(1, 12, Decimal(100) - Decimal("1e-9"))]) == 0
    assert apr_percent(Decimal(1_200), [Stream(1, 12, Decimal(100) + Decimal("1e-9"))]) == 0
    assert apr_percent(Decimal(1_200), [Stream(1, 12, Decimal(100) + Decimal("1e-6"))]) > 0


def test_a_loan_of_thirty_years_takes_few_evaluations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides of the equation once a step; the bisection that this replaces took about forty steps."""
    evaluated: list[Decimal] = []
    reckon = lending.apr._worth

    def counted(streams: list[Stream], rate: Decimal) -> tuple[Decimal, Decimal]:
        evaluated.append(rate)
        return reckon(streams, rate)

    monkeypatch.setattr(lending.apr, "_worth", counted)
    for rate in ("0.01", "3", "6.5", "15"):
        evaluated.clear()
        apr_percent(Decimal(295_000), level(Decimal(300_000), Decimal(rate), 360))
        assert len(evaluated) <= 2 * 5


def test_where_steps_do_not_settle_halving_finds_the_same_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [Stream(1, 360, Decimal(2_000)), Stream(1, 80, Decimal(100))]
    by_steps = apr_percent(Decimal(300_000), streams)
    monkeypatch.setattr(lending.apr, "_NEWTON_STEPS", 0)
    assert abs(apr_percent(Decimal(300_000), streams) - by_steps) <= TOLERANCE
    monkeypatch.setattr(lending.apr, "_newton", lambda *_: None)
    assert abs(apr_percent(Decimal(300_000), streams) - by_steps) <= Decimal("0.000001")


@pytest.mark.parametrize(
    ("financed", "payment", "message"),
    [
        pytest.param(
            1_300, 100, r"payments \(1200\.00\) are less than what was advanced \(1300\.00\)", id="too little"
        ),
        pytest.param(10, 100, "no annual percentage rate up to 600 percent", id="above 600 percent"),
    ],
)
def test_payments_that_no_rate_explains_are_refused(financed: int, payment: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        apr_percent(Decimal(financed), [Stream(1, 12, Decimal(payment))])


def test_a_rate_on_the_highest_is_found_and_one_above_it_refused() -> None:
    """A single payment after one month: 50 percent a month are 600 a year."""
    assert abs(apr_percent(Decimal(100), [Stream(1, 1, Decimal(150))]) - 600) <= TOLERANCE
    with pytest.raises(ValueError, match="no annual percentage rate"):
        apr_percent(Decimal(100), [Stream(1, 1, Decimal("150.01"))])


def test_where_a_higher_rate_never_helps_the_payments_are_refused() -> None:
    with pytest.raises(ValueError, match="no annual percentage rate"):
        unit_rate([Stream(6, 1, Decimal(100))], [Stream(0, 1, Decimal(110))], ONE / 2)
