"""The page of one application: self-contained, without script, the same bytes for the same result.

Everything that comes from the result is text to the page, whatever it holds: it is escaped where it is put, and
characters that are not to be seen are shown as what they are, so that a creditor's name cannot turn the line around.
"""

import hashlib
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.result import PipelineResult
from reporting import labels
from reporting.calls import STEPS
from reporting.letter import Letter
from reporting.output import write_whole
from reporting.page import page_of
from reporting.policy_answer import Answer, asked_for, in_force, place_of, stages_of
from reporting.trace_page import TracePage
from reporting.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parent / "templates"
_LONGEST_NAME = 100
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def render_report(result: PipelineResult) -> str:
    """The whole page as text."""
    page = page_of(result)
    return _environment().get_template("report.html").render(page=page, result=result, labels=labels, steps=STEPS)


def render_trace(page: TracePage) -> str:
    """The page of a run: when who did what, with what it was given and what it said."""
    return _environment().get_template("trace.html").render(page=page, labels=labels, steps=STEPS)


def render_letter(letter: Letter) -> str:
    """A notice as a page to read, print or send; without script, the same bytes for the same letter."""
    return _environment().get_template("letter.html").render(letter=letter)


def render_answer(answer: Answer) -> str:
    """The passages found for a question, each marked on its page."""
    return (
        _environment()
        .get_template("answer.html")
        .render(answer=answer, asked_for=asked_for, place_of=place_of, in_force=in_force, stages_of=stages_of)
    )


def write_report(result: PipelineResult, folder: Path) -> Path:
    """Writes `<application id>.html` into `folder`, which is made where it is missing, and gives its path.

    The page appears whole or not at all; an earlier one of the same application is replaced. Raises OSError.
    """
    return write_whole(folder / f"{file_stem(result.application_id)}.html", render_report(result).encode())


def file_stem(application_id: str) -> str:
    """The id itself where it is a harmless file name; otherwise what is harmless in it, and a hash to tell it apart."""
    harmless = _NOT_IN_NAME.sub("-", application_id).strip("-.")[:_LONGEST_NAME]
    if harmless and harmless == application_id:
        return harmless
    mark = hashlib.sha256(application_id.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{harmless}-{mark}" if harmless else f"application-{mark}"


def cost(amount: Decimal | None) -> str:
    """Dollars to the last digit that is known: model calls cost fractions of a cent."""
    if amount is None:
        return "unknown"
    return f"${amount.normalize():,f}" if amount else "$0"


def duration(milliseconds: int) -> str:
    return f"{milliseconds:,} ms" if milliseconds < 10_000 else f"{milliseconds / 1000:,.1f} s"  # noqa: PLR2004


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - not every command reports

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(cost=cost, duration=duration)
    return environment
