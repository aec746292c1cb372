"""The ledger as a file that can be checked elsewhere: JSON lines, the head first, then every entry with its record."""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from storage.canonical import canonical_json
from storage.chain import Entry
from storage.database import Database
from storage.errors import StorageError
from storage.ledger import RECORD, Ledger, head_is_gone
from storage.seal import SignedHead, anchor_of

_AT_ONCE = 200


class LedgerFileError(StorageError):
    """A line of an export that is none; names file and line. The ledger cannot be relied on from there."""


async def export_lines(database: Database) -> AsyncIterator[str]:
    """Every line of the export, as the ledger stands at one moment. A record that is gone is null."""
    async with database.pool.connection() as connection, connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        head = await (
            await connection.execute("SELECT count, sha256, signed_at, signature FROM ledger_head")
        ).fetchone()
        if head is None:
            raise head_is_gone()
        yield canonical_json({"head": head})
        async with connection.cursor("ledger") as cursor:
            cursor.itersize = _AT_ONCE
            await cursor.execute(
                "SELECT e.*, r.document AS text FROM ledger_entry e LEFT JOIN examination_record r ON e.kind = %s"
                " AND r.thread_id = e.thread_id"
                " AND r.version = substring(e.document FROM 'version.:([0-9]{1,9})')::integer"
                " ORDER BY e.number",
                (RECORD,),
            )
            async for row in cursor:
                text = row.pop("text")
                yield canonical_json({"entry": row, "record": text})


def read_export(path: Path) -> Ledger:
    """Raises OSError, or `LedgerFileError` for a line that cannot be read."""
    entries: list[Entry] = []
    digests: dict[tuple[str, int], str] = {}
    head: SignedHead | None = None
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                told = json.loads(line)
                if number == 1:
                    head = anchor_of(canonical_json(told["head"]), str(path))
                    continue
                entry = _entry(told["entry"])
                entries.append(entry)
                if told["record"] is not None:
                    version = int(json.loads(entry.document)["version"])
                    digests[entry.thread_id, version] = hashlib.sha256(told["record"].encode()).hexdigest()
            except (ValueError, TypeError, KeyError, AttributeError, StorageError):
                raise LedgerFileError(
                    f"{path}, line {number}: this is no line of an exported ledger; "
                    "export it again, and find out what changed it"
                ) from None
    if head is None:
        raise LedgerFileError(f"{path}: the file is empty; export the ledger again")
    return Ledger(tuple(entries), head, digests)


def _entry(raw: dict[str, Any]) -> Entry:
    entry = Entry(**raw)
    for field in fields(Entry):
        if type(getattr(entry, field.name)) is not field.type:
            raise TypeError(field.name)
    return entry
