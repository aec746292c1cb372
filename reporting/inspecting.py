"""The command behind `scripts/inspect_trace.py`: a run's name in, its story out. Problems go to stderr."""

import asyncio
import logging
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from graph.kept import Kept, UnknownRunError, find_run, read_run
from reporting.output import OutputError, unwritable, write_whole
from reporting.terminal import console_on
from reporting.trace_account import account_of, result_told
from reporting.trace_diff import print_differences
from reporting.trace_page import trace_page
from reporting.trace_story import print_run
from storage.database import open_database
from storage.errors import StorageError

TOLD = 0
CANNOT_WORK = 1
NO_SUCH_RUN = 2

_STANDARD_OUTPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Inspection:
    """`name`: a thread id, an application id, or how one begins. `json`: a file, or "-" for stdout and no story.

    `html`: a page of the run. `diff`: another run that it is compared with, in place of the story.
    """

    name: str
    json: Path | None = None
    html: Path | None = None
    diff: str | None = None
    records: bool = False


def inspect(asked: Inspection) -> int:
    """The exit status: 0 where a run was told, 2 where none has this name, 1 where nothing can be read."""
    logging.getLogger().addHandler(logging.NullHandler())  # what failed is told once
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a character less is better than no output
    try:
        kept, other = asyncio.run(_read(asked))
        if other:
            print_differences(console_on(sys.stdout), kept, other)
        else:
            _tell(asked, kept)
    except UnknownRunError as error:
        print(f"Not found: {error}", file=sys.stderr)
        return NO_SUCH_RUN
    except (StorageError, OutputError) as error:
        print(f"Cannot inspect: {' '.join(str(error).split())}", file=sys.stderr)
        return CANNOT_WORK
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        print(f"Cannot inspect: the database fails: {told}. Look into its log, then ask again.", file=sys.stderr)
        return CANNOT_WORK
    return TOLD


async def _read(asked: Inspection) -> tuple[Kept, Kept | None]:
    async with open_database() as database:
        kept = await read_run(database, await find_run(database, asked.name.strip()))
        if asked.diff is None:
            return kept, None
        return kept, await read_run(database, await find_run(database, asked.diff.strip()))


def _tell(asked: Inspection, kept: Kept) -> None:
    account, result = account_of(kept, documents=asked.records), result_told(kept)
    if asked.html:
        from reporting.html import render_trace  # noqa: PLC0415 - the templates' engine, needed only with --html

        _write(asked.html, "--html", render_trace(trace_page(kept, account, result)))
    if asked.json:
        line = account.model_dump_json() + "\n"
        if asked.json == _STANDARD_OUTPUT:
            print(line, end="")
            return
        _write(asked.json, "--json", line)
    print_run(console_on(sys.stdout), account, result)
    if asked.html:
        print(f"\nPage: {asked.html}")


def _write(file: Path, option: str, text: str) -> None:
    try:
        write_whole(file, text.encode())
    except OSError as error:
        raise unwritable(file, option, error) from None
