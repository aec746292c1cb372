"""Decision: the outcome follows from the findings by `lending.decision`; the narrative says why."""

from agents.case_file import MISSING_RESULTS, CaseFile, Update
from agents.context import AgentContext
from agents.narrative import FIGURE, FINDING, Sentence
from agents.wording import about
from agents.writing import write
from lending.decision import Decision, Outcome, decide
from lending.findings import Finding

NAME = "decision"

_OPENING = {
    Outcome.APPROVE: "The application is approved: every test that applies has passed.",
    Outcome.APPROVE_WITH_CONDITIONS: "The application is approved once its conditions are met.",
    Outcome.COUNTEROFFER: "The application is not approved as asked for, but other terms are offered.",
    Outcome.REFER: "The application is referred to a person.",
    Outcome.DECLINE: "The application is declined.",
    Outcome.INCOMPLETE: "The application is incomplete and cannot be decided yet.",
}
_STRENGTHS = ("capacity.back_end_dti", "credit.minimum_score", "capital.reserves", "collateral.ltv")


class DecisionUpdate(Update):
    decision: Decision


Result = DecisionUpdate


def _led_by(case: CaseFile, decision: Decision) -> list[Finding]:
    """The findings that the outcome rests on; for an approval the four that an underwriter looks at first."""
    wanted = _STRENGTHS if decision.outcome is Outcome.APPROVE else decision.led_by
    by_id = {finding.rule_id: finding for finding in case.all_findings()}
    return [by_id[rule_id] for rule_id in wanted if rule_id in by_id]


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    decision = case.decision
    if decision is None:
        return ()
    leading = _led_by(case, decision)
    failures = case.result_failures()
    rests_on = tuple(f"{FINDING}{finding.rule_id}" for finding in leading) or (f"{FIGURE}{MISSING_RESULTS}",)
    told = [Sentence(text=_OPENING[decision.outcome], cites=rests_on)]
    if failures:
        words = "Results are missing because a part of the pipeline failed; a failure refers and never decides."
        told.append(Sentence(text=words, cites=(f"{FIGURE}{MISSING_RESULTS}",)))
    told += [about(finding, case.policy) for finding in leading]
    told += [
        Sentence(text=finding.needs, cites=(f"{FINDING}{finding.rule_id}",)) for finding in leading if finding.needs
    ]
    return tuple(told)


async def run(case: CaseFile, context: AgentContext) -> DecisionUpdate:
    decision = decide(
        case.intake_findings, case.compliance_findings, case.underwriting_findings, case.result_failures()
    )
    seen = case.model_copy(update={"decision": decision})
    written = await write(NAME, wording(seen), seen.evidence(), context)
    return DecisionUpdate(
        decision=decision, narratives={NAME: written.narrative}, traces=(written.trace,), errors=written.errors
    )
