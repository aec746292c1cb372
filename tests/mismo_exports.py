"""The MISMO sample as an export, and what a test's export says differently."""

from datetime import date
from pathlib import Path

from lending.application import LoanApplication
from lending.formats import InputProblem, ReadResult, read

TODAY = date(2026, 11, 21)
SAMPLE = (Path(__file__).parents[1] / "data/applications/17-mismo-conventional-purchase.xml").read_text()

Change = tuple[str, str]


def reading(data: str | bytes) -> ReadResult:
    return read("export.xml", data.encode() if isinstance(data, str) else data, today=TODAY)


def changed(*changes: Change) -> str:
    """The sample with the first of each text replaced."""
    text = SAMPLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def exported(*changes: Change) -> LoanApplication:
    """The application that the changed sample is; it must be one."""
    result = reading(changed(*changes))
    assert not result.problems, [str(problem) for problem in result.problems]
    return result.applications[0].application


def notes(*changes: Change) -> str:
    """What is told of the changed sample besides its application."""
    result = reading(changed(*changes))
    assert result.applications, [str(problem) for problem in result.problems]
    return "\n".join(result.notes)


def problem(*changes: Change) -> InputProblem:
    """The one thing that is wrong with the changed sample."""
    [only] = reading(changed(*changes)).problems
    return only


def before(tag: str, text: str) -> Change:
    """The text in front of the first opening or closing tag of that name."""
    return tag, text + tag


def arc(start: str, end: str, name: str) -> str:
    role = f"urn:fdc:mismo.org:2009:residential/{name}"
    return f'<RELATIONSHIP xlink:from="{start}" xlink:to="{end}" xlink:arcrole="{role}"/>'


def leaf(name: str, text: str) -> str:
    return f"<{name}>{text}</{name}>"


def swap(name: str, old: str, new: str) -> Change:
    """Another text in the first leaf of that name and text."""
    return leaf(name, old), leaf(name, new)
