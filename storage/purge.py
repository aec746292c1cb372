"""Destroys what is kept of a run, with the proof of it in the ledger first; and holds that keep a run from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString

from storage.canonical import canonical_json
from storage.database import Database
from storage.ledger import PURGE, append

HOLD = "hold"
"""The kind of an entry that places a hold on an application, or lifts it."""

_OF_A_RUN: tuple[LiteralString, ...] = (
    "examination_record",
    "model_answer",
    "run",
    "checkpoint_writes",
    "checkpoint_blobs",
    "checkpoints",
)


@dataclass(frozen=True, slots=True)
class Purged:
    """What was destroyed of a run, in rows by table."""

    thread_id: str
    rows: Mapping[str, int]


async def purge_run(
    database: Database, *, thread_id: str, application_id: str, records: Sequence[str], why: Mapping[str, object]
) -> Purged:
    """Destroys everything of a run but its ledger entries, in one transaction with the entry that tells of it.

    `records` are the hashes of its records, which the entry names and without which the database refuses; `why` says by
    which rule. Raises `psycopg.errors.RestrictViolation` for a run with a record that is not named.
    """
    async with database.pool.connection() as connection, connection.transaction():
        document = canonical_json({"records": list(records), "why": dict(why)})
        await append(connection, kind=PURGE, thread_id=thread_id, application_id=application_id, document=document)
        rows = {}
        for table in _OF_A_RUN:
            cursor = await connection.execute(f"DELETE FROM {table} WHERE thread_id = %s", (thread_id,))  # noqa: S608
            rows[table] = cursor.rowcount
    return Purged(thread_id, rows)


async def note_hold(database: Database, application_id: str, action: Literal["placed", "lifted"], reason: str) -> None:
    """Enters in the ledger that the application is held from being purged, or is not any more."""
    async with database.pool.connection() as connection, connection.transaction():
        document = canonical_json({"action": action, "reason": reason})
        await append(connection, kind=HOLD, thread_id="", application_id=application_id, document=document)


async def held_applications(database: Database) -> dict[str, str]:
    """The applications on hold, each with the reason."""
    async with database.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT DISTINCT ON (application_id) application_id, document::jsonb ->> 'action' AS action,"
            " document::jsonb ->> 'reason' AS reason FROM ledger_entry WHERE kind = %s"
            " ORDER BY application_id, number DESC",
            (HOLD,),
        )
        return {row["application_id"]: row["reason"] for row in await cursor.fetchall() if row["action"] == "placed"}
