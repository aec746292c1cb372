"""Which passages a search may see, decided before anything is ranked."""

from collections.abc import Collection
from datetime import date
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import DictRow

from lending.base import Frozen
from lending.program import Program
from retrieval.documents import StateCode

Connection = AsyncConnection[DictRow]

IN_FORCE = sql.SQL(
    "(e.retired_at IS NULL AND e.effective_from <= %(as_of)s"
    " AND (e.effective_to IS NULL OR e.effective_to >= %(as_of)s))"
)
"""A condition on `policy_edition e`: current, and in force on the day; `effective_to` is the last day in force."""

SELECTED = sql.SQL(
    "((%(documents)s::text[] IS NULL OR e.document = ANY(%(documents)s::text[]))"
    " AND (%(program)s::text IS NULL OR e.programs = '{}' OR %(program)s::text = ANY(e.programs))"
    " AND (%(state)s::text IS NULL OR e.states = '{}' OR %(state)s::text = ANY(e.states)))"
)
"""A condition on `policy_edition e`: what was asked for, by document, by program and by state.

A document that is for no program or state in particular is for each of them.
"""


class Scope(Frozen):
    """`documents` None means every document; an empty tuple means none. `state` is a postal code."""

    as_of: date
    documents: tuple[str, ...] | None = None
    program: Program | None = None
    state: StateCode | None = None

    @classmethod
    def of(
        cls,
        as_of: date,
        documents: Collection[str] | None = None,
        *,
        program: Program | None = None,
        state: str | None = None,
    ) -> "Scope":
        named = None if documents is None else tuple(sorted(documents))
        return cls(as_of=as_of, documents=named, program=program, state=state)

    def parameters(self) -> dict[str, Any]:
        """Of the conditions `IN_FORCE` and `SELECTED`."""
        return {
            "as_of": self.as_of,
            "documents": None if self.documents is None else list(self.documents),
            "program": None if self.program is None else self.program.value,
            "state": self.state,
        }


class Hit(Frozen):
    """A passage found by one stage. Hits stand in rank order; a higher `score` is better, ties go by `passage_id`."""

    passage_key: int
    passage_id: str
    score: float
