"""Where a command may write, found out before it works for minutes and told in one line when it may not."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class OutputError(Exception):
    """Something that was asked for cannot be written; the message says what, why and what to do."""


def why(error: Exception) -> str:
    """The operating system's reason, without the file names that it adds."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def folder_to_write(folder: Path, option: str, *, private: bool = False) -> Path:
    """`folder`, made where it is missing, after a file could be written into it. Raises `OutputError`.

    A private folder that is made can be opened by its owner alone; one that is there keeps its rights.
    """
    try:
        folder.mkdir(mode=_mode(private), parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError) as error:
        raise unwritable(folder, option, error) from None


def _mode(private: bool) -> int:
    return 0o700 if private else 0o777


def unwritable(path: Path, option: str, error: Exception) -> OutputError:
    return OutputError(f"{option} {path} cannot be written: {why(error)}. Name a place that you may write.")


@contextmanager
def whole_file(target: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """The file appears whole when the block is left, or not at all; its folder is made where it is missing.

    A private file can be read by its owner alone, as can the folder that is made for it. Raises OSError.
    """
    target.parent.mkdir(mode=_mode(private), parents=True, exist_ok=True)
    draft = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        if private:
            draft.touch(mode=0o600)
        with draft.open("wb") as file:
            yield file
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(target: Path, content: bytes, *, private: bool = False) -> Path:
    """As `whole_file` does, with all of the content at once."""
    with whole_file(target, private=private) as file:
        file.write(content)
    return target


def shortened(path: Path) -> Path:
    """`path` as seen from the current folder, where it lies in there."""
    try:
        here = Path.cwd()
    except OSError:  # the current folder was removed
        return path
    return path.relative_to(here) if path.is_relative_to(here) else path
