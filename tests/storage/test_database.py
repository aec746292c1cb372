import asyncio

import pytest

from storage import connect, embedded, migrate
from storage.database import open_database
from storage.errors import StorageError


def test_the_embedded_database_opens_at_head_and_gives_rows_as_dicts() -> None:
    async def opened() -> object:
        async with open_database() as database, database.pool.connection() as connection:
            assert connection.autocommit
            cursor = await connection.execute("SELECT version_num FROM alembic_version")
            return await cursor.fetchall()

    assert asyncio.run(opened()) == [{"version_num": migrate.revisions()[-1]}]


def test_the_url_given_wins_over_the_one_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(connect.URL_VARIABLE, "postgresql://nobody@127.0.0.1:1/none")

    async def named(url: str | None) -> object:
        async with open_database(url) as database, database.pool.connection() as connection:
            return await (await connection.execute("SELECT current_database() AS name")).fetchone()

    assert asyncio.run(named(embedded.start())) == {"name": embedded.DATABASE}
    with pytest.raises(StorageError, match=r"127\.0\.0\.1:1"):
        asyncio.run(named(None))


def test_a_connection_that_died_while_idle_is_replaced_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database._UNCHECKED_SECONDS", 0.0)

    async def pids() -> tuple[object, object]:
        async with open_database(max_size=2) as database:
            async with database.pool.connection() as connection:
                row = await (await connection.execute("SELECT pg_backend_pid() AS pid")).fetchone()
                assert row is not None
                first = row["pid"]
            async with database.pool.connection() as one, database.pool.connection() as two:
                killer = two if one.info.backend_pid == first else one
                await killer.execute("SELECT pg_terminate_backend(%s, 5000)", (first,))
            async with database.pool.connection() as one, database.pool.connection() as two:
                for connection in (one, two):
                    await connection.execute("SELECT 1")
                return first, {one.info.backend_pid, two.info.backend_pid}

    first, later = asyncio.run(pids())
    assert isinstance(later, set)
    assert first not in later


def test_what_a_database_prints_of_itself_holds_no_url() -> None:
    async def printed() -> str:
        async with open_database() as database:
            return repr(database)

    assert "postgresql" not in asyncio.run(printed())
