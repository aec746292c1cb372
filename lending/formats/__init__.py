"""Reading applications: bytes of a JSON, JSONL, CSV or MISMO file to typed applications and problems in plain words.

Pure: the file system is walked by `graph.submissions`. Whatever the bytes are, `read` returns; it never raises.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from lending.formats.csv_format import read_csv
from lending.formats.json_format import read_json, read_jsonl
from lending.formats.mismo_format import read_mismo
from lending.formats.parse import parse_application
from lending.formats.problem import InputProblem
from lending.formats.result import WHOLE_FILE, ReadApplication, ReadResult, refused_file
from lending.formats.wording import listed

__all__ = ["EXTENSIONS", "InputProblem", "ReadApplication", "ReadResult", "parse_application", "read"]

_READERS: dict[str, Callable[..., ReadResult]] = {
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".xml": read_mismo,
    ".mismo": read_mismo,
}

EXTENSIONS = tuple(_READERS)
"""The endings of file names that have a reader, in lower case."""

MAX_PROBLEMS_OF_A_FILE = 1_000
"""A file with more is of another kind than its name says; the rest is counted."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(source: str, data: bytes, *, today: date) -> ReadResult:
    """The applications in one file. The name's ending chooses the reader, unless the content plainly is of another.

    `source` is the file's name as people gave it and stands in every problem; `today` is the last day that is not in
    the future.
    """
    ending = PurePath(source).suffix.lower()
    start = data.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1]
    if start == b"<" and ending != ".csv":
        ending = ".xml"
    elif start in (b"{", b"[") and ending not in (".csv", ".jsonl", ".ndjson"):
        ending = ".json"
    if ending not in _READERS:
        return refused_file(source, "is of no known format", f"Send a file that ends in {listed(EXTENSIONS)}.")
    return _bounded(source, _READERS[ending](source, data, today=today))


def _bounded(source: str, result: ReadResult) -> ReadResult:
    more = len(result.problems) - MAX_PROBLEMS_OF_A_FILE
    if more <= 0:
        return result
    last = InputProblem(
        source=source,
        record=WHOLE_FILE,
        problem=f"and {more:,} more problems",
        remedy="Correct those above and read the file again.",
    )
    return replace(result, problems=(*result.problems[:MAX_PROBLEMS_OF_A_FILE], last))
