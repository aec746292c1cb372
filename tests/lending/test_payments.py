"""Level payments, scheduled balances, and the rate on which a loan is qualified."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application
from lending.money import round_up_whole, to_cents, to_dollars, truncate
from lending.payments import (
    QM_LOOK_AHEAD_MONTHS,
    amortizing_months,
    balance_after,
    balance_paying,
    exact_payment,
    fully_indexed_or_initial_rate,
    highest_rate_within,
    monthly_payment,
    months_until_balance,
)
from lending.ratios import qualifying_rate
from loans import arm

TINY = Decimal("0.000001")
PRINCIPALS = st.decimals("1000", "5000000", places=2)
RATES = st.decimals("0", "15", places=3)
TERMS = st.integers(12, 480)


@given(PRINCIPALS, RATES, TERMS)
@settings(deadline=None, max_examples=200)
def test_level_payments_repay_the_loan_exactly(principal: Decimal, rate: Decimal, months: int) -> None:
    assert abs(balance_after(principal, rate, months, months)) < TINY
    assert balance_after(principal, rate, months, 0) == principal


@given(PRINCIPALS, RATES, TERMS, st.data())
@settings(deadline=None, max_examples=200)
def test_the_balance_falls_with_every_payment(
    principal: Decimal, rate: Decimal, months: int, data: st.DataObject
) -> None:
    paid = data.draw(st.integers(0, months - 1))
    assert balance_after(principal, rate, months, paid + 1) < balance_after(principal, rate, months, paid)


@given(PRINCIPALS, RATES, TERMS)
@settings(deadline=None, max_examples=100)
def test_a_higher_rate_and_a_shorter_term_raise_the_payment(principal: Decimal, rate: Decimal, months: int) -> None:
    assert exact_payment(principal, rate + 1, months) > exact_payment(principal, rate, months)
    assert exact_payment(principal, rate, months - 1) > exact_payment(principal, rate, months)


def test_without_interest_the_payment_is_the_principal_in_equal_parts() -> None:
    assert monthly_payment(Decimal(120_000), Decimal(0), 360) == Decimal("333.33")
    assert balance_after(Decimal(120_000), Decimal(0), 360, 90) == 90_000


def test_what_is_owed_falls_or_grows_with_the_payment() -> None:
    """One percent a month on 100,000: 1,000 holds it, more repays it, nothing lets it grow."""
    principal, rate = Decimal(100_000), Decimal(12)
    assert balance_paying(principal, rate, Decimal(1_000), 12) == principal
    assert balance_paying(principal, rate, Decimal(1_100), 2) == principal - 100 - 101
    assert balance_paying(principal, rate, Decimal(0), 2) == 102_010
    assert balance_paying(principal, Decimal(0), Decimal(1_000), 12) == 88_000


@given(PRINCIPALS, RATES, TERMS, st.integers(1, 99))
@settings(deadline=None, max_examples=100)
def test_the_balance_first_reaches_a_target_after_the_months_reckoned(
    principal: Decimal, rate: Decimal, months: int, percent: int
) -> None:
    target = principal * percent / 100
    reached = months_until_balance(principal, rate, months, target)
    assert balance_after(principal, rate, months, reached) <= target
    assert balance_after(principal, rate, months, reached - 1) > target


def test_a_balance_that_is_already_low_enough_is_reached_at_once() -> None:
    assert months_until_balance(Decimal(70_000), Decimal(6), 360, Decimal(78_000)) == 0


@pytest.mark.parametrize(
    ("terms", "rate"),
    [
        pytest.param({}, "6.5", id="fixed"),
        pytest.param({"loan.arm": arm(84)}, "6.5", id="fixed beyond five years"),
        pytest.param({"loan.arm": arm(61)}, "6.5", id="fixed for five years after the first payment"),
        pytest.param({"loan.arm": arm(60)}, "8.5", id="changed with the 60th payment, within five years of the first"),
        pytest.param({"loan.arm": arm(59)}, "8.5", id="one adjustment, at the first cap"),
        pytest.param({"loan.arm": arm(37)}, "9.5", id="a second adjustment after a year"),
        pytest.param({"loan.arm": arm(36)}, "10.5", id="a third adjustment in the last month"),
        pytest.param({"loan.arm": arm(12)}, "11.5", id="stopped by the lifetime cap"),
        pytest.param({"loan.arm": arm(36, adjustment_months=6)}, "11.5", id="adjusted twice a year"),
    ],
)
def test_highest_rate_of_the_first_five_years(terms: dict[str, Any], rate: str) -> None:
    assert highest_rate_within(application(terms).loan, QM_LOOK_AHEAD_MONTHS) == Decimal(rate)


def test_ability_to_repay_uses_the_greater_of_the_fully_indexed_and_the_initial_rate() -> None:
    assert fully_indexed_or_initial_rate(application().loan) == Decimal("6.5")
    assert fully_indexed_or_initial_rate(application({"loan.arm": arm(84)}).loan) == Decimal("7.5")
    discounted = application({"loan.arm": arm(84, index_percent="2")})
    assert fully_indexed_or_initial_rate(discounted.loan) == Decimal("6.5")


@pytest.mark.parametrize(
    ("terms", "rate"),
    [
        pytest.param({}, "6.5", id="fixed: the note rate"),
        pytest.param({"loan.arm": arm(36)}, "10.5", id="three years: the highest rate of five years"),
        pytest.param({"loan.arm": arm(60)}, "8.5", id="five years: the note rate and the first cap"),
        pytest.param({"loan.arm": arm(60, index_percent="7")}, "9.75", id="or fully indexed, where that is higher"),
        pytest.param({"loan.arm": arm(84)}, "6.5", id="more than five years: the note rate"),
        pytest.param({"loan.arm": arm(60), "program": "va"}, "8.5", id="VA by the same policy"),
        pytest.param({"loan.arm": arm(60), "program": "fha"}, "8.5", id="FHA by the same policy"),
    ],
)
def test_qualifying_rate_by_the_first_fixed_period(terms: dict[str, Any], rate: str) -> None:
    assert qualifying_rate(application(terms)) == Decimal(rate)


def test_principal_is_repaid_in_the_months_behind_the_interest_only_period() -> None:
    assert amortizing_months(application({"loan.interest_only_months": 120}).loan) == 240


def test_a_payment_is_rounded_half_up_to_the_cent_and_a_ratio_is_truncated() -> None:
    assert to_cents(Decimal("10.005")) == Decimal("10.01")
    assert to_dollars(Decimal("10.5")) == 11
    assert truncate(Decimal("94.019"), 2) == Decimal("94.01")
    assert round_up_whole(Decimal(94)) == 94
    assert round_up_whole(Decimal("94.01")) == 95
