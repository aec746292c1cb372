"""What the page shows, arranged from a result: nothing is computed here but counts of what is listed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agents.narrative import Sentence
from graph.result import AgentReport, PipelineResult
from lending.decision import Condition
from lending.findings import Figure, Finding
from lending.notice import Notice
from lending.notice_wording import TITLES, Section, sections_of
from reporting import labels
from reporting.alternatives import Changes, changes_of, offered_instead, offered_terms
from reporting.calls import AskedCall, asked_calls
from reporting.cost import cost_of_credit, payments_of
from reporting.finding_table import Stage, Tally, finding_rows, stages_of, tally_of
from reporting.gauges import Gauge, gauges
from reporting.quoted import Block, blocks
from reporting.references import Reference, References, ratio_groups, references, run_figure_names
from reporting.usage import Spent, spent_on
from retrieval.passage import Passage


@dataclass(frozen=True, slots=True)
class RatioRow:
    figure: Figure
    reference: Reference
    tested: Finding | None
    used_in: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    passage: Passage
    reference: Reference
    blocks: tuple[Block, ...]
    relied_on_by: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the templates need beside the result itself."""

    result: PipelineResult
    refs: References
    outcome: labels.Label
    proposed: labels.Label | None
    release: labels.Label
    rationale: tuple[Sentence, ...]
    conditions: tuple[tuple[str, tuple[Condition, ...]], ...]
    offered: tuple[Figure, ...]
    offered_instead: str
    changes: Changes | None
    notices: tuple[tuple[Notice, str, tuple[Section, ...]], ...]
    gauges: tuple[Gauge, ...]
    ratio_groups: tuple[tuple[str, tuple[RatioRow, ...]], ...]
    cost: tuple[Figure, ...]
    payments: tuple[tuple[str, str], ...]
    stages: tuple[Stage, ...]
    tally: Tally
    narratives: tuple[AgentReport, ...]
    run_figures: tuple[tuple[str, Reference], ...]
    quotes: tuple[Quote, ...]
    calls: tuple[AskedCall, ...]
    spent: Spent
    tokens: dict[str, int]
    cost_usd: Decimal | None
    latency_ms: int


def page_of(result: PipelineResult) -> Page:
    refs = references(result)
    rows = tuple(finding_rows(result, refs))
    narratives = _first_of_each_agent(result.agents)
    calls = asked_calls((agent.agent, agent.calls) for agent in result.agents)
    costs = [agent.cost_usd for agent in result.agents]
    known = [cost for cost in costs if cost is not None]
    return Page(
        result=result,
        refs=refs,
        outcome=labels.OUTCOMES[result.outcome],
        proposed=labels.OUTCOMES[result.proposed_outcome] if result.proposed_outcome else None,
        release=labels.RELEASES[result.release],
        rationale=next((agent.narrative for agent in narratives if agent.agent == "decision"), ()),
        conditions=_by_due(result.conditions),
        offered=offered_terms(result),
        offered_instead=offered_instead(result),
        changes=changes_of(result),
        notices=tuple((notice, TITLES[notice.kind], sections_of(notice)) for notice in result.adverse_action),
        gauges=gauges(result),
        ratio_groups=_ratio_rows(result, refs),
        cost=cost_of_credit(result),
        payments=payments_of(result),
        stages=tuple(stages_of(rows)),
        tally=tally_of(rows),
        narratives=narratives,
        run_figures=tuple((name, refs.run_figure(name)) for name in run_figure_names(result)),
        quotes=tuple(_quote(passage, result, refs) for passage in result.citations),
        calls=calls,
        spent=spent_on(calls),
        tokens=_token_sums(result.agents),
        cost_usd=sum(known, Decimal(0)) if len(known) == len(costs) else None,
        latency_ms=sum(agent.latency_ms for agent in result.agents),
    )


def _ratio_rows(result: PipelineResult, refs: References) -> tuple[tuple[str, tuple[RatioRow, ...]], ...]:
    return tuple(
        (heading, tuple(_ratio_row(figure, result.findings, refs) for figure in figures))
        for heading, figures in ratio_groups(result)
    )


def _ratio_row(figure: Figure, findings: Iterable[Finding], refs: References) -> RatioRow:
    """`tested` is the finding that holds this ratio, or its value as delivered, against a limit."""
    using = [finding for finding in findings if any(used.name == figure.name for used in finding.figures)]
    tested = (f for f in using if f.limit and f.figures[0].name in (figure.name, f"{figure.name}_delivered"))
    return RatioRow(
        figure=figure,
        reference=refs.ratio(figure.name),
        tested=next(tested, None),
        used_in=tuple(refs.finding(finding.rule_id) for finding in using),
    )


def _quote(passage: Passage, result: PipelineResult, refs: References) -> Quote:
    relying = {rule_id for rule_id, passage_id in result.policy.items() if passage_id == passage.passage_id}
    return Quote(
        passage=passage,
        reference=refs.passage(passage.passage_id),
        blocks=blocks(passage.text),
        relied_on_by=tuple(finding for finding in result.findings if finding.rule_id in relying),
    )


def _by_due(conditions: Iterable[Condition]) -> tuple[tuple[str, tuple[Condition, ...]], ...]:
    groups: dict[str, list[Condition]] = {due: [] for due in labels.DUE}
    for condition in conditions:
        groups.setdefault(condition.due, []).append(condition)
    return tuple((labels.DUE.get(due, due), tuple(asked)) for due, asked in groups.items() if asked)


def _first_of_each_agent(agents: Iterable[AgentReport]) -> tuple[AgentReport, ...]:
    """An agent that wrote twice has two traces and one narrative, the last; it is told once."""
    return tuple({agent.agent: agent for agent in agents}.values())


def _token_sums(agents: Iterable[AgentReport]) -> dict[str, int]:
    sums: Counter[str] = Counter({"input": 0, "cached_input": 0, "output": 0})
    for agent in agents:
        sums.update(agent.tokens)
    return dict(sums)
