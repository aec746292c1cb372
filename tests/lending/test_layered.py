"""Layered risk: three markers together ask for a person."""

from typing import Any

import pytest

from builders import application, borrower
from casework import answer, facts_of, outcome
from lending.findings import FindingOutcome
from lending.rules import Case
from lending.tables.overlays import Overlays
from lending.underwriting.layered import compensating_factors, layered_risk, markers

PASS, REFER = FindingOutcome.PASS, FindingOutcome.REFER


def scores(score: int) -> list[dict[str, Any]]:
    return [{"bureau": "equifax", "score": score}]


def business(started_on: str) -> dict[str, Any]:
    return {
        "kind": "self_employment",
        "income_id": "I1",
        "business": "Example Design",
        "started_on": started_on,
        "ownership_percent": "100",
        "years": [{"year": 2025, "net_income": "120000"}, {"year": 2024, "net_income": "120000"}],
    }


@pytest.mark.parametrize(
    ("changes", "ratios", "marked"),
    [
        ({}, {}, None),
        ({"borrowers.0.credit.scores": scores(659)}, {}, "a modest credit score"),
        ({"borrowers.0.credit.scores": scores(660)}, {}, None),
        ({"borrowers.0.credit.scores": []}, {}, None),
        ({}, {"ltv": "90.01"}, "a high LTV"),
        ({}, {"ltv": "90"}, None),
        ({}, {"back_end_dti": "45.000001"}, "a high back-end DTI"),
        ({}, {"back_end_dti": "45"}, None),
        ({}, {"back_end_dti": None}, None),
        ({}, {"reserves_months": "1.999999"}, "thin reserves"),
        ({}, {"reserves_months": "2"}, None),
        ({}, {"payment_shock": "100.000001"}, "a high payment shock"),
        ({}, {"payment_shock": "100"}, None),
        ({}, {"payment_shock": None}, None),
        ({"borrowers.0.incomes": [business("2021-04-16")]}, {}, "a young business"),
        ({"borrowers.0.incomes": [business("2021-04-15")]}, {}, None),
    ],
)
def test_each_marker_on_either_side_of_its_line(
    changes: dict[str, Any], ratios: dict[str, str | None], marked: str | None
) -> None:
    case = Case(application(changes), facts_of(changes, ratios=ratios))
    assert markers(case, Overlays()) == (() if marked is None else (marked,))


def test_two_markers_pass_and_three_refer() -> None:
    two = {"ltv": "95", "reserves_months": "0"}
    assert outcome(layered_risk, ratios=two) is PASS
    found = answer(layered_risk, ratios={**two, "back_end_dti": "47"})
    assert found.outcome is REFER
    assert "a high LTV, a high back-end DTI, thin reserves. Compensating factors" in found.statement
    assert found.needs is not None


def test_markers_alone_never_give_a_reason_to_decline() -> None:
    assert answer(layered_risk, ratios={"ltv": "95", "reserves_months": "0", "back_end_dti": "47"}).reason_code is None


SECOND_HOME = {"property.occupancy": "second_home", "borrowers.0.declarations.will_occupy_as_primary": False}


@pytest.mark.parametrize(
    ("changes", "ratios", "shown"),
    [
        ({}, {"reserves_months": "2.999999"}, False),
        ({}, {"reserves_months": "3"}, True),
        (SECOND_HOME, {"reserves_months": "4.999999"}, False),
        (SECOND_HOME, {"reserves_months": "5"}, True),
    ],
)
def test_reserves_compensate_three_months_beyond_the_requirement(
    changes: dict[str, Any], ratios: dict[str, str | None], *, shown: bool
) -> None:
    case = Case(application(changes), facts_of(changes, ratios=ratios))
    assert ("reserves beyond the requirement" in compensating_factors(case, Overlays())) is shown


@pytest.mark.parametrize(
    ("housing", "pitia", "shown"),
    [
        ("1900", "1995", True),
        ("1900", "1995.01", False),
        ("4000", "4100", True),
        ("4000", "4100.01", False),
        ("0", "0", False),
        (None, "0", False),
    ],
)
def test_a_payment_that_rises_by_a_hundred_dollars_or_five_percent_at_most_compensates(
    housing: str | None, pitia: str, *, shown: bool
) -> None:
    changes = {"borrowers.0.current_monthly_housing": housing}
    case = Case(application(changes), facts_of(changes, ratios={"pitia": pitia}))
    assert ("a small payment increase" in compensating_factors(case, Overlays())) is shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"borrowers.0.incomes.0.started_on": "2021-04-15"}, True),
        ({"borrowers.0.incomes.0.started_on": "2021-04-16"}, False),
        ({"borrowers.0.incomes": [business("2010-01-01")]}, False),
        ({"borrowers.1": borrower(**{"incomes.0.started_on": "2024-01-01"})}, False),
    ],
)
def test_five_years_in_every_job_compensate(changes: dict[str, Any], *, shown: bool) -> None:
    case = Case(application(changes), facts_of(changes))
    assert ("long employment" in compensating_factors(case, Overlays())) is shown


def test_factors_are_named_for_the_person_and_change_nothing() -> None:
    marked = {"ltv": "95", "payment_shock": "101", "back_end_dti": "47"}
    found = answer(layered_risk, ratios={**marked, "reserves_months": "30"})
    assert found.outcome is REFER
    assert found.statement.endswith(
        "Compensating factors that the figures show: reserves beyond the requirement, long employment."
    )
    new_job = {"borrowers.0.incomes.0.started_on": "2024-01-01"}
    assert answer(layered_risk, new_job, ratios={**marked, "reserves_months": "2"}).statement.endswith(
        "Compensating factors that the figures show: none."
    )
    assert "Compensating" not in answer(layered_risk).statement
