"""What a run gives its caller: one JSON object for each application, with everything that the decision rests on."""

from decimal import Decimal
from typing import Literal

from agents.case_file import CaseFile, Check, ReviewerAction, SealedRecord
from agents.grounding import cited_passages
from agents.narrative import AgentError, Sentence
from lending.base import Frozen
from lending.decision import Condition, Offer, Outcome, PrincipalReason, principal_reasons
from lending.findings import Finding, FindingOutcome
from lending.ratios import Ratios
from llm.trace import AgentTrace
from retrieval.passage import Passage


class AgentReport(Frozen):
    """One agent's part of the run: its trace, flattened, and its narrative."""

    agent: str
    provider: str
    model: str
    prompt_hash: str | None
    tokens: dict[str, int]
    cost_usd: Decimal | None
    latency_ms: int
    attempts: int
    fell_back: bool
    fallback_reason: str | None
    narrative: tuple[Sentence, ...]


class PipelineResult(Frozen):
    """`outcome` is what counts now: the person's where one decided, `refer` where the file is held.

    `proposed_outcome` is what the rules gave. `citations` are the policy passages cited, in order of their citation.
    """

    application_id: str
    thread_id: str
    profile: str
    program: str | None
    outcome: Outcome
    proposed_outcome: Outcome | None
    release: Literal["pending", "released", "held"]
    principal_reasons: tuple[PrincipalReason, ...]
    conditions: tuple[Condition, ...]
    counteroffer: Offer | None
    missing_items: tuple[str, ...]
    review_items: tuple[str, ...]
    ratios: Ratios | None
    findings: tuple[Finding, ...]
    policy: dict[str, str]
    citations: tuple[Passage, ...]
    agents: tuple[AgentReport, ...]
    review: ReviewerAction | None
    checks: tuple[Check, ...]
    record: SealedRecord | None
    errors: tuple[AgentError, ...]


def _outcome(case: CaseFile) -> Outcome:
    if case.release == "held" or case.decision is None:
        return Outcome.REFER
    return case.review.outcome if case.review else case.decision.outcome


def _reasons(case: CaseFile, outcome: Outcome) -> tuple[PrincipalReason, ...]:
    """The decision's own; for a person's decline those of the findings that the person named."""
    if case.decision is None or outcome is Outcome.REFER:
        return ()
    if case.review is None or outcome is not Outcome.DECLINE:
        return case.decision.principal_reasons
    named = set(case.review.reason_rule_ids)
    fired = (f for f in case.all_findings() if f.rule_id in named and f.outcome is not FindingOutcome.PASS)
    return principal_reasons(finding.model_copy(update={"outcome": FindingOutcome.FAIL}) for finding in fired)


def _agents(case: CaseFile) -> tuple[AgentReport, ...]:
    reports = []
    for trace in case.traces:
        narrative = case.narratives.get(trace.agent)
        reports.append(_report(trace, narrative.sentences if narrative else ()))
    return tuple(reports)


def _report(trace: AgentTrace, sentences: tuple[Sentence, ...]) -> AgentReport:
    fields = trace.model_dump(exclude={"tokens"})
    return AgentReport(**fields, tokens=trace.tokens.model_dump(), narrative=sentences)


def result_of(case: CaseFile, *, thread_id: str, profile: str) -> PipelineResult:
    outcome, decision = _outcome(case), case.decision
    sentences = [sentence for narrative in case.narratives.values() for sentence in narrative.sentences]
    cited = [case.passages[passage] for passage in cited_passages(sentences) if passage in case.passages]
    return PipelineResult(
        application_id=case.application.application_id if case.application else case.reference,
        thread_id=thread_id,
        profile=profile,
        program=case.application.program.value if case.application else None,
        outcome=outcome,
        proposed_outcome=decision.outcome if decision else None,
        release=case.release,
        principal_reasons=_reasons(case, outcome),
        conditions=decision.conditions if decision and outcome is not Outcome.DECLINE else (),
        counteroffer=decision.offer if decision and outcome is Outcome.COUNTEROFFER else None,
        missing_items=decision.missing_items if decision else (),
        review_items=decision.review_items if decision else (),
        ratios=case.facts.ratios if case.facts else None,
        findings=case.all_findings(),
        policy=dict(case.policy),
        citations=tuple(cited),
        agents=_agents(case),
        review=case.review,
        checks=case.verdict.checks if case.verdict else (),
        record=case.record,
        errors=case.errors,
    )
