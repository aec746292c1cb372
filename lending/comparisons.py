"""How a finding is made: a figure held against its limit, or an answer that is stated outright."""

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict, Unpack

from lending.citation import Certainty, Citation
from lending.findings import Figure, Finding, FindingOutcome, against
from lending.limits import DtiBand, Limit
from lending.reasons import ReasonCode

Due = Literal["prior_to_approval", "prior_to_closing"]

OVERLAY_EFFECTIVE = date(2026, 1, 1)


def regulation(section: str, effective: date) -> Citation:
    return Citation(source="Code of Federal Regulations", section=section, effective=effective)


def overlay(section: str) -> Citation:
    return Citation(
        source="Larkspur Home Lending policy manual",
        section=section,
        effective=OVERLAY_EFFECTIVE,
        certainty=Certainty.OVERLAY,
    )


class Details(TypedDict, total=False):
    """What a comparison may say besides its outcome. `otherwise` is the outcome where the comparison fails."""

    otherwise: FindingOutcome
    reason: ReasonCode | None
    weight: int
    needs: str | None
    due: Due | None
    others: tuple[Figure, ...]


def _compare(
    rule_id: str, question: str, measured: Figure, limit: Limit, *, within: bool, words: str, details: Details
) -> Finding:
    bound = limit.figure
    shown = against(measured, bound)
    return Finding(
        rule_id=rule_id,
        outcome=FindingOutcome.PASS if within else details.get("otherwise", FindingOutcome.FAIL),
        question=question,
        statement=f"{_capital(shown.label)}: {shown.display}, {words} the {bound.label} of {bound.display}.",
        figures=(shown, *details.get("others", ())),
        limit=limit.figure,
        citation=limit.citation,
        reason_code=details.get("reason"),
        weight=details.get("weight", 0),
        needs=None if within else details.get("needs"),
        due=None if within else details.get("due"),
    )


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _number(measured: Figure) -> Decimal:
    return Decimal(str(measured.value))


def at_most(rule_id: str, question: str, measured: Figure, limit: Limit, **details: Unpack[Details]) -> Finding:
    """`measured` must be at or below `limit`."""
    within = _number(measured) <= limit.value
    words = "within" if within else "above"
    return _compare(rule_id, question, measured, limit, within=within, words=words, details=details)


def less_than(rule_id: str, question: str, measured: Figure, limit: Limit, **details: Unpack[Details]) -> Finding:
    """`measured` must be below `limit`; the limit itself fails."""
    within = _number(measured) < limit.value
    words = "below" if within else "not below"
    return _compare(rule_id, question, measured, limit, within=within, words=words, details=details)


def at_least(rule_id: str, question: str, measured: Figure, limit: Limit, **details: Unpack[Details]) -> Finding:
    """`measured` must be at or above `limit`."""
    within = _number(measured) >= limit.value
    words = "at or above" if within else "below"
    return _compare(rule_id, question, measured, limit, within=within, words=words, details=details)


def banded(rule_id: str, question: str, measured: Figure, band: DtiBand, **details: Unpack[Details]) -> Finding:
    """Passes up to the band, refers within it, fails above it; shows what has earned the band."""
    details = details.copy()
    details["others"] = (*details.get("others", ()), *band.support)
    if _number(measured) > band.refer.value:
        failed = details.copy()
        failed["needs"] = None
        return at_most(rule_id, question, measured, band.refer, **failed)
    referred = details.copy()
    referred["otherwise"] = FindingOutcome.REFER
    return at_most(rule_id, question, measured, band.accept, **referred)


def stated(
    rule_id: str,
    outcome: FindingOutcome,
    question: str,
    statement: str,
    citation: Citation,
    *,
    figures: tuple[Figure, ...] = (),
    reason: ReasonCode | None = None,
    weight: int = 0,
    needs: str | None = None,
    due: Due | None = None,
) -> Finding:
    """A finding that is no comparison of one figure with one limit."""
    return Finding(
        rule_id=rule_id,
        outcome=outcome,
        question=question,
        statement=statement,
        figures=figures,
        citation=citation,
        reason_code=reason,
        weight=weight,
        needs=needs,
        due=due,
    )


def not_applicable(rule_id: str, question: str, why: str, citation: Citation) -> Finding:
    return stated(rule_id, FindingOutcome.NOT_APPLICABLE, question, why, citation)
