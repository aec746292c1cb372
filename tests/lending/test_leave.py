"""Temporary leave: whose pay counts, what liquid assets add, and what that takes from the reserves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import application, asset
from casework import answer, outcome
from incomes import employment, established, leave, qualified
from lending.facts import establish_facts
from lending.findings import FindingOutcome
from lending.income import first_payment_day
from lending.income.from_assets import months_of_leave, supplement
from lending.underwriting.employment import temporary_leave

CLOSING = "2026-04-15"


@pytest.mark.parametrize(
    ("closing", "stated", "first"),
    [
        ("2026-04-15", None, date(2026, 6, 1)),
        ("2026-04-01", None, date(2026, 6, 1)),
        ("2026-10-31", None, date(2026, 12, 1)),
        ("2026-11-02", None, date(2027, 1, 1)),
        ("2026-12-15", None, date(2027, 2, 1)),
        ("2026-04-15", "2026-07-01", date(2026, 7, 1)),
    ],
)
def test_the_first_payment_is_due_after_a_whole_month_unless_the_file_says_otherwise(
    closing: str, stated: str | None, first: date
) -> None:
    dates = {"loan.expected_closing_date": closing, "loan.first_payment_date": stated}
    assert first_payment_day(application(dates).loan) == first


@pytest.mark.parametrize(
    ("pay_in_leave", "returns_on", "confirmed", "monthly", "if_counted", "excluded"),
    [
        pytest.param("2000", "2026-06-01", True, "6000", "6000", None, id="back on the day of the first payment"),
        pytest.param("2000", "2026-06-02", True, "2000", "2000", None, id="a day later: the pay during the leave"),
        pytest.param("7000", "2026-09-01", True, "6000", "6000", None, id="never more than the regular pay"),
        pytest.param("0", "2026-09-01", True, "0", "0", None, id="an unpaid leave"),
        pytest.param(
            "2000",
            "2026-06-01",
            False,
            "2000",
            "6000",
            "regular pay after a leave whose end is not confirmed",
            id="back in time, if it were confirmed",
        ),
        pytest.param(
            "2000",
            "2026-06-02",
            False,
            "2000",
            "2000",
            "regular pay after a leave whose end is not confirmed",
            id="neither in time nor confirmed",
        ),
    ],
)
def test_pay_during_a_leave(
    pay_in_leave: str, returns_on: str, *, confirmed: bool, monthly: str, if_counted: str, excluded: str | None
) -> None:
    away = leave(pay_in_leave, returns_on, return_confirmed=confirmed)
    found = qualified(employment(pay="6000", leave=away))
    assert (found.monthly, found.if_counted) == (Decimal(monthly), Decimal(if_counted))
    assert found.excluded == excluded


def test_variable_pay_without_its_history_is_not_regular_pay() -> None:
    bonus = {"kind": "bonus", "last_year_total": "6000"}
    away = employment(leave=leave("9000"), variable=[bonus], started_on="2025-07-01")
    found = qualified(away)
    assert found.monthly == 5_000
    assert found.excluded is None


def test_a_leave_from_a_job_that_does_not_count_counts_nothing() -> None:
    found = qualified(employment(leave=leave("2000"), documented=False))
    assert found.monthly == 0
    assert found.excluded == "not documented"


@pytest.mark.parametrize(
    ("first_payment", "returns_on", "months"),
    [
        (date(2026, 7, 1), date(2026, 11, 1), 4),
        (date(2026, 7, 1), date(2026, 11, 2), 5),
        (date(2026, 7, 1), date(2026, 7, 2), 1),
        (date(2026, 7, 15), date(2026, 11, 10), 4),
        (date(2026, 11, 1), date(2027, 2, 1), 3),
    ],
)
def test_a_month_of_leave_that_has_begun_is_a_month(first_payment: date, returns_on: date, months: int) -> None:
    assert months_of_leave(first_payment, returns_on) == months


@pytest.mark.parametrize(
    ("available", "months", "monthly"),
    [
        ("12000", 4, "3000"),
        ("16000", 4, "4000"),
        ("16000.01", 4, "4000"),
        ("10000", 3, "3333.33"),
        ("0", 4, "0"),
    ],
)
def test_assets_bring_the_pay_up_to_the_regular_pay_and_no_further(available: str, months: int, monthly: str) -> None:
    assert supplement(Decimal(6_000), Decimal(2_000), Decimal(available), months) == Decimal(monthly)


def away(balance: str, **changes: Any) -> dict[str, Any]:
    """Five months of leave beyond the first payment; the clean purchase needs 101,000 at closing."""
    job = employment(pay="6000", leave=leave("2000", "2026-11-01"))
    return {"borrowers.0.incomes": [job], "assets.0.balance": balance, **changes}


def test_what_is_left_after_closing_makes_up_pay_and_is_no_reserve() -> None:
    facts = establish_facts(application(away("111000")))
    assert facts.incomes[0].monthly == 2_000 + 10_000 // 5
    assert facts.ratios.qualifying_income == 4_000
    assert [facts.funds.usable, facts.funds.left] == [101_000, 0]
    assert [facts.funds.usable_if_documented, facts.funds.left_if_documented] == [101_000, 0]
    assert facts.ratios.reserves_months == 0
    assert facts.funds.assets[0].why == "verified balance less what makes up pay during a leave"


def test_only_as_much_is_drawn_as_the_regular_pay_needs() -> None:
    facts = establish_facts(application(away("141000", **{"assets.1": asset(balance="4000")})))
    assert facts.incomes[0].monthly == 6_000
    assert facts.funds.left == 141_000 + 4_000 - 101_000 - 5 * 4_000
    assert [found.usable for found in facts.funds.assets] == [121_000, 4_000]
    assert facts.funds.assets[1].why == "verified balance"


def test_assets_are_drawn_in_their_order() -> None:
    facts = establish_facts(application(away("15000", **{"assets.1": asset(balance="106000")})))
    assert facts.incomes[0].monthly == 6_000
    assert [found.usable for found in facts.funds.assets] == [0, 101_000]


def test_required_reserves_make_up_no_pay() -> None:
    """A second home: two months of PITIA stay behind."""
    second = {"property.occupancy": "second_home", "borrowers.0.declarations.will_occupy_as_primary": False}
    facts = establish_facts(application(away("116000", **second)))
    left = 15_000 - 2 * facts.ratios.pitia
    assert facts.incomes[0].monthly == 2_000 + (left / 5).quantize(Decimal("0.01"), rounding="ROUND_FLOOR")
    assert facts.funds.left == 15_000 - 5 * (facts.incomes[0].monthly - 2_000)


@pytest.mark.parametrize("kind", ["gift", "business", "trust", "secured_borrowed_funds", "sale_proceeds"])
def test_only_the_borrowers_own_liquid_assets_make_up_pay(kind: str) -> None:
    """Of 106,000 of their own the closing takes 101,000; the other money stays where it is."""
    facts = establish_facts(application(away("106000", **{"assets.1": asset(kind=kind, balance="50000")})))
    assert facts.incomes[0].monthly == 3_000
    assert [found.usable for found in facts.funds.assets] == [101_000, 50_000]
    assert [found.undrawn for found in facts.funds.assets] == [106_000, 50_000]
    assert [facts.funds.left, facts.funds.left_undrawn] == [50_000, 55_000]


def test_a_gift_of_equity_frees_no_money_for_pay() -> None:
    equity = asset(kind="gift_of_equity", balance="50000")
    facts = establish_facts(application(away("106000", **{"assets.1": equity})))
    assert facts.funds.to_close == 51_000
    assert facts.incomes[0].monthly == 3_000


def test_without_assets_beyond_closing_the_pay_during_the_leave_stands_alone() -> None:
    found = established(employment(pay="6000", leave=leave("2000")), **{"assets.0.balance": "90000"})
    assert found.monthly == 2_000
    assert found.method == "the lesser of the pay during the leave and the regular pay"


def test_a_return_that_is_not_confirmed_draws_on_no_assets() -> None:
    item = employment(pay="6000", leave=leave("2000", return_confirmed=False))
    assert established(item).monthly == 2_000


def test_a_second_leave_is_made_up_from_what_the_first_one_leaves() -> None:
    jobs = [
        employment(pay="6000", leave=leave("2000", "2026-11-01")),
        employment(pay="6000", leave=leave("5000", "2026-11-01"), income_id="I2"),
        employment(pay="1000", income_id="I3"),
        employment(pay="3000", leave=leave("0", "2026-02-01"), income_id="I4"),
    ]
    facts = establish_facts(application(away("124000", **{"borrowers.0.incomes": jobs})))
    assert [item.monthly for item in facts.incomes] == [6_000, 5_600, 1_000, 3_000]
    assert facts.funds.left == 0


def test_a_confirmed_leave_passes_with_what_counts_and_an_unconfirmed_one_asks() -> None:
    confirmed = answer(temporary_leave, away("111000"))
    assert confirmed.outcome is FindingOutcome.PASS
    assert confirmed.statement == (
        "A borrower is on leave from work; with a first payment on 2026-06-01 the job counts for $4,000 a month."
    )
    open_end = away("111000", **{"borrowers.0.incomes.0.leave.return_confirmed": False})
    asking = answer(temporary_leave, open_end)
    assert asking.outcome is FindingOutcome.CONDITION
    assert asking.due == "prior_to_approval"
    assert asking.needs is not None
    assert asking.needs.endswith("for I1.")


def test_nobody_on_leave_is_not_asked() -> None:
    assert outcome(temporary_leave) is FindingOutcome.NOT_APPLICABLE
