"""The dense stage against all cosines, on both of its ways: passages compared one by one, and the graph walked."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import numpy as np
import pytest

from lending.program import Program
from retrieval import index
from retrieval.documents import PolicyDocument
from retrieval.embedding import Vectors
from retrieval.ingest import ingest_documents
from retrieval.reembed import reembed
from retrieval.scope import Hit, Scope
from retrieval.search import PolicySearch
from retrieval.stages.dense import dense_ranking
from storage.database import Database

TODAY = date(2026, 6, 1)
SECTIONS = 60

Made = Callable[..., PolicyDocument]


class Numbered:
    """The vector of a passage follows from the number that it ends with; equal numbers give equal vectors."""

    def __init__(self, dimension: int = 24) -> None:
        self.name = f"numbered-{dimension}"
        self.dimension = dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [np.random.default_rng(int(text.split()[-1])).standard_normal(self.dimension) for text in texts]
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture
def graph_from_100(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FEWEST_APPROXIMATED", 100)


@pytest.fixture
def numbered(policy: Any) -> Made:
    """A document of sixty sections, of which each holds one number from `first` on."""

    def make(name: str, first: int, **metadata: Any) -> PolicyDocument:
        body = "".join(f"## {place} Part\n{first + place}\n" for place in range(SECTIONS))
        made: PolicyDocument = policy(body, document=name)
        return made.model_copy(update={"metadata": made.metadata.model_copy(update=metadata)})

    return make


async def ranked(database: Database, scope: Scope, number: int, depth: int = 10, **how: int) -> tuple[Hit, ...]:
    (vector,) = Numbered().embed([str(number)])
    async with database.pool.connection() as connection:
        return await dense_ranking(connection, scope, vector, depth, **how)


async def graphs(database: Database) -> list[str]:
    async with database.pool.connection() as connection:
        rows = await (
            await connection.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%hnsw%' ORDER BY 1")
        ).fetchall()
    return [row["indexname"] for row in rows]


def expected(numbers: dict[str, int], number: int, depth: int = 10) -> list[tuple[str, float]]:
    """By the cosines of all; ids rank equal ones."""
    embedder = Numbered()
    (vector,) = embedder.embed([str(number)])
    cosines = embedder.embed([str(each) for each in numbers.values()]) @ vector
    by_score = sorted(zip(numbers, cosines.tolist(), strict=True), key=lambda item: (-round(item[1], 5), item[0]))
    return by_score[:depth]


def numbers_of(name: str, first: int) -> dict[str, int]:
    return {f"{name}@2026.1#{place}": first + place for place in range(SECTIONS)}


def agree(hits: Sequence[Hit], wanted: list[tuple[str, float]]) -> None:
    assert [hit.passage_id for hit in hits] == [name for name, _ in wanted]
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in wanted], abs=1e-6)


def test_a_small_corpus_has_no_graph_and_is_searched_exactly(empty_index: Any, numbered: Made) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [numbered("credit", 0), numbered("income", 1000)], Numbered())
            assert await graphs(database) == []
            all_of_it = numbers_of("credit", 0) | numbers_of("income", 1000)
            for number in range(500, 510):
                agree(await ranked(database, Scope.of(TODAY), number, most_compared=1), expected(all_of_it, number))

    asyncio.run(story())


@pytest.mark.usefixtures("graph_from_100")
def test_the_graph_finds_what_the_exact_scan_finds_under_every_filter(empty_index: Any, numbered: Made) -> None:
    documents = [
        numbered("credit", 0),
        numbered("va", 1000, programs=(Program.VA,)),
        numbered("fha", 2000, programs=(Program.FHA,), states=("TX",)),
        numbered("income", 3000, effective_from=date(2025, 1, 1), effective_to=date(2025, 12, 31)),
    ]
    scopes = {
        Scope.of(TODAY): {"credit", "va", "fha"},
        Scope.of(TODAY, ["va", "income"]): {"va"},
        Scope.of(TODAY, program=Program.FHA): {"credit", "fha"},
        Scope.of(TODAY, state="CA"): {"credit", "va"},
        Scope.of(date(2025, 6, 1)): {"income"},
    }

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, documents, Numbered())
            assert await graphs(database) == ["policy_embedding_graph_24"]
            for scope, seen in scopes.items():
                for number in range(500, 510):
                    walked = await ranked(database, scope, number, most_compared=1)
                    assert walked == await ranked(database, scope, number, most_compared=10_000)
                    assert {hit.passage_id.partition("@")[0] for hit in walked} <= seen
                    assert len(walked) == 10

    asyncio.run(story())


@pytest.mark.usefixtures("graph_from_100")
def test_the_graph_is_asked_only_where_many_passages_are_in_scope(empty_index: Any, numbered: Made) -> None:
    async def walks(database: Database) -> int:
        async with AsyncExitStack() as stack:
            for _ in range(database.pool.get_stats()["pool_size"]):  # each of them counts for itself until it is told
                connection = await stack.enter_async_context(database.pool.connection())
                await connection.execute("SELECT pg_stat_force_next_flush()")
            row = await (
                await connection.execute(
                    "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'policy_embedding_graph_24'"
                )
            ).fetchone()
        assert row is not None
        return int(row["idx_scan"])

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [numbered("credit", 0), numbered("income", 1000)], Numbered())
            assert await walks(database) == 0
            await ranked(database, Scope.of(TODAY), 7, most_compared=2 * SECTIONS)
            assert await walks(database) == 0
            await ranked(database, Scope.of(TODAY), 7, most_compared=2 * SECTIONS - 1)
            assert await walks(database) == 1

    asyncio.run(story())


@pytest.mark.usefixtures("graph_from_100")
def test_a_walk_that_finds_too_few_is_made_good_by_the_exact_scan(
    empty_index: Any, numbered: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.stages.dense._MOST_WALKED", 1)
    monkeypatch.setattr("retrieval.stages.dense._MOST_EF_SEARCH", 10)

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [numbered("credit", 0), numbered("income", 1000)], Numbered())
            scope = Scope.of(TODAY, ["income"])
            hits = await ranked(database, scope, 3, depth=SECTIONS, most_compared=1, ef_search=1)
            assert len(hits) == SECTIONS

    asyncio.run(story())


@pytest.mark.usefixtures("graph_from_100")
def test_equal_vectors_stand_in_the_order_of_their_ids_also_at_the_last_place(empty_index: Any, numbered: Made) -> None:
    documents = [numbered(name, 0) for name in ("income", "credit", "assets")]

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, documents, Numbered())
            for most_compared in (1, 10_000):
                hits = await ranked(database, Scope.of(TODAY), 7, depth=2, most_compared=most_compared)
                assert [hit.passage_id for hit in hits] == ["assets@2026.1#7", "credit@2026.1#7"]
                assert hits[0].score == hits[1].score

    asyncio.run(story())


@pytest.mark.usefixtures("graph_from_100")
def test_a_replaced_version_is_found_no_more(empty_index: Any, numbered: Made) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [numbered("credit", 0), numbered("income", 1000)], Numbered())
            await ingest_documents(database, [numbered("credit", 5000)], Numbered())
            all_of_it = numbers_of("credit", 5000) | numbers_of("income", 1000)
            for most_compared in (1, 10_000):
                hits = await ranked(database, Scope.of(TODAY), 7, most_compared=most_compared)
                agree(hits, expected(all_of_it, 7))

    asyncio.run(story())


@pytest.mark.usefixtures("graph_from_100")
def test_the_graph_is_made_anew_for_an_embedder_of_another_dimension(empty_index: Any, numbered: Made) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [numbered("credit", 0), numbered("income", 1000)], Numbered())
            assert await graphs(database) == ["policy_embedding_graph_24"]
            assert await reembed(database, Numbered(8)) == 2 * SECTIONS
            assert await graphs(database) == ["policy_embedding_graph_8"]
            found = (await PolicySearch(database, Numbered(8)).retrieve("part 7", as_of=TODAY, limit=1)).passages
            assert found[0].passage.text == "7"

    asyncio.run(story())


def test_a_scope_that_holds_nothing_finds_nothing(empty_index: Any, numbered: Made) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [numbered("credit", 0)], Numbered())
            assert await ranked(database, Scope.of(TODAY, []), 7) == ()
            assert await ranked(database, Scope.of(date(2020, 1, 1)), 7) == ()

    asyncio.run(story())
