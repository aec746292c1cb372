"""Postgres against a plain BM25 over the same passages, on corpora where dates, filters and withdrawals matter."""

import asyncio
import math
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from lending.program import Program
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


def scoped(document: PolicyDocument, **scope: Any) -> PolicyDocument:
    return document.model_copy(update={"metadata": document.metadata.model_copy(update=scope)})


async def found(database: Database, query: str, scope: Scope, depth: int = 20) -> tuple[Hit, ...]:
    async with database.pool.connection() as connection:
        return await lexical_ranking(connection, scope, query, depth)


def agree(hits: tuple[Hit, ...], expected: list[tuple[str, float]]) -> None:
    assert [hit.passage_id for hit in hits] == [name for name, _ in expected[: max(20, len(hits))]]
    for hit, (_, score) in zip(hits, expected, strict=False):
        assert hit.score == pytest.approx(score, rel=1e-12)


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


def test_a_word_of_hundreds_of_passages_is_counted_in_all(empty_index: Any, policy: Any, words: Any) -> None:
    dice = seeded(19)
    many = policy("".join(f"## {number} Part\n{' '.join(dice.choices(VOCABULARY, k=4))}\n" for number in range(600)))
    few = invented(policy, dice, "income-policy")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [few, many], words, settings=SIZE)
            for query in ("part income", "part gift gift reserves", "policy escrow"):
                agree(await found(database, query, Scope.of(TODAY, None)), oracle([few, many], query))
                agree(await found(database, query, Scope.of(TODAY, None), depth=500), oracle([few, many], query)[:500])

    asyncio.run(story())


def test_a_program_and_a_state_narrow_the_list_and_change_no_score(empty_index: Any, policy: Any, words: Any) -> None:
    dice = seeded(17)
    everyone = invented(policy, dice, "credit-policy")
    for_va = scoped(invented(policy, dice, "va-policy"), programs=(Program.VA,))
    for_fha = scoped(invented(policy, dice, "fha-policy"), programs=(Program.FHA,))
    fha_in_texas = scoped(invented(policy, dice, "texas-overlay"), programs=(Program.FHA,), states=("TX",))
    documents = [everyone, for_va, for_fha, fha_in_texas]
    scopes = {
        Scope.of(TODAY, program=Program.FHA): {"credit-policy", "fha-policy", "texas-overlay"},
        Scope.of(TODAY, program=Program.FHA, state="CA"): {"credit-policy", "fha-policy"},
        Scope.of(TODAY, state="TX"): {"credit-policy", "va-policy", "fha-policy", "texas-overlay"},
        Scope.of(TODAY, ["va-policy", "fha-policy"], program=Program.VA): {"va-policy"},
    }
    query = "reserves LTV 97.00% gift"

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, documents, words, settings=SIZE)
            for scope, seen in scopes.items():
                expected = [item for item in oracle(documents, query) if item[0].partition("@")[0] in seen]
                assert {item[0].partition("@")[0] for item in expected} == seen
                agree(await found(database, query, scope), expected)

    asyncio.run(story())


def test_the_constants_of_the_formula_can_be_chosen(empty_index: Any, policy: Any, words: Any) -> None:
    document = policy("## 1 Gifts\nGift gift.\n## 2 Reserves\nGift and reserves of the borrower, and more.\n")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [document], words, settings=SIZE)
            async with database.pool.connection() as connection:
                flat = await lexical_ranking(connection, Scope.of(TODAY), "gift", 5, k1=0.0)
            assert [hit.score for hit in flat] == [pytest.approx(math.log(1 + 0.5 / 2.5))] * 2

    asyncio.run(story())


def test_equal_passages_get_equal_scores_and_the_last_place_goes_by_id(
    empty_index: Any, policy: Any, words: Any
) -> None:
    body = "## 1 Gifts\nGift funds of a relative 97.00% and reserves.\n## 2 Other\nDocuments of the lender.\n"
    documents = [policy(body, version=version) for version in ("d", "a", "C", "b")]

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, documents, words, settings=SIZE)
            hits = await found(database, "relative gift reserves 97%", Scope.of(TODAY, None), depth=3)
            assert [hit.passage_id for hit in hits] == [f"credit-policy@{version}#1" for version in ("C", "a", "b")]
            assert len({hit.score for hit in hits}) == 1

    asyncio.run(story())


def test_a_search_reads_one_snapshot_inside_its_transaction(empty_index: Any, policy: Any, words: Any) -> None:
    before, after = policy("## 1 Gifts\nGift funds.\n"), policy("## 1 Gifts\nGift letters and gift funds.\n")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [before], words, settings=SIZE)
            async with database.pool.connection() as connection, connection.transaction():
                await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                first = await lexical_ranking(connection, Scope.of(TODAY, None), "gift", 5)
                await ingest_documents(database, [after], words, settings=SIZE)
                assert await lexical_ranking(connection, Scope.of(TODAY, None), "gift", 5) == first
            assert await found(database, "gift", Scope.of(TODAY, None)) != first

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
