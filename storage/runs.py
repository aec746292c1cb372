"""Which runs the database holds something of: sealed records, checkpoints, or both. Reads, and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.database import Database

MOST = 5_000
"""A look-up gives no more runs than this; the newest come first."""

_RECORDED = """
    SELECT thread_id, min(application_id) AS application_id, count(*) AS versions,
           min(created_at) AS began, max(created_at) AS ended
    FROM examination_record WHERE starts_with(thread_id, %s) OR starts_with(application_id, %s)
    GROUP BY thread_id ORDER BY max(id) DESC LIMIT %s
"""
_CHECKPOINTED = """
    SELECT thread_id, min((checkpoint->>'ts')::timestamptz) AS began, max((checkpoint->>'ts')::timestamptz) AS ended
    FROM checkpoints WHERE checkpoint_ns = '' AND (starts_with(thread_id, %s) OR thread_id = ANY(%s))
    GROUP BY thread_id ORDER BY max(checkpoint_id) DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """`application_id` is None until a record was sealed, of which there are `versions`.

    `began` and `ended` are the times of the first and the last thing that was kept.
    """

    thread_id: str
    application_id: str | None
    versions: int
    checkpointed: bool
    began: datetime
    ended: datetime


async def find_runs(database: Database, beginning: str = "", *, limit: int = MOST) -> list[KeptRun]:
    """The runs whose thread id, or whose application id in a record, begins so; the newest first."""
    recorded = {row["thread_id"]: row for row in await _rows(database, _RECORDED, (beginning, beginning, limit))}
    checkpointed = {}
    if await _has_checkpoints(database):
        rows = await _rows(database, _CHECKPOINTED, (beginning, list(recorded), limit))
        checkpointed = {row["thread_id"]: row for row in rows}
    runs = [
        KeptRun(
            thread_id=thread_id,
            application_id=recorded[thread_id]["application_id"] if thread_id in recorded else None,
            versions=recorded[thread_id]["versions"] if thread_id in recorded else 0,
            checkpointed=thread_id in checkpointed,
            began=min(kept[thread_id]["began"] for kept in (recorded, checkpointed) if thread_id in kept),
            ended=max(kept[thread_id]["ended"] for kept in (recorded, checkpointed) if thread_id in kept),
        )
        for thread_id in {**recorded, **checkpointed}
    ]
    return sorted(runs, key=lambda run: (run.ended, run.thread_id), reverse=True)[:limit]


async def _has_checkpoints(database: Database) -> bool:
    """The tables are made with the first run."""
    rows = await _rows(database, "SELECT to_regclass('checkpoints') IS NOT NULL AS made", ())
    return bool(rows[0]["made"])


async def _rows(database: Database, query: str, values: Sequence[object]) -> list[dict[str, Any]]:
    async with database.pool.connection() as connection:
        cursor = await connection.execute(query.encode(), values)
        return await cursor.fetchall()
