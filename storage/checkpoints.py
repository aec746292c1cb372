"""LangGraph's checkpoints in the database, over its pool, holding nothing but the state's own types."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import WRITES_IDX_MAP, ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection, AsyncCursor
from psycopg.errors import UndefinedTable
from psycopg.rows import DictRow, dict_row

from storage.cipher import Cipher, cipher_in_use
from storage.database import Database, Pool
from storage.serializer import Apart, StateSerializer

_LOCK = 0x63707473  # any fixed number: the key of the advisory lock that one process holds while it makes the tables
_WAIT_SECONDS = 0.05


async def open_saver(database: Database, models: Iterable[type], cipher: Cipher | None = None) -> AsyncPostgresSaver:
    """A checkpointer for a graph whose state is made of `models`; its tables are made once.

    `models` are the state's schema (a `TypedDict` will do) or the models, dataclasses and enums in it; what their
    annotations reach is found. `cipher` None: that of the environment. Saving or loading any other type raises
    `storage.errors.StateTypeError`.
    """
    serializer = StateSerializer(models, cipher or cipher_in_use())
    await _make_tables(database)
    return _StateSaver(database.pool, serializer)


class _StateSaver(AsyncPostgresSaver):
    """Gives texts and numbers to the serializer as well, and lets many runs at the database at once.

    The library writes them into the checkpoint's JSON row: an enum that is a text comes back as a bare text, and one
    with a NUL is refused by Postgres. And it lets one run at a time have a connection, which is needed where there is
    but one.
    """

    def __init__(self, pool: Pool, serde: StateSerializer) -> None:
        super().__init__(pool, serde=serde)
        self._pool = pool

    @asynccontextmanager
    async def _cursor(self, *, pipeline: bool = False) -> AsyncIterator[AsyncCursor[DictRow]]:
        async with (
            self._pool.connection() as connection,
            connection.pipeline() if pipeline else nullcontext(),
            connection.cursor(binary=True, row_factory=dict_row) as cursor,
        ):
            yield cursor

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Keeps what a pause, a resumption or an error writes, which nothing else does.

        What a node returns is in the checkpoint behind it, which is written before the next node begins. Keeping it
        apart as well would matter to nodes that run side by side; ours follow each other, and it is half of the work.
        """
        if any(channel in WRITES_IDX_MAP for channel, _ in writes):
            await super().aput_writes(config, writes, task_id, task_path)

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
