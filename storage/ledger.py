"""The ledger in the database: entries are appended one after the other, and the head moves with them."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import LiteralString

from psycopg import AsyncConnection
from psycopg.rows import DictRow, class_row

from storage.canonical import canonical_json
from storage.chain import Entry, Fault, Head, Tamper, first_fault, head_of, linked
from storage.database import Database
from storage.errors import StorageError
from storage.seal import SignedHead, private_key, signed

RECORD = "record"
"""The kind of an entry over an examination record; its document names the record's hash and version."""

VERDICT = "verdict"
"""What the validator found of a version of the record."""
RELEASE = "release"
"""What became of the decision: released, or held for a person."""

PURGE = "purge"
"""That the records of a run were destroyed, which the entry names by their hashes."""

Digests = Mapping[tuple[str, int], str]
"""The SHA-256 of every examination record as it is stored, by thread and version."""

_COLUMNS: LiteralString = "number, kind, thread_id, application_id, written_at, document, previous, sha256"


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that there is to check."""

    entries: tuple[Entry, ...]
    head: SignedHead
    digests: Digests


def head_is_gone() -> StorageError:
    return StorageError(
        "The table ledger_head is empty, which no statement of this program leaves it. Find out who did that, and put "
        "its row back from a backup or from the newest anchor."
    )


async def append(
    connection: AsyncConnection[DictRow], *, kind: str, thread_id: str, application_id: str, document: str
) -> Entry:
    """Adds an entry within the caller's transaction; whoever comes at the same time waits until that has ended.

    The head is signed where a key is set. Raises `SealError` for a key that cannot be used.
    """
    key = private_key()
    last = await _locked_head(connection)
    now = datetime.now(UTC).isoformat()
    entry = linked(
        last,
        kind=kind,
        thread_id=thread_id,
        application_id=application_id,
        written_at=now,
        document=document,
    )
    await connection.execute(
        f"INSERT INTO ledger_entry ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",  # noqa: S608 - a constant
        astuple(entry),
    )
    head = head_of(entry)
    anchor = signed(head, key, signed_at=now) if key else SignedHead(head.count, head.sha256, "", "")
    await connection.execute(
        "UPDATE ledger_head SET count = %s, sha256 = %s, signed_at = %s, signature = %s", astuple(anchor)
    )
    return entry


async def enter_record(
    connection: AsyncConnection[DictRow], *, thread_id: str, application_id: str, version: int, sha256: str
) -> Entry:
    document = canonical_json({"record": sha256, "version": version})
    return await append(connection, kind=RECORD, thread_id=thread_id, application_id=application_id, document=document)


async def enter_once(
    connection: AsyncConnection[DictRow],
    *,
    kind: str,
    thread_id: str,
    application_id: str,
    version: int,
    document: str,
) -> Entry:
    """Adds an entry about a version of a record, or gives back the one of that kind that is there.

    `document` is canonical JSON with the `version` in it. So a run that goes on after its process died finds what it
    had sealed before.
    """
    await _locked_head(connection)
    async with connection.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM ledger_entry WHERE thread_id = %s AND kind = %s"  # noqa: S608 - a constant
            " AND (document::jsonb ->> 'version')::integer = %s ORDER BY number LIMIT 1",
            (thread_id, kind, version),
        )
        found = await cursor.fetchone()
    if found:
        return found
    return await append(connection, kind=kind, thread_id=thread_id, application_id=application_id, document=document)


async def _locked_head(connection: AsyncConnection[DictRow]) -> Head:
    """The head, which nobody else moves before the transaction ends."""
    row = await (await connection.execute("SELECT count, sha256 FROM ledger_head FOR UPDATE")).fetchone()
    if row is None:
        raise head_is_gone()
    return Head(row["count"], row["sha256"])


async def read_ledger(database: Database) -> Ledger:
    """As it stands at one moment. Raises `StorageError` where the head is gone."""
    async with database.pool.connection() as connection, connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        async with connection.cursor(row_factory=class_row(SignedHead)) as cursor:
            await cursor.execute("SELECT count, sha256, signed_at, signature FROM ledger_head")
            head = await cursor.fetchone()
        async with connection.cursor(row_factory=class_row(Entry)) as entries:
            await entries.execute(f"SELECT {_COLUMNS} FROM ledger_entry ORDER BY number")  # noqa: S608 - a constant
            found = tuple(await entries.fetchall())
        rows = await connection.execute(
            "SELECT thread_id, version, encode(sha256(convert_to(document, 'UTF8')), 'hex') AS digest"
            " FROM examination_record ORDER BY id"
        )
        digests = {(row["thread_id"], row["version"]): row["digest"] for row in await rows.fetchall()}
    if head is None:
        raise head_is_gone()
    return Ledger(found, head, digests)


def check(ledger: Ledger, anchors: tuple[SignedHead, ...] = ()) -> Fault | None:
    """The first bad entry, or None: the chain, its end, and every record that an entry names."""
    heads = [anchor.head for anchor in (*anchors, ledger.head)]
    faults = [first_fault(ledger.entries, heads, end=ledger.head.head), _records(ledger)]
    return min((fault for fault in faults if fault), key=lambda fault: fault.number, default=None)


def _records(ledger: Ledger) -> Fault | None:
    named: set[tuple[str, int]] = set()
    purged = _purged(ledger.entries)
    for place, entry in enumerate(ledger.entries, start=1):
        if entry.kind not in {RECORD, VERDICT, RELEASE}:
            continue
        try:
            told = json.loads(entry.document)
            key, digest = (entry.thread_id, int(told["version"])), told["record"]
        except (ValueError, TypeError, KeyError):
            return Fault(Tamper.ALTERED, place)
        stored = ledger.digests.get(key)
        if stored is None and (entry.thread_id, digest) in purged:
            continue
        if stored != digest:
            return Fault(Tamper.MISSING if stored is None else Tamper.ALTERED, place)
        if entry.kind == RECORD:
            named.add(key)
    return Fault(Tamper.INSERTED, len(ledger.entries) + 1) if ledger.digests.keys() - named else None


def _purged(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """Thread and hash of every record that was destroyed."""
    found: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.kind == PURGE:
            with suppress(ValueError, TypeError, KeyError):  # an entry that was altered is told by its own hash
                found |= {(entry.thread_id, str(digest)) for digest in json.loads(entry.document)["records"]}
    return found
