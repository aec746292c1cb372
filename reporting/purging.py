"""The command behind `scripts/purge.py`: what may be destroyed by the retention policy, and destroying it."""

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from rich.table import Table

from graph.retention import Retained, purge, retained_runs
from reporting.terminal import console_on
from storage.database import open_database
from storage.errors import StorageError
from storage.purge import note_hold

DONE = 0
CANNOT_WORK = 1


@dataclass(frozen=True, slots=True)
class PurgeRequest:
    """`hold` or `lift` names an application, for the `reason`. Without `destroy`, what is due is only told."""

    as_of: date | None = None
    destroy: bool = False
    hold: str | None = None
    lift: str | None = None
    reason: str | None = None


def retain(asked: PurgeRequest) -> int:
    """The exit status. Problems go to stderr."""
    try:
        return asyncio.run(_retain(asked))
    except StorageError as error:
        print(f"Cannot purge: {' '.join(str(error).split())}", file=sys.stderr)
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        print(
            f"Cannot purge: the database refuses or fails: {told}. Purge as the owner of the tables.", file=sys.stderr
        )
    return CANNOT_WORK


async def _retain(asked: PurgeRequest) -> int:
    async with open_database() as database:
        named = asked.hold or asked.lift
        if named:
            await note_hold(database, named, "placed" if asked.hold else "lifted", asked.reason or "")
            print(f"{named}: a hold was {'placed' if asked.hold else 'lifted'}, and that is in the ledger.")
            return DONE
        as_of = asked.as_of or datetime.now().astimezone().date()
        counts, shown = Counter[str](), list[Retained]()
        async for kept in retained_runs(database, as_of=as_of):
            counts[kept.state] += 1
            if kept.state != "kept":
                shown.append(kept)
            if kept.state == "due" and asked.destroy:
                await purge(database, kept)
    if shown:
        console_on(sys.stdout).print(_table(shown))
    what = "destroyed, each with its proof in the ledger" if asked.destroy else "may be destroyed (--yes destroys them)"
    print(
        f"As of {as_of}: {counts['due']:,} runs {what}; {counts['held']:,} held; {counts['kept']:,} still to be kept."
    )
    return DONE


def _table(shown: list[Retained]) -> Table:
    table = Table()
    for heading in ("application", "run", "kept until", "state", "reason of the hold"):
        table.add_column(heading, overflow="fold")
    for kept in shown:
        table.add_row(kept.run.application_id, kept.run.thread_id, f"{kept.until}", kept.state, kept.reason or "")
    return table
