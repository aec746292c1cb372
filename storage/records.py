"""Examination records: canonical documents, appended once and entered in the ledger, read back with their hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from storage.canonical import canonical_json
from storage.database import Database
from storage.errors import StorageError
from storage.ledger import enter_record

__all__ = ["Record", "append_record", "canonical_json", "list_records", "read_record"]

_COLUMNS = "id, thread_id, application_id, version, document, sha256, created_at"


@dataclass(frozen=True, slots=True)
class Record:
    """`document` is canonical JSON, `sha256` the hash of its UTF-8 bytes; versions of a thread count from 1."""

    id: int
    thread_id: str
    application_id: str
    version: int
    document: str
    sha256: str
    created_at: datetime


async def append_record(database: Database, *, thread_id: str, application_id: str, version: int, document: str) -> str:
    """Stores the document, enters it in the ledger and returns its SHA-256.

    The same record again changes nothing, so that a run which resumes may repeat it; another document for a version
    that is taken raises `StorageError`.
    """
    digest = hashlib.sha256(document.encode()).hexdigest()
    async with database.pool.connection() as connection, connection.transaction():
        cursor = await connection.execute(
            "INSERT INTO examination_record (thread_id, application_id, version, document, sha256) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (thread_id, version) DO NOTHING",
            (thread_id, application_id, version, document, digest),
        )
        if cursor.rowcount == 1:
            await enter_record(
                connection, thread_id=thread_id, application_id=application_id, version=version, sha256=digest
            )
        else:
            cursor = await connection.execute(
                "SELECT 1 FROM examination_record "
                "WHERE thread_id = %s AND version = %s AND application_id = %s AND sha256 = %s",
                (thread_id, version, application_id, digest),
            )
            if await cursor.fetchone() is None:
                raise StorageError(
                    f"Version {version} of the examination record of thread {thread_id} is already written with other "
                    f"contents. A record is never changed: append the next version."
                )
    return digest


async def read_record(database: Database, thread_id: str, version: int | None = None) -> Record | None:
    """That version of the thread's record, its latest where `version` is None, or None where there is none."""
    async with database.pool.connection() as connection, connection.cursor(row_factory=class_row(Record)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM examination_record "  # noqa: S608 - a constant
            "WHERE thread_id = %s AND (%s::integer IS NULL OR version = %s) ORDER BY version DESC LIMIT 1",
            (thread_id, version, version),
        )
        return await cursor.fetchone()


async def list_records(database: Database, *, application_id: str | None = None, limit: int = 100) -> list[Record]:
    """The newest records first, at most `limit` of them, of one application or of all."""
    async with database.pool.connection() as connection, connection.cursor(row_factory=class_row(Record)) as cursor:
        await cursor.execute(
            f"SELECT {_COLUMNS} FROM examination_record "  # noqa: S608 - a constant
            "WHERE %s::text IS NULL OR application_id = %s ORDER BY id DESC LIMIT %s",
            (application_id, application_id, limit),
        )
        return await cursor.fetchall()
