"""From findings to an outcome. The only code that decides; a model never does.

`MATRIX` is section 2.2 of the lender's decision policy as a table: for each stage and each outcome of a finding, what
the application comes to. Rows stand in the order of precedence and the first that has a finding decides, so that the
table is read from the top like the policy. Layered risk and compensating factors have no row: they are findings of
underwriting like any other, and a factor counts only in a rule that names it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from lending.decision import Condition, Decision, Outcome
from lending.findings import Finding, FindingOutcome
from lending.missing_items import asked_of_applicant
from lending.principal_reasons import may_be_given, principal_reasons


class Stage(StrEnum):
    """Where a finding was made. `machinery`: what a failure of the pipeline kept from being found at all."""

    INTAKE = "intake"
    MACHINERY = "machinery"
    COMPLIANCE = "compliance"
    UNDERWRITING = "underwriting"


class Row(NamedTuple):
    """One line of the matrix; `why` in a few words."""

    stage: Stage
    finding: FindingOutcome
    outcome: Outcome
    why: str


_FAIL, _REFER, _CONDITION = FindingOutcome.FAIL, FindingOutcome.REFER, FindingOutcome.CONDITION
_PASS, _NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.NOT_APPLICABLE
_FINDING_STAGES = (Stage.INTAKE, Stage.COMPLIANCE, Stage.UNDERWRITING)

MATRIX: tuple[Row, ...] = (
    Row(Stage.INTAKE, _FAIL, Outcome.INCOMPLETE, "what is missing cannot be tested"),
    Row(Stage.MACHINERY, _FAIL, Outcome.REFER, "a missing result or an outage never decides"),
    Row(Stage.COMPLIANCE, _FAIL, Outcome.DECLINE, "the loan may not be made as asked for; other terms may be offered"),
    Row(Stage.INTAKE, _REFER, Outcome.REFER, "a file that contradicts itself is not weighed"),
    Row(Stage.UNDERWRITING, _FAIL, Outcome.DECLINE, "a test of the file is not met; other terms may be offered"),
    Row(Stage.COMPLIANCE, _REFER, Outcome.REFER, "a person has to judge"),
    Row(Stage.UNDERWRITING, _REFER, Outcome.REFER, "a person has to judge, layered risk among the questions"),
    *(Row(stage, _CONDITION, Outcome.APPROVE_WITH_CONDITIONS, "approved once it is met") for stage in _FINDING_STAGES),
    *(Row(stage, _PASS, Outcome.APPROVE, "nothing is open") for stage in _FINDING_STAGES),
    *(Row(stage, _NOT_APPLICABLE, Outcome.APPROVE, "the rule does not reach the loan") for stage in _FINDING_STAGES),
)
"""Each stage and outcome of a finding once. A decline whose reasons may not be given becomes a referral."""

OBTAIN_KEY_FACTORS = (
    "Obtain the key factors of the credit score from the bureau: a score alone is no reason to decline."
)
STATE_A_REASON = "Name the specific reason for which the file fails: a notice may not go out without one."

Findings = Mapping[Stage, Sequence[Finding]]


def matrix_table() -> str:
    """The matrix in Markdown, as docs/outcomes.md shows it."""
    lines = ["| | stage | finding | outcome | because |", "|---|---|---|---|---|"]
    lines += [
        f"| {number} | {row.stage} | {row.finding.replace('_', ' ')} | {row.outcome.replace('_', ' ')} | {row.why} |"
        for number, row in enumerate(MATRIX, start=1)
    ]
    return "\n".join(lines)


def conditions(findings: Iterable[Finding]) -> tuple[Condition, ...]:
    """What the findings ask for, prior to approval before prior to closing, as the alphabet has it too."""
    asked = [
        Condition(text=finding.needs, due=finding.due or "prior_to_closing", rule_id=finding.rule_id)
        for finding in findings
        if finding.outcome is FindingOutcome.CONDITION and finding.needs
    ]
    return tuple(sorted(asked, key=attrgetter("due")))


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.rule_id for finding in findings)


def _needs(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.needs or finding.statement for finding in findings)


def _incomplete(missing: Sequence[Finding]) -> Decision:
    return Decision(
        outcome=Outcome.INCOMPLETE,
        led_by=_ids(missing),
        missing_items=_needs(missing),
        requested_items=_needs(finding for finding in missing if asked_of_applicant(finding)),
    )


def _declined(failed: Sequence[Finding], asked: tuple[Condition, ...]) -> Decision:
    """A referral where no specific reason could be given (12 CFR 1002.9(b)(2))."""
    reasons = principal_reasons(failed)
    if may_be_given(reasons):
        return Decision(outcome=Outcome.DECLINE, led_by=_ids(failed), principal_reasons=reasons)
    lacks = OBTAIN_KEY_FACTORS if reasons else STATE_A_REASON
    return Decision(outcome=Outcome.REFER, led_by=_ids(failed), conditions=asked, review_items=(lacks,))


def _silent(found: Findings) -> tuple[str, ...]:
    """A stage that should have spoken and did not: each runs unless the one before it failed."""
    for stage in _FINDING_STAGES:
        if not found[stage]:
            return (f"No rule of {stage} gave a result; run the application again.",)
        if any(finding.outcome is FindingOutcome.FAIL for finding in found[stage]):
            return ()
    return ()


def decide(
    intake: Sequence[Finding],
    compliance: Sequence[Finding],
    underwriting: Sequence[Finding],
    failures: Sequence[str] = (),
) -> Decision:
    """The outcome as the findings give it, without a counteroffer, deadlines or a HMDA action.

    `failures` says in words which results are missing and why; any makes the outcome `refer`, and so does a stage
    without a finding.
    """
    found: Findings = {Stage.INTAKE: intake, Stage.COMPLIANCE: compliance, Stage.UNDERWRITING: underwriting}
    failures = failures or _silent(found)
    present = {(stage, finding.outcome) for stage, findings in found.items() for finding in findings}
    if failures:
        present.add((Stage.MACHINERY, FindingOutcome.FAIL))
    row = next(row for row in MATRIX if (row.stage, row.finding) in present)
    every = (*intake, *compliance, *underwriting)
    weighed = found.get(row.stage, ()) if row.finding is FindingOutcome.FAIL else every
    leading = [finding for finding in weighed if finding.outcome is row.finding]
    asked = conditions(every)
    match row.outcome:
        case Outcome.INCOMPLETE:
            return _incomplete(leading)
        case Outcome.DECLINE:
            return _declined(leading, asked)
        case Outcome.REFER:
            referred = [finding for finding in every if finding.outcome is FindingOutcome.REFER]
            items = (*failures, *_needs(referred))
            return Decision(outcome=row.outcome, led_by=_ids(referred), conditions=asked, review_items=items)
        case outcome:
            return Decision(outcome=outcome, led_by=_ids(leading), conditions=asked)
