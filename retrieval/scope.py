"""Which passages a search may see, decided before anything is ranked."""

from collections.abc import Collection
from datetime import date
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import DictRow

from lending.base import Frozen

Connection = AsyncConnection[DictRow]

IN_FORCE = sql.SQL(
    "(e.retired_at IS NULL AND e.effective_from <= %(as_of)s"
    " AND (e.effective_to IS NULL OR e.effective_to >= %(as_of)s))"
)
"""A condition on `policy_edition e`: current, and in force on the day; `effective_to` is the last day in force."""

SELECTED = sql.SQL("(%(documents)s::text[] IS NULL OR e.document = ANY(%(documents)s::text[]))")
"""A condition on `policy_edition e`: one of the documents asked for, where any were named."""


class Scope(Frozen):
    """`documents` None means every document; an empty tuple means none."""

    as_of: date
    documents: tuple[str, ...] | None

    @classmethod
    def of(cls, as_of: date, documents: Collection[str] | None) -> "Scope":
        return cls(as_of=as_of, documents=None if documents is None else tuple(sorted(documents)))

    def parameters(self) -> dict[str, Any]:
        return {"as_of": self.as_of, "documents": None if self.documents is None else list(self.documents)}


class Hit(Frozen):
    """A passage found by one stage. Hits stand in rank order; a higher `score` is better, ties go by `passage_id`."""

    passage_key: int
    passage_id: str
    score: float
