"""Findings made up for a test of what follows from them."""

from datetime import date

from lending.citation import Citation
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.reasons import ReasonCode

CITATION = Citation(source="Source", section="1", effective=date(2026, 1, 1))
PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)


def finding(
    rule_id: str,
    outcome: FindingOutcome,
    reason: ReasonCode | None = None,
    weight: int = 50,
    *,
    due: str | None = None,
    figures: tuple[Figure, ...] = (),
) -> Finding:
    return Finding.model_validate(
        {
            "rule_id": rule_id,
            "outcome": outcome,
            "question": "?",
            "statement": f"What {rule_id} found.",
            "citation": CITATION,
            "reason_code": reason,
            "weight": weight,
            "needs": f"Settle {rule_id}." if outcome in {REFER, CONDITION} else None,
            "due": due,
            "figures": figures,
        }
    )


def low_score(*factors: str, weight: int = 85) -> Finding:
    """The finding of a score below its minimum, with the bureau's key factors as the rule gives them."""
    shown = (figure(f"key_factor_{n}", "key factor", words, Unit.TEXT) for n, words in enumerate(factors, start=1))
    score = figure("credit_score", "credit score", 580, Unit.SCORE)
    return finding("credit.minimum_score", FAIL, ReasonCode.OTHER_CREDIT_SCORE, weight, figures=(score, *shown))
