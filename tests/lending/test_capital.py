"""Capital: funds to close and reserves."""

from typing import Any

import pytest

from builders import REMOVED, asset
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.capital import funds_to_close, reserves

PASS, FAIL, CONDITION = FindingOutcome.PASS, FindingOutcome.FAIL, FindingOutcome.CONDITION
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
    assert found.needs == "Document the source of the large deposits that are left out of the funds."
    assert outcome(funds_to_close, {**deposit, "assets.0.balance": "100999.99"}) is FAIL
    assert outcome(reserves, {**deposit, "property.occupancy": "second_home"}) is FAIL
    enough = {**deposit, "assets.0.balance": "105832.40", "property.occupancy": "second_home"}
    assert outcome(reserves, enough) is CONDITION
    assert outcome(reserves, {**enough, "assets.0.balance": "105832.39"}) is FAIL


def test_a_shortfall_that_an_unverified_account_would_cover_is_a_condition() -> None:
    waiting = {"assets": [asset(balance="101000", verified=False)]}
    found = answer(funds_to_close, waiting)
    assert found.outcome is CONDITION
    assert found.needs == "Verify the assets that count for nothing until they are verified."
    assert outcome(funds_to_close, {"assets": [asset(balance="100999.99", verified=False)]}) is FAIL


def test_a_shortfall_may_wait_for_both() -> None:
    both = [asset("A1", balance="90000", deposits=[{"amount": "9000"}]), asset("A2", balance="11000", verified=False)]
    found = answer(funds_to_close, {"assets": both})
    assert found.outcome is CONDITION
    assert found.needs is not None
    assert found.needs.startswith("Document the source of the large deposits")
    assert found.needs.endswith("Verify the assets that count for nothing until they are verified.")


def test_a_gift_of_equity_awaiting_its_papers_makes_a_shortfall_a_condition() -> None:
    equity = asset("A3", kind="gift_of_equity", balance="51000", verified=False)
    assert outcome(funds_to_close, {"assets": [asset(balance="50000"), equity]}) is CONDITION
    assert outcome(funds_to_close, {"assets": [asset(balance="49999.99"), equity]}) is FAIL


def test_what_pays_at_closing_as_an_account_that_serves_as_income_is_no_reserve_once_documented() -> None:
    """The pledged account would cover the closing; two months of PITIA must lie in the other one."""
    pledged = asset("A1", balance="200000")
    depletion = {"kind": "asset_depletion", "income_id": "I2", "asset_ids": ["A1"]}
    file = {"property.occupancy": "second_home", "loan.amount": "200000", "borrowers.0.incomes.1": depletion}
    other = asset("A2", kind="checking", balance="5000")
    assert outcome(reserves, {**file, "assets": [{**pledged, "balance": "400000"}, other]}) is PASS
    assert outcome(reserves, {**file, "assets": [{**pledged, "balance": "400000"}]}) is FAIL


def test_a_deposit_larger_than_the_account_covers_no_more_than_the_account_holds() -> None:
    spent = {"assets.0.balance": "1000", "assets.0.deposits": [{"amount": "150000"}]}
    assert outcome(funds_to_close, spent) is FAIL
