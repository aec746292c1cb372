"""The account of one run in the terminal: what came in, who did what when, what it led to, and what it cost."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from graph.result import PipelineResult
from reporting.call_story import FAILED_STYLE, bar, print_calls, print_usage
from reporting.layout import INDENT, grid, heading, print_list
from reporting.references import references
from reporting.story import print_checks, print_decision, print_findings
from reporting.summary import milliseconds
from reporting.terminal import show
from reporting.trace_account import AgentAccount, RunAccount, Stretch
from reporting.visible import visible

_STATES = {
    "ended": "came to its end",
    "waiting": "waits for a person's review",
    "unfinished": "stopped, or is still under way, before",
    "not_known": "not known: no checkpoint is left, and a record is sealed before the run ends",
}
_HASH = 16
_SHORTEST_BAR, _LONGEST_BAR = 16, 72
_LINES_OF_A_JUDGEMENT = 40


def print_run(console: Console, account: RunAccount, result: PipelineResult) -> None:
    """`result` is what the run's caller got, or would have got at the point that the run came to."""
    marks = references(result)
    _print_origin(console, account)
    _print_timeline(console, account)
    _print_agents(console, account)
    if account.calls:
        heading(console, "Calls to models")
        print_calls(console, account.calls)
        _print_totals(console, account)
    print_findings(console, result, marks, passed=False)
    if account.decision:
        print_decision(console, result, marks)
    else:
        heading(console, "Decision")
        show(console, Text("None was reached."), INDENT)
        print_list(console, "Errors", ((f"{error.agent}: {error.message}", error.kind) for error in account.errors))
    _print_versions(console, account)
    print_checks(console, result)
    _print_others(console, account)


def _print_origin(console: Console, account: RunAccount) -> None:
    origin = account.origin
    console.print(Text(f"Run {account.thread_id}", style="bold"))
    rows = {
        "application": origin.application_id,
        "program": origin.program,
        "profile": origin.profile,
        "began": _time(account.began),
        "wall time": None if account.wall_ms is None else milliseconds(account.wall_ms),
        "state": " ".join((_STATES[account.state], *(account.next_nodes if account.state == "unfinished" else ()))),
        "application hash": origin.application_sha256 and origin.application_sha256[:_HASH],
        "rules hash": origin.rules_sha256 and origin.rules_sha256[:_HASH],
        "policies hash": origin.corpus_sha256 and origin.corpus_sha256[:_HASH],
        "prompts": ", ".join(origin.prompts),
    }
    table = grid("left", "rest")
    for name, value in rows.items():
        if value:
            table.add_row(name, value)
    show(console, table, INDENT)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _print_timeline(console: Console, account: RunAccount) -> None:
    if not account.timeline:
        return
    heading(console, "Timeline")
    whole = max(stretch.ends_ms or stretch.begins_ms for stretch in account.timeline)
    names = {asked.number: f"{asked.number}. {asked.agent} {asked.call.purpose}" for asked in account.calls}
    failed = {asked.number for asked in account.calls if asked.call.failure}
    rows = [(names[s.call] if s.call else s.name, s) for s in account.timeline]
    widest = max(len(name) for name, _ in rows)
    width = min(max(console.width - widest - 26, _SHORTEST_BAR), _LONGEST_BAR)
    table = grid("left", "right", "right", "left")
    table.add_row(*(Text(title, style="bold") for title in ("", "after", "took", "")))
    for name, stretch in rows:
        table.add_row(Text(name, style="" if stretch.call else "dim"), *_row(stretch, whole, width, failed))
    show(console, table, INDENT)
    words = (
        f"░ a node of the graph, {'█ a call to a model, x one that failed' if account.calls else 'no model was asked'}"
    )
    show(console, Text(words, style="dim"), INDENT)


def _row(stretch: Stretch, whole: int, width: int, failed: set[int]) -> tuple[str, str, Text]:
    after = milliseconds(stretch.begins_ms)
    if stretch.ends_ms is None:
        return after, "not done", Text()
    mark, style = ("░", "dim") if stretch.call is None else ("x", FAILED_STYLE) if stretch.call in failed else ("█", "")
    drawn = bar(stretch.begins_ms, stretch.ends_ms, whole, width, mark)
    return after, milliseconds(stretch.ends_ms - stretch.begins_ms), Text(drawn, style=style)


def _print_agents(console: Console, account: RunAccount) -> None:
    heading(console, "Agents")
    table = grid("left", "right", "rest")
    for agent in account.agents:
        table.add_row(Text(agent.agent, style="bold"), milliseconds(agent.own_ms), _part(agent))
    show(console, table, INDENT)
    for agent in account.agents:
        if agent.judgement:
            show(console, Text(f"Judged for {agent.agent}", style="bold"), INDENT)
            lines = list(_leaves(agent.judgement))
            kept = lines[:_LINES_OF_A_JUDGEMENT]
            rest = len(lines) - len(kept)
            told = "\n".join([*kept, *([f"({rest} more; --json has them all)"] if rest else [])])
            show(console, Text(told), 2 * INDENT)


def _part(agent: AgentAccount) -> Text:
    said = []
    if agent.findings:
        counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in agent.findings.items())
        said.append(f"{sum(agent.findings.values())} findings: {counts}")
    if agent.written_by == "model":
        said.append("narrative by the model, grounded")
    elif agent.written_by:
        said.append("narrative by the template")
    text = Text("; ".join(said) or "facts alone")
    if agent.fallback_reason:
        text.append(f"\nfell back: {agent.fallback_reason}", style=FAILED_STYLE)
    return text


def _leaves(value: Any, place: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """Every value of a JSON object on a line of its own, behind the place where it stands."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _leaves(item, f"{place}[{number}]")
    elif value is not None:
        yield f"{place}: {value}"


def _print_totals(console: Console, account: RunAccount) -> None:
    heading(console, "What the models came to")
    print_usage(console, "Agent", account.spent.by_agent)
    console.print()
    print_usage(console, "Model", account.spent.by_model)
    calls = [stretch for stretch in account.timeline if stretch.call]
    if calls:
        span = _covered((stretch.begins_ms, stretch.ends_ms or stretch.begins_ms) for stretch in calls)
        summed = account.spent.total.latency_ms
        words = f"Some model was at work for {milliseconds(span)}; the calls' times add up to {milliseconds(summed)}."
        show(console, Text(words), INDENT)


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """The length of what the spans cover together."""
    covered, reached = 0, 0
    for begins, ends in sorted(spans):
        covered += max(0, ends - max(begins, reached))
        reached = max(reached, ends)
    return covered


def _print_versions(console: Console, account: RunAccount) -> None:
    heading(console, "Examination record")
    if not account.versions:
        show(console, Text("None was sealed."), INDENT)
    for version in account.versions:
        sealed = f"version {version.version}, {version.sha256[:_HASH]}, sealed {_time(version.sealed_at)}"
        show(console, Text(f"{sealed}, {version.characters:,} characters"), INDENT)
        if version.rewritten:
            show(console, Text(f"written again: {', '.join(version.rewritten)}"), 2 * INDENT)
        for defect in version.rejected:
            words = f"did not stand: {defect.agent}: {defect.problem} In: {defect.sentence}"
            show(console, Text(words, style=FAILED_STYLE), 2 * INDENT)
    for version in account.versions:
        if version.document is not None:
            console.print()
            console.print(Text(f"Version {version.version} in full", style="bold"))
            whole = json.dumps(version.document, indent=1, ensure_ascii=False)
            console.print(Text(str(visible(whole))), soft_wrap=True)


def _print_others(console: Console, account: RunAccount) -> None:
    if account.other_runs:
        heading(console, f"Other runs of {account.origin.application_id}")
        table = grid("left", "left", "left")
        for other in account.other_runs:
            records = f"{other.versions} sealed" if other.versions else "nothing sealed"
            table.add_row(other.thread_id, _time(other.began), records)
        show(console, table, INDENT)
