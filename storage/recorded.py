"""Every run whose records are kept, one at a time: from the database, or from an export without one."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.database import Database
from storage.errors import StorageError
from storage.ledger import PURGE, RECORD, VERDICT
from storage.ledger_file import LedgerFileError


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run's records as canonical JSON, the first version first; by kind and version what was sealed behind them."""

    thread_id: str
    application_id: str
    written_at: str
    documents: tuple[str, ...]
    sealed: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def verdict(self) -> str | None:
        """What the validator found of the last version."""
        return self.sealed.get((VERDICT, len(self.documents)))


async def runs_in_database(database: Database, thread_id: str | None = None) -> AsyncIterator[RecordedRun]:
    """All in the order in which they were first sealed, or that one. Raises StorageError for a record that is gone."""
    async with database.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT thread_id FROM ledger_entry WHERE (%s::text IS NULL OR thread_id = %s) GROUP BY thread_id"
            " HAVING bool_or(kind = %s) AND NOT bool_or(kind = %s) ORDER BY min(number)",
            (thread_id, thread_id, RECORD, PURGE),
        )
        threads = [row["thread_id"] for row in await cursor.fetchall()]
    for thread in threads:
        async with database.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT e.kind, e.thread_id, e.application_id, e.written_at, e.document, r.document AS text"
                " FROM ledger_entry e LEFT JOIN examination_record r ON e.kind = %s AND r.thread_id = e.thread_id"
                " AND r.version = (e.document::jsonb ->> 'version')::integer WHERE e.thread_id = %s ORDER BY e.number",
                (RECORD, thread),
            )
            yield _run(await cursor.fetchall())


def runs_in_file(path: Path, thread_id: str | None = None) -> Iterator[RecordedRun]:
    """The same from an export. Raises OSError, or LedgerFileError for a line that is none."""
    places: dict[str, list[int]] = {}
    with path.open("rb") as file:
        place = len(file.readline())  # the head
        for line in file:
            entry = _told(line, path)["entry"]
            if thread_id is None or entry["thread_id"] == thread_id:
                places.setdefault(entry["thread_id"], []).append(place)
            place += len(line)
        for of_thread in places.values():
            rows = []
            for at in of_thread:
                file.seek(at)
                told = _told(file.readline(), path)
                rows.append({**told["entry"], "text": told["record"]})
            kinds = {row["kind"] for row in rows}
            if RECORD in kinds and PURGE not in kinds:
                yield _run(rows)


def _told(line: bytes, path: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(line)
        _ = told["entry"]["thread_id"], told["record"]
    except (ValueError, KeyError, TypeError):
        raise LedgerFileError(
            f"{path}: a line is none of an exported ledger; check it: scripts/verify_ledger.py"
        ) from None
    return told


def _run(rows: list[dict[str, Any]]) -> RecordedRun:
    first = rows[0]
    records = [row for row in rows if row["kind"] == RECORD]
    if any(row["text"] is None for row in records):
        raise StorageError(f"A record of {first['thread_id']} is gone. Check the ledger: scripts/verify_ledger.py")
    sealed = {
        (row["kind"], int(json.loads(row["document"])["version"])): row["document"]
        for row in rows
        if row["kind"] != RECORD
    }
    return RecordedRun(
        thread_id=first["thread_id"],
        application_id=first["application_id"],
        written_at=first["written_at"],
        documents=tuple(row["text"] for row in records),
        sealed=sealed,
    )
