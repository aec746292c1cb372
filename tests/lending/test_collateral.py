"""Collateral: LTV against its limits, appraisal, value basis, property type."""

from typing import Any

import pytest

from builders import REMOVED, borrower
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.collateral import (
    appraisal_age,
    cltv,
    condition,
    hcltv,
    ltv,
    price_and_value,
    property_type,
)

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)
FIRST_TIME = {"borrowers.0.first_time_homebuyer": True}


def refinance(purpose: str, **changes: Any) -> dict[str, Any]:
    return {"loan.purpose": purpose, "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000", **changes}


def line(balance: str, limit: str | None = None) -> list[dict[str, Any]]:
    return [{"lien_id": "S1", "balance": balance, "credit_limit": limit, "monthly_payment": "100"}]


def limit_of(changes: dict[str, Any]) -> str:
    found = answer(ltv, changes)
    assert found.limit is not None
    return found.limit.display


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        pytest.param({}, "95.00%", id="primary, one unit"),
        pytest.param({"property.units": 3}, "95.00%", id="primary, three units"),
        pytest.param(refinance("rate_term_refinance"), "95.00%", id="primary, rate and term"),
        pytest.param(refinance("cash_out_refinance"), "80.00%", id="primary, cash-out"),
        pytest.param(refinance("cash_out_refinance", **{"property.units": 2}), "75.00%", id="two units, cash-out"),
        pytest.param({"property.occupancy": "second_home"}, "90.00%", id="second home"),
        pytest.param({"property.occupancy": "investment"}, "85.00%", id="investment"),
        pytest.param(
            refinance("rate_term_refinance", **{"property.occupancy": "investment"}),
            "75.00%",
            id="investment, refinance",
        ),
        pytest.param({"property.occupancy": "investment", "property.units": 2}, "75.00%", id="investment, two units"),
        pytest.param({"program": "fha"}, "96.50%", id="FHA"),
        pytest.param({"program": "fha", **refinance("rate_term_refinance")}, "96.50%", id="FHA, rate and term"),
        pytest.param({"program": "fha", **refinance("cash_out_refinance")}, "80.00%", id="FHA, cash-out"),
        pytest.param(
            {"program": "fha", "borrowers.0.credit.scores": [{"bureau": "equifax", "score": 580}]},
            "96.50%",
            id="FHA, 580",
        ),
        pytest.param(
            {"program": "fha", "borrowers.0.credit.scores": [{"bureau": "equifax", "score": 579}]},
            "90.00%",
            id="FHA, 579",
        ),
        pytest.param({"program": "va"}, "100.00%", id="VA"),
        pytest.param({"program": "va", **refinance("cash_out_refinance")}, "90.00%", id="VA, cash-out"),
    ],
)
def test_maximum_ltv_by_program_occupancy_purpose_and_units(changes: dict[str, Any], percent: str) -> None:
    assert limit_of(changes) == percent


def test_a_first_time_buyers_fixed_rate_purchase_may_go_to_97() -> None:
    assert limit_of(FIRST_TIME) == "97.00%"
    assert limit_of({**FIRST_TIME, "loan.amount": "832750", "loan.purchase_price": "900000"}) == "97.00%"


@pytest.mark.parametrize(
    "lacking",
    [
        pytest.param({"borrowers.0.first_time_homebuyer": False}, id="not a first-time buyer"),
        pytest.param({"underwriting_method": "manual"}, id="manual underwriting"),
        pytest.param({"borrowers.0.will_occupy": False}, id="a borrower who will not occupy"),
        pytest.param({"borrowers.1": borrower(will_occupy=False)}, id="a second borrower who will not"),
        pytest.param({"property.units": 2}, id="two units"),
        pytest.param(
            {
                "loan.arm": {
                    "initial_fixed_months": 84,
                    "index_percent": "4",
                    "margin_percent": "2.75",
                    "first_cap_points": "5",
                    "periodic_cap_points": "1",
                    "lifetime_cap_points": "5",
                }
            },
            id="adjustable rate",
        ),
    ],
)
def test_a_loan_above_95_percent_needs_every_one_of_its_terms(lacking: dict[str, Any]) -> None:
    assert limit_of({**FIRST_TIME, **lacking}) == "95.00%"


def test_one_first_time_buyer_among_the_borrowers_is_enough() -> None:
    assert limit_of({"borrowers.1": borrower(first_time_homebuyer=True)}) == "97.00%"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param("380000", PASS, id="95.00"),
        pytest.param("380039.99", PASS, id="95.0099 is cut to 95.00"),
        pytest.param("380040", FAIL, id="95.01 is delivered as 96"),
    ],
)
def test_conventional_ltv_is_cut_to_two_decimals_and_rounded_up(amount: str, expected: FindingOutcome) -> None:
    found = answer(ltv, {"loan.amount": amount})
    assert found.outcome is expected
    assert found.limit is not None
    assert found.limit.display == "95.00%"


@pytest.mark.parametrize(
    ("program", "amount", "expected"),
    [
        ("fha", "386000", PASS),
        ("fha", "386000.01", FAIL),
        ("va", "400000", PASS),
        ("va", "400000.01", FAIL),
        ("usda", "400000", PASS),
        ("usda", "400000.01", FAIL),
        ("jumbo", "320000", PASS),
        ("jumbo", "320000.01", FAIL),
    ],
)
def test_what_is_not_delivered_at_a_whole_percent_is_held_to_its_limit_to_the_cent(
    program: str, amount: str, expected: FindingOutcome
) -> None:
    assert outcome(ltv, {"program": program, "loan.amount": amount}) is expected


def test_a_ratio_a_cent_above_its_limit_shows_on_which_side_it_lies() -> None:
    found = answer(ltv, {"program": "fha", "loan.amount": "386000.01"})
    assert found.statement == "LTV: 96.500003%, above the maximum LTV of 96.50%."


_VALUE, _CASH, _SCORE = (
    ReasonCode.COLLATERAL_INSUFFICIENT,
    ReasonCode.OTHER_INSUFFICIENT_CASH,
    ReasonCode.OTHER_CREDIT_SCORE,
)


def scored(score: int) -> dict[str, Any]:
    factors = ["Serious delinquency"]
    return {"borrowers.0.credit.scores": [{"bureau": "equifax", "score": score, "key_factors": factors}]}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"loan.amount": "380040"}, _CASH, id="value at the price"),
        pytest.param(
            {"loan.amount": "380040", "property.appraisal.value": "450000"}, _CASH, id="value above the price"
        ),
        pytest.param(
            {"loan.amount": "380000", "property.appraisal.value": "399900"}, _VALUE, id="the price would pass"
        ),
        pytest.param({"loan.amount": "380040", "property.appraisal.value": "399900"}, _CASH, id="nor would the price"),
        pytest.param(
            {"loan.amount": "380000", "loan.seller_concessions": "5000"}, _CASH, id="the seller gives too much"
        ),
        pytest.param(refinance("rate_term_refinance", **{"loan.amount": "380040"}), _VALUE, id="refinance"),
        pytest.param({"program": "fha", "loan.amount": "386000.01"}, _CASH, id="FHA at the standard limit"),
        pytest.param(
            {"program": "fha", "loan.amount": "386000", "property.appraisal.value": "399999"},
            _VALUE,
            id="FHA, low value",
        ),
        pytest.param({"program": "fha", "loan.amount": "360000.01", **scored(579)}, _SCORE, id="FHA, only the score"),
        pytest.param({"program": "fha", "loan.amount": "386000", **scored(579)}, _SCORE, id="FHA, up to the standard"),
        pytest.param({"program": "fha", "loan.amount": "386000.01", **scored(579)}, _CASH, id="FHA, with any score"),
        pytest.param({"program": "fha", "loan.amount": "386000.01", **scored(580)}, _CASH, id="FHA, standard score"),
        pytest.param(
            {"program": "fha", **refinance("rate_term_refinance", **{"loan.amount": "386000.01"}), **scored(579)},
            _VALUE,
            id="FHA refinance, with any score",
        ),
    ],
)
def test_a_ratio_above_its_limit_gives_the_reason_that_is_true(changes: dict[str, Any], reason: ReasonCode) -> None:
    found = answer(ltv, changes)
    assert found.outcome is FAIL
    assert found.reason_code is reason


def test_a_limit_that_the_score_lowers_is_told_with_the_score_and_its_key_factors() -> None:
    found = answer(ltv, {"program": "fha", "loan.amount": "364000", **scored(579)})
    assert found.statement == (
        "LTV: 91.00%, above the maximum LTV of 90.00%. The credit score is 579; from 580 on the maximum is 96.50%."
    )
    assert [shown.display for shown in found.figures] == ["91.00%", "579", "580", "96.50%", "Serious delinquency"]
    within = answer(ltv, {"program": "fha", "loan.amount": "360000", **scored(579)})
    assert within.outcome is PASS
    assert [shown.name for shown in within.figures] == ["ltv"]


def test_other_financing_above_its_limit_is_too_little_paid_down_on_a_purchase() -> None:
    assert answer(cltv, {"loan.subordinate_liens": line("80040")}).reason_code is _CASH
    assert answer(hcltv, {"loan.subordinate_liens": line("0", "80040")}).reason_code is _CASH
    low = {"property.appraisal.value": "399900"}
    assert answer(cltv, {"loan.subordinate_liens": line("80000"), **low}).reason_code is _VALUE
    assert answer(hcltv, {"loan.subordinate_liens": line("0", "80000"), **low}).reason_code is _VALUE


def test_an_occupancy_that_the_program_does_not_know_has_no_ltv_limit() -> None:
    assert outcome(ltv, {"program": "fha", "property.occupancy": "investment"}) is NOT_APPLICABLE


def test_other_financing_is_held_to_the_same_limit() -> None:
    assert outcome(cltv) is NOT_APPLICABLE
    assert outcome(cltv, {"loan.subordinate_liens": line("80000")}) is PASS
    assert outcome(cltv, {"loan.subordinate_liens": line("80040")}) is FAIL


def test_a_line_of_credit_counts_whole_in_hcltv() -> None:
    assert outcome(hcltv, {"loan.subordinate_liens": line("20000")}) is NOT_APPLICABLE
    assert outcome(hcltv, {"loan.subordinate_liens": line("0", "80000")}) is PASS
    above = answer(hcltv, {"loan.subordinate_liens": line("0", "80040")})
    assert above.outcome is FAIL
    assert above.statement == "HCLTV as delivered: 96.00%, above the maximum HCLTV of 95.00%."


@pytest.mark.parametrize(
    ("rating", "expected"), [("C1", PASS), ("C5", PASS), ("C6", FAIL), (None, CONDITION), (REMOVED, CONDITION)]
)
def test_only_the_condition_c6_fails(rating: object, expected: FindingOutcome) -> None:
    assert outcome(condition, {"property.appraisal.condition": rating}) is expected


@pytest.mark.parametrize(("day", "expected"), [("2025-12-16", PASS), ("2025-12-15", CONDITION)])
def test_an_appraisal_is_good_for_120_days(day: str, expected: FindingOutcome) -> None:
    assert outcome(appraisal_age, {"property.appraisal.effective_date": day}) is expected


def test_without_an_appraisal_nothing_can_be_too_old() -> None:
    assert outcome(appraisal_age, {"property.appraisal": REMOVED}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("value", "basis"),
    [
        ("399999.99", "the appraised value, $399,999.99, is the value basis"),
        ("400000", "the purchase price, $400,000, is the value basis"),
        ("450000", "the purchase price, $400,000, is the value basis"),
    ],
)
def test_the_lesser_of_price_and_value_is_the_basis_and_no_fault(value: str, basis: str) -> None:
    found = answer(price_and_value, {"property.appraisal.value": value})
    assert found.outcome is PASS
    assert basis in found.statement


def test_what_the_seller_gives_beyond_its_limit_comes_off_the_price() -> None:
    """Closing costs of 1,000 leave 500 of a contribution of 1,500 for the price of 400,000."""
    found = answer(price_and_value, {"loan.seller_concessions": "1500"})
    assert "the price less what the seller gives beyond its limit, $399,500, is the value basis" in found.statement


def test_a_refinance_has_no_price_to_compare_with() -> None:
    assert outcome(price_and_value, refinance("rate_term_refinance")) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("kind", "occupancy", "expected"),
    [
        ("single_family", "primary", PASS),
        ("planned_unit_development", "second_home", PASS),
        ("two_to_four_unit", "investment", PASS),
        ("condominium", "primary", CONDITION),
        ("cooperative", "primary", CONDITION),
        ("manufactured", "primary", REFER),
        ("manufactured", "second_home", FAIL),
        ("manufactured", "investment", FAIL),
    ],
)
def test_property_types_that_need_a_review(kind: str, occupancy: str, expected: FindingOutcome) -> None:
    assert outcome(property_type, {"property.property_type": kind, "property.occupancy": occupancy}) is expected
