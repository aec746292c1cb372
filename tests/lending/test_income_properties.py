"""More income never counts for less, item by item: the same file with every amount of an item raised together."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incomes import business, depletion, employment, established, fixed, leave, qualified, rental

RANDOM = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
DOLLARS = st.integers(1, 20_000)
FACTOR = st.integers(1, 4)
DAYS = st.builds("{}-{:02}-{:02}".format, st.integers(2026, 2031), st.integers(5, 12), st.integers(1, 28))
STATES = st.sampled_from(["confirmed", "not_asked_yet", "not_confirmed"])


def times(item: Any, factor: int, amounts: set[str]) -> Any:
    """The item with every amount of the named fields multiplied, also inside its lists."""
    if isinstance(item, list):
        return [times(one, factor, amounts) for one in item]
    if not isinstance(item, dict):
        return item
    return {
        name: str(Decimal(value) * factor) if name in amounts and value is not None else times(value, factor, amounts)
        for name, value in item.items()
    }


JOBS = st.builds(
    lambda pay, totals, started, through, ends, away, verification, documented: employment(
        pay=str(pay),
        variable=[
            {
                "kind": "bonus",
                "last_year_total": str(totals[0]),
                "prior_year_total": totals[1] and str(totals[1]),
                "year_to_date_total": totals[2] and str(totals[2]),
            }
        ],
        started_on=started,
        paid_through=through,
        ends_on=ends,
        leave=away,
        verification=verification,
        documented=documented,
    ),
    DOLLARS,
    st.tuples(DOLLARS, st.none() | DOLLARS, st.none() | DOLLARS),
    st.builds("{}-{:02}-01".format, st.integers(2019, 2025), st.integers(1, 12)),
    st.sampled_from(["2025-12-31", "2026-01-15", "2026-02-28"]),
    st.none() | DAYS,
    st.none() | st.builds(leave, DOLLARS.map(str), DAYS, return_confirmed=st.booleans()),
    STATES,
    st.booleans(),
)
BUSINESSES = st.builds(
    lambda nets, drawn, share, structure, liquid, started: business(
        *map(str, nets),
        drawn=tuple(None if one is None else str(one) for one in drawn),
        ownership_percent=str(share),
        structure=structure,
        business_liquidity_documented=liquid,
        started_on=started,
    ),
    st.lists(DOLLARS, min_size=1, max_size=3),
    st.lists(st.none() | DOLLARS, min_size=3, max_size=3),
    st.integers(1, 100),
    st.sampled_from(["sole_proprietorship", "partnership", "s_corporation", "corporation"]),
    st.booleans(),
    st.sampled_from(["2015-01-01", "2024-06-01", "2025-09-01"]),
)
FIXED = st.builds(
    lambda source, amount, untaxed, ends, months: fixed(
        source, str(amount), nontaxable=untaxed, ends_on=ends, months_received=months
    ),
    st.sampled_from(["social_security", "pension", "alimony", "child_support"]),
    DOLLARS,
    st.booleans(),
    st.none() | DAYS,
    st.none() | st.integers(0, 12),
)
PAY = {"pay", "last_year_total", "prior_year_total", "year_to_date_total", "monthly_income"}


@pytest.mark.parametrize(
    ("items", "amounts"),
    [
        pytest.param(JOBS, PAY, id="employment"),
        pytest.param(BUSINESSES, {"net_income", "distributions"}, id="self-employment"),
        pytest.param(FIXED, {"monthly_amount"}, id="fixed"),
    ],
)
def test_an_item_with_every_amount_raised_counts_for_no_less(items: Any, amounts: set[str]) -> None:
    @given(items, FACTOR)
    @RANDOM
    def check(item: dict[str, Any], factor: int) -> None:
        before, after = qualified(item), qualified(times(item, factor, amounts))
        assert after.monthly >= before.monthly >= 0
        assert after.if_counted >= before.if_counted
        assert after.excluded == before.excluded
        assert after.declining is before.declining

    check()


@given(DOLLARS, DOLLARS, st.integers(0, 6_000), DOLLARS)
@RANDOM
def test_more_rent_never_counts_for_less(rent: int, more: int, pitia: int, expenses: int) -> None:
    lease = [qualified(rental(str(amount), str(pitia))).monthly for amount in (rent, rent + more)]
    assert lease[1] >= lease[0] >= -pitia
    returns = [
        qualified(
            rental(
                "0",
                str(pitia),
                schedule_e={"year": 2025, "rents_received": str(amount), "expenses": str(expenses)},
            )
        ).monthly
        for amount in (rent, rent + more)
    ]
    assert returns[1] >= returns[0]


@given(st.integers(1, 900_000), st.integers(0, 100_000), st.integers(0, 50))
@RANDOM
def test_more_assets_never_deplete_to_less(balance: int, more: int, penalty: int) -> None:
    def monthly(dollars: int) -> Decimal:
        item = depletion("A1", withdrawal_penalty_percent=str(penalty))
        home = {"property.appraisal.value": "500000", "loan.purchase_price": "500000"}
        return established(item, **{"assets.0.balance": str(dollars), **home}).monthly

    assert monthly(balance + more) >= monthly(balance) >= 0


@given(DOLLARS, DOLLARS, DOLLARS, st.integers(0, 200_000))
@RANDOM
def test_pay_during_a_leave_never_exceeds_the_regular_pay_and_rises_with_it(
    regular: int, during: int, more: int, balance: int
) -> None:
    def monthly(pay: int, away: int, assets: int) -> Decimal:
        job = employment(pay=str(pay), leave=leave(str(away)))
        return established(job, **{"assets.0.balance": str(assets)}).monthly

    found = monthly(regular, during, balance)
    assert min(regular, during) <= found <= regular
    assert monthly(regular + more, during, balance) >= found
    assert monthly(regular, during + more, balance) >= found
    assert monthly(regular, during, balance + more) >= found
