"""How near a query is to the questions that passages answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

import pytest

from lending.program import Program
from retrieval.ingest import ingest_documents
from retrieval.scope import Connection, Hit, Scope
from retrieval.stages.asked import asked_ranking
from retrieval.stages.dense import dense_ranking

TODAY = date(2026, 6, 1)
BODY = (
    "## 1 Donors\nA relative may give funds.\n## 2 Letters\nThe donor signs a paper.\n## 3 Limits\nNo limit applies.\n"
)
QUESTIONS = {
    "1": ("Can my aunt help me buy?", "Who counts as family?"),
    "2": ("What has grandma to sign?",),
}

Ranked = tuple[Hit, ...]


async def ranked(connection: Connection, words: Any, query: str, depth: int = 9, **scope: Any) -> Ranked:
    """The asked stage after the dense one, as a search runs them."""
    (vector,) = words.embed([query])
    kept = Scope.of(scope.pop("as_of", TODAY), **scope)
    dense = await dense_ranking(connection, kept, vector, depth)
    return await asked_ranking(connection, kept, vector, dense, depth)


@pytest.fixture
def over(empty_index: Any, words: Any) -> Callable[..., Any]:
    """What a story over the connection gives, once these documents are in."""

    def told(story: Callable[[Connection], Awaitable[Any]], *documents: Any) -> Any:
        async def whole() -> Any:
            async with empty_index() as database:
                await ingest_documents(database, list(documents), words)
                async with database.pool.connection() as connection:
                    return await story(connection)

        return asyncio.run(whole())

    return told


def cosine(words: Any, one: str, other: str) -> float:
    first, second = words.embed([one, other])
    return float(first @ second)


def scores(found: Ranked) -> Mapping[str, float]:
    return {hit.passage_id: hit.score for hit in found}


def test_a_passage_counts_with_the_nearest_of_its_questions(over: Any, policy: Any, words: Any) -> None:
    query = "aunt help"
    found = over(lambda connection: ranked(connection, words, query), policy(BODY, questions=QUESTIONS))
    assert [hit.passage_id for hit in found] == ["credit-policy@2026.1#1", "credit-policy@2026.1#2"]
    assert found[0].score == pytest.approx(cosine(words, query, QUESTIONS["1"][0]), abs=1e-6)
    assert found[1].score == pytest.approx(cosine(words, query, QUESTIONS["2"][0]), abs=1e-6)


def test_a_passage_of_a_document_without_questions_counts_with_its_own_words(
    over: Any, policy: Any, words: Any
) -> None:
    plain = policy("## 1 Sales\nThe seller pays.\n", document="sales-policy")
    found = scores(
        over(lambda connection: ranked(connection, words, "seller"), policy(BODY, questions=QUESTIONS), plain)
    )
    own = cosine(words, "seller", "Sales Policy\n1 Sales\nThe seller pays.")
    assert found["sales-policy@2026.1#1"] == pytest.approx(own, abs=1e-6)
    assert max(found, key=found.__getitem__) == "sales-policy@2026.1#1"


def test_a_section_that_was_given_no_question_is_not_found_by_its_own_words(over: Any, policy: Any, words: Any) -> None:
    found = over(lambda connection: ranked(connection, words, "limit applies"), policy(BODY, questions=QUESTIONS))
    assert "credit-policy@2026.1#3" not in scores(found)


def test_only_what_is_in_force_and_asked_for_is_compared(over: Any, policy: Any, words: Any) -> None:
    old = policy(BODY, questions=QUESTIONS, version="old", effective_from="2025-01-01", effective_to="2025-12-31")
    new = policy(BODY, questions=QUESTIONS, programs="FHA", states="TX")

    async def story(connection: Connection) -> list[set[str]]:
        scopes: list[dict[str, Any]] = [
            {},
            {"as_of": date(2025, 6, 1)},
            {"program": Program.VA},
            {"state": "CA"},
            {"program": Program.FHA, "state": "TX"},
            {"documents": ("income-policy",)},
        ]
        found = [await ranked(connection, words, "aunt", **scope) for scope in scopes]
        return [{hit.passage_id.partition("#")[0] for hit in each} for each in found]

    new_one, old_one = {"credit-policy@2026.1"}, {"credit-policy@old"}
    assert over(story, old, new) == [new_one, old_one, set(), set(), new_one, set()]


def test_no_more_than_the_depth_is_found_and_the_best_of_it(over: Any, policy: Any, words: Any) -> None:
    (best,) = over(
        lambda connection: ranked(connection, words, "grandma sign", depth=1), policy(BODY, questions=QUESTIONS)
    )
    assert best.passage_id == "credit-policy@2026.1#2"


def test_equal_questions_stand_in_the_order_of_their_passages(over: Any, policy: Any, words: Any) -> None:
    same = {"1": ("What has grandma to sign?",)}
    documents = [policy(BODY, document=name, questions=same) for name in ("b-policy", "c-policy", "a-policy")]
    found = over(lambda connection: ranked(connection, words, "grandma"), *documents)
    assert [hit.passage_id[0] for hit in found] == ["a", "b", "c"]
