"""Alimony and child support received: how long it has come, how long it will, and what the file does not say."""

from typing import Any

import pytest

from casework import answer, facts_of, outcome
from incomes import fixed, qualified
from lending.findings import FindingOutcome
from lending.underwriting.other_income import support_received

LATER = "2032-01-31"


@pytest.mark.parametrize("source", ["alimony", "child_support"])
@pytest.mark.parametrize(
    ("months", "ends_on", "monthly", "excluded"),
    [
        pytest.param(6, LATER, 900, None, id="six months"),
        pytest.param(5, LATER, 0, "support received for less than six months", id="five months"),
        pytest.param(None, LATER, 900, None, id="the file does not say"),
        pytest.param(6, None, 0, "support whose end the file does not state", id="no end stated"),
        pytest.param(0, "2027-01-31", 0, "paid for less than three years after closing", id="ends soon"),
    ],
)
def test_support(source: str, months: int | None, ends_on: str | None, monthly: int, excluded: str | None) -> None:
    found = qualified(fixed(source, "900", months_received=months, ends_on=ends_on))
    assert [found.monthly, found.if_counted] == [monthly, 900]
    assert found.excluded == excluded


def test_other_fixed_income_needs_no_end_and_no_history() -> None:
    assert qualified(fixed("disability", "900", months_received=1)).monthly == 900


def test_support_counts_only_where_its_end_is_stated() -> None:
    support = fixed("child_support", "900", income_id="I2")
    assert facts_of({"borrowers.0.incomes.1": support}).ratios.qualifying_income == 10_000
    stated_end = {**support, "ends_on": LATER}
    assert facts_of({"borrowers.0.incomes.1": stated_end}).ratios.qualifying_income == 10_900


def relying(*items: dict[str, Any]) -> dict[str, Any]:
    return {f"borrowers.0.incomes.{place}": {**item, "income_id": f"S{place}"} for place, item in enumerate(items, 1)}


def test_support_with_its_months_passes_and_none_is_not_asked_for() -> None:
    assert outcome(support_received) is FindingOutcome.NOT_APPLICABLE
    assert outcome(support_received, relying(fixed("pension", "900"))) is FindingOutcome.NOT_APPLICABLE
    told = answer(support_received, relying(fixed("alimony", "900", months_received=6, ends_on=LATER)))
    assert told.outcome is FindingOutcome.PASS
    assert told.statement == "Support counts after 6 months of full receipt; none counts without them."


def test_the_least_support_that_counts_is_asked_about() -> None:
    least = fixed("alimony", "0.50", ends_on=LATER)
    assert outcome(support_received, relying(least)) is FindingOutcome.CONDITION


def test_support_whose_months_the_file_does_not_state_is_a_condition() -> None:
    found = answer(
        support_received,
        relying(
            fixed("alimony", "900", months_received=9, ends_on=LATER),
            fixed("child_support", "500", ends_on=LATER),
            fixed("child_support", "400"),
        ),
    )
    assert found.outcome is FindingOutcome.CONDITION
    assert found.due == "prior_to_approval"
    assert found.needs == "Document 6 months' full receipt of S2."
