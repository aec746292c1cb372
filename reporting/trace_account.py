"""The account of one run, arranged from what is kept of it: for the terminal, and as one JSON object."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from agents.case_file import CaseFile, Check, Update
from agents.narrative import AgentError, Defect
from agents.registry import AGENTS, Agent
from graph.kept import Kept, Sealed, application_of
from graph.result import PipelineResult, result_of
from lending.base import Frozen
from lending.decision import Decision
from lending.findings import Finding, FindingOutcome
from reporting.calls import AskedCall, calls_of
from reporting.usage import Spent, spent_on

_PAUSE = "review"
State = Literal["ended", "waiting", "unfinished", "not_known"]


class Origin(Frozen):
    """What came in, and what it was held against. Hashes are SHA-256; None where no record was sealed."""

    application_id: str
    program: str | None
    profile: str | None
    application_sha256: str | None
    rules_sha256: str | None
    corpus_sha256: str | None
    prompts: tuple[str, ...]


class Stretch(Frozen):
    """A node at work, or a call to a model: then `call` is its number and `name` its agent.

    Milliseconds since the run began, without the time in which it waited for a person; `ends_ms` is None for a node
    that the run never got past.
    """

    name: str
    call: int | None = None
    begins_ms: int
    ends_ms: int | None


class AgentAccount(Frozen):
    """`own_ms` is the time in which the agent established facts. `findings` counts its own by outcome.

    `judgement` holds the fields that a model's judgement filled in, as JSON; None where it has none.
    """

    agent: str
    own_ms: int
    findings: Mapping[str, int]
    judgement: Mapping[str, Any] | None
    written_by: Literal["template", "model"] | None
    fallback_reason: str | None


class VersionAccount(Frozen):
    """`rejected` are the defects for which the validator had this version's wording written again.

    `rewritten` names the agents whose narrative is another than in the version before.
    """

    version: int
    sha256: str
    sealed_at: datetime
    characters: int
    rewritten: tuple[str, ...]
    rejected: tuple[Defect, ...]
    document: Any = None


class OtherRun(Frozen):
    thread_id: str
    began: datetime
    versions: int


class RunAccount(Frozen):
    """`wall_ms` is the time from the first to the last checkpoint, without waiting for a person; None without any.

    `state` is `not_known` where no checkpoint is left: records alone do not tell how a run ended. `other_runs` are
    those of the same application.
    """

    thread_id: str
    state: State
    next_nodes: tuple[str, ...]
    began: datetime
    wall_ms: int | None
    origin: Origin
    timeline: tuple[Stretch, ...]
    calls: tuple[AskedCall, ...]
    agents: tuple[AgentAccount, ...]
    telling_findings: tuple[Finding, ...]
    decision: Decision | None
    outcome: str | None
    release: str | None
    checks: tuple[Check, ...]
    versions: tuple[VersionAccount, ...]
    errors: tuple[AgentError, ...]
    spent: Spent
    other_runs: tuple[OtherRun, ...]


def account_of(kept: Kept, *, documents: bool = False) -> RunAccount:
    """With `documents`, every version of the record stands in the account whole."""
    case, run = kept.case, kept.found.run
    calls = calls_of(case.traces)
    state = _state(kept)
    result = result_told(kept)
    timeline = _timeline(kept, calls)
    return RunAccount(
        thread_id=run.thread_id,
        state=state,
        next_nodes=kept.waiting,
        began=kept.visits[0].began if kept.visits else run.began,
        wall_ms=max((stretch.ends_ms or stretch.begins_ms for stretch in timeline), default=None),
        origin=_origin(kept, calls),
        timeline=timeline,
        calls=calls,
        agents=tuple(_agent(agent, case) for agent in AGENTS.values() if _worked(agent, case)),
        telling_findings=tuple(f for f in case.all_findings() if f.outcome in _TELLING),
        decision=case.decision,
        outcome=result.outcome.value if case.decision else None,
        release=None if state == "not_known" else case.release,
        checks=case.verdict.checks if case.verdict else (),
        versions=tuple(_version(kept, number, documents=documents) for number in range(len(kept.sealed))),
        errors=case.errors,
        spent=spent_on(calls),
        other_runs=tuple(
            OtherRun(thread_id=other.thread_id, began=other.began, versions=other.versions)
            for other in kept.found.others
        ),
    )


_TELLING = frozenset({FindingOutcome.FAIL, FindingOutcome.REFER, FindingOutcome.CONDITION})


def result_told(kept: Kept) -> PipelineResult:
    """The result as the run's caller got it, or would have got it at the point that the run came to."""
    profile = kept.sealed[-1].record.profile if kept.sealed else ""
    return result_of(kept.case, thread_id=kept.found.run.thread_id, profile=profile)


def _state(kept: Kept) -> State:
    if not kept.visits and not kept.waiting:
        return "not_known"
    if not kept.waiting:
        return "ended"
    return "waiting" if _PAUSE in kept.waiting else "unfinished"


def _origin(kept: Kept, calls: tuple[AskedCall, ...]) -> Origin:
    record = kept.sealed[-1].record if kept.sealed else None
    application = kept.case.application
    return Origin(
        application_id=application_of(kept.found.run),
        program=application.program.value if application else None,
        profile=record.profile if record else None,
        application_sha256=record.application_sha256 if record else None,
        rules_sha256=record.rules_sha256 if record else None,
        corpus_sha256=record.corpus_sha256 if record else None,
        prompts=tuple(dict.fromkeys(asked.call.prompt for asked in calls if asked.call.prompt)),
    )


def _timeline(kept: Kept, calls: Iterable[AskedCall]) -> tuple[Stretch, ...]:
    """In order of their beginnings. Calls whose beginning is not known are left out."""
    at_work = [visit for visit in kept.visits if visit.node != _PAUSE]
    timed = [asked for asked in calls if asked.call.started]
    beginnings = [visit.began for visit in at_work] or [asked.call.started for asked in timed if asked.call.started]
    if not beginnings:
        return ()
    zero = min(beginnings)
    pauses = [visit for visit in kept.visits if visit.node == _PAUSE and visit.ended]

    def after(time: datetime) -> int:
        paused = sum((p.ended - p.began for p in pauses if p.ended and p.ended <= time), timedelta())
        return round((time - zero - paused).total_seconds() * 1000)

    stretches = [
        Stretch(name=visit.node, begins_ms=after(visit.began), ends_ms=after(visit.ended) if visit.ended else None)
        for visit in at_work
    ]
    for asked in timed:
        began = after(asked.call.started or zero)
        ends = began + asked.call.latency_ms
        stretches.append(Stretch(name=asked.agent, call=asked.number, begins_ms=began, ends_ms=ends))
    return tuple(sorted(stretches, key=lambda stretch: stretch.begins_ms))


def _worked(agent: Agent, case: CaseFile) -> bool:
    return any(trace.agent == agent.name for trace in case.traces)


def _agent(agent: Agent, case: CaseFile) -> AgentAccount:
    own = [trace for trace in case.traces if trace.agent == agent.name]
    narrative = case.narratives.get(agent.name)
    by_stage = {
        "intake": case.intake_findings,
        "compliance": case.compliance_findings,
        "underwriting": case.underwriting_findings,
    }
    reasons = [trace.fallback_reason for trace in own if trace.fell_back]
    return AgentAccount(
        agent=agent.name,
        own_ms=sum(trace.latency_ms for trace in own if not trace.attempts),
        findings=Counter(finding.outcome.value for finding in by_stage.get(agent.name, ())),
        judgement=_judgement(agent, case),
        written_by=narrative.written_by if narrative else None,
        fallback_reason=reasons[-1] if reasons else None,
    )


def _judgement(agent: Agent, case: CaseFile) -> Mapping[str, Any] | None:
    if agent.judge is None:
        return None
    names = agent.judge.result.model_fields.keys() - Update.model_fields.keys()
    filled = case.model_dump(mode="json", include=set(names)).items()
    return {name: value for name, value in filled if value not in (None, [], {})} or None


def _version(kept: Kept, number: int, *, documents: bool) -> VersionAccount:
    sealed = kept.sealed[number]
    verdict = kept.rejected.get(sealed.record.version)
    return VersionAccount(
        version=sealed.record.version,
        sha256=sealed.kept.sha256,
        sealed_at=sealed.kept.created_at,
        characters=len(sealed.kept.document),
        rewritten=_rewritten(kept.sealed[number - 1], sealed) if number else (),
        rejected=verdict.defects if verdict else (),
        document=json.loads(sealed.kept.document) if documents else None,
    )


def _rewritten(before: Sealed, after: Sealed) -> tuple[str, ...]:
    earlier = before.record.narratives
    return tuple(
        name
        for name, narrative in after.record.narratives.items()
        if name != "audit" and earlier.get(name) != narrative
    )
