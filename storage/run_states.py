"""Which runs were begun, for what, and how far they came."""

from dataclasses import dataclass
from typing import Literal, LiteralString

from psycopg.rows import class_row

from storage.database import Database

State = Literal["running", "waiting", "ended"]
"""A run that is `running` and has no process any more was interrupted; `waiting` is for a person."""

_COLUMNS: LiteralString = "thread_id, application_id, profile, input_sha256, idempotency_key, state"


@dataclass(frozen=True, slots=True)
class RunState:
    """`input_sha256` is that of the application as intake tokenises it."""

    thread_id: str
    application_id: str
    profile: str
    input_sha256: str
    idempotency_key: str | None
    state: State


async def begin_run(database: Database, run: RunState) -> None:
    async with database.pool.connection() as connection:
        await connection.execute(
            f"INSERT INTO run ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608 - a constant
            (run.thread_id, run.application_id, run.profile, run.input_sha256, run.idempotency_key, run.state),
        )


async def note_state(database: Database, thread_id: str, state: State) -> None:
    async with database.pool.connection() as connection:
        await connection.execute(
            "UPDATE run SET state = %(state)s, ended_at = CASE WHEN %(state)s = 'ended' THEN now() END"
            " WHERE thread_id = %(thread_id)s",
            {"state": state, "thread_id": thread_id},
        )


async def run_of_key(database: Database, key: str) -> RunState | None:
    return await _newest(database, "idempotency_key = %s", (key,))


async def run_of_input(database: Database, application_id: str, input_sha256: str, profile: str) -> RunState | None:
    """The newest run of exactly this submission."""
    return await _newest(
        database,
        "application_id = %s AND input_sha256 = %s AND profile = %s",
        (application_id, input_sha256, profile),
    )


async def unfinished_runs(database: Database) -> list[RunState]:
    """Those that are `running`, the oldest first: interrupted, or under way in some process now."""
    async with database.pool.connection() as connection, connection.cursor(row_factory=class_row(RunState)) as cursor:
        await cursor.execute(f"SELECT {_COLUMNS} FROM run WHERE state = 'running' ORDER BY began_at")  # noqa: S608
        return await cursor.fetchall()


async def _newest(database: Database, where: LiteralString, values: tuple[str, ...]) -> RunState | None:
    async with database.pool.connection() as connection, connection.cursor(row_factory=class_row(RunState)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM run WHERE {where} ORDER BY began_at DESC LIMIT 1",  # noqa: S608 - constants
            values,
        )
        return await cursor.fetchone()
