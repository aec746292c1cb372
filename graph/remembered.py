"""A policy search that remembers what it found: the rules of every application ask the same questions."""

from collections import OrderedDict
from collections.abc import Collection
from datetime import date

from retrieval.passage import Passage
from retrieval.result import SearchResult
from retrieval.search import PolicySearch
from storage.database import Database

_MOST = 20_000
"""Some sixty questions for each application date."""

_STATE = "SELECT max(edition_key) AS newest, count(retired_at) AS retired FROM policy_edition"


class RememberedSearch:
    """`PolicySearch` for questions that come again, over a corpus that seldom changes. Safe to share between tasks.

    Opening a passage is not remembered: it is how the validator sees that the stored text is still what it was.
    """

    def __init__(self, database: Database, search: PolicySearch) -> None:
        self._database = database
        self._search = search
        self._state: tuple[object, ...] | None = None
        self._found: OrderedDict[tuple[object, ...], SearchResult] = OrderedDict()

    async def look_for_changes(self) -> None:
        """Forgets everything where policies were ingested or withdrawn since the last look.

        To be called for each application.
        """
        async with self._database.pool.connection() as connection:
            row = await (await connection.execute(_STATE)).fetchone()
        state = tuple(row.values()) if row else None
        if state != self._state:
            self._state = state
            self._found.clear()

    async def retrieve(
        self, query: str, *, as_of: date, limit: int = 5, documents: Collection[str] | None = None
    ) -> SearchResult:
        """As `PolicySearch.retrieve`."""
        key = (self._state, query, as_of, limit, None if documents is None else frozenset(documents))
        found = self._found.get(key)
        if found is None:
            found = await self._search.retrieve(query, as_of=as_of, limit=limit, documents=documents)
            self._found[key] = found
            while len(self._found) > _MOST:
                self._found.popitem(last=False)
        return found

    async def open_passage(self, passage_id: str, *, text_sha256: str | None = None) -> Passage:
        """As `PolicySearch.open_passage`."""
        return await self._search.open_passage(passage_id, text_sha256=text_sha256)
