"""One run at a time for each application, in whatever process: advisory locks of the database.

They are held on a connection of their own. A lock ends with the process that holds it, however that ends. Should the
connection itself be lost, the locks are too; what then keeps a decision from being written twice is the record's key.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import LiteralString
from weakref import WeakValueDictionary

import psycopg
from psycopg import AsyncConnection

from storage.database import Database
from storage.errors import StorageError

_SEED = 0x72756E73
"""Any fixed number, so that our locks are no other program's."""
_AGAIN_SECONDS = 0.05


class LockedError(StorageError):
    """Another process underwrites this application now."""


class ApplicationLocks:
    """The locks of one process. Belongs to one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: AsyncConnection | None = None
        self._asking = asyncio.Lock()
        self._here: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def held(self, application_id: str, *, patience_s: float) -> AsyncIterator[None]:
        """Waits for its turn behind runs of this process; raises LockedError if another's does not end in time."""
        lock = self._here.get(application_id) or asyncio.Lock()
        self._here[application_id] = lock
        async with lock:
            await self._take(application_id, patience_s)
            try:
                yield
            finally:
                await self._give_back(application_id)

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _take(self, application_id: str, patience_s: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_s
        try:
            while not await self._ask("SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", application_id):
                if loop.time() >= until:
                    raise LockedError(
                        f"another process underwrites {application_id} now. Wait until it has ended, then run again."
                    )
                await asyncio.sleep(_AGAIN_SECONDS)
        except asyncio.CancelledError:  # which may have come while the lock was being given
            await self._give_back(application_id)
            raise

    async def _give_back(self, application_id: str) -> None:
        with suppress(psycopg.OperationalError):  # the connection is gone, and every lock with it
            await self._ask("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", application_id)

    async def _ask(self, query: LiteralString, application_id: str) -> bool:
        # a query that is cancelled midway would break the connection, and lose the locks of all the others
        return await asyncio.shield(asyncio.ensure_future(self._query(query, application_id)))

    async def _query(self, query: LiteralString, application_id: str) -> bool:
        async with self._asking:
            if self._connection is None or self._connection.closed:
                self._connection = await AsyncConnection.connect(self._database.url, autocommit=True)
            cursor = await self._connection.execute(query, (application_id, _SEED))
            row = await cursor.fetchone()
        return row is not None and row[0] is True
