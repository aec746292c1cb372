"""MISMO XML files: every deal through the same parser as JSON, its problems named by our field and by MISMO's point."""

from datetime import date

from lending import mismo
from lending.application import LoanApplication
from lending.formats.parse import parse_application
from lending.formats.problem import InputProblem
from lending.formats.result import WHOLE_FILE, ReadApplication, ReadResult, joined, refused_file
from lending.formats.wording import censored, printable
from lending.mismo34.xml import MismoError


def read_mismo(source: str, data: bytes, *, today: date) -> ReadResult:
    """The applications of a MISMO message, what is wrong with the others, and notes of everything left unread."""
    try:
        deals = mismo.read_deals(data)
    except MismoError as error:
        return refused_file(source, error.problem, error.remedy, error.record or WHOLE_FILE)
    return joined([_read(source, deal, today) for deal in deals])


def _read(source: str, deal: mismo.Deal, today: date) -> ReadResult:
    read = parse_application(deal.raw, source=source, record=deal.record, today=today)
    notes = tuple(printable(f"{source}, {deal.record}: {censored(note)}") for note in deal.notes)
    if isinstance(read, LoanApplication):
        return ReadResult(applications=(ReadApplication(read, source, deal.record),), notes=notes)
    return ReadResult(problems=tuple(_placed(one, deal) for one in read), notes=notes)


def _placed(problem: InputProblem, deal: mismo.Deal) -> InputProblem:
    place = deal.places.get(problem.field or "")
    return problem.model_copy(update={"problem": f"{problem.problem} (MISMO {censored(place)})"}) if place else problem
