"""A batch in the terminal: one table of outcomes, then counts. Words carry the meaning, colours only repeat it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from rich.console import Console, RenderableType
from rich.segment import Segment, Segments
from rich.text import Text

from graph.batch import Run
from graph.result import PipelineResult
from lending.decision import Outcome
from reporting.labels import PROGRAMS
from reporting.summary import (
    NO_FIGURE,
    OUTCOME_WORDS,
    leading_words,
    ratio_percent,
    reserves,
    score,
    seconds,
)
from reporting.visible import visible

OUTCOME_STYLES: dict[Outcome, str] = {
    Outcome.APPROVE: "green",
    Outcome.APPROVE_WITH_CONDITIONS: "green",
    Outcome.COUNTEROFFER: "cyan",
    Outcome.REFER: "yellow",
    Outcome.DECLINE: "red",
    Outcome.INCOMPLETE: "magenta",
}
FAILED = "no outcome"
_SHORT_PROGRAMS = {**PROGRAMS, "conventional": "Conv.", "high_balance": "High-b."}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Left to the command, which knows what it has still to put away; rich would end the process here."""
        raise  # noqa: PLE0704 - rich calls this while it handles the BrokenPipeError


def console_on(stream: IO[str]) -> Console:
    """Plain text is printed as it stands: nothing in it is taken for markup, and no word is coloured by guessing."""
    return _Console(file=stream, markup=False, highlight=False, emoji=False)


def show(console: Console, renderable: RenderableType, indent: int = 0) -> None:
    """Prints without the spaces that rich fills lines up with, and without what would steer the terminal."""
    for rendered in console.render_lines(renderable, console.options.update_width(console.width - indent), pad=False):
        line = [Segment(str(visible(segment.text)), segment.style) for segment in rendered]
        while line and not line[-1].text.strip():
            line.pop()
        if line:
            line[-1] = Segment(line[-1].text.rstrip(), line[-1].style)
            line.insert(0, Segment(" " * indent))
        console.print(Segments([*line, Segment.line()]), soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One application in the table; `words` stand on a line of their own under the figures."""

    application: str
    program: str
    outcome: str
    ltv: str
    back_end_dti: str
    reserves: str
    score: str
    time: str
    words: str = ""
    style: str = ""


_HEADING = Row("Application", "Program", "Outcome", "LTV", "DTI", "Months", "Score", "Time")
_WIDTHS = {"program": 7, "outcome": 19, "ltv": 7, "back_end_dti": 7, "reserves": 6, "score": 5, "time": 6}
_RIGHT = ("ltv", "back_end_dti", "reserves", "score", "time")
_SHORTEST_NAME, _LONGEST_NAME = len(_HEADING.application), 40


def row_of(run: Run) -> Row:
    if run.result is None:
        nothing = (NO_FIGURE,) * 5
        return Row(
            run.application_id, nothing[0], FAILED, *nothing[1:], seconds(run.seconds), run.failure or "", "bold red"
        )
    result = run.result
    return Row(
        application=result.application_id,
        program=_SHORT_PROGRAMS.get(result.program or "", NO_FIGURE),
        outcome=_outcome(result),
        ltv=ratio_percent(result, "ltv"),
        back_end_dti=ratio_percent(result, "back_end_dti"),
        reserves=reserves(result),
        score=score(result),
        time=seconds(run.seconds),
        words=leading_words(result),
        style=OUTCOME_STYLES[result.outcome],
    )


def _outcome(result: PipelineResult) -> str:
    held = {"held": " (held)", "pending": " (pending)"}
    return f"{OUTCOME_WORDS[result.outcome]}{held.get(result.release, '')}"


def print_table(console: Console, rows: Sequence[Row]) -> None:
    """Two lines an application where it has something to say, in 80 columns and in more."""
    room = console.width - sum(width + 1 for width in _WIDTHS.values())
    longest = max((len(row.application) for row in rows), default=0)
    name = max(_SHORTEST_NAME, min(longest, room, _LONGEST_NAME))
    console.print(_line(_HEADING, name, "bold"), soft_wrap=True)
    for row in rows:
        console.print(_line(row, name), soft_wrap=True)
        if row.words:
            show(console, Text(row.words, style="dim"), indent=4)


def _line(row: Row, name: int, style: str = "") -> Text:
    """A name that is longer than its column stands alone, with the figures under it."""
    line = Text(style=style)
    long = len(row.application) > name
    line.append(f"{row.application}\n{'':{name}}" if long else f"{row.application:{name}}")
    for column, width in _WIDTHS.items():
        cell = getattr(row, column)
        padded = f" {cell:>{width}}" if column in _RIGHT else f" {cell:{width}}"
        line.append(padded, row.style if column == "outcome" else "")
    return line


@dataclass(frozen=True, slots=True)
class Totals:
    """What a batch came to. `unread` counts what was handed in and could not be read."""

    outcomes: Counter[Outcome]
    failed: int
    unread: int
    seconds: float

    def words(self) -> str:
        count = self.outcomes.total() + self.failed
        parts = [f"{self.outcomes[outcome]} {words}" for outcome, words in _COUNTED.items() if self.outcomes[outcome]]
        if self.failed:
            parts.append(f"{self.failed} without an outcome")
        said = f"{count} {'application' if count == 1 else 'applications'} in {seconds(self.seconds)}"
        said += f": {', '.join(parts)}." if parts else "."
        if self.unread:
            said += f" {self.unread} {'input' if self.unread == 1 else 'inputs'} could not be read (named above)."
        return said


_COUNTED = {**OUTCOME_WORDS, Outcome.APPROVE_WITH_CONDITIONS: "approve with conditions"}
