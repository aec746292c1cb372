"""Files and folders to applications: the one place where submissions are read from disk.

Nothing here raises for what a person may have sent: every path that cannot be read becomes a problem with a remedy,
and the others go on. Files are read in a stable order: paths as given, the files of a folder by name.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lending.formats import EXTENSIONS, InputProblem, ReadApplication, read
from lending.formats.wording import holds_personal_number, listed, printable

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Larger than any application; looked up before a byte is read."""

_MAX_FOLDERS = 10_000


@dataclass(frozen=True, slots=True)
class Submissions:
    """What a run starts from. Application identifiers are unique among `applications`."""

    applications: tuple[ReadApplication, ...]
    problems: tuple[InputProblem, ...]
    notes: tuple[str, ...]


@dataclass
class _Found:
    applications: list[ReadApplication] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    read: set[tuple[int, int]] = field(default_factory=set)

    def refuse(self, path: Path, problem: str, remedy: str) -> None:
        self.problems.append(InputProblem(source=_name(path), problem=problem, remedy=remedy))


def load_submissions(paths: Sequence[Path], *, today: date) -> Submissions:
    """Every application in the files and folders given, what is wrong with the others, and what was left unread.

    A folder yields the files of known formats in it and in its subfolders, hidden ones excepted. A file larger than
    `MAX_FILE_BYTES` is not opened. Of applications with the same identifier, upper and lower case alike since pages and
    letters are files named after it, the first is kept.
    """
    found = _Found()
    for path in paths:
        for file in _files(path, found):
            _read_file(file, found, today)
    return Submissions(tuple(found.applications), tuple(found.problems), tuple(found.notes))


def _name(path: Path) -> str:
    return printable(str(path), limit=1_000)


def _why(error: OSError) -> str:
    return printable(error.strerror or type(error).__name__).lower()


def _status(path: Path, found: _Found) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        found.refuse(path, "does not exist", "Check the name; a link may point to a file that was moved.")
    except (OSError, ValueError) as error:
        reason = _why(error) if isinstance(error, OSError) else "the name cannot be used"
        found.refuse(path, f"cannot be looked at: {reason}", "Check the name and the rights of its folder.")
    return None


def _files(path: Path, found: _Found) -> Iterator[Path]:
    """The path itself, or the files of a folder. A named file is tried whatever it is called."""
    status = _status(path, found)
    if status is None:
        return
    if not stat.S_ISDIR(status.st_mode):
        yield path
        return
    before = len(found.problems)
    files = list(_walk(path, found))
    if not files and len(found.problems) == before:
        found.refuse(path, "holds no application", f"Put files into it that end in {listed(EXTENSIONS)}.")
    yield from files


def _walk(top: Path, found: _Found) -> Iterator[Path]:
    """The files of known formats below a folder, by name; a folder reached twice through a link is told, not read."""
    seen: set[tuple[int, int]] = set()
    folders = [top]
    while folders:
        folder = folders.pop()
        status = _status(folder, found)
        if status is None:
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen or len(seen) >= _MAX_FOLDERS:
            found.refuse(folder, "leads back to a folder that was already read", "Remove the link.")
            continue
        seen.add(identity)
        try:
            entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
        except OSError as error:
            found.refuse(folder, f"cannot be opened: {_why(error)}", "Give the right to read it.")
            continue
        others = [entry.name for entry in entries if entry.suffix.lower() not in EXTENSIONS and not entry.is_dir()]
        if others:
            found.notes.append(f"{_name(folder)}: not read, of another format: {printable(listed(others))}")
        folders.extend(entry for entry in reversed(entries) if entry.is_dir())
        yield from (entry for entry in entries if entry.suffix.lower() in EXTENSIONS and not entry.is_dir())


def _read_file(path: Path, found: _Found, today: date) -> None:
    status = _status(path, found)
    if status is None:
        return
    if not stat.S_ISREG(status.st_mode):
        found.refuse(path, "is no ordinary file", "Save it as a file and name that.")
        return
    identity = (status.st_dev, status.st_ino)
    if identity in found.read:
        found.notes.append(f"{_name(path)}: the same file was already read")
        return
    found.read.add(identity)
    if status.st_size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024**2
        found.refuse(path, f"is larger than {limit} MB", f"Split it into files of at most {limit} MB.")
        return
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES)
    except OSError as error:
        found.refuse(path, f"cannot be read: {_why(error)}", "Give the right to read it, or save it again.")
        return
    result = read(_name(path), data, today=today)
    found.notes.extend(result.notes)
    found.problems.extend(result.problems)
    for one in result.applications:
        _add(one, found)


def _add(one: ReadApplication, found: _Found) -> None:
    identifier = one.application.application_id
    place = ", ".join(part for part in (one.source, one.record) if part)
    spelled = identifier.casefold()
    if spelled not in found.places:
        found.places[spelled] = (identifier, place)
        found.applications.append(one)
        return
    earlier, where = found.places[spelled]
    same = "the same identifier" if earlier == identifier else "the same identifier but for upper and lower case"
    found.problems.append(
        InputProblem(
            source=one.source,
            record=one.record,
            application_id=None if holds_personal_number(identifier) else identifier,
            field="application_id",
            problem=f"{same} stands in {where}, which was read first",
            remedy="Give each application its own application_id.",
        )
    )
