"""The source of the rules that decided, as an archive under its hash."""

import asyncio
from collections.abc import Callable

from storage.database import Database


async def keep_rules(database: Database, sha256: str, archive: Callable[[], bytes]) -> None:
    """Keeps them once; `archive` is asked for them only where they are not there."""
    async with database.pool.connection() as connection:
        cursor = await connection.execute("SELECT 1 FROM rules_source WHERE sha256 = %s", (sha256,))
        if await cursor.fetchone() is None:
            await connection.execute(
                "INSERT INTO rules_source (sha256, archive) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (sha256, await asyncio.to_thread(archive)),
            )


async def rules_of(database: Database, sha256: str) -> bytes | None:
    async with database.pool.connection() as connection:
        cursor = await connection.execute("SELECT archive FROM rules_source WHERE sha256 = %s", (sha256,))
        row = await cursor.fetchone()
    return bytes(row["archive"]) if row else None
