"""From findings to a decision. The only code that decides; a model never does.

Precedence (lender's decision policy, section 2.2), the first that applies: incomplete; a failure of the machinery
refers; a compliance failure declines; a contradiction refers; an underwriting failure declines (or
is answered with a counteroffer, `lending.counteroffer`); a finding that asks
for a person refers; open conditions; approval.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from lending.base import Frozen
from lending.findings import Finding, FindingOutcome
from lending.ratios import Ratios
from lending.reasons import C1_WORDING, HMDA_CODE, HmdaDenialCode, ReasonCode

MAXIMUM_PRINCIPAL_REASONS = 4
"""More than four are unlikely to help the applicant (12 CFR 1002.9(b)(2), official commentary)."""


class Outcome(StrEnum):
    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    COUNTEROFFER = "counteroffer"
    REFER = "refer"
    DECLINE = "decline"
    INCOMPLETE = "incomplete"


class PrincipalReason(Frozen):
    """`text` is the form's wording made specific by the finding that fired."""

    reason_code: ReasonCode
    text: str
    hmda_code: HmdaDenialCode
    rule_id: str


class Condition(Frozen):
    text: str
    due: str
    rule_id: str


class Offer(Frozen):
    """Other terms on which every test passes: a base loan in dollars, and the ratios that it gives."""

    loan_amount: Decimal
    ratios: Ratios


class Decision(Frozen):
    """`led_by` names the findings that led to the outcome; `missing_items` is filled for an incomplete application.

    `review_items` says what a person has to settle where the outcome is `refer`.
    """

    outcome: Outcome
    led_by: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    principal_reasons: tuple[PrincipalReason, ...] = ()
    missing_items: tuple[str, ...] = ()
    review_items: tuple[str, ...] = ()
    offer: Offer | None = None


def principal_reasons(failed: Iterable[Finding]) -> tuple[PrincipalReason, ...]:
    """At most four, the heaviest first: one for each line of the form, and one for each rule behind an "other"."""
    reasons: dict[str, PrincipalReason] = {}
    for finding in sorted(failed, key=lambda item: (-item.weight, item.rule_id)):
        code = finding.reason_code
        if finding.outcome is not FindingOutcome.FAIL or code is None:
            continue
        line = f"{code}: {finding.rule_id}" if code.startswith("other_") else code.value
        if line not in reasons:
            text = f"{C1_WORDING[code]}: {finding.statement}"
            reasons[line] = PrincipalReason(
                reason_code=code, text=text, hmda_code=HMDA_CODE[code], rule_id=finding.rule_id
            )
    return tuple(reasons.values())[:MAXIMUM_PRINCIPAL_REASONS]


def conditions(findings: Iterable[Finding]) -> tuple[Condition, ...]:
    """What the findings ask for, prior to approval first."""
    asked = [
        Condition(text=finding.needs, due=finding.due or "prior_to_closing", rule_id=finding.rule_id)
        for finding in findings
        if finding.outcome is FindingOutcome.CONDITION and finding.needs
    ]
    return tuple(sorted(asked, key=lambda condition: condition.due != "prior_to_approval"))


def _of(findings: Iterable[Finding], outcome: FindingOutcome) -> list[Finding]:
    return [finding for finding in findings if finding.outcome is outcome]


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.rule_id for finding in findings)


def decide(
    intake: Sequence[Finding],
    compliance: Sequence[Finding],
    underwriting: Sequence[Finding],
    failures: Sequence[str] = (),
) -> Decision:
    """`failures` says in words which results are missing and why; any makes the outcome `refer`."""
    missing = _of(intake, FindingOutcome.FAIL)
    every = (*intake, *compliance, *underwriting)
    asked = conditions(every)
    referred = _of(every, FindingOutcome.REFER)
    if missing:
        return Decision(
            outcome=Outcome.INCOMPLETE,
            led_by=_ids(missing),
            principal_reasons=principal_reasons(missing),
            missing_items=tuple(finding.needs or finding.statement for finding in missing),
        )
    if failures:
        items = (*failures, *(finding.needs for finding in referred if finding.needs))
        return Decision(outcome=Outcome.REFER, led_by=_ids(referred), conditions=asked, review_items=items)
    contradictions = _of(intake, FindingOutcome.REFER)
    for failed, outcome in (
        (_of(compliance, FindingOutcome.FAIL), Outcome.DECLINE),
        (contradictions, Outcome.REFER),
        (_of(underwriting, FindingOutcome.FAIL), Outcome.DECLINE),
    ):
        if failed and outcome is Outcome.DECLINE:
            return Decision(outcome=outcome, led_by=_ids(failed), principal_reasons=principal_reasons(failed))
        if failed:
            break
    if referred:
        needs = tuple(finding.needs or finding.statement for finding in referred)
        return Decision(outcome=Outcome.REFER, led_by=_ids(referred), conditions=asked, review_items=needs)
    if asked:
        fired = _of(every, FindingOutcome.CONDITION)
        return Decision(outcome=Outcome.APPROVE_WITH_CONDITIONS, led_by=_ids(fired), conditions=asked)
    return Decision(outcome=Outcome.APPROVE, led_by=_ids(_of(every, FindingOutcome.PASS)))
