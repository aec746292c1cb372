"""The properties of `tests/properties.py` on a few hundred random applications; `make properties` tries 20,000."""

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Outcome
from lending.income_items import AssetDepletionIncome, EmploymentIncome
from lending.programs import REGISTRY
from properties import ORDER, PROPERTIES, Change, check, compared, differences, reduced, tried, worse
from random_applications import changes_of, drawn

BLOCKS = 6
BLOCK = 50
SEARCHED = 60
SEEDS = range(BLOCKS * BLOCK)


@pytest.fixture(scope="module")
def applications() -> list[LoanApplication]:
    return [drawn(changes_of(seed)) for seed in SEEDS]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_random_applications_keep_every_property(block: int) -> None:
    quick = [one for one in PROPERTIES if one.change]
    violations = [str(one) for seed in SEEDS[block * BLOCK : (block + 1) * BLOCK] for one in check(seed, quick)[2]]
    assert not violations, "\n".join(violations)


def test_what_is_said_to_make_random_applications_an_approval_does() -> None:
    """On fewer: each application is underwritten some eighty times."""
    slow = [one for one in PROPERTIES if not one.change]
    violations = [str(one) for seed in SEEDS[:SEARCHED] for one in check(seed, slow)[2]]
    assert not violations, "\n".join(violations)


@pytest.mark.parametrize("change", [one.change for one in PROPERTIES if one.change], ids=lambda one: one.__name__)
def test_every_change_changes_most_applications(change: Change, applications: list[LoanApplication]) -> None:
    """A change that never applies, or changes nothing, would keep its property for nothing."""
    changed = [change(application, Random(seed)) for seed, application in enumerate(applications)]
    real = [after for before, after in zip(applications, changed, strict=True) if after not in (None, before)]
    assert len(real) >= 0.75 * len(applications)


def test_a_seed_is_the_same_application_for_ever() -> None:
    assert changes_of(7) == changes_of(7)
    assert drawn(changes_of(7)) == drawn(changes_of(7))
    assert changes_of(7) != changes_of(8)


def test_random_applications_reach_every_outcome_program_and_kind_of_income(
    applications: list[LoanApplication],
) -> None:
    """The properties would be hollow if every random application were declined, or none were adjustable."""
    outcomes = Counter(underwrite(application, what_if=False).decision.outcome for application in applications)
    for outcome in Outcome:
        assert outcomes[outcome] * 100 >= len(applications), f"{outcome}: {outcomes}"
    assert {application.program for application in applications} == set(REGISTRY)
    assert {application.underwriting_method for application in applications} == {"automated", "manual"}
    assert {application.loan.purpose for application in applications} == set(type(applications[0].loan.purpose))
    assert {one.property.occupancy for one in applications} == set(type(applications[0].property.occupancy))
    items = [item for one in applications for borrower in one.borrowers for item in borrower.incomes]
    assert {item.kind for item in items} == {
        "employment",
        "self_employment",
        "fixed",
        "rental",
        AssetDepletionIncome.model_fields["kind"].default,
    }
    assert any(application.loan.arm for application in applications)
    reports = [borrower.credit for application in applications for borrower in application.borrowers]
    assert any(report.derogatory_events for report in reports if report)


def _less_pay(application: LoanApplication, random: Random) -> LoanApplication:
    del random
    borrowers = tuple(
        one.model_copy(
            update={
                "incomes": tuple(
                    item.model_copy(update={"pay": Decimal("0.01")}) if isinstance(item, EmploymentIncome) else item
                    for item in one.incomes
                )
            }
        )
        for one in application.borrowers
    )
    return application.model_copy(update={"borrowers": borrowers})


def test_a_property_that_does_not_hold_is_found_broken_and_its_example_is_made_small() -> None:
    wrong = compared("less pay never worsens the outcome", _less_pay, worse)
    seed = next(s for s in SEEDS if underwrite(drawn(changes_of(s)), what_if=False).decision.outcome is Outcome.APPROVE)
    application = drawn(changes_of(seed))
    found = tried(wrong, application, seed, underwrite(application, what_if=False))
    assert found is not None
    assert (found.before, found.broken.after) == (Outcome.APPROVE, Outcome.DECLINE)
    assert any(line.endswith("-> 0.01") for line in found.broken.change)
    changes, least = reduced(wrong, found)
    assert len(changes) < len(changes_of(seed)) / 2
    assert (least.before, least.broken.after) == (found.before, found.broken.after)


def test_worse_is_further_from_the_loan_that_was_asked_for(applications: list[LoanApplication]) -> None:
    assert [*ORDER] == ["approve", "approve_with_conditions", "refer", "counteroffer", "decline"]
    every = (underwrite(application, what_if=False) for application in applications)
    results = {result.decision.outcome: result for result in every}
    assert worse(results[Outcome.REFER], results[Outcome.COUNTEROFFER])
    assert not worse(results[Outcome.COUNTEROFFER], results[Outcome.REFER])
    assert not worse(results[Outcome.REFER], results[Outcome.REFER])
    for outcome in ORDER:
        assert worse(results[outcome], results[Outcome.INCOMPLETE])
        assert worse(results[Outcome.INCOMPLETE], results[outcome])


def test_differences_name_the_place_and_both_values() -> None:
    first, second = {"a": [{"b": 1}, 2], "c": 3}, {"a": [{"b": 4}, 2], "c": None}
    assert [*differences(first, second)] == ["a.0.b: 1 -> 4", "c: 3 -> None"]
    assert [*differences({"a": [1]}, {"a": [1, 2]})] == ["a: [1] -> [1, 2]"]
