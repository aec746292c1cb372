"""Every record is entered once, in one chain, and what is done to the tables behind our back is found."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from psycopg import sql

from storage import embedded, migrate
from storage.chain import EMPTY, Fault, Head, Tamper
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.ledger import Ledger, check, read_ledger
from storage.ledger_file import LedgerFileError, export_lines, read_export
from storage.records import append_record, read_record
from storage.seal import KEY_VARIABLE, SealError, is_genuine

KEY = Ed25519PrivateKey.generate()
RECORDS = 12
ANOTHER = """
    INSERT INTO examination_record (thread_id, application_id, version, document, sha256)
        VALUES ('X', 'X', 1, '{}', encode(sha256('{}'), 'hex'))
"""


@pytest.fixture
def url() -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    server = embedded.start()
    name = f"ledger_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        yield server.replace(f"/{embedded.DATABASE}?", f"/{name}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@asynccontextmanager
async def filled(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        await asyncio.gather(*(write(database, number) for number in range(RECORDS)))
        yield database


async def write(database: Database, number: int, document: str | None = None) -> str:
    text = document or f'{{"number":{number}}}'
    return await append_record(
        database, thread_id=f"T-{number}", application_id=f"A-{number}", version=1, document=text
    )


def ledger_after(url: str, *statements: str) -> Ledger:
    """The ledger of some records after these statements, by somebody who owns the tables."""

    async def run() -> Ledger:
        async with filled(url) as database:
            async with database.pool.connection() as connection:
                for table in ("ledger_entry", "examination_record"):
                    await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only".encode())
                await connection.execute("ALTER TABLE examination_record DISABLE TRIGGER purged_with_proof")
                await connection.execute("ALTER TABLE examination_record DROP CONSTRAINT sha256_is_of_document")
                for statement in statements:
                    await connection.execute(statement.encode())
            return await read_ledger(database)

    return asyncio.run(run())


def test_records_that_arrive_together_stand_in_one_chain(url: str) -> None:
    ledger = ledger_after(url)
    assert check(ledger) is None
    assert [entry.number for entry in ledger.entries] == list(range(1, RECORDS + 1))
    assert len(ledger.digests) == RECORDS == ledger.head.count
    assert ledger.head.signature == ""


def test_the_same_record_again_is_entered_once(url: str) -> None:
    async def run() -> Ledger:
        async with filled(url) as database:
            await write(database, 3)
            return await read_ledger(database)

    assert asyncio.run(run()).head.count == RECORDS


def test_with_a_key_every_head_is_signed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    ledger = ledger_after(url)
    assert is_genuine(ledger.head, KEY.public_key())
    assert check(ledger, (ledger.head,)) is None


def test_with_a_key_that_cannot_be_used_no_record_is_written(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "no-such-file.pem")

    async def run() -> Ledger:
        async with open_database(url) as database:
            with pytest.raises(SealError, match=KEY_VARIABLE):
                await write(database, 1)
            return await read_ledger(database)

    ledger = asyncio.run(run())
    assert (ledger.entries, dict(ledger.digests), ledger.head.head) == ((), {}, EMPTY)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE examination_record SET document = '{}' WHERE thread_id = 'T-0'", Tamper.ALTERED),
        ("DELETE FROM examination_record WHERE thread_id = 'T-0'", Tamper.MISSING),
        ("UPDATE ledger_entry SET application_id = 'A-9' WHERE thread_id = 'T-0'", Tamper.ALTERED),
        ("DELETE FROM ledger_entry WHERE thread_id = 'T-0' AND number < 12", Tamper.MISSING),
    ],
)
def test_what_is_done_to_a_row_is_found_at_its_entry(url: str, statement: str, fault: Tamper) -> None:
    before = ledger_after(url)
    place = next(entry.number for entry in before.entries if entry.thread_id == "T-0")
    if "number < 12" in statement and place == RECORDS:
        fault = Tamper.TRUNCATED

    async def run() -> Ledger:
        async with open_database(url) as database:
            async with database.pool.connection() as connection:
                await connection.execute(statement.replace("AND number < 12", "").encode())
            return await read_ledger(database)

    assert check(asyncio.run(run())) == Fault(fault, place)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM ledger_entry WHERE number = 12", Fault(Tamper.TRUNCATED, RECORDS)),
        ("UPDATE ledger_head SET count = count - 1", Fault(Tamper.ALTERED, RECORDS - 1)),
        (ANOTHER, Fault(Tamper.INSERTED, RECORDS + 1)),
    ],
)
def test_what_is_done_at_the_end_is_found(url: str, statement: str, fault: Fault) -> None:
    assert check(ledger_after(url, statement)) == fault


def test_an_anchor_shows_a_history_that_was_written_anew(url: str) -> None:
    ledger = ledger_after(url)
    forged = replace(ledger.head, count=5, sha256="ab" * 32)
    assert check(ledger, (forged,)) == Fault(Tamper.ALTERED, 5)


def test_records_from_before_the_ledger_are_entered_when_it_comes(url: str) -> None:
    ledger_after(url)
    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))
    with engine.begin() as transaction:
        config = Config(attributes={"connection": transaction})
        config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        command.downgrade(config, "0006_policy_questions")
    engine.dispose()
    migrate.upgrade(url)

    async def run() -> Ledger:
        async with open_database(url) as database:
            await write(database, RECORDS)
            return await read_ledger(database)

    ledger = asyncio.run(run())
    assert check(ledger) is None
    assert ledger.head.head == Head(RECORDS + 1, ledger.entries[-1].sha256)


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET kind = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"]
)
def test_entries_can_only_be_added(url: str, statement: str) -> None:
    migrate.upgrade(url)
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(statement.encode())


def test_a_head_that_is_gone_is_told_and_nothing_is_written(url: str) -> None:
    with pytest.raises(StorageError, match=r"ledger_head is empty.*from the newest anchor"):
        ledger_after(url, "DELETE FROM ledger_head")

    async def run() -> None:
        async with open_database(url) as database:
            with pytest.raises(StorageError, match="ledger_head is empty"):
                await write(database, RECORDS)
            assert await read_record(database, f"T-{RECORDS}") is None
            with pytest.raises(StorageError, match="ledger_head is empty"):
                await anext(export_lines(database))

    asyncio.run(run())


def exported(url: str) -> list[str]:
    async def run() -> list[str]:
        async with filled(url) as database:
            return [line async for line in export_lines(database)]

    return asyncio.run(run())


def test_an_export_is_the_ledger_and_shows_what_is_done_to_it(url: str, tmp_path: Path) -> None:
    lines, file = exported(url), tmp_path / "ledger.jsonl"
    file.write_text("\n".join(lines) + "\n")
    assert check(read_export(file)) is None
    file.write_text("\n".join([*lines[:4], *lines[5:]]))
    assert check(read_export(file)) == Fault(Tamper.MISSING, 4)
    file.write_text("\n".join([*lines[:4], lines[4].replace('number\\":', 'number\\": '), *lines[5:]]))
    assert check(read_export(file)) == Fault(Tamper.ALTERED, 4)
    file.write_text("\n".join([*lines[:4], lines[4][:-2], *lines[5:]]))
    with pytest.raises(LedgerFileError, match="line 5: this is no line"):
        read_export(file)
    file.write_text("")
    with pytest.raises(LedgerFileError, match="empty"):
        read_export(file)
