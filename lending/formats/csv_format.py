"""CSV files: a header of field names, then one application a row with one or two borrowers.

A column is named by its path in the application, counting from 0: `loan.amount`, `property.appraisal.value`,
`borrowers.0.identity.first_name`, `borrowers.0.incomes.0.pay`, `debts.2.monthly_payment`. Column order is free, an
empty cell means that the field is absent. Dollars may be written `$1,234.50`, rates `6.5%`, flags `yes` or `no`.
A row is one line: a quoted cell may hold commas, but no line break, so that an unclosed quote spoils its row only.

Identifiers inside an application (`borrower_id`, `income_id`, `debt_id`, `asset_id`, `property_id` of a home that is
owned, `lien_id`, `letter_id`) may be left out: they are then numbered by place, from B1, B1-I1, D1, A1, P1, L1 and
LETTER1 on. `application_id` may not.
"""

import csv
import re
from datetime import date
from typing import Any

from lending.application import LoanApplication
from lending.formats.csv_columns import Column, column
from lending.formats.parse import parse_application
from lending.formats.problem import InputProblem
from lending.formats.result import ReadApplication, ReadResult, joined, refused_file
from lending.formats.text import decoded
from lending.formats.wording import masked
from lending.refused import Refused

MAX_ROWS = 10_000
MAX_COLUMNS = 500
MAX_CELL_CHARACTERS = 1_000

_LINE_END = re.compile(r"\r\n|\n|\r")
_STEP = re.compile(r"[^.\[\]]+")


def read_csv(source: str, data: bytes, *, today: date) -> ReadResult:
    """Every row that can be read, and for every other one the row and the column to correct."""
    text = decoded(data)
    if isinstance(text, Refused):
        return refused_file(source, text.problem, text.remedy)
    lines = [(number, line) for number, line in enumerate(_LINE_END.split(text), start=1) if line.strip(", \t")]
    if len(lines) - 1 > MAX_ROWS:
        return refused_file(source, f"holds more than {MAX_ROWS:,} rows", "Split it into several files.")
    (header_number, header), *rows = lines or [(1, "")]
    columns = _columns(source, f"row {header_number}", header)
    if isinstance(columns, ReadResult):
        return columns
    if not rows:
        return refused_file(source, "has a header but no application", "Add one row for each application.")
    return joined([_row(source, f"row {number}", line, columns, today) for number, line in rows])


def _cells(line: str) -> list[str] | Refused:
    if "\0" in line:
        return Refused("contains a zero byte", "The file is damaged there: export it again.")
    try:
        [cells] = csv.reader([line], strict=True)
    except (csv.Error, ValueError):
        return Refused(
            "has a quotation mark that is not closed, or text behind one that is",
            "Write a quotation mark inside a quoted cell twice, and keep every cell on one line.",
        )
    return [cell.strip() for cell in cells]


def _columns(source: str, record: str, line: str) -> list[Column] | ReadResult:
    names = _cells(line)
    if isinstance(names, Refused):
        return refused_file(source, f"the header {names.problem}", names.remedy, record)
    while names and not names[-1]:
        names.pop()
    if len(names) == 1 and re.search(r"[;\t|]", names[0]):
        return refused_file(source, "is not separated by commas", "Export it with a comma between cells.", record)
    if len(names) > MAX_COLUMNS:
        return refused_file(source, f"has more than {MAX_COLUMNS} columns", "Send it as JSON.", record)
    columns: list[Column] = []
    problems: list[InputProblem] = []
    for place, name in enumerate(names, start=1):
        found = column(name) if name else Refused("has no name", "Name it after a field, or remove it.")
        if isinstance(found, Column) and any(found.steps == other.steps for other in columns):
            found = Refused("stands twice", "Keep one of the two columns.")
        if isinstance(found, Column):
            columns.append(found)
            continue
        where = masked(name) or f"column {place}"
        problems.append(
            InputProblem(source=source, record=record, field=where, problem=found.problem, remedy=found.remedy)
        )
    return ReadResult(problems=tuple(problems)) if problems else columns


def _row(source: str, record: str, line: str, columns: list[Column], today: date) -> ReadResult:
    cells = _cells(line)
    if isinstance(cells, Refused):
        return refused_file(source, cells.problem, cells.remedy, record)
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    if len(cells) != len(columns):
        return refused_file(
            source,
            f"has {len(cells)} cells where the header names {len(columns)} columns",
            "Quote cells that contain a comma, and leave empty cells in their places.",
            record,
        )
    if problems := [_too_long(source, record, one) for one, cell in zip(columns, cells, strict=True) if _is_long(cell)]:
        return ReadResult(problems=tuple(problems))
    raw, numbering = _raw([(one, one.value(cell)) for one, cell in zip(columns, cells, strict=True) if cell])
    read = parse_application(raw, source=source, record=record, today=today)
    if isinstance(read, LoanApplication):
        return ReadResult(applications=(ReadApplication(read, source, record),))
    return ReadResult(
        problems=tuple(one.model_copy(update={"field": _column_name(one.field or "", numbering)}) for one in read)
    )


def _is_long(cell: str) -> bool:
    return len(cell) > MAX_CELL_CHARACTERS


def _too_long(source: str, record: str, where: Column) -> InputProblem:
    return InputProblem(
        source=source,
        record=record,
        field=where.name,
        problem=f"is longer than {MAX_CELL_CHARACTERS:,} characters",
        remedy="Shorten the cell, or check for a quotation mark that is not closed.",
    )


Numbering = dict[tuple[str | int, ...], int]


def _raw(values: list[tuple[Column, str | bool]]) -> tuple[dict[str, object], Numbering]:
    """The row as nested JSON, and for each list entry the number that its columns carry: gaps are closed."""
    tree: dict[str | int, Any] = {}
    for one, value in values:
        node = tree
        for step in one.steps[:-1]:
            node = node.setdefault(step, {})
        node[one.steps[-1]] = value
    numbering: Numbering = {}
    raw = _closed(tree, (), numbering)
    _name_the_nameless(raw)
    return raw, numbering


def _closed(node: Any, path: tuple[str | int, ...], numbering: Numbering) -> Any:  # noqa: ANN401 - a JSON tree
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(step, int) for step in node):
        entries = []
        for place, step in enumerate(sorted(node)):
            numbering[*path, place] = step
            entries.append(_closed(node[step], (*path, place), numbering))
        return entries
    return {step: _closed(child, (*path, step), numbering) for step, child in node.items()}


def _name_the_nameless(raw: dict[str, Any]) -> None:
    for number, borrower in enumerate(raw.get("borrowers", []), start=1):
        borrower.setdefault("identity", {})
        name = borrower.setdefault("borrower_id", f"B{number}")
        for place, income in enumerate(borrower.get("incomes", []), start=1):
            income.setdefault("income_id", f"{name}-I{place}")
    liens = raw.get("loan", {}).get("subordinate_liens", [])
    for entries, key, letter in (
        (raw.get("debts", []), "debt_id", "D"),
        (raw.get("assets", []), "asset_id", "A"),
        (raw.get("owned_properties", []), "property_id", "P"),
        (raw.get("letters", []), "letter_id", "LETTER"),
        (liens, "lien_id", "L"),
    ):
        for number, entry in enumerate(entries, start=1):
            entry.setdefault(key, f"{letter}{number}")


def _column_name(field: str, numbering: Numbering) -> str:
    """A field of the application as the header of its column."""
    path: list[str | int] = []
    name: list[str] = []
    for step in _STEP.findall(field):
        here = int(step) if step.isascii() and step.isdigit() else step
        path.append(here)
        name.append(str(numbering.get(tuple(path), here)))
    return ".".join(name)
