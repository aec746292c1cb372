"""From a raw mapping to a typed application, or to the list of what must be corrected."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lending.application import LoanApplication
from lending.formats.complaints import Complaint, complaint
from lending.formats.plausible import implausibilities
from lending.formats.problem import InputProblem
from lending.formats.screen import refusals, screened
from lending.formats.shape import follow
from lending.formats.wording import censored, holds_personal_number, masked
from lending.refused import Refused

MAX_PROBLEMS = 10
"""So many are told one by one; the rest is counted. Correcting the first ones usually removes the others."""

ABOUT = "about"
"""A sample file may say at its top level what it shows and why; the application itself knows nothing of it."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z", re.ASCII)


def application_id_of(raw: Mapping[str, object]) -> str | None:
    """The application's identifier where it may be repeated in a message: well-formed and no personal number."""
    identifier = raw.get("application_id")
    if not isinstance(identifier, str) or not _IDENTIFIER.match(identifier) or holds_personal_number(identifier):
        return None
    return identifier


def parse_application(
    raw: Mapping[str, object], *, source: str, record: str | None, today: date
) -> LoanApplication | tuple[InputProblem, ...]:
    """The application, or at most `MAX_PROBLEMS` problems and a last one that counts the others. Never raises."""
    tree = dict(raw)
    about = tree.pop(ABOUT, {"shows": None, "why": None})
    complaints = _parsed(tree, today)
    if not isinstance(about, Mapping) or set(about) != {"shows", "why"}:
        wrong = Complaint((ABOUT,), "is not an object with shows and why", "Give it both, or remove it.")
        complaints = [wrong] if isinstance(complaints, LoanApplication) else [wrong, *complaints]
    if isinstance(complaints, LoanApplication):
        return complaints
    return _problems(complaints, source, record, application_id_of(raw))


def _parsed(tree: Mapping[str, object], today: date) -> LoanApplication | list[Complaint]:
    clean = screened(tree)
    if isinstance(clean, Refused):
        return [Complaint((), f"the application {clean.problem}", clean.remedy)]
    refused = [Complaint(_safe(path), leaf.problem, leaf.remedy) for path, leaf in refusals(clean)]
    try:
        application = LoanApplication.model_validate(clean)
    except ValidationError as error:
        found = (complaint(details) for details in error.errors(include_url=False) if not _follows(details))
        return _one_each([*refused, *found])
    return refused or list(implausibilities(application, today)) or application


def _follows(details: ErrorDetails) -> bool:
    """A list counts as too short where its entries were already complained about."""
    return details["type"] == "too_short" and bool(details["input"])


def _safe(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A path whose unknown names are quoted as any other foreign text."""
    known, shape = follow(path)
    if shape is not None and len(known) == len(path):
        return path
    last = len(known) - (shape is None)
    return tuple(step if place < last or isinstance(step, int) else masked(step) for place, step in enumerate(path))


def _one_each(complaints: Iterable[Complaint]) -> list[Complaint]:
    """The first complaint about each field: a union makes pydantic complain once for every branch."""
    first: dict[tuple[str | int, ...], Complaint] = {}
    for one in complaints:
        first.setdefault(one.path, one)
    return list(first.values())


def _problems(
    complaints: list[Complaint], source: str, record: str | None, application_id: str | None
) -> tuple[InputProblem, ...]:
    told = [
        InputProblem(
            source=source,
            record=record,
            application_id=application_id,
            field=one.field,
            problem=censored(one.problem),
            remedy=censored(one.remedy),
        )
        for one in islice(complaints, MAX_PROBLEMS)
    ]
    if (more := len(complaints) - MAX_PROBLEMS) > 0:
        told.append(
            InputProblem(
                source=source,
                record=record,
                application_id=application_id,
                field="other fields",
                problem=f"and {more} more problems",
                remedy="Correct those above and read the file again.",
            )
        )
    return tuple(told)
