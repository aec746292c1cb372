import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

import pytest

from storage.database import Database, open_database
from storage.errors import StorageError
from storage.records import append_record, canonical_json, list_records, read_record

T = TypeVar("T")


def with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_database() as database:
            return await work(database)

    return asyncio.run(run())


def test_a_record_comes_back_as_it_was_written_with_the_hash_of_its_bytes() -> None:
    thread, document = uuid4().hex, canonical_json({"name": "Zoë \x00 \U0001f3e1", "amount": 1})

    async def work(database: Database) -> None:
        digest = await append_record(database, thread_id=thread, application_id="A-1", version=1, document=document)
        assert digest == hashlib.sha256(document.encode("utf-8")).hexdigest()
        record = await read_record(database, thread)
        assert record is not None
        assert (record.thread_id, record.application_id, record.version) == (thread, "A-1", 1)
        assert (record.document, record.sha256) == (document, digest)
        assert abs((datetime.now(UTC) - record.created_at).total_seconds()) < 60

    with_database(work)


def test_the_latest_version_is_read_unless_another_is_named() -> None:
    thread = uuid4().hex

    async def work(database: Database) -> None:
        assert await read_record(database, thread) is None
        for version in (1, 3, 2):
            await append_record(
                database, thread_id=thread, application_id="A-1", version=version, document=str(version)
            )
        latest, second = await read_record(database, thread), await read_record(database, thread, 2)
        assert latest is not None
        assert latest.document == "3"
        assert second is not None
        assert second.document == "2"
        assert await read_record(database, thread, 4) is None

    with_database(work)


def test_a_resumed_run_may_write_the_same_record_again_and_no_other_in_its_place() -> None:
    thread = uuid4().hex

    async def work(database: Database) -> None:
        for _ in range(2):
            await append_record(database, thread_id=thread, application_id="A-1", version=1, document="{}")
        with pytest.raises(StorageError, match=r"Version 1 .* already written"):
            await append_record(database, thread_id=thread, application_id="A-1", version=1, document="[]")
        with pytest.raises(StorageError, match="already written"):
            await append_record(database, thread_id=thread, application_id="A-2", version=1, document="{}")
        record = await read_record(database, thread)
        assert record is not None
        assert (record.application_id, record.document) == ("A-1", "{}")

    with_database(work)


def test_records_are_listed_newest_first_for_one_application_or_all() -> None:
    first, second = uuid4().hex, uuid4().hex

    async def work(database: Database) -> None:
        for application, version in ((first, 1), (second, 1), (first, 2)):
            await append_record(
                database, thread_id=application, application_id=application, version=version, document="{}"
            )
        assert [record.version for record in await list_records(database, application_id=first)] == [2, 1]
        newest = await list_records(database, limit=2)
        assert [(record.application_id, record.version) for record in newest] == [(first, 2), (second, 1)]

    with_database(work)
