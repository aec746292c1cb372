"""What the index holds for an edition, and that it is gone when the edition gives way."""

import asyncio
from collections import Counter
from typing import Any

from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.documents import PolicyDocument
from retrieval.ingest import ingest_documents
from retrieval.postings import inverted, read_places, read_word_counts
from retrieval.tokens import tokens
from storage.database import Database

SIZE = ChunkSettings(max_words=20, overlap_words=4)
BODY = "## 1 Gifts\nGift funds of a relative, and gift letters.\n## 2 Reserves\nSix months of PITIA; no gift counts.\n"


def bags(*documents: PolicyDocument) -> dict[str, Counter[str]]:
    """The words of every passage, by its id."""
    return {
        chunk.passage.passage_id: Counter(tokens(chunk.passage.indexed_text()))
        for document in documents
        for chunk in chunk_document(document, SIZE)
    }


async def indexed(database: Database) -> dict[str, Counter[str]]:
    """The same, put together again from the places of every term; word counts must agree with them."""
    async with database.pool.connection() as connection:
        editions = await (
            await connection.execute(
                "SELECT e.edition_key, e.word_counts, array_agg(p.passage_id ORDER BY p.ordinal) AS names"
                " FROM policy_edition e JOIN policy_passage p USING (edition_key)"
                " WHERE e.retired_at IS NULL GROUP BY e.edition_key"
            )
        ).fetchall()
        rows = await (await connection.execute("SELECT edition_key, term, places FROM policy_posting")).fetchall()
    names = {row["edition_key"]: row["names"] for row in editions}
    held: dict[str, Counter[str]] = {name: Counter() for each in names.values() for name in each}
    for row in rows:
        for ordinal, times in zip(*read_places(row["places"]), strict=True):
            held[names[row["edition_key"]][ordinal]][row["term"]] = int(times)
    for row in editions:
        assert read_word_counts(row["word_counts"]).tolist() == [held[name].total() for name in row["names"]]
    return held


def test_an_inverted_text_says_where_each_word_stands_and_how_often() -> None:
    written = inverted(["gift funds gift", "", "reserves, funds"])
    assert {term: [part.tolist() for part in read_places(places)] for term, places in written.places.items()} == {
        "gift": [[0], [2]],
        "fund": [[0, 2], [1, 1]],
        "reserve": [[2], [1]],
    }
    assert read_word_counts(written.word_counts).tolist() == [3, 0, 2]
    assert written.places["gift"] == bytes([0, 0, 0, 0, 0, 0, 0, 2])


def test_a_word_of_many_passages_has_its_places_in_blocks() -> None:
    written = inverted(["gift"] * 600)
    blocks = list(written.blocks())
    assert [(term, number, len(places)) for term, number, places in blocks] == [
        ("gift", 0, 2048),
        ("gift", 1, 2048),
        ("gift", 2, 704),
    ]
    ordinals, times = read_places(b"".join(places for *_, places in blocks))
    assert ordinals.tolist() == list(range(600))
    assert set(times.tolist()) == {1}


def test_the_index_holds_the_words_of_what_is_current_and_nothing_else(
    empty_index: Any, policy: Any, words: Any
) -> None:
    credit, income = policy(BODY), policy(BODY, document="income-policy")
    shorter = policy("## 2 Reserves\nTwelve months of PITIA.\n")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [credit, income], words, settings=SIZE)
            assert await indexed(database) == bags(credit, income)
            await ingest_documents(database, [shorter], words, settings=SIZE)
            assert await indexed(database) == bags(shorter, income)
            await ingest_documents(database, [credit], words, settings=SIZE)
            assert await indexed(database) == bags(credit, income)

    asyncio.run(story())


def test_vectors_belong_to_the_edition_of_their_passage(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(BODY), policy(BODY, document="income-policy")], words)
            await ingest_documents(database, [policy(BODY.replace("Six", "Two"))], words)
            async with database.pool.connection() as connection:
                rows = await (
                    await connection.execute(
                        "SELECT p.passage_id, v.edition_key = p.edition_key AS same, e.retired_at IS NULL AS current"
                        " FROM policy_embedding v JOIN policy_passage p USING (passage_key)"
                        " JOIN policy_edition e ON e.edition_key = p.edition_key"
                    )
                ).fetchall()
            assert sorted(row["passage_id"] for row in rows) == [
                "credit-policy@2026.1#1",
                "credit-policy@2026.1#2",
                "income-policy@2026.1#1",
                "income-policy@2026.1#2",
            ]
            assert all(row["same"] and row["current"] for row in rows)

    asyncio.run(story())
