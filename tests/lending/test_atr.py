"""Ability to repay: the eight factors, the payment, verified income; and how exact the disclosed APR must be."""

from typing import Any

import pytest

from builders import REMOVED, application
from casework import answer, facts_of, outcome
from lending.compliance.atr import business_purpose, eight_factors, payment, verification
from lending.compliance.coverage import apor
from lending.compliance.disclosure import apr_tolerance
from lending.findings import FindingOutcome
from lending.rules import Case
from loans import arm

PASS, REFER, CONDITION = FindingOutcome.PASS, FindingOutcome.REFER, FindingOutcome.CONDITION
NOT_APPLICABLE = FindingOutcome.NOT_APPLICABLE


def test_the_eight_factors_are_considered_with_the_figures_of_the_file() -> None:
    found = answer(eight_factors)
    assert found.outcome is PASS
    assert [figure.display for figure in found.figures] == ["$10,000", "$2,416.20", "$300"]


def test_income_without_documents_is_a_condition_and_names_the_items() -> None:
    assert outcome(verification) is PASS
    missing = answer(verification, {"borrowers.0.incomes.0.documented": False})
    assert missing.outcome is CONDITION
    assert missing.needs is not None
    assert "I1" in missing.needs


@pytest.mark.parametrize("rule", [eight_factors, payment, verification, apr_tolerance])
def test_ability_to_repay_does_not_reach_business_purpose_credit(rule: Any) -> None:
    rental = {"property.occupancy": "investment", "loan.disclosed_apr_percent": "9"}
    assert outcome(rule, rental) is NOT_APPLICABLE


def test_a_rental_is_confirmed_to_be_for_a_business_purpose() -> None:
    assert outcome(business_purpose) is NOT_APPLICABLE
    asked = answer(business_purpose, {"property.occupancy": "investment"})
    assert (asked.outcome, asked.due) == (CONDITION, "prior_to_closing")


def test_the_ability_to_repay_payment_of_a_fixed_rate_is_what_the_ratios_count() -> None:
    found = answer(payment)
    assert found.outcome is PASS
    assert found.statement == (
        "The ability-to-repay payment is $1,896.20 a month at 6.500%; the ratios count $1,896.20."
    )


def test_a_long_fixed_period_is_taken_fully_indexed_though_the_ratios_count_its_note_rate() -> None:
    found = answer(payment, {"loan.arm": arm(84)})
    assert found.outcome is PASS
    assert found.statement == (
        "The ability-to-repay payment is $2,097.64 a month at 7.500%; the ratios count $1,896.20, since a qualified "
        "mortgage is underwritten on the highest rate of its first five years instead."
    )


def test_a_balloon_is_shown_where_it_counts() -> None:
    balloon = {"loan.balloon_due_month": 84}
    names = ["atr_payment", "atr_rate", "principal_and_interest"]
    assert [shown.name for shown in answer(payment, balloon).figures] == names
    higher = answer(payment, balloon, pricing={"apr": "7.9"})
    assert [shown.name for shown in higher.figures] == [*names, "atr_balloon"]
    assert higher.figures[-1].display in higher.statement


def test_negative_amortization_without_its_terms_goes_to_a_person() -> None:
    asked = answer(payment, {"loan.negative_amortization": True})
    assert asked.outcome is REFER
    assert asked.needs == "State the maximum balance and the month of the recast."
    terms = {"maximum_balance": "330000", "recast_month": 60}
    told = answer(payment, {"loan.negative_amortization": True, "loan.negative_amortization_terms": terms})
    assert told.outcome is PASS
    assert told.figures[0].display == "$2,228.18"


@pytest.mark.parametrize(
    ("disclosed", "changes", "expected"),
    [
        pytest.param("6.655", {}, PASS, id="above, within an eighth"),
        pytest.param("6.655001", {}, CONDITION, id="above, beyond an eighth"),
        pytest.param("6.405", {}, PASS, id="below, within an eighth"),
        pytest.param("6.404999", {}, CONDITION, id="below, beyond an eighth"),
        pytest.param("6.78", {"loan.interest_only_months": 60}, PASS, id="irregular, within a quarter"),
        pytest.param("6.780001", {"loan.interest_only_months": 60}, CONDITION, id="irregular, beyond a quarter"),
    ],
)
def test_a_disclosed_apr_outside_its_tolerance_is_corrected(
    disclosed: str, changes: dict[str, Any], expected: FindingOutcome
) -> None:
    """The APR is 6.53 percent."""
    found = outcome(apr_tolerance, {"loan.disclosed_apr_percent": disclosed, **changes}, pricing={"apr": "6.53"})
    assert found is expected


def test_an_apr_that_is_not_disclosed_yet_is_not_looked_at() -> None:
    assert outcome(apr_tolerance) is NOT_APPLICABLE


def test_without_an_apor_no_price_is_compared() -> None:
    whole = application({"loan.apor_percent": REMOVED})
    with pytest.raises(ValueError, match=r"loan\.apor_percent: needed for the price tests"):
        apor(Case(whole, facts_of({"loan.apor_percent": REMOVED})))
