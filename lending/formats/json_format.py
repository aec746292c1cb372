"""JSON and JSONL files: one application, a list of applications, or one application a line.

Numbers are read as written, digit by digit. What JSON libraries usually let pass is refused in its place: a name that
stands twice in one object, NaN and Infinity, numbers of absurd length, nesting without end.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from lending.application import LoanApplication
from lending.formats.parse import parse_application
from lending.formats.problem import InputProblem
from lending.formats.result import WHOLE_FILE, ReadApplication, ReadResult, joined, refused_file
from lending.formats.screen import MAX_DEPTH, refusal_of_number
from lending.formats.text import decoded
from lending.formats.wording import printable
from lending.refused import Refused

MAX_RECORDS = 10_000
_MAX_NUMBER_CHARACTERS = 40
_MAX_NESTING = MAX_DEPTH + 2
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")


class _UnreadableError(ValueError):
    """A text that is no JSON, with the words for its sender."""

    def __init__(self, problem: str, remedy: str, record: str | None = None) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.record = problem, remedy, record


def _whole(digits: str) -> int | Refused:
    return int(digits) if len(digits) <= _MAX_NUMBER_CHARACTERS else _too_long(digits)


def _decimal(digits: str) -> Decimal | Refused:
    if len(digits) > _MAX_NUMBER_CHARACTERS:
        return _too_long(digits)
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return Refused("is beyond any number that can be computed with", "Write digits such as 1250.50.")
    return refusal_of_number(number) or number


def _too_long(digits: str) -> Refused:
    return Refused(f"is a number of {len(digits):,} characters", "Write the amount, rate or count as it is.")


def _constant(name: str) -> Refused:
    return Refused(f"is {name}, which is no JSON number", "Write digits such as 1250.50, or leave the field out.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries: dict[str, object] = {}
    for name, value in pairs:
        if name in entries:
            entries[name] = Refused("stands twice in the same object", "Keep one of the two.")
        else:
            entries[name] = value
    return entries


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=_constant, strict=False
)
"""`strict=False` only lets control characters through to the screen, which refuses them by field."""


def _nesting(text: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _loaded(text: str, *, one_line: bool = False) -> object:
    if _nesting(text) > _MAX_NESTING:
        raise _UnreadableError("is nested too deeply", f"An application needs fewer than {_MAX_NESTING} levels.")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if one_line else f"line {error.lineno}, column {error.colno}"
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
            raise _UnreadableError("ends before it is complete", "It looks cut off: export it again.", place) from error
        raise _UnreadableError(
            f"is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}",
            "Correct it there, or export it again.",
            place,
        ) from error


def _record(raw: object, source: str, record: str | None, today: date) -> ReadResult:
    if not isinstance(raw, Mapping):
        problem = InputProblem(
            source=source,
            record=record or WHOLE_FILE,
            problem="is not an application",
            remedy="Write an object with application_id, borrowers, property and loan.",
        )
        return ReadResult(problems=(problem,))
    read = parse_application(raw, source=source, record=record, today=today)
    if isinstance(read, LoanApplication):
        return ReadResult(applications=(ReadApplication(read, source, record),))
    return ReadResult(problems=read)


def read_json(source: str, data: bytes, *, today: date) -> ReadResult:
    """One application, or a list of them. Several objects one after the other are read line by line, as JSONL."""
    text = decoded(data)
    if isinstance(text, Refused):
        return refused_file(source, text.problem, text.remedy)
    try:
        raw = _loaded(text)
    except _UnreadableError as error:
        if "extra data" in error.problem and _first_line_is_an_object(text):
            return _lines(source, text, today)
        return refused_file(source, error.problem, error.remedy, error.record or WHOLE_FILE)
    return _batch(source, raw, today) if isinstance(raw, list) else _record(raw, source, None, today)


def _batch(source: str, raw: list[object], today: date) -> ReadResult:
    if not raw:
        return refused_file(source, "is an empty list", "Put at least one application into it.")
    if len(raw) > MAX_RECORDS:
        return refused_file(source, f"holds more than {MAX_RECORDS:,} applications", "Split it into several files.")
    return joined([_record(one, source, f"application {place}", today) for place, one in enumerate(raw, start=1)])


def _first_line_is_an_object(text: str) -> bool:
    try:
        return isinstance(_loaded(text.lstrip().split("\n", 1)[0]), dict)
    except _UnreadableError:
        return False


def read_jsonl(source: str, data: bytes, *, today: date) -> ReadResult:
    """One application a line; blank lines are skipped and a broken line does not stop the others."""
    text = decoded(data)
    if isinstance(text, Refused):
        return refused_file(source, text.problem, text.remedy)
    return _lines(source, text, today)


def _lines(source: str, text: str, today: date) -> ReadResult:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > MAX_RECORDS:
        return refused_file(source, f"holds more than {MAX_RECORDS:,} applications", "Split it into several files.")
    results: list[ReadResult] = []
    for number, line in lines:
        place = f"line {number}"
        try:
            raw = _loaded(line, one_line=True)
        except _UnreadableError as error:
            where = f"{place}, {error.record}" if error.record else place
            results.append(refused_file(source, printable(error.problem), error.remedy, where))
        else:
            results.append(_record(raw, source, place, today))
    return joined(results)
