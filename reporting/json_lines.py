"""Results as JSON lines: one object a line in UTF-8, its keys in the order in which `PipelineResult` declares them."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from graph.result import PipelineResult
from reporting.output import unwritable

Write = Callable[[PipelineResult], None]


def line_of(result: PipelineResult) -> bytes:
    return result.model_dump_json().encode() + b"\n"


def writer_on(stream: BinaryIO) -> Write:
    """Each line leaves as it is written."""

    def write(result: PipelineResult) -> None:
        stream.write(line_of(result))
        stream.flush()

    return write


@contextmanager
def json_file(path: Path) -> Iterator[Write]:
    """The file appears when the block is left, whole; where the block raises, what stood there before still does.

    A pipe or a device has nothing to keep and is written as it goes. Raises `OutputError` where it cannot be written.
    """
    with _told(path):
        target = path.resolve()
        special = target.exists() and not target.is_file()
        part = target if special else target.with_name(f".{secrets.token_hex(6)}.part")
        stream = part.open("wb" if special else "xb")
    try:
        yield _guarded(path, stream)
        with _told(path):
            stream.close()
            if not special:
                _put_in_place(part, target)
    finally:
        with suppress(OSError):  # told before, where it matters
            stream.close()
        if not special:
            part.unlink(missing_ok=True)


def _guarded(path: Path, stream: BinaryIO) -> Write:
    write = writer_on(stream)

    def told(result: PipelineResult) -> None:
        with _told(path):
            write(result)

    return told


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        raise unwritable(path, "--json", error) from None


def _put_in_place(part: Path, target: Path) -> None:
    if target.exists():
        part.chmod(target.stat().st_mode & 0o777)
    part.replace(target)
