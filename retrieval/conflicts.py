"""Two versions of one document in force on the same day: a defect of the corpus that a reader has to be told of."""

from collections.abc import Collection
from datetime import date

from psycopg import sql

from lending.base import Frozen
from retrieval.scope import IN_FORCE, Connection

_IN_FORCE_TWICE = sql.SQL(
    """
    SELECT e.document, array_agg(e.version ORDER BY e.effective_from, e.version) AS versions,
        array_agg(e.effective_from ORDER BY e.effective_from, e.version) AS begins
    FROM policy_edition e WHERE {in_force} GROUP BY e.document HAVING count(*) > 1 ORDER BY e.document
    """
).format(in_force=IN_FORCE)


class VersionConflict(Frozen):
    """The versions of one document that are in force together, and the first day of each, in the order of these."""

    document: str
    versions: tuple[str, ...]
    effective_from: tuple[date, ...]

    def __str__(self) -> str:
        each = ", ".join(
            f"{version} (from {begins})" for version, begins in zip(self.versions, self.effective_from, strict=True)
        )
        return (
            f"{self.document} is in force in {len(self.versions)} versions at once: {each}. Give the earlier one an "
            "effective_to, or withdraw one."
        )


async def versions_in_conflict(
    connection: Connection, as_of: date, documents: Collection[str] | None = None
) -> tuple[VersionConflict, ...]:
    """Of `documents`, or of all, by document."""
    rows = await (await connection.execute(_IN_FORCE_TWICE, {"as_of": as_of})).fetchall()
    return tuple(
        VersionConflict(document=row["document"], versions=row["versions"], effective_from=row["begins"])
        for row in rows
        if documents is None or row["document"] in documents
    )
