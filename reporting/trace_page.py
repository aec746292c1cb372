"""What the page of a run shows: its timeline drawn, and each agent with all that it was given and all that it said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.narrative import Sentence
from graph.kept import Kept
from graph.result import PipelineResult
from lending.findings import Figure, Finding
from lending.ratios import ratio_figures
from reporting import labels
from reporting.calls import AskedCall
from reporting.trace_account import AgentAccount, RunAccount, Stretch
from retrieval.passage import Passage

_WIDTH = 1000
"""Units of the drawn axis."""
_THINNEST = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the timeline: where it begins and how wide it is, of `_WIDTH`; `kind` is node, call or failed."""

    name: str
    kind: str
    call: int | None
    begins_ms: int
    took_ms: int | None
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call and what was sent with it beside the prompt files; None where that was not kept."""

    asked: AskedCall
    user: str | None


@dataclass(frozen=True, slots=True)
class AgentPart:
    account: AgentAccount
    counts: tuple[tuple[labels.Label, int], ...]
    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    passages: tuple[Passage, ...]
    narrative: tuple[Sentence, ...]
    calls: tuple[CallShown, ...]


@dataclass(frozen=True, slots=True)
class TracePage:
    account: RunAccount
    result: PipelineResult
    outcome: labels.Label
    release: labels.Label
    bars: tuple[Bar, ...]
    axis_ms: int
    agents: tuple[AgentPart, ...]


def trace_page(kept: Kept, account: RunAccount, result: PipelineResult) -> TracePage:
    whole = max((stretch.ends_ms or stretch.begins_ms for stretch in account.timeline), default=0)
    return TracePage(
        account=account,
        result=result,
        outcome=labels.OUTCOMES[result.outcome],
        release=labels.RELEASES[result.release],
        bars=tuple(_bar(stretch, whole, account.calls) for stretch in account.timeline),
        axis_ms=whole,
        agents=tuple(_part(agent, kept, account.calls) for agent in account.agents),
    )


def _bar(stretch: Stretch, whole: int, calls: Sequence[AskedCall]) -> Bar:
    asked = calls[stretch.call - 1] if stretch.call else None
    x = stretch.begins_ms * _WIDTH // max(whole, 1)
    took = None if stretch.ends_ms is None else stretch.ends_ms - stretch.begins_ms
    return Bar(
        name=f"{stretch.call}. {stretch.name} {asked.call.purpose}" if asked else stretch.name,
        kind="node" if asked is None else "failed" if asked.call.failure else "call",
        call=stretch.call,
        begins_ms=stretch.begins_ms,
        took_ms=took,
        x=min(x, _WIDTH - _THINNEST),
        width=max((took or 0) * _WIDTH // max(whole, 1), _THINNEST),
    )


def _part(agent: AgentAccount, kept: Kept, calls: Sequence[AskedCall]) -> AgentPart:
    case = kept.case
    by_stage: Mapping[str, tuple[Finding, ...]] = {
        "intake": case.intake_findings,
        "compliance": case.compliance_findings,
        "underwriting": case.weighed_findings(),
    }
    findings = by_stage.get(agent.agent, ())
    named = dict.fromkeys(case.policy[finding.rule_id] for finding in findings if finding.rule_id in case.policy)
    narrative = case.narratives.get(agent.agent)
    outcomes = Counter(finding.outcome for finding in findings)
    return AgentPart(
        account=agent,
        counts=tuple((label, count) for code, label in labels.FINDINGS.items() if (count := outcomes[code])),
        findings=findings,
        figures=tuple(ratio_figures(case.facts.ratios).values()) if case.facts and agent.agent == "ratio" else (),
        passages=tuple(case.passages[name] for name in named if name in case.passages),
        narrative=narrative.sentences if narrative else (),
        calls=tuple(_asked(asked, kept) for asked in calls if asked.agent == agent.agent),
    )


def _asked(asked: AskedCall, kept: Kept) -> CallShown:
    return CallShown(asked, kept.questions.get(asked.call.key))
