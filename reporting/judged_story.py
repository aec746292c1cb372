"""In the terminal: what a model weighed, what it read in letters of explanation, and the draft of a letter of ours."""

from rich.console import Console
from rich.text import Text

from agents.letters import LetterReading
from graph.result import PipelineResult
from lending.findings import Unit, show
from reporting import terminal
from reporting.layout import INDENT, heading


def print_assessment(console: Console, result: PipelineResult) -> None:
    """What a model weighed, where one was asked: factors, what it added, and what its tools gave."""
    if result.assessment is None:
        return
    heading(console, f"Weighed by {result.assessment.model}")
    factors = "; ".join(named.factor for named in result.assessment.factors) or "none named"
    added = " ".join(finding.needs or "" for finding in result.assessment.findings) or "nothing"
    lines = [f"Compensating factors that the figures prove: {factors}", f"Added: {added}"]
    lines += [f"Tool {used.call.tool}: {', '.join(used.lines)}" for used in result.assessment.tools]
    for line in lines:
        terminal.show(console, Text(line), INDENT)


def print_letters(console: Console, result: PipelineResult) -> None:
    if result.letters:
        heading(console, "Letters of explanation (a person reads them)")
    for letter in result.letters:
        _print_reading(console, letter)
    if result.applicant_letter:
        heading(console, "Letter to the applicant (draft)")
        terminal.show(console, Text(" ".join(sentence.text for sentence in result.applicant_letter)), INDENT)


def _print_reading(console: Console, letter: LetterReading) -> None:
    who = f"read by {letter.read_by}" if letter.read_by else f"not read by a model: {letter.unread_because}"
    terminal.show(console, Text(f"{letter.letter_id}: {letter.subject} ({who})"), INDENT)
    for fact in letter.facts:
        details = [fact.occurred.isoformat()] if fact.occurred else []
        details += [show(fact.amount, Unit.USD)] if fact.amount is not None else []
        about = fact.topic.value.replace("_", " ") + (f" ({', '.join(details)})" if details else "")
        terminal.show(console, Text(f'{about}: "{fact.quote}"'), 2 * INDENT)
