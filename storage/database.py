"""The database of this process: named by a URL or embedded, at the newest schema, behind one pool."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from storage import connect, embedded, migrate
from storage.errors import StorageError

_MAX_LIFETIME_SECONDS = 600.0
_MAX_IDLE_SECONDS = 120.0
_OPEN_SECONDS = 15.0
_CHECKOUT_SECONDS = 10.0
"""How long a caller waits for a connection: a database that is lost in mid run must not hold every agent up."""

Pool = AsyncConnectionPool[AsyncConnection[DictRow]]


@dataclass(frozen=True, slots=True)
class Database:
    """`url` may hold a password: it goes into no log and no message."""

    url: str
    pool: Pool

    def __repr__(self) -> str:
        return "Database(...)"


@asynccontextmanager
async def open_database(url: str | None = None, *, max_size: int = 8) -> AsyncIterator[Database]:
    """The database named by `url`, else by `DATABASE_URL`, else the embedded one, migrated to head.

    Connections are in autocommit and give rows as dicts; one that died while idle is replaced as it is taken out.
    Raises `StorageError`, with the remedy, where the database cannot be had.
    """
    chosen = await asyncio.to_thread(_prepare, url)
    pool = Pool(
        chosen,
        min_size=1,
        max_size=max_size,
        timeout=_CHECKOUT_SECONDS,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        check=_check_if_idle,
        reset=_note_use,
        max_lifetime=_MAX_LIFETIME_SECONDS,
        max_idle=_MAX_IDLE_SECONDS,
        name="underwright",
    )
    try:
        await pool.open(wait=True, timeout=_OPEN_SECONDS)
    except PoolTimeout:
        await pool.close()
        raise StorageError(
            f"The database gave no connection within {_OPEN_SECONDS:.0f} seconds: it may have reached its limit of "
            f"connections."
        ) from None
    try:
        yield Database(chosen, pool)
    finally:
        await pool.close()


_UNCHECKED_SECONDS = 1.0
"""A connection that was in use so shortly ago is taken to live: asking each time costs as much as a query."""
_last_used: WeakKeyDictionary[AsyncConnection[DictRow], float] = WeakKeyDictionary()


async def _note_use(connection: AsyncConnection[DictRow]) -> None:
    _last_used[connection] = time.monotonic()


async def _check_if_idle(connection: AsyncConnection[DictRow]) -> None:
    if time.monotonic() - _last_used.get(connection, 0.0) > _UNCHECKED_SECONDS:
        await Pool.check_connection(connection)


def _prepare(url: str | None) -> str:
    named = url or os.environ.get(connect.URL_VARIABLE, "").strip()
    chosen = connect.normalise(named) if named else embedded.start()
    migrate.upgrade(chosen)
    return chosen
