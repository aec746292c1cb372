"""How the decision's narrative tells an offer: every number in it stands in the figures of the file."""

from typing import Any

import pytest

from agents.case_file import CaseFile
from agents.decision import wording
from agents.grounding import defects_of
from agents.narrative import Narrative
from builders import application
from lending.core import underwrite
from lending.decision import Decision, Outcome
from storage.canonical import canonical_json

LOAN = {"loan.amount": "390000", "loan.mortgage_insurance_annual_percent": "0.5"}
FEATURES = {"loan.interest_only_months": 60}
TERM = {"loan.term_months": 96, "debts.0.monthly_payment": "600"}
"""120 months bring the DTI within its limit and leave the payment shock above its own; 180 bring both."""
BOTH = {**LOAN, **FEATURES}


def decided(changes: dict[str, Any]) -> CaseFile:
    asked = application(changes)
    done = underwrite(asked)
    assert done.decision.outcome is Outcome.COUNTEROFFER
    return CaseFile(
        reference="APP-1",
        application=asked,
        facts=done.facts,
        intake_findings=done.intake,
        compliance_findings=done.compliance,
        underwriting_findings=done.underwriting,
        decision=done.decision,
    )


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        (LOAN, "a loan of $380,000"),
        (FEATURES, "a loan without an interest-only period"),
        (TERM, "a loan of $288,000 and a term of 120 months"),
        (BOTH, "a loan of $380,000 and a loan without an interest-only period"),
    ],
)
def test_an_offer_says_what_differs_and_every_number_is_backed(changes: dict[str, Any], difference: str) -> None:
    case = decided(changes)
    told = wording(case)
    assert f"What differs from the loan asked for: {difference}." in [sentence.text for sentence in told]
    narrative = Narrative(agent="decision", sentences=told, written_by="template")
    assert defects_of(narrative, case.evidence()) == ()


def test_the_sealed_decision_keeps_what_would_change_it() -> None:
    decision = decided(LOAN).decision
    assert decision is not None
    assert decision.what_if
    sealed = canonical_json(decision)
    again = Decision.model_validate_json(sealed)
    assert again == decision
    assert canonical_json(again) == sealed
