"""Obligations that the file shows only in part: charge accounts, silent liens, homes to be sold, homes without debt."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, asset, debt
from casework import answer, outcome
from incomes import employment, leave
from lending.charge_accounts import charge_accounts
from lending.facts import UnderwritingFacts, establish_facts
from lending.findings import FindingOutcome
from lending.underwriting.obligations import (
    charge_account_balances,
    mortgages_of_owned_properties,
    mortgages_paid_by_sale,
    subordinate_payments,
)

PASS, CONDITION, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.CONDITION,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)
REFINANCE = {"loan.purchase_price": REMOVED, "loan.payoff_amount": "250000"}


def charge(balance: str = "9000", **changes: Any) -> dict[str, Any]:
    return debt("C1", kind="charge_account", balance=balance, monthly_payment=None, months_remaining=None, **changes)


def facts(changes: dict[str, Any]) -> UnderwritingFacts:
    return establish_facts(application(changes))


def test_a_charge_account_is_no_debt_while_funds_beyond_closing_cover_it() -> None:
    """101,000 close the purchase of a primary residence, which needs no reserves."""
    covered = facts({"debts": [charge()], "assets.0.balance": "110000"})
    assert [covered.ratios.monthly_debts, covered.debts[0].left_out] == [0, True]
    short = facts({"debts": [charge()], "assets.0.balance": "109999.99"})
    assert [short.ratios.monthly_debts, short.debts[0].left_out] == [450, False]
    assert short.debts[0].why == "share of the balance, because no funds beyond closing and reserves cover it"
    assert short.ratios.back_end_dti == covered.ratios.back_end_dti + Decimal("4.5")  # type: ignore[operator]


def test_reserves_come_before_the_charge_accounts() -> None:
    """A second home holds two months of 2,416.20 back."""
    second_home = {"property.occupancy": "second_home", "debts": [charge()]}
    assert facts({**second_home, "assets.0.balance": "114832.40"}).debts[0].left_out
    assert not facts({**second_home, "assets.0.balance": "114832.39"}).debts[0].left_out


def test_reserves_for_other_homes_come_before_the_charge_accounts() -> None:
    home = {"property_id": "P1", "occupancy": "investment", "unpaid_balance": "100000"}
    file = {"property.occupancy": "second_home", "debts": [charge()], "owned_properties": [home]}
    assert facts({**file, "assets.0.balance": "116832.40"}).debts[0].left_out
    assert not facts({**file, "assets.0.balance": "116832.39"}).debts[0].left_out


def test_all_charge_accounts_are_covered_or_none_is() -> None:
    two = [charge("4000"), {**charge("5000"), "debt_id": "C2"}]
    assert facts({"debts": two, "assets.0.balance": "110000"}).ratios.monthly_debts == 0
    short = facts({"debts": two, "assets.0.balance": "109000"})
    assert [counted.monthly for counted in short.debts] == [200, 250]


def test_the_question_is_put_to_the_ratio_without_the_accounts() -> None:
    """A cash-out above 45 percent needs six months: the 9,000 would lift the ratio there, and do not while covered."""
    cash_out = {
        **REFINANCE,
        "loan.purpose": "cash_out_refinance",
        "borrowers.0.incomes.0.pay": "6000",
        "debts": [charge(), debt("D1", monthly_payment="283.80")],
        "assets.0.balance": "10000",
    }
    found = facts(cash_out)
    assert found.ratios.back_end_dti == 45
    assert found.debts[0].left_out
    above = facts({**cash_out, "debts": [charge(), debt("D1", monthly_payment="283.81")]})
    assert above.ratios.monthly_debts == Decimal("733.81")
    ample = {**cash_out, "debts": [charge(), debt("D1", monthly_payment="283.81")], "assets.0.balance": "23497.20"}
    assert facts(ample).debts[0].left_out


def test_a_charge_account_that_is_left_out_for_another_reason_asks_for_no_funds() -> None:
    elsewhere = [charge(to_be_paid_at_closing=True), {**charge("0"), "debt_id": "C2"}]
    found = facts({"debts": elsewhere, "assets.0.balance": "110000"})
    assert found.funds.to_close == 110_000
    assert charge_accounts(application({"debts": elsewhere}), found.debts) == ()
    assert found.ratios.monthly_debts == 0


def test_a_manual_file_counts_a_small_charge_account_without_a_minimum() -> None:
    short = {"debts": [charge("100")], "assets.0.balance": "101000"}
    assert facts(short).ratios.monthly_debts == 10
    assert facts({**short, "underwriting_method": "manual"}).ratios.monthly_debts == 5


@pytest.mark.parametrize(
    ("balance", "income", "debts"),
    [
        pytest.param("111000", 3_200, 0, id="4,000 stay for the account, 6,000 make up five months of pay"),
        pytest.param("104999.99", Decimal("2799.99"), 200, id="the account is not covered and leaves the money free"),
    ],
)
def test_what_covers_a_charge_account_makes_up_no_pay_during_a_leave(balance: str, income: Decimal, debts: int) -> None:
    job = employment(pay="6000", leave=leave("2000", "2026-11-01"))
    found = facts({"borrowers.0.incomes": [job], "debts": [charge("4000")], "assets.0.balance": balance})
    assert [found.ratios.qualifying_income, found.ratios.monthly_debts] == [income, debts]


def test_the_finding_says_which_way_the_charge_accounts_went() -> None:
    assert outcome(charge_account_balances) is NOT_APPLICABLE
    covered = answer(charge_account_balances, {"debts": [charge()], "assets.0.balance": "110000"})
    assert covered.outcome is PASS
    assert covered.statement == (
        "Funds beyond closing and reserves of $9,000 cover charge accounts of $9,000, which are no debt."
    )
    short = answer(charge_account_balances, {"debts": [charge()], "assets.0.balance": "100000"})
    assert short.outcome is PASS
    assert short.statement == (
        "Funds beyond closing and reserves of $0 do not cover charge accounts of $9,000, "
        "which count with a share of their balance."
    )


@pytest.mark.parametrize(
    ("lien", "expected"),
    [
        pytest.param({"balance": "20000", "monthly_payment": "150"}, PASS, id="it shows its payment"),
        pytest.param({"balance": "20000", "monthly_payment": "0"}, REFER, id="it owes and shows none"),
        pytest.param({"balance": "0.01", "monthly_payment": "0"}, REFER, id="it owes a cent"),
        pytest.param(
            {"balance": "0", "credit_limit": "50000", "monthly_payment": "0"}, PASS, id="a line that is not drawn"
        ),
    ],
)
def test_a_subordinate_lien_is_never_taken_as_free(lien: dict[str, Any], expected: FindingOutcome) -> None:
    found = answer(subordinate_payments, {"loan.subordinate_liens": [{"lien_id": "S1", **lien}]})
    assert found.outcome is expected
    assert (found.needs is not None and "S1" in found.needs) is (expected is REFER)


def test_without_other_financing_no_lien_is_silent() -> None:
    assert outcome(subordinate_payments) is NOT_APPLICABLE


def mortgage(debt_id: str = "M1", **changes: Any) -> dict[str, Any]:
    terms = {"kind": "mortgage", "balance": "180000", "monthly_payment": "1400", "months_remaining": 240}
    return debt(debt_id, **{**terms, **changes})


def home(property_id: str = "P1", **changes: Any) -> dict[str, Any]:
    return {"property_id": property_id, "occupancy": "primary", "unpaid_balance": "180000", **changes}


def test_a_mortgage_that_a_sale_is_to_pay_off_waits_for_the_settlement_statement() -> None:
    found = answer(mortgages_paid_by_sale, {"debts": [mortgage(to_be_paid_at_closing=True)]})
    assert found.outcome is CONDITION
    assert found.due == "prior_to_closing"
    assert found.needs == "Obtain the settlement statement of the sale that pays off M1."
    assert "$180,000" in found.statement


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"debts": [mortgage()]}, id="a mortgage that is kept"),
        pytest.param({"debts": [debt("D1", to_be_paid_at_closing=True)]}, id="a car loan that is paid off"),
        pytest.param(
            {
                "debts": [mortgage(to_be_paid_at_closing=True, property_id="P1")],
                "owned_properties": [home(sold_by_closing=True)],
            },
            id="a home that is listed as sold",
        ),
        pytest.param(
            {"debts": [mortgage(to_be_paid_at_closing=True, property_id="P1")], "owned_properties": [home()]},
            id="a home that is kept and paid off in cash",
        ),
        pytest.param(
            {**REFINANCE, "loan.purpose": "rate_term_refinance", "debts": [mortgage(to_be_paid_at_closing=True)]},
            id="a refinance pays off the mortgage itself",
        ),
    ],
)
def test_no_sale_needs_to_be_shown(changes: dict[str, Any]) -> None:
    assert outcome(mortgages_paid_by_sale, changes) is NOT_APPLICABLE


RENT = {"kind": "rental", "income_id": "I2", "monthly_gross_rent": "2000", "monthly_pitia": "1500"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, REFER, id="the mortgage is nowhere"),
        pytest.param({"debts": [mortgage(property_id="P1")]}, PASS, id="a mortgage names the home"),
        pytest.param({"debts": [mortgage()]}, PASS, id="a mortgage names no home"),
        pytest.param({"debts": [debt()]}, REFER, id="a car loan is no mortgage"),
        pytest.param({"borrowers.0.incomes.1": {**RENT, "property_id": "P1"}}, PASS, id="a rent names the home"),
        pytest.param({"borrowers.0.incomes.1": RENT}, PASS, id="a rent names no home"),
        pytest.param({"owned_properties": [home(sold_by_closing=True)]}, NOT_APPLICABLE, id="the home is sold"),
        pytest.param({"owned_properties": [home(unpaid_balance="0")]}, NOT_APPLICABLE, id="the home is free of debt"),
        pytest.param(
            {"owned_properties": [home(), home("P2")], "debts": [mortgage()]}, REFER, id="one mortgage for two homes"
        ),
        pytest.param(
            {"owned_properties": [home(), home("P2")], "debts": [mortgage(), mortgage("M2", property_id="P2")]},
            PASS,
            id="two mortgages for two homes",
        ),
        pytest.param(
            {
                **REFINANCE,
                "loan.purpose": "rate_term_refinance",
                "debts": [mortgage(to_be_paid_at_closing=True)],
            },
            REFER,
            id="the mortgage that a refinance pays off is the subject's own",
        ),
        pytest.param(
            {**REFINANCE, "loan.purpose": "rate_term_refinance", "debts": [mortgage()]},
            PASS,
            id="another mortgage beside a refinance",
        ),
        pytest.param(
            {"debts": [mortgage(to_be_paid_at_closing=True)]}, PASS, id="the mortgage at home, to be paid off"
        ),
    ],
)
def test_the_mortgage_of_every_financed_home_is_found(changes: dict[str, Any], expected: FindingOutcome) -> None:
    found = answer(mortgages_of_owned_properties, {"owned_properties": [home()], "debts": [], **changes})
    assert found.outcome is expected
    assert (found.needs is not None) is (expected is REFER)


def test_without_other_homes_there_is_no_mortgage_to_look_for() -> None:
    assert outcome(mortgages_of_owned_properties) is NOT_APPLICABLE


def test_the_home_whose_mortgage_is_missing_is_named() -> None:
    listed = {"owned_properties": [home(), home("P2")], "debts": [mortgage(property_id="P2")]}
    found = answer(mortgages_of_owned_properties, listed)
    assert found.needs == "Find out the payment on P1 and run the file again."


def test_more_money_never_makes_a_charge_account_count() -> None:
    counted = [
        facts({"debts": [charge()], "assets": [asset(balance=str(balance))]}).ratios.monthly_debts
        for balance in range(100_000, 120_000, 1_000)
    ]
    assert counted == sorted(counted, reverse=True)
    assert set(counted) == {0, 450}
