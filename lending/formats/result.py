"""What reading one file yields: applications, problems and notes, each with its place."""

from dataclasses import dataclass

from lending.application import LoanApplication
from lending.formats.problem import InputProblem

WHOLE_FILE = "whole file"


@dataclass(frozen=True, slots=True)
class ReadApplication:
    """An application and where it stood: the file's name as given and, in a file of several, which one it is."""

    application: LoanApplication
    source: str
    record: str | None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """`notes` tell what was left unread although nothing is wrong with it. They repeat no value."""

    applications: tuple[ReadApplication, ...] = ()
    problems: tuple[InputProblem, ...] = ()
    notes: tuple[str, ...] = ()


def refused_file(source: str, problem: str, remedy: str, record: str = WHOLE_FILE) -> ReadResult:
    return ReadResult(problems=(InputProblem(source=source, record=record, problem=problem, remedy=remedy),))


def joined(results: list[ReadResult]) -> ReadResult:
    return ReadResult(
        applications=tuple(one for result in results for one in result.applications),
        problems=tuple(one for result in results for one in result.problems),
        notes=tuple(one for result in results for one in result.notes),
    )
