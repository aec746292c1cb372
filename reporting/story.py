"""One application in the terminal, told whole: measures, findings, narratives, passages, decision, checks, agents.

The marks behind a sentence (F3, R1, P2) are those of the HTML page, so that both can be read side by side.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from agents.narrative import FIGURE
from graph.result import PipelineResult
from lending.findings import Finding, FindingOutcome
from lending.notice_wording import TITLES
from reporting.alternatives import ChangedFile, changes_of, offered_instead, offered_terms
from reporting.call_story import print_calls
from reporting.calls import asked_calls
from reporting.judged_story import print_assessment, print_letters
from reporting.labels import DUE, STAGES, hmda_words
from reporting.layout import INDENT, grid, heading, print_list
from reporting.measures import amounts, measures
from reporting.references import References, references
from reporting.summary import OUTCOME_WORDS, dollars, milliseconds
from reporting.terminal import OUTCOME_STYLES, show
from reporting.usage import spent_in_words, spent_on

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


def print_story(console: Console, result: PipelineResult) -> None:
    marks = references(result)
    _print_measures(console, result, marks)
    print_findings(console, result, marks)
    _print_narratives(console, result, marks)
    _print_passages(console, result, marks)
    print_decision(console, result, marks)
    print_assessment(console, result)
    print_letters(console, result)
    _print_changes(console, result)
    _print_duties(console, result)
    print_checks(console, result)
    _print_agents(console, result)


def _print_measures(console: Console, result: PipelineResult, marks: References) -> None:
    rows = measures(result)
    if not rows:
        return
    heading(console, "Measured against limits")
    table = grid("left", "left", "rest", "right", "rest")
    for row in rows:
        verdict = _verdict(row.outcome) if row.outcome else ""
        table.add_row(marks[row.key].mark, verdict, row.label, row.measured, row.limit or "no limit applies")
    show(console, table, INDENT)
    heading(console, "What the ratios are made of")
    parts = grid("left", "left", "right")
    for row in amounts(result):
        parts.add_row(marks[row.key].mark, row.label, row.measured)
    show(console, parts, INDENT)


def _verdict(outcome: FindingOutcome) -> Text:
    return Text(_WORDS[outcome], style=_STYLES[outcome])


def print_findings(console: Console, result: PipelineResult, marks: References, *, passed: bool = True) -> None:
    """Without `passed`, those alone that led to the outcome."""
    telling = [finding for finding in result.findings if finding.outcome in _WORDS]
    failing = [finding for finding in telling if finding.outcome is not FindingOutcome.PASS]
    passing = [finding for finding in telling if finding.outcome is FindingOutcome.PASS]
    if failing:
        heading(console, "Findings that led here")
        _print_by_stage(console, failing, marks)
    if passing and passed:
        heading(console, "Findings that passed")
        _print_by_stage(console, passing, marks)


def _print_by_stage(console: Console, findings: Sequence[Finding], marks: References) -> None:
    for _, stage, areas in STAGES:
        of_stage = [finding for finding in findings if finding.rule_id.partition(".")[0] in areas]
        if not of_stage:
            continue
        show(console, Text(stage, style="bold"), INDENT)
        table = grid("left", "left", "rest")
        for finding in sorted(of_stage, key=lambda item: _SEVERITY.index(item.outcome)):
            table.add_row(
                marks.finding(finding.rule_id).mark,
                _verdict(finding.outcome),
                _told(finding),
            )
        show(console, table, 2 * INDENT)


def _told(finding: Finding) -> Text:
    text = Text(finding.statement)
    citation = finding.citation
    text.append(f" ({finding.rule_id}; {citation.source}, {citation.section})", style="dim")
    return text


def _print_narratives(console: Console, result: PipelineResult, marks: References) -> None:
    heading(console, "Narratives")
    written = {report.agent: report.narrative for report in result.agents if report.narrative}
    for agent, sentences in written.items():
        text = Text()
        for sentence in sentences:
            listed = [marks[key].mark for key in sentence.cites if not key.startswith(FIGURE)]
            text.append(f"{sentence.text} ")
            text.append(f"[{' '.join(listed)}] " if listed else "", style="dim")
        show(console, Text(agent.capitalize(), style="bold"), INDENT)
        show(console, text, 2 * INDENT)


def _print_passages(console: Console, result: PipelineResult, marks: References) -> None:
    if not result.citations:
        return
    heading(console, "Policy passages cited")
    table = grid("left", "rest", "left")
    for passage in result.citations:
        section = passage.section_path[-1] if passage.section_path else "-"
        table.add_row(marks.passage(passage.passage_id).mark, f"{passage.title}, {section}", passage.version)
    show(console, table, INDENT)


def print_decision(console: Console, result: PipelineResult, marks: References) -> None:
    heading(console, "Decision")
    words = Text(OUTCOME_WORDS[result.outcome], style=f"bold {OUTCOME_STYLES[result.outcome]}")
    words.append(f", {result.release}", style="default not bold")
    if result.proposed_outcome not in (None, result.outcome):
        words.append(f"; the rules gave {OUTCOME_WORDS[result.proposed_outcome]}", style="default not bold")
    show(console, words, INDENT)
    reasons = (
        (f"{reason.text} (HMDA code {reason.hmda_code.value})", marks.finding(reason.rule_id).mark)
        for reason in result.principal_reasons
    )
    conditions = (
        (f"{DUE.get(condition.due, condition.due)}: {condition.text}", _mark_here(marks, condition.rule_id))
        for condition in result.conditions
    )
    print_list(console, "Principal reasons", reasons)
    _print_offer(console, result)
    print_list(console, "Conditions", conditions)
    print_list(console, "Missing items", ((item, "") for item in result.missing_items))
    print_list(console, "For a person to settle", ((item, "") for item in result.review_items))
    alarming = (error for error in result.errors if error.kind != "call")
    print_list(console, "Errors", ((f"{error.agent}: {error.message}", error.kind) for error in alarming))


def _mark_here(marks: References, rule_id: str) -> str:
    """Empty where the rule did not speak on the file itself, as one on the terms offered may not have."""
    reference = marks.finding(rule_id)
    return reference.mark if reference.anchor else ""


def _print_offer(console: Console, result: PipelineResult) -> None:
    terms = offered_terms(result)
    if terms:
        show(console, Text("Terms offered in its place", style="bold"), INDENT)
        table = grid("left", "rest")
        table.add_row("different", offered_instead(result))
        for term in terms:
            table.add_row(term.label, term.display)
        show(console, table, 2 * INDENT)


def _print_changes(console: Console, result: PipelineResult) -> None:
    changes = changes_of(result)
    if changes is None:
        return
    heading(console, "What would change the answer")
    if changes.none_because:
        show(console, Text(changes.none_because), INDENT)
    print_list(console, "One change", ((_changed(file), "") for file in changes.single))
    print_list(console, "Two changes together", ((_changed(file), "") for file in changes.pairs))


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
    heading(console, "Deadlines and notices")
    table = grid("left", "rest")
    for deadline in result.deadlines:
        words = Text(deadline.what)
        words.append(f" ({deadline.citation.section})", style="dim")
        table.add_row(deadline.last_day.display, words)
    show(console, table, INDENT)
    if result.hmda:
        show(console, Text(f"HMDA: {hmda_words(result.hmda)}"), INDENT)
    for notice in result.adverse_action:
        words = Text(f"Owed to borrower {notice.addressee}: {TITLES[notice.kind].lower()}")
        show(console, words, INDENT)
        print_list(console, "Before it goes out", ((item, "") for item in notice.to_complete))


def print_checks(console: Console, result: PipelineResult) -> None:
    if not result.checks:
        return
    heading(console, "Validator's checks")
    table = grid("left", "left", "rest")
    for check in result.checks:
        verdict = Text("pass", style="green") if check.passed else Text("FAIL", style="bold red")
        table.add_row(verdict, check.name, check.detail)
    show(console, table, INDENT)
    if result.record:
        sealed = f"Record {result.record.sha256[:16]}, version {result.record.version}, run {result.thread_id}"
        show(console, Text(sealed, style="dim"), INDENT)


def _print_agents(console: Console, result: PipelineResult) -> None:
    heading(console, "Agents")
    table = grid("left", "rest", "right", "right", "right", "right", "right")
    titles = ("Agent", "Model", "Tokens in", "cached", "out", "Cost", "Time")
    table.add_row(*(Text(title, style="bold") for title in titles))
    for report in result.agents:
        table.add_row(
            report.agent,
            "template" if report.provider == "template" else f"{report.provider} {report.model}",
            f"{report.tokens['input']:,}",
            f"{report.tokens['cached_input']:,}",
            f"{report.tokens['output']:,}",
            dollars(report.cost_usd),
            milliseconds(report.latency_ms),
        )
    show(console, table, INDENT)
    for report in result.agents:
        if report.fell_back:
            words = f"{report.agent} fell back to the template's wording: {report.fallback_reason}"
            show(console, Text(words, style="yellow"), INDENT)
    calls = asked_calls((report.agent, report.calls) for report in result.agents)
    if calls:
        heading(console, "Calls to models")
        print_calls(console, calls)
        show(console, Text(spent_in_words(spent_on(calls)).capitalize() + "."), INDENT)
