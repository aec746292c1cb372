"""Funds to close, usable funds, and what is left of them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import REMOVED, application, asset, debt
from lending.cash import Funds, cash_back, funds_to_close, note_amount, reckon_funds
from lending.facts import establish_facts

REFINANCE = {"loan.purpose": "cash_out_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000"}


def funds(changes: dict[str, Any], income: int = 10_000) -> Funds:
    return reckon_funds(application(changes), Decimal(income))


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
