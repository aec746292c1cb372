"""The annual percentage rate: what it must be whatever the loan, and where there is none."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.apr import Stream, apr_percent
from lending.payments import exact_payment

TOLERANCE = Decimal("0.000001")
PRINCIPALS = st.decimals("10000", "2000000", places=2)
RATES = st.decimals("0", "15", places=3)
TERMS = st.integers(60, 480)


def level(principal: Decimal, rate: Decimal, months: int) -> list[Stream]:
    return [Stream(1, months, exact_payment(principal, rate, months))]


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


@given(PRINCIPALS, RATES, st.integers(2, 40))
@settings(deadline=None, max_examples=50)
def test_a_stream_cut_in_two_costs_what_it_did_before(principal: Decimal, rate: Decimal, years: int) -> None:
    (whole,) = level(principal, rate, 12 * years)
    cut = [Stream(1, 12, whole.amount), Stream(13, whole.count - 12, whole.amount)]
    financed = principal * Decimal("0.98")
    assert abs(apr_percent(financed, cut) - apr_percent(financed, [whole])) <= TOLERANCE


def test_a_later_first_payment_lowers_the_apr() -> None:
    early, late = (apr_percent(Decimal(1_000), [Stream(first, 12, Decimal(100))]) for first in (1, 3))
    assert late < early


@pytest.mark.parametrize(
    ("financed", "payment"),
    [pytest.param(1_300, 100, id="payments below the advance"), pytest.param(10, 100, id="above 600 percent")],
)
def test_payments_that_no_rate_explains_are_refused(financed: int, payment: int) -> None:
    with pytest.raises(ValueError, match="no annual percentage rate between 0 and 600 percent"):
        apr_percent(Decimal(financed), [Stream(1, 12, Decimal(payment))])
