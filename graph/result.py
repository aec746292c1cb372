"""What a run gives its caller: one JSON object for each application, with everything that the decision rests on."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Literal

from agents.assessment import Assessment
from agents.case_file import CaseFile, Check, ReviewerAction, SealedRecord
from agents.grounding import cited_passages
from agents.letter import PART as APPLICANT_LETTER
from agents.letters import LetterReading
from agents.narrative import AgentError, Sentence
from agents.registry import AGENTS
from lending.adverse_action import notices_of
from lending.base import Frozen
from lending.core import finished
from lending.decision import Alternative, Condition, Deadline, Decision, HmdaReport, Offer, Outcome
from lending.disclosure import Disclosure, disclosure_of
from lending.findings import Finding, FindingOutcome
from lending.notice import Notice
from lending.principal_reasons import PrincipalReason, principal_reasons
from lending.ratios import Ratios
from llm.trace import AgentTrace, Call
from retrieval.passage import Passage

MAY_BE_A_REASON = frozenset({FindingOutcome.FAIL, FindingOutcome.REFER, FindingOutcome.CONDITION})
"""What a person may decline a file for: whatever did not pass."""
_NOT_AS_ASKED = frozenset({Outcome.COUNTEROFFER, Outcome.REFER, Outcome.DECLINE})


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
    calls: tuple[Call, ...] = ()
    narrative: tuple[Sentence, ...]


class PipelineResult(Frozen):
    """`outcome` is what counts now: the person's where one decided, `refer` where the file is held.

    `proposed_outcome` is what the rules gave. `adverse_action` holds the notices that the outcome owes, the primary
    applicant's first, without anybody's name or address. `what_if` is empty once the outcome is an approval, and while
    the file is held. `disclosure` is the core's own reckoning of what the loan as asked for costs, and no disclosure to
    anybody. `citations` are the policy passages cited, in order of their citation.
    `letters` are the letters of explanation with what a model read in them, `applicant_letter` the draft of a covering
    text to the applicant.
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
    what_if: tuple[Alternative, ...]
    deadlines: tuple[Deadline, ...]
    hmda: HmdaReport | None
    adverse_action: tuple[Notice, ...]
    ratios: Ratios | None
    disclosure: Disclosure | None
    findings: tuple[Finding, ...]
    assessment: Assessment | None
    letters: tuple[LetterReading, ...]
    applicant_letter: tuple[Sentence, ...]
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


def reasons_named(findings: Iterable[Finding], rule_ids: Collection[str]) -> tuple[PrincipalReason, ...]:
    """The reasons of a person's decline: of the findings named, those that fired."""
    fired = (f for f in findings if f.rule_id in rule_ids and f.outcome in MAY_BE_A_REASON)
    return principal_reasons(finding.model_copy(update={"outcome": FindingOutcome.FAIL}) for finding in fired)


def _reasons(case: CaseFile, decision: Decision, outcome: Outcome) -> tuple[PrincipalReason, ...]:
    """The decision's own; for a person's decline those of the findings that the person named."""
    if outcome is Outcome.REFER:
        return ()
    if case.review is None or outcome is not Outcome.DECLINE:
        return decision.principal_reasons
    return reasons_named(case.all_findings(), case.review.reason_rule_ids)


def _standing(case: CaseFile, outcome: Outcome) -> Decision | None:
    """The decision as it counts now: the one that the rules gave, or what a person or a failed check made of it."""
    decision = case.decision
    if decision is None or (outcome is decision.outcome and case.review is None):
        return decision
    changes = {
        "outcome": outcome,
        "principal_reasons": _reasons(case, decision, outcome),
        "offer": decision.offer if outcome is Outcome.COUNTEROFFER else None,
        "conditions": () if outcome is Outcome.DECLINE else decision.conditions,
        "requested_items": decision.requested_items if outcome is Outcome.INCOMPLETE else (),
        "what_if": decision.what_if if outcome in _NOT_AS_ASKED else (),
    }
    stands = decision.model_copy(update=changes)
    return stands if case.application is None else finished(case.application, stands)


def merged_traces(case: CaseFile) -> tuple[AgentTrace, ...]:
    """One trace for each agent that ran, in the order in which they work."""
    own = ([trace for trace in case.traces if trace.agent == agent] for agent in AGENTS)
    return tuple(AgentTrace.merged(traces) for traces in own if traces)


def _agents(case: CaseFile) -> tuple[AgentReport, ...]:
    narratives = case.narratives
    return tuple(
        _report(trace, narratives[trace.agent].sentences if trace.agent in narratives else ())
        for trace in merged_traces(case)
    )


def _applicant_letter(case: CaseFile) -> tuple[Sentence, ...]:
    """The draft, where the rules' own outcome counts: a person who decided otherwise writes another."""
    narrative = case.narratives.get(APPLICANT_LETTER)
    counts = case.decision is not None and _outcome(case) is case.decision.outcome and case.review is None
    return narrative.sentences if narrative and counts else ()


def _report(trace: AgentTrace, sentences: tuple[Sentence, ...]) -> AgentReport:
    fields = trace.model_dump(exclude={"tokens", "calls", "started"})
    return AgentReport(**fields, tokens=trace.tokens.model_dump(), calls=trace.calls, narrative=sentences)


def result_of(case: CaseFile, *, thread_id: str, profile: str) -> PipelineResult:
    outcome = _outcome(case)
    decision = _standing(case, outcome)
    owed = notices_of(case.application, decision) if case.application and decision else ()
    sentences = [sentence for narrative in case.narratives.values() for sentence in narrative.sentences]
    cited = [case.passages[passage] for passage in cited_passages(sentences) if passage in case.passages]
    return PipelineResult(
        application_id=case.application.application_id if case.application else case.reference,
        thread_id=thread_id,
        profile=profile,
        program=case.application.program.value if case.application else None,
        outcome=outcome,
        proposed_outcome=case.decision.outcome if case.decision else None,
        release=case.release,
        principal_reasons=decision.principal_reasons if decision else (),
        conditions=decision.conditions if decision else (),
        counteroffer=decision.offer if decision else None,
        missing_items=decision.missing_items if decision else (),
        review_items=decision.review_items if decision else (),
        what_if=decision.what_if if decision and case.release != "held" else (),
        deadlines=decision.deadlines if decision else (),
        hmda=decision.hmda if decision else None,
        adverse_action=owed,
        ratios=case.facts.ratios if case.facts else None,
        disclosure=disclosure_of(case.application, case.facts) if case.application and case.facts else None,
        findings=case.all_findings(),
        assessment=case.assessment,
        letters=case.readings,
        applicant_letter=_applicant_letter(case),
        policy=dict(case.policy),
        citations=tuple(cited),
        agents=_agents(case),
        review=case.review,
        checks=case.verdict.checks if case.verdict else (),
        record=case.record,
        errors=case.errors,
    )
