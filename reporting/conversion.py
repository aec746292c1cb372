"""The command behind `scripts/convert_application.py`: applications of any known format in, MISMO or JSON out.

What it says goes to stderr, one line each, and never what a field holds. The output holds everything that the input
held of its applicants, so that a file is readable by its owner alone.
"""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from graph.submissions import load_submissions
from lending.application import LoanApplication
from lending.formats.wording import listed, printable
from lending.mismo import write_mismo
from lending.mismo34.xml import MismoError
from reporting.output import why, write_whole

EVERYTHING_IS_WRITTEN = 0
NOTHING_IS_WRITTEN = 1
SOME_INPUT_IS_LEFT_OUT = 2


def as_json(applications: Sequence[LoanApplication]) -> bytes:
    """An object, or a list where there are several; fields that hold nothing are left out."""
    trees = [application.model_dump(mode="json", exclude_none=True) for application in applications]
    text = json.dumps(trees[0] if len(trees) == 1 else trees, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()


def as_mismo(applications: Sequence[LoanApplication]) -> bytes:
    """One message with a deal for each. Raises `MismoError`."""
    return write_mismo(*applications)


WRITERS = {".xml": as_mismo, ".mismo": as_mismo, ".json": as_json}
"""By the ending of the file that is written."""


def convert(source: Path, target: Path | None) -> int:
    """The exit status: 0 where every application was written, 2 where some could not be read, 1 where none was written.

    `target` None: to stdout, a MISMO file as JSON and every other one as MISMO. A file that is there is left alone.
    Raises OSError where stdout or stderr cannot be written.
    """
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]  # a character less is better than no output
    ending = target.suffix.lower() if target is not None else ".json" if _is_mismo(source) else ".xml"
    if target is not None and (objection := _objection(target)):
        return _refuse(*objection)
    read = load_submissions([source], today=datetime.now().astimezone().date())
    for problem in read.problems:
        _tell(f"Not read: {problem}")
    for note in read.notes:
        _tell(f"Note: {note}")
    applications = [one.application for one in read.applications]
    if not applications:
        return NOTHING_IS_WRITTEN
    try:
        content = WRITERS[ending](applications)
    except MismoError as error:
        which = f"{error.record} " if error.record else "the message "
        return _refuse(f"{which}{error.problem}", error.remedy.removesuffix("."))
    if target is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        try:
            write_whole(target, content, private=True)
        except OSError as error:
            return _refuse(f"{_name(target)} cannot be written: {why(error)}", "Name a place that you may write")
        count = len(applications)
        _tell(f"Written: {_name(target)} ({count:,} application{'' if count == 1 else 's'})")
    return SOME_INPUT_IS_LEFT_OUT if read.problems else EVERYTHING_IS_WRITTEN


def _objection(target: Path) -> tuple[str, str] | None:
    """What is wrong with the name of the file to write, and what to do; a mistyped folder is not made."""
    if target.suffix.lower() not in WRITERS:
        return f"{_name(target)} has no ending that says what to write", f"Name a file that ends in {listed(WRITERS)}"
    if target.exists() or target.is_symlink():
        return f"{_name(target)} is there already", "Name another file, or remove that one first"
    if not target.parent.exists():
        return f"the folder {_name(target.parent)} does not exist", "Make it first, or name a file in another one"
    return None


def _is_mismo(source: Path) -> bool:
    return WRITERS.get(source.suffix.lower()) is as_mismo


def _name(path: Path | None) -> str:
    return printable(str(path), limit=1_000)


def _refuse(problem: str, remedy: str) -> int:
    _tell(f"Cannot write: {problem}. {remedy}.")
    return NOTHING_IS_WRITTEN


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
