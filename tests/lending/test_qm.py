"""General qualified mortgage: features, points and fees, price, presumption of compliance, prepayment penalty."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casework import answer, outcome
from lending.citation import Certainty
from lending.compliance import qm
from lending.compliance.qm import features, points_and_fees, prepayment_penalty, presumption, price
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.rules import Rule
from lending.tables.regulation_z import QM_FEES

PASS, FAIL, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.FAIL, FindingOutcome.NOT_APPLICABLE


def at_spread(points: str) -> dict[str, str]:
    """Both APRs at `points` over the clean application's APOR of 6.4."""
    apr = str(Decimal("6.4") + Decimal(points))
    return {"apr": apr, "qm_apr": apr}


def small_loan(amount: str, **changes: Any) -> dict[str, Any]:
    return {"loan.amount": amount, "loan.fees": [], **changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"loan.negative_amortization": True}, "negative amortization"),
        ({"loan.interest_only_months": 1}, "an interest-only period"),
        ({"loan.balloon_due_month": 84}, "a balloon payment"),
        ({"loan.term_months": 361}, "a term above thirty years"),
    ],
)
def test_a_qualified_mortgage_may_not_have_this_feature(changes: dict[str, Any], words: str) -> None:
    found = answer(features, changes)
    assert found.outcome is FAIL
    assert found.statement == f"The loan has {words}, which a qualified mortgage may not have."


def test_every_forbidden_feature_is_named() -> None:
    both = answer(features, {"loan.interest_only_months": 60, "loan.balloon_due_month": 120})
    assert "an interest-only period and a balloon payment" in both.statement


def test_thirty_years_of_level_payments_pass() -> None:
    assert outcome(features) is PASS
    assert outcome(features, {"loan.term_months": 360}) is PASS


@pytest.mark.parametrize(
    ("note", "cap"),
    [
        pytest.param("137958", "4138.74", id="3 percent from 137,958"),
        pytest.param("137957.99", "4139", id="flat below it"),
        pytest.param("82775", "4139", id="flat from 82,775"),
        pytest.param("82774.99", "4138.7495", id="5 percent below it"),
        pytest.param("27592", "1379.6", id="5 percent from 27,592"),
        pytest.param("27591.99", "1380", id="flat below it"),
        pytest.param("17245", "1380", id="flat from 17,245"),
        pytest.param("17244.99", "1379.5992", id="8 percent below it"),
    ],
)
def test_points_and_fees_cap_of_2026_on_either_side_of_each_tier(note: str, cap: str) -> None:
    found = answer(points_and_fees, small_loan(note))
    assert found.limit is not None
    assert found.limit.value == Decimal(cap)


def test_the_tier_goes_by_the_note_and_the_percentage_by_the_total_loan_amount() -> None:
    tiers = QM_FEES.rows[-1].value
    assert qm.points_and_fees_cap(tiers, Decimal(137_958), Decimal(100_000)) == 3_000


def test_points_and_fees_on_the_cap_pass_and_a_cent_more_fails() -> None:
    """Three percent of a total loan amount of 299,000."""
    assert outcome(points_and_fees, pricing={"points_and_fees": "8970"}) is PASS
    above = answer(points_and_fees, pricing={"points_and_fees": "8970.01"})
    assert above.outcome is FAIL
    assert above.reason_code is ReasonCode.OTHER_LOAN_TERMS


@pytest.mark.parametrize(
    ("changes", "below", "at"),
    [
        pytest.param({}, "2.249999", "2.25", id="first lien in the top tier"),
        pytest.param(small_loan("137958"), "2.249999", "2.25", id="on the top tier's edge"),
        pytest.param(small_loan("137957.99"), "3.499999", "3.5", id="first lien in the middle tier"),
        pytest.param(small_loan("82775"), "3.499999", "3.5", id="on the middle tier's edge"),
        pytest.param(small_loan("82774.99"), "6.499999", "6.5", id="first lien in the bottom tier"),
        pytest.param(
            small_loan("137957.99", **{"property.property_type": "manufactured"}),
            "6.499999",
            "6.5",
            id="manufactured home below the top tier",
        ),
        pytest.param({"property.property_type": "manufactured"}, "2.249999", "2.25", id="manufactured home within it"),
        pytest.param(small_loan("82775", **{"loan.lien": "subordinate"}), "3.499999", "3.5", id="subordinate"),
        pytest.param(small_loan("82774.99", **{"loan.lien": "subordinate"}), "6.499999", "6.5", id="small subordinate"),
    ],
)
def test_the_apr_must_lie_below_the_price_threshold(changes: dict[str, Any], below: str, at: str) -> None:
    assert outcome(price, changes, pricing=at_spread(below)) is PASS
    assert outcome(price, changes, pricing=at_spread(at)) is FAIL


def test_a_spread_on_the_threshold_is_shown_as_not_below_it() -> None:
    found = answer(price, pricing=at_spread("2.25"))
    assert (
        "2.25 percentage points, not below the General QM price threshold of 2.25 percentage points" in found.statement
    )


def test_a_spread_just_below_the_threshold_is_shown_with_the_digits_that_tell() -> None:
    assert "2.249999 percentage points, below" in answer(price, pricing=at_spread("2.249999")).statement


def test_the_price_test_takes_the_apr_of_the_highest_rate_of_five_years() -> None:
    assert outcome(price, pricing={"apr": "6.5", "qm_apr": "8.65"}) is FAIL
    assert outcome(price, pricing={"apr": "8.65", "qm_apr": "8.6"}) is PASS


def test_there_is_no_test_of_43_percent_dti() -> None:
    high = {"back_end_dti": "49.9"}
    assert {outcome(rule, ratios=high) for rule in qm.RULES} == {PASS}


@pytest.mark.parametrize("program", ["fha", "va"])
def test_agency_loans_have_no_price_test_and_keep_the_fee_cap(program: str) -> None:
    assert outcome(price, {"program": program}, pricing=at_spread("3")) is NOT_APPLICABLE
    assert outcome(points_and_fees, {"program": program}, pricing={"points_and_fees": "9500"}) is FAIL


@pytest.mark.parametrize("program", ["va", "usda"])
def test_the_presumption_of_other_agencies_loans_is_theirs_to_say(program: str) -> None:
    assert outcome(presumption, {"program": program}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("points", "harbor"),
    [("1.0", "safe harbor"), ("1.65", "safe harbor"), ("1.650001", "rebuttable presumption")],
)
def test_an_fha_loan_keeps_the_safe_harbor_up_to_1_15_points_above_its_premium(points: str, harbor: str) -> None:
    """At an LTV of 75 percent the annual premium is 0.50 percent of the base loan."""
    found = answer(presumption, {"program": "fha"}, pricing=at_spread(points))
    assert found.outcome is PASS
    assert harbor in found.statement
    assert found.citation.section == "24 CFR 203.19(b)"


@pytest.mark.parametrize(
    ("points", "harbor"), [("1.499999", "safe harbor"), ("1.5", "rebuttable presumption"), ("2.2", "rebuttable")]
)
def test_the_presumption_turns_rebuttable_at_one_and_a_half_points(points: str, harbor: str) -> None:
    found = answer(presumption, pricing=at_spread(points))
    assert found.outcome is PASS
    assert harbor in found.statement


def test_the_presumption_of_a_subordinate_lien_turns_at_three_and_a_half_points() -> None:
    second = {"loan.lien": "subordinate"}
    assert "safe harbor" in answer(presumption, second, pricing=at_spread("3.499999")).statement
    assert "rebuttable" in answer(presumption, second, pricing=at_spread("3.5")).statement


def penalty(months: int = 36, percent: str = "2", *, offered: bool = True) -> dict[str, Any]:
    return {
        "loan.prepayment_penalty": {"months": months, "max_percent_of_prepaid": percent},
        "loan.alternative_without_penalty_offered": offered,
    }


def test_no_loan_carries_a_prepayment_penalty() -> None:
    assert outcome(prepayment_penalty) is PASS
    allowed_by_law = answer(prepayment_penalty, penalty())
    assert allowed_by_law.outcome is FAIL
    assert allowed_by_law.statement == (
        "The loan carries a prepayment penalty although the lender's programs have none."
    )
    assert allowed_by_law.citation.certainty is Certainty.OVERLAY


ADJUSTABLE = {
    "initial_fixed_months": 84,
    "index_percent": "4",
    "margin_percent": "2",
    "first_cap_points": "5",
    "periodic_cap_points": "2",
    "lifetime_cap_points": "5",
}


@pytest.mark.parametrize(
    ("changes", "points", "why"),
    [
        pytest.param(penalty(), "1.5", "the loan is higher-priced", id="higher-priced"),
        pytest.param({**penalty(), "loan.arm": ADJUSTABLE}, "0", "the rate is adjustable", id="adjustable"),
        pytest.param(penalty(months=37), "0", "it runs 37 months", id="too long"),
        pytest.param(penalty(percent="2.01"), "0", "it comes to 2.01%", id="too high"),
        pytest.param(penalty(offered=False), "0", "no loan without one was offered", id="no alternative"),
        pytest.param(
            penalty(months=60, percent="3"), "0", "it runs 60 months and it comes to 3.00%", id="too long and too high"
        ),
    ],
)
def test_what_the_regulation_bars_in_a_prepayment_penalty_is_named(
    changes: dict[str, Any], points: str, why: str
) -> None:
    found = answer(prepayment_penalty, changes, pricing=at_spread(points))
    assert found.outcome is FAIL
    assert found.statement == f"The loan carries a prepayment penalty although {why}."
    assert found.citation.section == "12 CFR 1026.43(e)(2)(ii) and (g)"


def test_the_lender_bars_the_same_features_on_a_rental_by_its_own_policy() -> None:
    rental = {"property.occupancy": "investment"}
    assert outcome(features, rental) is PASS
    barred = answer(features, {**rental, "loan.interest_only_months": 60})
    assert barred.outcome is FAIL
    assert barred.citation.certainty is Certainty.OVERLAY


def test_a_rental_has_price_and_fee_limits_of_its_own() -> None:
    rental = {"property.occupancy": "investment"}
    at_five_percent = {**rental, "loan.fees.0.amount": "14285.71"}
    assert outcome(points_and_fees, at_five_percent) is PASS
    assert outcome(points_and_fees, {**rental, "loan.fees.0.amount": "14285.72"}) is FAIL
    assert outcome(price, {**rental, "loan.note_rate_percent": "12.8"}) is PASS
    assert outcome(price, {**rental, "loan.note_rate_percent": "13"}) is FAIL


@pytest.mark.parametrize("rule", [qm.presumption, prepayment_penalty])
def test_a_rental_is_business_purpose_credit_outside_the_regulation(rule: Any) -> None:
    assert outcome(rule, {"property.occupancy": "investment"}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rule", "changes", "weight"),
    [
        (features, {}, 70),
        (points_and_fees, {}, 72),
        (price, {}, 74),
        (price, {"property.occupancy": "investment"}, 74),
        (prepayment_penalty, penalty(), 68),
    ],
)
def test_how_heavy_a_failure_weighs_among_the_reasons(rule: Rule, changes: dict[str, Any], weight: int) -> None:
    assert answer(rule, changes).weight == weight


def test_the_features_are_cited_from_the_day_of_the_rule() -> None:
    assert answer(features).citation.effective == date(2014, 1, 10)


def test_a_shorter_term_and_a_smaller_penalty_bar_nothing() -> None:
    assert outcome(features, {"loan.term_months": 240}) is PASS
    assert answer(prepayment_penalty, penalty(months=12, percent="1")).statement == (
        "The loan carries a prepayment penalty although the lender's programs have none."
    )


def test_a_large_subordinate_lien_has_the_tighter_spread() -> None:
    assert outcome(price, {"loan.lien": "subordinate"}, pricing=at_spread("3.49")) is PASS
    assert outcome(price, {"loan.lien": "subordinate"}, pricing=at_spread("3.5")) is FAIL
