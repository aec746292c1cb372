"""Funds to close, usable funds, and what is left of them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import REMOVED, application, asset, debt
from lending.cash import (
    Funds,
    UsableAsset,
    cash_back,
    depleted_assets,
    due_before_gifts,
    earnest_money,
    funds_to_close,
    gift_of_equity,
    note_amount,
    reckon_funds,
)
from lending.facts import establish_facts

REFINANCE = {"loan.purpose": "cash_out_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000"}


def funds(changes: dict[str, Any], income: int = 10_000, depleted: tuple[str, ...] = ()) -> Funds:
    return reckon_funds(application(changes), Decimal(income), depleted)


def one_asset(changes: dict[str, Any] | None = None, **item: Any) -> UsableAsset:
    (found,) = funds({"assets": [asset(**item)], **(changes or {})}).assets
    return found


def test_a_purchase_needs_price_and_costs_less_loan_credits_and_deposit() -> None:
    subject = application(
        {
            "loan.fees.1": {"name": "Title", "kind": "third_party_real_estate_charge", "amount": "1500"},
            "loan.lender_credits": "400",
            "loan.seller_concessions": "1100",
            "loan.earnest_money_paid": "5000",
        }
    )
    assert funds_to_close(subject) == 400_000 + 1_000 + 1_500 - 300_000 - 400 - 1_100 - 5_000


def test_a_fee_that_others_pay_or_a_financed_government_charge_needs_no_cash() -> None:
    """Any other financed fee lies within the loan amount, of which so much less is left for the price."""
    charge = {"name": "Upfront", "kind": "government_upfront_premium", "amount": "5250"}
    assert funds_to_close(application({"loan.fees.0.paid_by_borrower": False})) == 100_000
    assert funds_to_close(application({"loan.fees.1": {**charge, "financed": True}})) == 101_000
    assert funds_to_close(application({"loan.fees.1": charge})) == 106_250
    assert funds_to_close(application({"loan.fees.0.financed": True})) == 101_000


def test_credits_beyond_the_costs_pay_no_part_of_the_price() -> None:
    assert funds_to_close(application({"loan.seller_concessions": "22000"})) == 100_000


def test_a_refinance_gives_back_what_the_loan_leaves_even_where_the_file_is_silent() -> None:
    """A loan of 300,000 and costs of 1,000."""
    terms = {**REFINANCE, "loan.purpose": "rate_term_refinance"}
    assert cash_back(application(terms).loan) == 49_000
    assert cash_back(application({**terms, "loan.payoff_amount": "299000"}).loan) == 0
    assert cash_back(application({**terms, "loan.payoff_amount": "299000", "loan.cash_to_borrower": "900"}).loan) == 900


@pytest.mark.parametrize(
    ("item", "changes", "needed"),
    [
        pytest.param({"kind": "judgment"}, {}, 9_000, id="a judgment"),
        pytest.param({"kind": "judgment", "medical": True}, {}, 9_000, id="a judgment for a medical debt"),
        pytest.param({"kind": "collection"}, {}, 0, id="a collection that may stay open"),
        pytest.param({"kind": "collection"}, {"underwriting_method": "manual"}, 9_000, id="one that may not"),
        pytest.param({"kind": "collection", "medical": True}, {"underwriting_method": "manual"}, 0, id="medical"),
        pytest.param({"past_due_amount": "700"}, {}, 700, id="a past-due amount"),
        pytest.param({"kind": "judgment", "past_due_amount": "700"}, {}, 9_000, id="both: paid once"),
    ],
)
def test_accounts_that_must_be_cleared_need_cash(item: dict[str, Any], changes: dict[str, Any], needed: int) -> None:
    assert funds_to_close(application({"debts": [debt(**item)], **changes})) == 101_000 + needed


def test_a_second_loan_on_a_purchase_brings_its_drawn_balance() -> None:
    lien = {"lien_id": "S1", "balance": "30000", "credit_limit": "50000", "monthly_payment": "200"}
    assert funds_to_close(application({"loan.subordinate_liens": [lien]})) == 71_000


def test_a_refinance_needs_payoff_cash_out_and_costs_less_the_loan() -> None:
    cash_out = {**REFINANCE, "loan.cash_to_borrower": "40000"}
    assert funds_to_close(application(cash_out)) == 0
    assert funds_to_close(application({**cash_out, "loan.cash_to_borrower": "49500"})) == 500
    assert funds_to_close(application({**cash_out, "loan.cash_to_borrower": "-2000"})) == 0


def test_debts_paid_off_at_closing_need_cash_on_a_purchase_and_on_a_refinance() -> None:
    """Their payments leave the ratio only because the money leaves the account (assets policy, section 2.1)."""
    card = debt(kind="revolving", balance="9000", to_be_paid_at_closing=True)
    assert funds_to_close(application({"debts": [card]})) == 101_000 + 9_000
    refinance = {**REFINANCE, "loan.cash_to_borrower": "45000", "debts": [card]}
    assert funds_to_close(application(refinance)) == 250_000 + 45_000 + 1_000 + 9_000 - 300_000


def test_a_mortgage_paid_off_at_closing_is_the_payoff_or_comes_out_of_the_sale() -> None:
    mortgage = debt(kind="mortgage", balance="250000", to_be_paid_at_closing=True)
    assert funds_to_close(application({**REFINANCE, "debts": [mortgage], "loan.cash_to_borrower": "40000"})) == 0
    assert funds_to_close(application({"debts": [mortgage]})) == 101_000


def test_only_a_financed_government_premium_raises_the_note() -> None:
    premium = {"name": "Upfront premium", "kind": "government_upfront_premium", "amount": "5250"}
    assert note_amount(application({"loan.fees.1": {**premium, "financed": True}}).loan) == 305_250
    assert note_amount(application({"loan.fees.1": premium}).loan) == 300_000
    assert note_amount(application({"loan.fees.0.financed": True}).loan) == 300_000


@pytest.mark.parametrize(
    ("changes", "usable"),
    [
        ({}, "20000"),
        ({"kind": "retirement", "balance": "50000.01"}, "30000.01"),
        ({"kind": "sale_proceeds"}, "20000"),
        ({"kind": "gift"}, "20000"),
        ({"kind": "gift_of_equity"}, "0"),
        ({"kind": "cash_on_hand"}, "0"),
        ({"kind": "earnest_money"}, "0"),
        ({"kind": "stocks_and_bonds"}, "20000"),
        ({"kind": "grant"}, "20000"),
        ({"kind": "trust"}, "20000"),
        ({"kind": "life_insurance"}, "20000"),
        ({"kind": "secured_borrowed_funds"}, "20000"),
        ({"kind": "business"}, "20000"),
        ({"verified": False}, "0"),
    ],
)
def test_what_each_kind_of_asset_counts_for(changes: dict[str, Any], usable: str) -> None:
    assert funds({"assets": [asset(**changes)]}).usable == Decimal(usable)


@pytest.mark.parametrize(
    ("deposits", "taken_off"),
    [
        pytest.param([("5000", "0")], "0", id="exactly half a month's income is not large"),
        pytest.param([("5000.01", "0")], "5000.01", id="a cent more is"),
        pytest.param([("9000", "4000")], "0", id="the undocumented part is what counts"),
        pytest.param([("9000", "3999")], "5001", id="only the undocumented part is taken off"),
        pytest.param([("4000", "0"), ("4000", "0")], "0", id="two small deposits are no large one"),
        pytest.param([("6000", "0"), ("7000", "0")], "13000", id="every large deposit is taken off"),
    ],
)
def test_large_deposits_on_a_purchase(deposits: list[tuple[str, str]], taken_off: str) -> None:
    listed = [{"amount": amount, "documented_amount": documented} for amount, documented in deposits]
    found = funds({"assets": [asset(deposits=listed)]})
    assert found.undocumented_large_deposits == Decimal(taken_off)
    assert found.usable == 20_000 - Decimal(taken_off)


def test_large_deposits_do_not_matter_on_a_refinance() -> None:
    account = asset(deposits=[{"amount": "15000"}])
    assert funds({**REFINANCE, "assets": [account]}).usable == 20_000


def test_a_large_deposit_above_the_balance_leaves_nothing_rather_than_a_debt() -> None:
    assert funds({"assets": [asset(balance="6000", deposits=[{"amount": "9000"}])]}).usable == 0


def test_income_that_does_not_count_makes_every_open_deposit_large() -> None:
    account = asset(deposits=[{"amount": "500"}])
    facts = establish_facts(application({"assets": [account], "borrowers.0.incomes.0.documented": False}))
    assert facts.funds.undocumented_large_deposits == 500


@given(st.decimals("0", "300000", places=2), st.decimals("0", "100000", places=2))
@settings(deadline=None, max_examples=50)
def test_more_money_never_leaves_less(balance: Decimal, more: Decimal) -> None:
    less, greater = (funds({"assets.0.balance": str(amount)}) for amount in (balance, balance + more))
    assert less.left <= greater.left
    assert greater.left == greater.usable - greater.to_close


def test_credits_of_seller_and_lender_pay_costs_and_never_the_price() -> None:
    plain = funds_to_close(application())
    generous = application({"loan.seller_concessions": "50000", "loan.lender_credits": "50000"})
    assert plain - funds_to_close(generous) == sum(fee.amount for fee in generous.loan.fees)


def test_a_judgment_is_paid_in_cash_at_closing() -> None:
    judged = application({"debts.1": debt(debt_id="D2", kind="judgment", balance="4200", monthly_payment=None)})
    assert funds_to_close(judged) - funds_to_close(application()) == Decimal(4200)


@pytest.mark.parametrize(
    ("kind", "occupancy", "usable"),
    [
        ("gift", "primary", 20_000),
        ("gift", "second_home", 20_000),
        ("gift", "investment", 0),
        ("grant", "primary", 20_000),
        ("grant", "second_home", 0),
        ("grant", "investment", 0),
        ("savings", "investment", 20_000),
    ],
)
def test_who_may_use_what_is_given(kind: str, occupancy: str, usable: int) -> None:
    found = one_asset({"property.occupancy": occupancy}, kind=kind)
    assert [found.usable, found.if_documented] == [usable, usable]
    assert ("not allowed" in found.why or "principal residence only" in found.why) is (usable == 0)


def test_an_asset_says_what_it_counts_for() -> None:
    assert one_asset().why == "verified balance"
    assert one_asset(kind="retirement").why == "vested retirement funds at a reduced share"
    assert one_asset(kind="cash_on_hand").why == "cash on hand has no source that can be verified"
    assert one_asset(verified=False).why == "not verified"
    assert one_asset(deposits=[{"amount": "6000"}]).why.endswith("less large deposits without a documented source")


def test_a_gift_of_equity_pays_the_price_and_leaves_no_money_behind() -> None:
    given = {"assets.1": asset(kind="gift_of_equity", balance="40000")}
    found = funds(given)
    assert found.to_close == 61_000
    assert [found.usable, found.left] == [150_000, 89_000]
    assert due_before_gifts(application(given)) == 101_000


@pytest.mark.parametrize(
    ("changes", "given", "needed"),
    [
        pytest.param({}, {"balance": "150000"}, 0, id="never below nothing"),
        pytest.param({}, {"verified": False}, 101_000, id="not verified"),
        pytest.param({"property.occupancy": "second_home"}, {}, 81_000, id="second home"),
        pytest.param({"property.occupancy": "investment"}, {}, 101_000, id="investment property"),
        pytest.param({**REFINANCE, "loan.payoff_amount": "300000"}, {}, 1_000, id="refinance"),
    ],
)
def test_when_a_gift_of_equity_counts(changes: dict[str, Any], given: dict[str, Any], needed: int) -> None:
    equity = asset(**{"kind": "gift_of_equity", **given})
    assert funds_to_close(application({**changes, "assets.1": equity})) == needed


def test_a_gift_of_equity_awaiting_its_papers_would_pay_no_more_than_is_due() -> None:
    equity = asset(kind="gift_of_equity", balance="300000", verified=False)
    waiting = {"assets": [asset(balance="1000"), {**equity, "asset_id": "A3"}]}
    found = funds(waiting)
    assert gift_of_equity(application(waiting), verified=False) == 300_000
    assert [found.usable, found.left] == [1_000, -100_000]
    assert [found.usable_if_documented, found.left_if_documented] == [102_000, 1_000]


def test_earnest_money_counts_once_whether_the_contract_or_an_account_shows_it() -> None:
    paid = {"loan.earnest_money_paid": "5000"}
    shown = asset(kind="earnest_money", balance="8000")
    assert earnest_money(application(paid)) == 5_000
    assert earnest_money(application({**paid, "assets.1": shown})) == 8_000
    assert earnest_money(application({**paid, "assets.1": {**shown, "balance": "3000"}})) == 5_000
    assert earnest_money(application({**paid, "assets.1": {**shown, "verified": False}})) == 5_000
    assert funds_to_close(application({"assets.1": shown})) == 93_000


def test_a_mortgage_on_a_home_that_is_kept_is_paid_off_in_cash() -> None:
    home = {"property_id": "P1", "occupancy": "investment", "unpaid_balance": "60000"}
    mortgage = debt(kind="mortgage", balance="60000", to_be_paid_at_closing=True, property_id="P1")
    assert funds_to_close(application({"debts": [mortgage], "owned_properties": [home]})) == 161_000
    refinance = {**REFINANCE, "debts": [mortgage], "owned_properties": [home], "loan.payoff_amount": "299000"}
    assert funds_to_close(application(refinance)) == 60_000
    sold = {"debts": [mortgage], "owned_properties": [{**home, "sold_by_closing": True}]}
    assert funds_to_close(application(sold)) == 101_000
    unpaid = {"debts": [{**mortgage, "to_be_paid_at_closing": False}], "owned_properties": [home]}
    assert funds_to_close(application(unpaid)) == 101_000


COSTLY = {"loan.fees.1": {"name": "Title", "kind": "third_party_real_estate_charge", "amount": "49000"}}


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        pytest.param("36000", 114_000, id="nine percent of 400,000"),
        pytest.param("36000.01", 114_000, id="a cent more pays nothing"),
        pytest.param("35999.99", Decimal("114000.01"), id="a cent less"),
    ],
)
def test_a_seller_pays_no_more_of_the_costs_than_is_allowed(given: str, needed: Decimal) -> None:
    assert funds_to_close(application({**COSTLY, "loan.seller_concessions": given})) == needed


def test_the_lenders_credit_comes_on_top_of_what_the_seller_may_pay() -> None:
    both = {**COSTLY, "loan.seller_concessions": "40000", "loan.lender_credits": "10000"}
    assert funds_to_close(application(both)) == 104_000
    assert funds_to_close(application({**both, "loan.lender_credits": "14000"})) == 100_000
    assert funds_to_close(application({**both, "loan.lender_credits": "14001"})) == 100_000


def test_a_refinance_has_no_seller() -> None:
    refinance = {**REFINANCE, "loan.payoff_amount": "300000", "loan.seller_concessions": "1000"}
    assert funds_to_close(application(refinance)) == 1_000


def test_assets_that_serve_as_income_pay_at_closing_and_are_no_reserves() -> None:
    """The closing takes 101,000: from the account that serves as income first, and what it lacks from the other."""
    accounts = {"assets": [asset("A1", balance="150000"), asset("A2", balance="30000")]}
    assert funds(accounts).left == 79_000
    covered = funds(accounts, depleted=("A1",))
    assert [covered.usable, covered.left] == [180_000, 30_000]
    assert covered.left_if_documented == 30_000
    assert [each.reserve for each in covered.assets] == [0, 30_000]
    assert [each.depleted for each in covered.assets] == [True, False]
    assert covered.assets[0].why.endswith("; pays at closing, while the rest counts as income and not as reserves")
    short = funds({"assets": [asset("A1", balance="90000"), asset("A2", balance="30000")]}, depleted=("A1",))
    assert [short.usable, short.left] == [120_000, 19_000]
    missing = funds({"assets": [asset("A1", balance="90000"), asset("A2", balance="3000")]}, depleted=("A1",))
    assert missing.left == -8_000


def test_only_income_that_counts_uses_up_its_assets() -> None:
    depletion = {"kind": "asset_depletion", "income_id": "I2", "asset_ids": ["A1"]}
    subject = application({"borrowers.0.incomes.1": depletion})
    assert depleted_assets(subject, {"I1", "I2"}) == {"A1"}
    assert depleted_assets(subject, {"I1"}) == set()
    assert depleted_assets(application(), {"I1"}) == set()


def test_what_documents_would_add() -> None:
    waiting = funds(
        {
            "assets": [
                asset("A1", balance="50000", verified=False),
                asset("A2", balance="30000", deposits=[{"amount": "9000"}]),
                asset("A3", kind="retirement", balance="10000"),
            ]
        }
    )
    assert [waiting.usable, waiting.usable_if_documented] == [27_000, 86_000]
    assert [waiting.left, waiting.left_if_documented] == [-74_000, -15_000]
    depleted = funds(
        {"assets": [asset("A1", balance="150000", verified=False), asset("A2", balance="3000")]}, depleted=("A1",)
    )
    assert [depleted.left, depleted.left_if_documented] == [-98_000, 3_000]
