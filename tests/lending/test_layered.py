"""Layered risk: three markers together ask for a person."""

from typing import Any

import pytest

from builders import application
from casework import answer, facts_of, outcome
from lending.findings import FindingOutcome
from lending.rules import Case
from lending.tables.overlays import Overlays
from lending.underwriting.layered import layered_risk, markers

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
    assert found.statement.endswith("a high LTV, a high back-end DTI, thin reserves.")
    assert found.needs is not None


def test_markers_alone_never_give_a_reason_to_decline() -> None:
    assert answer(layered_risk, ratios={"ltv": "95", "reserves_months": "0", "back_end_dti": "47"}).reason_code is None
