"""The command behind `scripts/ingest_policies.py`: policy files into the index, what became of each out.

Problems go to stderr, one line each; the table of what became of each file goes to stdout.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from graph.policies import CANNOT_OPEN, VECTORS
from llm.routes import selected_profile
from reporting.terminal import console_on
from retrieval.corpus import FileOutcome
from retrieval.documents import GivenMetadata
from retrieval.embedders.registry import embedder_for
from retrieval.embedders.shipped import ShippedVectors
from retrieval.policy_files import Stage, ingest_paths
from retrieval.reembed import reembed
from storage.database import open_database

ALL_READ = 0
CANNOT_WORK = 1
SOMETHING_NOT_READ = 2

_STYLES = {"failed": "red", "added": "green", "replaced": "green"}


@dataclass(frozen=True, slots=True)
class Request:
    """`given` says what the files leave open. `reembed`: first make the index anew with this profile's model."""

    paths: tuple[Path, ...]
    given: GivenMetadata
    reembed: bool = False


def ingest(request: Request) -> int:
    """The exit status: 0 where all was read, 2 where some file could not be, 1 where nothing could be done."""
    logging.getLogger().addHandler(logging.NullHandler())  # what failed is told once
    try:
        outcomes = asyncio.run(_ingest(request))
    except CANNOT_OPEN as error:
        print(f"Cannot ingest: {' '.join(str(error).split())}", file=sys.stderr)
        return CANNOT_WORK
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        print(f"Cannot ingest: the database fails: {told}. Look into its log, then run again.", file=sys.stderr)
        return CANNOT_WORK
    if outcomes:
        _print(outcomes)
    elif request.paths:
        print("There is no file at these paths. Name a policy file or a folder of them.", file=sys.stderr)
        return CANNOT_WORK
    return SOMETHING_NOT_READ if any(done.change == "failed" for done in outcomes) else ALL_READ


async def _ingest(request: Request) -> tuple[FileOutcome, ...]:
    embedder = embedder_for(selected_profile())
    console = console_on(sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    tasks = {stage: bar.add_task(stage.capitalize(), total=None, visible=False) for stage in ("reading", "embedding")}

    def progress(stage: Stage, done: int, total: int) -> None:
        bar.update(tasks[stage], completed=done, total=total, visible=True)

    async with open_database() as database:
        with bar:
            if request.reembed:
                console.print("Making the index anew with", embedder.name)
                known = ShippedVectors(embedder, VECTORS)
                await reembed(database, known, progress=lambda done, total: progress("embedding", done, total))
            if not request.paths:
                return ()
            return await ingest_paths(database, request.paths, embedder, given=request.given, progress=progress)


def _print(outcomes: Sequence[FileOutcome]) -> None:
    table = Table("file", "document", "outcome", "passages", "embedded", "remark", box=None, pad_edge=False)
    for column in (3, 4):
        table.columns[column].justify = "right"
    for done in outcomes:
        label = f"{done.document}@{done.version}" if done.document else ""
        counts = [str(count) if done.passages else "" for count in (done.passages, done.embedded)]
        outcome = Text(done.change, style=_STYLES.get(done.change, ""))
        table.add_row(Text(done.file, overflow="fold"), Text(label, overflow="fold"), outcome, *counts, Text(done.note))
    console = console_on(sys.stdout)
    console.print(table)
    failed = sum(done.change == "failed" for done in outcomes)
    passages = sum(done.passages for done in outcomes)
    embedded = sum(done.embedded for done in outcomes)
    console.print(
        f"{len(outcomes)} files, {failed} of them not read; {passages} passages written, {embedded} of them embedded."
    )
