"""Capital: funds to close, reserves, deposits, gifts, seller's contributions."""

from typing import Any

import pytest

from builders import REMOVED, asset
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.capital import concessions, funds_to_close, gifts, large_deposits, reserves

PASS, FAIL, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)
CASH_OUT = {
    "loan.purpose": "cash_out_refinance",
    "loan.purchase_price": REMOVED,
    "loan.payoff_amount": "250000",
}


def test_funds_that_just_suffice_pass_and_a_cent_less_fails() -> None:
    assert outcome(funds_to_close, {"assets.0.balance": "101000"}) is PASS
    short = answer(funds_to_close, {"assets.0.balance": "100999.99"})
    assert short.outcome is FAIL
    assert short.reason_code is ReasonCode.OTHER_INSUFFICIENT_CASH


@pytest.mark.parametrize(
    ("changes", "months"),
    [
        pytest.param({}, 0, id="one-unit primary residence"),
        pytest.param({"property.occupancy": "second_home"}, 2, id="second home"),
        pytest.param({"property.units": 2}, 6, id="two-unit primary residence"),
        pytest.param({"property.occupancy": "investment"}, 6, id="investment"),
        pytest.param({"program": "fha"}, 0, id="FHA, automated"),
        pytest.param({"program": "fha", "underwriting_method": "manual"}, 1, id="FHA, manual"),
        pytest.param(
            {"program": "fha", "underwriting_method": "manual", "property.units": 2}, 1, id="FHA, manual, two units"
        ),
        pytest.param(
            {"program": "fha", "underwriting_method": "manual", "property.units": 3}, 3, id="FHA, manual, three units"
        ),
        pytest.param({"program": "va", "property.units": 4}, 0, id="VA"),
    ],
)
def test_required_months_of_reserves(changes: dict[str, Any], months: int) -> None:
    assert outcome(reserves, changes, ratios={"reserves_months": str(months)}) is PASS
    found = answer(reserves, changes)
    assert found.limit is not None
    assert found.limit.value == months


@pytest.mark.parametrize(
    ("changes", "dti", "months"),
    [
        ({}, "45", 0),
        ({}, "45.000001", 6),
        ({"property.occupancy": "second_home"}, "45", 2),
        ({"property.occupancy": "second_home"}, "45.000001", 6),
    ],
)
def test_cash_out_reserves_need_six_months_above_45_dti(changes: dict[str, Any], dti: str, months: int) -> None:
    found = answer(reserves, {**CASH_OUT, **changes}, ratios={"back_end_dti": dti})
    assert found.limit is not None
    assert found.limit.value == months


def test_a_high_dti_asks_for_no_reserves_on_a_purchase() -> None:
    found = answer(reserves, ratios={"back_end_dti": "49"})
    assert found.limit is not None
    assert found.limit.value == 0


def test_second_home_needs_two_months_of_reserves() -> None:
    second_home = {"property.occupancy": "second_home"}
    assert outcome(reserves, second_home, ratios={"reserves_months": "2"}) is PASS
    short = answer(reserves, second_home, ratios={"reserves_months": "1.999999"})
    assert short.outcome is FAIL
    assert short.reason_code is ReasonCode.OTHER_INSUFFICIENT_CASH
    assert short.statement == "Reserves: 1.999999 months, below the required reserves of 2 months."


def test_a_shortfall_that_a_large_deposit_would_cover_is_a_condition() -> None:
    """The account holds 101,000, of which 20,000 is an open deposit: documented, it just suffices."""
    deposit = {"assets.0.balance": "101000", "assets.0.deposits": [{"amount": "20000"}]}
    found = answer(funds_to_close, deposit)
    assert found.outcome is CONDITION
    assert found.due == "prior_to_approval"
    assert outcome(funds_to_close, {**deposit, "assets.0.balance": "100999.99"}) is FAIL
    assert outcome(reserves, {**deposit, "property.occupancy": "second_home"}) is FAIL
    enough = {**deposit, "assets.0.balance": "105832.40", "property.occupancy": "second_home"}
    assert outcome(reserves, enough) is CONDITION
    assert outcome(reserves, {**enough, "assets.0.balance": "105832.39"}) is FAIL


def test_a_shortfall_that_an_unverified_account_would_cover_is_a_condition() -> None:
    waiting = {"assets": [asset(balance="101000", verified=False)]}
    found = answer(funds_to_close, waiting)
    assert found.outcome is CONDITION
    assert found.needs is not None
    assert "Verify" in found.needs
    assert outcome(funds_to_close, {"assets": [asset(balance="100999.99", verified=False)]}) is FAIL


def test_a_deposit_larger_than_the_account_covers_no_more_than_the_account_holds() -> None:
    spent = {"assets.0.balance": "1000", "assets.0.deposits": [{"amount": "150000"}]}
    assert outcome(funds_to_close, spent) is FAIL


def test_a_large_deposit_is_named_and_left_out() -> None:
    assert "No large deposit" in answer(large_deposits).statement
    found = answer(large_deposits, {"assets.0.deposits": [{"amount": "20000"}]})
    assert found.outcome is PASS
    assert "$20,000; they are left out" in found.statement


@pytest.mark.parametrize("occupancy", ["primary", "second_home"])
def test_a_gift_needs_its_letter_before_approval(occupancy: str) -> None:
    found = answer(gifts, {"property.occupancy": occupancy, "assets.1": asset(kind="gift")})
    assert found.outcome is CONDITION
    assert found.due == "prior_to_approval"
    assert "$20,000" in found.statement


@pytest.mark.parametrize(
    ("own", "changes", "expected"),
    [
        pytest.param("20000", {"property.units": 2}, CONDITION, id="five percent of 400,000"),
        pytest.param("19999.99", {"property.units": 2}, FAIL, id="a cent less"),
        pytest.param("19999.99", {"property.occupancy": "second_home"}, FAIL, id="a second home alike"),
        pytest.param("19999.99", {}, CONDITION, id="one unit: all may be a gift"),
        pytest.param("19999.99", {"property.units": 2, "loan.amount": "320000"}, CONDITION, id="LTV of 80"),
        pytest.param("19999.99", {"property.units": 2, "program": "fha"}, CONDITION, id="FHA"),
        pytest.param(
            "19999.99", {"property.units": 2, "loan.earnest_money_paid": "0.01"}, CONDITION, id="the deposit is theirs"
        ),
    ],
)
def test_own_funds_beside_a_gift_above_80_ltv(own: str, changes: dict[str, Any], expected: FindingOutcome) -> None:
    terms = {"loan.amount": "360000", "assets": [asset(balance=own), asset("A3", kind="gift", balance="90000")]}
    assert outcome(gifts, {**terms, **changes}) is expected


def test_a_gift_is_not_allowed_on_an_investment_property() -> None:
    found = answer(gifts, {"property.occupancy": "investment", "assets.1": asset(kind="gift")})
    assert found.outcome is FAIL
    assert found.reason_code is ReasonCode.OTHER_INSUFFICIENT_CASH


def test_without_a_gift_there_is_nothing_to_document() -> None:
    assert outcome(gifts) is NOT_APPLICABLE
    assert outcome(gifts, {"assets.1": asset(kind="gift_of_equity")}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        pytest.param({"loan.amount": "360040"}, "12000", id="above 90 percent: 3 percent"),
        pytest.param({"loan.amount": "360000"}, "24000", id="90 percent: 6 percent"),
        pytest.param({"loan.amount": "300040"}, "24000", id="75.01 percent: 6 percent"),
        pytest.param({"loan.amount": "300000"}, "36000", id="75 percent: 9 percent"),
        pytest.param({"loan.amount": "360040", "property.occupancy": "second_home"}, "12000", id="second home alike"),
        pytest.param({"property.occupancy": "investment"}, "8000", id="investment: 2 percent"),
        pytest.param({"loan.amount": "380000", "program": "fha"}, "24000", id="FHA: 6 percent at any LTV"),
        pytest.param({"program": "va"}, "16000", id="VA: 4 percent at any LTV"),
    ],
)
def test_sellers_contribution_on_its_limit_passes_and_a_cent_more_must_be_reduced(
    changes: dict[str, Any], allowed: str
) -> None:
    costly = {**changes, "loan.fees.1": {"name": "Title", "kind": "third_party_real_estate_charge", "amount": "40000"}}
    assert outcome(concessions, {**costly, "loan.seller_concessions": allowed}) is PASS
    above = answer(concessions, {**costly, "loan.seller_concessions": f"{allowed}.01"})
    assert above.outcome is CONDITION
    assert above.needs is not None


def test_a_contribution_above_the_closing_costs_may_not_pay_the_down_payment() -> None:
    assert outcome(concessions, {"loan.seller_concessions": "1000"}) is PASS
    found = answer(concessions, {"loan.seller_concessions": "1000.01"})
    assert found.outcome is CONDITION
    assert "may not pay the down payment" in found.statement


def test_other_financing_narrows_the_limit_on_contributions() -> None:
    """At an LTV of 75 percent 9 percent are allowed, at the CLTV of 92.5 percent 3 percent."""
    lien = {"lien_id": "S1", "balance": "70000", "monthly_payment": "400"}
    costs = {"name": "Title", "kind": "third_party_real_estate_charge", "amount": "40000"}
    shared = {"loan.subordinate_liens": [lien], "loan.fees.1": costs}
    assert outcome(concessions, {**shared, "loan.seller_concessions": "12000"}) is PASS
    assert outcome(concessions, {**shared, "loan.seller_concessions": "12000.01"}) is CONDITION


def test_without_a_contribution_or_on_a_refinance_there_is_no_limit() -> None:
    assert outcome(concessions) is NOT_APPLICABLE
    assert outcome(concessions, {**CASH_OUT, "loan.seller_concessions": "90000"}) is NOT_APPLICABLE
