"""Postgres against a plain BM25 over the same passages, on corpora where dates, filters and withdrawals matter."""

import asyncio
import math
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.documents import PolicyDocument
from retrieval.ingest import ingest_documents
from retrieval.scope import Hit, Scope
from retrieval.stages.lexical import K1, B, lexical_ranking
from retrieval.tokens import tokens
from storage.database import Database

VOCABULARY = (
    "income reserves borrower LTV HCLTV 97.00% 1026.43(c)(2) W-2 appraisal gift funds bankruptcy months score 620 680 "
    "not lender documents condominium units PITIA escrow"
).split()
SIZE = ChunkSettings(max_words=40, overlap_words=8)
TODAY = date(2026, 6, 1)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


def oracle(documents: list[PolicyDocument], query: str) -> list[tuple[str, float]]:
    """Textbook BM25 with Lucene's idf; best first, ties by id."""
    bags = {
        chunk.passage.passage_id: Counter(tokens(chunk.passage.indexed_text()))
        for document in documents
        for chunk in chunk_document(document, SIZE)
    }
    average = sum(bag.total() for bag in bags.values()) / len(bags)
    scores: dict[str, float] = {}
    for term in tokens(query):
        holding = sum(term in bag for bag in bags.values())
        idf = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        for passage_id, bag in bags.items():
            if bag[term]:
                share = bag[term] / (bag[term] + K1 * (1 - B + B * bag.total() / average))
                scores[passage_id] = scores.get(passage_id, 0.0) + idf * share
    return sorted(scores.items(), key=lambda item: (-round(item[1], 9), item[0]))


def invented(policy: Any, dice: random.Random, document: str, **front: str) -> PolicyDocument:
    def sentences(count: int) -> str:
        lengths = (dice.randint(3, 14) for _ in range(count))
        return " ".join(" ".join(dice.choices(VOCABULARY, k=length)).capitalize() + "." for length in lengths)

    body = "".join(f"## {number} Part\n{sentences(dice.randint(1, 12))}\n" for number in range(1, 9))
    made: PolicyDocument = policy(body, document=document, **front)
    return made


async def found(database: Database, query: str, scope: Scope, depth: int = 20) -> tuple[Hit, ...]:
    async with database.pool.connection() as connection:
        return await lexical_ranking(connection, scope, query, depth)


def agree(hits: tuple[Hit, ...], expected: list[tuple[str, float]]) -> None:
    assert [hit.passage_id for hit in hits] == [name for name, _ in expected[:20]]
    for hit, (_, score) in zip(hits, expected, strict=False):
        assert hit.score == pytest.approx(score, abs=1e-6)


def test_rankings_and_scores_are_those_of_bm25(empty_index: Any, policy: Any, words: Any) -> None:
    dice = seeded(7)
    documents = [invented(policy, dice, f"{name}-policy") for name in ("credit", "income", "assets", "collateral")]
    queries = [" ".join(dice.choices([*VOCABULARY, "unknown"], k=dice.randint(1, 7))) for _ in range(40)]

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, documents, words, settings=SIZE)
            for query in queries:
                agree(await found(database, query, Scope.of(TODAY, None)), oracle(documents, query))

    asyncio.run(story())
    assert sum(len(oracle(documents, query)) > 20 for query in queries) > 20


def test_other_days_versions_and_withdrawals_leave_scores_exact(empty_index: Any, policy: Any, words: Any) -> None:
    dice = seeded(11)
    old = invented(
        policy, dice, "credit-policy", version="2025.1", effective_from="2025-01-01", effective_to="2025-12-31"
    )
    new = invented(policy, dice, "credit-policy", version="2026.1", effective_from="2026-01-01")
    future = invented(policy, dice, "credit-policy", version="2027.1", effective_from="2027-01-01")
    first_text = invented(policy, dice, "income-policy", effective_from="2024-01-01")
    second_text = invented(policy, dice, "income-policy", effective_from="2024-01-01")
    queries = [" ".join(dice.choices(VOCABULARY, k=4)) for _ in range(10)]

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [old, new, future, first_text], words, settings=SIZE)
            for query in queries:
                agree(await found(database, query, Scope.of(TODAY, None)), oracle([new, first_text], query))
                agree(
                    await found(database, query, Scope.of(date(2025, 12, 31), None)), oracle([old, first_text], query)
                )
            await ingest_documents(database, [second_text], words, settings=SIZE)
            for query in queries:
                agree(await found(database, query, Scope.of(TODAY, None)), oracle([new, second_text], query))

    asyncio.run(story())


def test_a_filter_on_documents_narrows_the_list_and_changes_no_score(empty_index: Any, policy: Any, words: Any) -> None:
    dice = seeded(13)
    documents = [invented(policy, dice, f"{name}-policy") for name in ("credit", "income")]
    query = "reserves LTV 97.00% gift"

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, documents, words, settings=SIZE)
            hits = await found(database, query, Scope.of(TODAY, ["income-policy"]))
            expected = [item for item in oracle(documents, query) if item[0].startswith("income-policy")]
            assert expected
            agree(hits, expected)
            assert await found(database, query, Scope.of(TODAY, [])) == ()

    asyncio.run(story())


def test_a_word_asked_twice_counts_twice_and_function_words_find_nothing(
    empty_index: Any, policy: Any, words: Any
) -> None:
    document = policy("## 1 Gifts\nGift funds.\n## 2 Reserves\nReserves of the borrower.\n")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [document], words, settings=SIZE)
            (once,) = await found(database, "gift", Scope.of(TODAY, None))
            (twice,) = await found(database, "gift gifts", Scope.of(TODAY, None))
            assert twice.score == pytest.approx(2 * once.score)
            assert await found(database, "what is the", Scope.of(TODAY, None)) == ()

    asyncio.run(story())
