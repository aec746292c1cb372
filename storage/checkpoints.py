"""LangGraph's checkpoints in the database, over its pool, holding nothing but the state's own types."""

import asyncio
from collections.abc import Iterable

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.errors import UndefinedTable
from psycopg.rows import DictRow

from storage.database import Database
from storage.serializer import Apart, StateSerializer

_LOCK = 0x63707473  # any fixed number: the key of the advisory lock that one process holds while it makes the tables
_WAIT_SECONDS = 0.05


async def open_saver(database: Database, models: Iterable[type]) -> AsyncPostgresSaver:
    """A checkpointer for a graph whose state is made of `models`; its tables are made once.

    `models` are the state's schema (a `TypedDict` will do) or the models, dataclasses and enums in it; what their
    annotations reach is found. Saving or loading any other type raises `storage.errors.StateTypeError`.
    """
    serializer = StateSerializer(models)
    await _make_tables(database)
    return _StateSaver(database.pool, serde=serializer)


class _StateSaver(AsyncPostgresSaver):
    """Gives texts and numbers to the serializer as well.

    The library writes them into the checkpoint's JSON row: an enum that is a text comes back as a bare text, and one
    with a NUL is refused by Postgres.
    """

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        kept = checkpoint.copy()
        kept["channel_values"] = {
            channel: Apart(value) if isinstance(value, str | int | float) else value
            for channel, value in checkpoint["channel_values"].items()
        }
        return await super().aput(config, kept, metadata, new_versions)


async def _make_tables(database: Database) -> None:
    async with database.pool.connection() as connection:
        cursor = connection.cursor()
        try:
            await cursor.execute("SELECT max(v) AS newest FROM checkpoint_migrations")
            row = await cursor.fetchone()
            if row and row["newest"] == len(AsyncPostgresSaver.MIGRATIONS) - 1:
                return
        except UndefinedTable:
            pass
        # A process that blocked in pg_advisory_lock would hold up the other's CREATE INDEX CONCURRENTLY, and be held up
        # by it: so it asks again instead.
        while not await _locked(connection):  # noqa: ASYNC110 - another process's lock sets no event here
            await asyncio.sleep(_WAIT_SECONDS)
        try:
            await AsyncPostgresSaver(connection).setup()
        finally:
            await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


async def _locked(connection: AsyncConnection[DictRow]) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s) AS held", (_LOCK,))
    row = await cursor.fetchone()
    return row is not None and row["held"] is True
