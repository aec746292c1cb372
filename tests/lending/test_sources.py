"""Where the money comes from: deposits, earnest money, what is sold first, funds that need papers."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, asset
from casework import answer, outcome
from incomes import employment, leave
from lending.findings import FindingOutcome
from lending.underwriting.sources import earnest_deposit, large_deposits, liquidation, special_funds

PASS, CONDITION, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.CONDITION,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)
REFINANCE = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "290000"}


def test_a_large_deposit_is_named_and_left_out() -> None:
    assert "No large deposit" in answer(large_deposits).statement
    found = answer(large_deposits, {"assets.0.deposits": [{"amount": "20000"}]})
    assert found.outcome is PASS
    assert "$20,000; they are left out" in found.statement


@pytest.mark.parametrize(
    ("paid", "expected", "words"),
    [
        pytest.param("5000", PASS, "not above $5,000, where a deposit is large", id="half a month's income"),
        pytest.param("5000.01", CONDITION, "closing and reserves need it", id="a cent more"),
    ],
)
def test_earnest_money_as_large_as_a_large_deposit_is_documented(
    paid: str, expected: FindingOutcome, words: str
) -> None:
    found = answer(earnest_deposit, {"loan.earnest_money_paid": paid, "assets.0.balance": "100999.99"})
    assert found.outcome is expected
    assert (found.due == "prior_to_approval") is (expected is CONDITION)
    assert found.statement.endswith(f"{words}.")


@pytest.mark.parametrize(("balance", "expected"), [("101000", PASS), ("100999.99", CONDITION)])
def test_earnest_money_that_the_file_can_do_without_needs_no_proof(balance: str, expected: FindingOutcome) -> None:
    """Of 101,000 to close 9,000 are paid; the account would have covered them too."""
    found = answer(earnest_deposit, {"loan.earnest_money_paid": "9000", "assets.0.balance": balance})
    assert found.outcome is expected
    assert found.statement.endswith("do not need it.") is (expected is PASS)


def test_reserves_count_among_what_earnest_money_may_be_needed_for() -> None:
    """A second home holds back 4,832.40."""
    paid = {"property.occupancy": "second_home", "loan.earnest_money_paid": "9000"}
    assert outcome(earnest_deposit, {**paid, "assets.0.balance": "105832.40"}) is PASS
    assert outcome(earnest_deposit, {**paid, "assets.0.balance": "105832.39"}) is CONDITION


@pytest.mark.parametrize(
    ("balance", "verified", "expected"),
    [("9000", True, PASS), ("8999.99", True, CONDITION), ("9000", False, CONDITION)],
)
def test_a_verified_receipt_of_the_holder_documents_earnest_money(
    *, balance: str, verified: bool, expected: FindingOutcome
) -> None:
    shown = asset(kind="earnest_money", balance=balance, verified=verified)
    file = {"loan.earnest_money_paid": "9000", "assets": [asset("A1", balance="92000"), shown]}
    found = answer(earnest_deposit, file)
    assert found.outcome is expected
    assert found.statement.endswith("and is documented.") is (expected is PASS)


def test_other_money_in_the_bank_documents_no_earnest_money() -> None:
    file = {"loan.earnest_money_paid": "9000", "assets": [asset("A1", balance="83000"), asset(balance="9000")]}
    assert outcome(earnest_deposit, file) is CONDITION


def test_earnest_money_is_paid_on_a_purchase() -> None:
    assert outcome(earnest_deposit) is NOT_APPLICABLE
    assert outcome(earnest_deposit, {**REFINANCE, "loan.earnest_money_paid": "9000"}) is NOT_APPLICABLE


def test_income_that_does_not_count_makes_all_earnest_money_large() -> None:
    unpaid = {"borrowers.0.incomes.0.documented": False, "loan.earnest_money_paid": "0.01", "assets.0.balance": "1000"}
    assert outcome(earnest_deposit, unpaid) is CONDITION


@pytest.mark.parametrize(
    ("assets", "expected"),
    [
        pytest.param([asset(balance="101000")], NOT_APPLICABLE, id="cash suffices"),
        pytest.param(
            [asset(balance="101000"), asset("A3", kind="stocks_and_bonds")], NOT_APPLICABLE, id="nothing is sold"
        ),
        pytest.param(
            [asset(balance="81000"), asset("A3", kind="stocks_and_bonds", balance="24000")],
            PASS,
            id="a fifth more than the 20,000 that are missing",
        ),
        pytest.param(
            [asset(balance="81000"), asset("A3", kind="stocks_and_bonds", balance="23999.99")],
            CONDITION,
            id="a cent less",
        ),
        pytest.param(
            [asset(balance="81000"), asset("A3", kind="retirement", balance="40000")],
            PASS,
            id="retirement funds at their share of 24,000",
        ),
        pytest.param(
            [asset(balance="81000"), asset("A3", kind="life_insurance", balance="90000")],
            CONDITION,
            id="life insurance is always drawn first",
        ),
        pytest.param([asset(balance="81000")], NOT_APPLICABLE, id="there is nothing to sell"),
        pytest.param(
            [asset("A1", kind="gift", balance="41000"), asset("A3", kind="stocks_and_bonds", balance="72000")],
            PASS,
            id="a gift pays first",
        ),
    ],
)
def test_when_a_sale_of_securities_is_proved(assets: list[dict[str, Any]], expected: FindingOutcome) -> None:
    assert outcome(liquidation, {"assets": assets}) is expected


def test_a_sale_is_proved_before_closing() -> None:
    assets = [asset(balance="81000"), asset("A3", kind="stocks_and_bonds", balance="21000")]
    found = answer(liquidation, {"assets": assets})
    assert found.due == "prior_to_closing"
    assert found.needs == "Document the sale or withdrawal, and that the borrowers received the money."
    assert found.statement.startswith("Securities and retirement funds: $21,000, below the value")
    assert found.limit is not None
    assert found.limit.value == 24_000
    assert found.figures[1].value == 20_000


def test_what_makes_up_pay_during_a_leave_is_drawn_after_closing() -> None:
    """Neither the proof of a sale nor that of earnest money hangs on it."""
    job = employment(pay="6000", leave=leave("2000", "2026-11-01"))
    stocks = asset("A3", kind="stocks_and_bonds", balance="30000")
    file = {"borrowers.0.incomes": [job], "assets": [asset("A1", balance="81000"), stocks]}
    assert outcome(liquidation, file) is PASS
    paid = {**file, "assets": [asset("A1", balance="101000")], "loan.earnest_money_paid": "9000"}
    assert outcome(earnest_deposit, paid) is PASS


def two_month_file(*assets: dict[str, Any]) -> dict[str, Any]:
    """A second home: 101,000 to close and 4,832.40 in reserve."""
    return {"property.occupancy": "second_home", "assets": list(assets)}


@pytest.mark.parametrize("kind", ["trust", "life_insurance", "secured_borrowed_funds", "business"])
def test_funds_of_a_special_kind_matter_where_the_file_needs_them(kind: str) -> None:
    special = asset("A3", kind=kind)
    expected = REFER if kind == "business" else CONDITION
    assert outcome(special_funds, two_month_file(asset(balance="105832.40"), special)) is PASS
    found = answer(special_funds, two_month_file(asset(balance="105832.39"), special))
    assert found.outcome is expected
    assert (found.due == "prior_to_approval") is (expected is CONDITION)


def test_each_special_kind_has_its_papers() -> None:
    listed = [asset(kind, kind=kind) for kind in ("trust", "life_insurance", "secured_borrowed_funds")]
    found = answer(special_funds, two_month_file(asset(balance="60000"), *listed))
    assert found.needs == (
        "Obtain the trust's terms, which let the borrowers draw the money at once, and the insurer's statement of the "
        "cash value less any policy loan, and the terms of the loan that the asset secures, its transfer, and its "
        "payment among the debts."
    )
    assert "$60,000" in found.statement


def test_a_business_that_is_needed_goes_to_a_person_with_the_other_papers() -> None:
    needed = two_month_file(asset(balance="80000"), asset("A3", kind="trust"), asset("A4", kind="business"))
    found = answer(special_funds, needed)
    assert found.outcome is REFER
    assert found.due is None
    assert found.needs is not None
    assert found.needs.startswith(
        "An underwriter analyzes whether the business can spare the money. Obtain the trust's"
    )
    spared = two_month_file(asset(balance="90000"), asset("A3", kind="trust"), asset("A4", kind="business"))
    assert outcome(special_funds, spared) is CONDITION


@pytest.mark.parametrize(("awaiting", "expected"), [("25832.40", CONDITION), ("25832.39", REFER)])
def test_a_business_is_spared_where_documents_of_other_assets_would_do(awaiting: str, expected: FindingOutcome) -> None:
    """105,832.40 are needed; 80,000 are verified and the business holds 40,000."""
    others = [asset(balance="80000"), asset("A4", balance=awaiting, verified=False)]
    found = answer(special_funds, two_month_file(*others, asset("A3", kind="business", balance="40000")))
    assert found.outcome is expected
    assert found.needs is not None
    assert found.needs.startswith("Document the assets that are left out") is (expected is CONDITION)


@pytest.mark.parametrize(("equity", "expected"), [("21000", CONDITION), ("20999.99", REFER)])
def test_a_gift_of_equity_awaiting_its_papers_spares_a_business_too(equity: str, expected: FindingOutcome) -> None:
    awaited = asset("A4", kind="gift_of_equity", balance=equity, verified=False)
    file = {"assets": [asset(balance="80000"), awaited, asset("A3", kind="business", balance="40000")]}
    assert outcome(special_funds, file) is expected


def test_a_file_that_is_short_of_everything_is_not_told_of_a_business_that_it_does_not_have() -> None:
    found = answer(special_funds, {"assets": [asset(kind="trust")]})
    assert found.outcome is CONDITION
    assert found.needs == "Obtain the trust's terms, which let the borrowers draw the money at once."
    waiting = {"assets": [asset(kind="trust"), asset("A3", balance="81000", verified=False)]}
    assert answer(special_funds, waiting).needs == found.needs


def test_funds_of_a_special_kind_that_are_not_verified_count_for_nothing() -> None:
    assert outcome(special_funds, {"assets": [asset(kind="business", verified=False)]}) is NOT_APPLICABLE
    assert outcome(special_funds) is NOT_APPLICABLE


def test_a_business_needed_only_beside_an_account_that_serves_as_income() -> None:
    """The account pays at closing and leaves nothing behind; the reserves rest on the business."""
    depletion = {"kind": "asset_depletion", "income_id": "I2", "asset_ids": ["A1"]}
    file = {
        "property.occupancy": "second_home",
        "loan.amount": "200000",
        "assets": [asset("A1", balance="400000"), asset("A3", kind="business")],
        "borrowers.0.incomes.1": depletion,
    }
    assert outcome(special_funds, file) is REFER
    assert outcome(special_funds, {**file, "assets.2": asset("A4", balance="9000")}) is PASS


def test_the_amount_above_which_a_deposit_is_large_is_shown() -> None:
    found = answer(earnest_deposit, {"loan.earnest_money_paid": "6000"})
    assert [figure.value for figure in found.figures] == [6_000, Decimal(5_000)]
