"""How rare a word is, is counted over what is in force on the day, as BM25 counts it."""

import asyncio
import math
from datetime import date
from typing import Any

import pytest

from retrieval.ingest import ingest_documents
from retrieval.search import PolicySearch
from retrieval.stages.rarity import Rarity

TODAY = date(2026, 6, 1)
GIFTS = """## 1 Gifts
A donor gives funds.
## 2 Letters
The donor signs; the donor is a relative.
## 3 Limits
No limit.
"""
OLD = "## 1 Boats\nA boat secures no loan.\n"


def rarity(empty_index: Any, policy: Any, words: Any, query: str, as_of: date) -> Rarity:
    async def story() -> Rarity:
        async with empty_index() as database:
            old = policy(OLD, version="old", effective_from="2025-01-01", effective_to="2025-12-31")
            fha = policy("## 1 Premiums\nThe premium is financed.\n", document="fha-policy", programs="FHA")
            await ingest_documents(database, [policy(GIFTS), old, fha], words)
            return await PolicySearch(database, words).rarity(query, as_of)

    return asyncio.run(story())


def idf(passages: int, holding: int) -> float:
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def test_each_word_by_how_many_of_the_passages_in_force_hold_it(empty_index: Any, policy: Any, words: Any) -> None:
    found = rarity(empty_index, policy, words, "donor of a limit, donors, zebra", TODAY)
    assert found == {
        "donor": pytest.approx(idf(4, 2)),
        "limit": pytest.approx(idf(4, 1)),
        "zebra": pytest.approx(idf(4, 0)),
    }


def test_a_word_of_another_version_is_unknown(empty_index: Any, policy: Any, words: Any) -> None:
    then = rarity(empty_index, policy, words, "boat donor", date(2025, 6, 1))
    assert then == pytest.approx({"boat": idf(1, 1), "donor": idf(1, 0)})
    now = rarity(empty_index, policy, words, "boat donor", TODAY)
    assert now == pytest.approx({"boat": idf(4, 0), "donor": idf(4, 2)})


def test_where_nothing_is_in_force_no_word_is_known(empty_index: Any, policy: Any, words: Any) -> None:
    found = rarity(empty_index, policy, words, "donor", date(2020, 1, 1))
    assert found == pytest.approx({"donor": idf(0, 0)})


def test_a_query_of_function_words_has_no_terms(empty_index: Any, policy: Any, words: Any) -> None:
    assert rarity(empty_index, policy, words, "what is it", TODAY) == {}


def test_it_is_the_rarity_that_the_lexical_stage_weighs_with(empty_index: Any, policy: Any, words: Any) -> None:
    """A word that stands once in each of its passages scores in proportion to its rarity."""

    async def story() -> None:
        async with empty_index() as database:
            body = "## 1 A\ncommon rare\n## 2 B\ncommon other\n"
            await ingest_documents(database, [policy(body)], words)
            search = PolicySearch(database, words)
            scores = {}
            for word in ("common", "rare"):
                result = await search.retrieve(word, as_of=TODAY)
                first = next(hit for hit in result.passages if hit.passage.passage_id.endswith("#1"))
                rarest = await search.rarity(word, TODAY)
                scores[word] = (first.lexical_score or 0) / rarest[word]
            assert scores["common"] == pytest.approx(scores["rare"])

    asyncio.run(story())
