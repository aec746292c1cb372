"""One application in the terminal, told whole: measures, findings, narratives, passages, decision, checks, agents.

The marks behind a sentence (F3, R1, P2) are those of the HTML page, so that both can be read side by side.
"""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agents.narrative import FIGURE
from graph.result import PipelineResult
from lending.findings import Finding, FindingOutcome
from lending.notice_wording import TITLES
from reporting.alternatives import ChangedFile, changes_of, offered_instead, offered_terms
from reporting.labels import DUE, STAGES, hmda_words
from reporting.measures import amounts, measures
from reporting.references import References, references
from reporting.summary import OUTCOME_WORDS, dollars, milliseconds
from reporting.terminal import OUTCOME_STYLES, show

_SEVERITY = (FindingOutcome.FAIL, FindingOutcome.REFER, FindingOutcome.CONDITION, FindingOutcome.PASS)
_WORDS = {
    FindingOutcome.FAIL: "FAIL",
    FindingOutcome.REFER: "REFER",
    FindingOutcome.CONDITION: "COND.",
    FindingOutcome.PASS: "pass",
}
_STYLES = {
    FindingOutcome.FAIL: "bold red",
    FindingOutcome.REFER: "bold yellow",
    FindingOutcome.CONDITION: "bold cyan",
    FindingOutcome.PASS: "green",
}
_INDENT = 2


def print_story(console: Console, result: PipelineResult) -> None:
    marks = references(result)
    _print_measures(console, result, marks)
    _print_findings(console, result, marks)
    _print_narratives(console, result, marks)
    _print_passages(console, result, marks)
    _print_decision(console, result, marks)
    _print_changes(console, result)
    _print_duties(console, result)
    _print_checks(console, result)
    _print_agents(console, result)


def _heading(console: Console, words: str) -> None:
    console.print()
    console.print(Text(words, style="bold underline"))


def _grid(*columns: str) -> Table:
    """A table without lines; a column is "left", "right" or "rest", the one that takes what room there is."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(
            justify="right" if column == "right" else "left",
            no_wrap=column != "rest",
            ratio=1 if column == "rest" else None,
            overflow="fold",
        )
    return table


def _print_measures(console: Console, result: PipelineResult, marks: References) -> None:
    rows = measures(result)
    if not rows:
        return
    _heading(console, "Measured against limits")
    table = _grid("left", "left", "rest", "right", "rest")
    for row in rows:
        verdict = _verdict(row.outcome) if row.outcome else ""
        table.add_row(marks[row.key].mark, verdict, row.label, row.measured, row.limit or "no limit applies")
    show(console, table, _INDENT)
    _heading(console, "What the ratios are made of")
    parts = _grid("left", "left", "right")
    for row in amounts(result):
        parts.add_row(marks[row.key].mark, row.label, row.measured)
    show(console, parts, _INDENT)


def _verdict(outcome: FindingOutcome) -> Text:
    return Text(_WORDS[outcome], style=_STYLES[outcome])


def _print_findings(console: Console, result: PipelineResult, marks: References) -> None:
    telling = [finding for finding in result.findings if finding.outcome in _WORDS]
    failing = [finding for finding in telling if finding.outcome is not FindingOutcome.PASS]
    passing = [finding for finding in telling if finding.outcome is FindingOutcome.PASS]
    if failing:
        _heading(console, "Findings that led here")
        _print_by_stage(console, failing, marks)
    if passing:
        _heading(console, "Findings that passed")
        _print_by_stage(console, passing, marks)


def _print_by_stage(console: Console, findings: Sequence[Finding], marks: References) -> None:
    for _, stage, areas in STAGES:
        of_stage = [finding for finding in findings if finding.rule_id.partition(".")[0] in areas]
        if not of_stage:
            continue
        show(console, Text(stage, style="bold"), _INDENT)
        table = _grid("left", "left", "rest")
        for finding in sorted(of_stage, key=lambda item: _SEVERITY.index(item.outcome)):
            table.add_row(
                marks.finding(finding.rule_id).mark,
                _verdict(finding.outcome),
                _told(finding),
            )
        show(console, table, 2 * _INDENT)


def _told(finding: Finding) -> Text:
    text = Text(finding.statement)
    citation = finding.citation
    text.append(f" ({finding.rule_id}; {citation.source}, {citation.section})", style="dim")
    return text


def _print_narratives(console: Console, result: PipelineResult, marks: References) -> None:
    _heading(console, "Narratives")
    written = {report.agent: report.narrative for report in result.agents if report.narrative}
    for agent, sentences in written.items():
        text = Text()
        for sentence in sentences:
            listed = [marks[key].mark for key in sentence.cites if not key.startswith(FIGURE)]
            text.append(f"{sentence.text} ")
            text.append(f"[{' '.join(listed)}] " if listed else "", style="dim")
        show(console, Text(agent.capitalize(), style="bold"), _INDENT)
        show(console, text, 2 * _INDENT)


def _print_passages(console: Console, result: PipelineResult, marks: References) -> None:
    if not result.citations:
        return
    _heading(console, "Policy passages cited")
    table = _grid("left", "rest", "left")
    for passage in result.citations:
        section = passage.section_path[-1] if passage.section_path else "-"
        table.add_row(marks.passage(passage.passage_id).mark, f"{passage.title}, {section}", passage.version)
    show(console, table, _INDENT)


def _print_decision(console: Console, result: PipelineResult, marks: References) -> None:
    _heading(console, "Decision")
    words = Text(OUTCOME_WORDS[result.outcome], style=f"bold {OUTCOME_STYLES[result.outcome]}")
    words.append(f", {result.release}", style="default not bold")
    if result.proposed_outcome not in (None, result.outcome):
        words.append(f"; the rules gave {OUTCOME_WORDS[result.proposed_outcome]}", style="default not bold")
    show(console, words, _INDENT)
    reasons = (
        (f"{reason.text} (HMDA code {reason.hmda_code.value})", marks.finding(reason.rule_id).mark)
        for reason in result.principal_reasons
    )
    conditions = (
        (f"{DUE.get(condition.due, condition.due)}: {condition.text}", _mark_here(marks, condition.rule_id))
        for condition in result.conditions
    )
    _print_list(console, "Principal reasons", reasons)
    _print_offer(console, result)
    _print_list(console, "Conditions", conditions)
    _print_list(console, "Missing items", ((item, "") for item in result.missing_items))
    _print_list(console, "For a person to settle", ((item, "") for item in result.review_items))
    _print_list(console, "Errors", ((f"{error.agent}: {error.message}", error.kind) for error in result.errors))


def _mark_here(marks: References, rule_id: str) -> str:
    """Empty where the rule did not speak on the file itself, as one on the terms offered may not have."""
    reference = marks.finding(rule_id)
    return reference.mark if reference.anchor else ""


def _print_offer(console: Console, result: PipelineResult) -> None:
    terms = offered_terms(result)
    if terms:
        show(console, Text("Terms offered in its place", style="bold"), _INDENT)
        table = _grid("left", "rest")
        table.add_row("different", offered_instead(result))
        for term in terms:
            table.add_row(term.label, term.display)
        show(console, table, 2 * _INDENT)


def _print_changes(console: Console, result: PipelineResult) -> None:
    changes = changes_of(result)
    if changes is None:
        return
    _heading(console, "What would change the answer")
    if changes.none_because:
        show(console, Text(changes.none_because), _INDENT)
    _print_list(console, "One change", ((_changed(file), "") for file in changes.single))
    _print_list(console, "Two changes together", ((_changed(file), "") for file in changes.pairs))


def _changed(file: ChangedFile) -> str:
    """The change, and on the next line what the file comes to with it."""
    number = len(file.conditions)
    conditions = f" with {number} {'condition' if number == 1 else 'conditions'}" if number else ""
    offered = " (offered)" if file.is_offer else ""
    return f"{file.words}{offered}\napprove{conditions}; LTV {file.ltv}, back-end DTI {file.back_end_dti}"


def _print_duties(console: Console, result: PipelineResult) -> None:
    """What the decision obliges the lender to do and until when, what it would be reported as, and the notices owed."""
    if not result.deadlines:
        return
    _heading(console, "Deadlines and notices")
    table = _grid("left", "rest")
    for deadline in result.deadlines:
        words = Text(deadline.what)
        words.append(f" ({deadline.citation.section})", style="dim")
        table.add_row(deadline.last_day.display, words)
    show(console, table, _INDENT)
    if result.hmda:
        show(console, Text(f"HMDA: {hmda_words(result.hmda)}"), _INDENT)
    for notice in result.adverse_action:
        words = Text(f"Owed to borrower {notice.addressee}: {TITLES[notice.kind].lower()}")
        show(console, words, _INDENT)
        _print_list(console, "Before it goes out", ((item, "") for item in notice.to_complete))


def _print_list(console: Console, title: str, items: Iterable[tuple[str, str]]) -> None:
    """Numbered items, each with the mark of what it rests on."""
    table = _grid("right", "rest")
    for number, (words, mark) in enumerate(items, start=1):
        text = Text(words)
        if mark:
            text.append(f" [{mark}]", style="dim")
        table.add_row(f"{number}.", text)
    if table.row_count:
        show(console, Text(title, style="bold"), _INDENT)
        show(console, table, 2 * _INDENT)


def _print_checks(console: Console, result: PipelineResult) -> None:
    if not result.checks:
        return
    _heading(console, "Validator's checks")
    table = _grid("left", "left", "rest")
    for check in result.checks:
        verdict = Text("pass", style="green") if check.passed else Text("FAIL", style="bold red")
        table.add_row(verdict, check.name, check.detail)
    show(console, table, _INDENT)
    if result.record:
        sealed = f"Record {result.record.sha256[:16]}, version {result.record.version}, run {result.thread_id}"
        show(console, Text(sealed, style="dim"), _INDENT)


def _print_agents(console: Console, result: PipelineResult) -> None:
    _heading(console, "Agents")
    table = _grid("left", "rest", "right", "right", "right", "right")
    table.add_row(*(Text(title, style="bold") for title in ("Agent", "Model", "Tokens in", "out", "Cost", "Time")))
    for report in result.agents:
        table.add_row(
            report.agent,
            "template" if report.provider == "template" else f"{report.provider} {report.model}",
            f"{report.tokens['input']:,}",
            f"{report.tokens['output']:,}",
            dollars(report.cost_usd),
            milliseconds(report.latency_ms),
        )
    show(console, table, _INDENT)
    for report in result.agents:
        if report.fell_back:
            words = f"{report.agent} fell back to the template's wording: {report.fallback_reason}"
            show(console, Text(words, style="yellow"), _INDENT)
