"""What underwriting may ask for beside the rules: conditions of the catalogue that fit the file, and a review."""

import pytest

from builders import application
from incomes import business
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Outcome
from lending.facts import establish_facts
from lending.findings import FindingOutcome
from lending.weighing import (
    REVIEW_NEEDS,
    Asked,
    ConditionId,
    ReviewReason,
    asked_findings,
    conditions_open_to,
    factors_of,
)

FILE = application()
EVERYTHING = Asked(conditions=tuple(ConditionId), review=ReviewReason.NEAR_THE_LIMITS)


def open_to(whole: LoanApplication) -> set[ConditionId]:
    return set(conditions_open_to(whole, establish_facts(whole)))


def test_what_may_be_asked_for_depends_on_the_file() -> None:
    assert ConditionId.EMPLOYMENT_REVERIFIED in open_to(FILE)
    assert ConditionId.ASSETS_UPDATED in open_to(FILE)
    assert ConditionId.BUSINESS_OPERATING not in open_to(FILE)
    assert ConditionId.BUSINESS_OPERATING in open_to(
        application({"borrowers.0.incomes.1": business("9000", "8000", income_id="I2")})
    )
    rent = application({"borrowers.0.current_monthly_housing": "1800"})
    assert ConditionId.HOUSING_HISTORY in open_to(rent)
    without = application({"borrowers.0.current_monthly_housing": "0"})
    assert ConditionId.HOUSING_HISTORY not in open_to(without)


def test_each_condition_is_added_once_and_only_where_it_fits() -> None:
    facts = establish_facts(FILE)
    found = asked_findings(FILE, facts, EVERYTHING)
    conditions = [finding for finding in found if finding.outcome is FindingOutcome.CONDITION]
    assert len(conditions) == len(open_to(FILE)) > 0
    assert all(finding.needs and finding.due for finding in conditions)
    (review,) = [finding for finding in found if finding.outcome is FindingOutcome.REFER]
    assert review.needs == REVIEW_NEEDS[ReviewReason.NEAR_THE_LIMITS]
    assert asked_findings(FILE, facts, Asked()) == ()


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (Asked(conditions=(ConditionId.EMPLOYMENT_REVERIFIED,)), Outcome.APPROVE_WITH_CONDITIONS),
        (Asked(review=ReviewReason.INCOME_NEEDS_JUDGEMENT), Outcome.REFER),
        (Asked(), Outcome.APPROVE),
    ],
)
def test_what_is_asked_for_makes_the_outcome_more_careful(asked: Asked, outcome: Outcome) -> None:
    assert underwrite(FILE, asked=asked).decision.outcome is outcome


def test_nothing_is_asked_for_of_a_file_that_underwriting_never_saw() -> None:
    incomplete = application({"property.monthly_taxes": None})
    assert underwrite(incomplete, asked=EVERYTHING) == underwrite(incomplete)


OWN = ("reserves beyond the requirement", "long employment")


@pytest.mark.parametrize(
    ("changes", "factors"),
    [
        ({}, OWN),
        ({"program": "fha"}, (*OWN, "reserves beyond those required")),
        ({"program": "usda"}, (*OWN, "ample reserves", "two years with one employer")),
        ({"borrowers.0.incomes.0.started_on": "2025-12-01"}, OWN[:1]),
    ],
)
def test_factors_are_those_that_the_files_figures_prove(changes: dict[str, str], factors: tuple[str, ...]) -> None:
    whole = application(changes)
    assert factors_of(whole, establish_facts(whole)) == factors
