"""The rerank stage with a reranker that says what the test wants."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from retrieval.scope import Hit
from retrieval.stages.rarity import Rarity
from retrieval.stages.rerank import RerankSettings, blended, rerank


def hits(*scores: float) -> list[Hit]:
    return [Hit(passage_key=key, passage_id=f"credit-policy@1#{key}", score=score) for key, score in enumerate(scores)]


def keys(found: Any) -> list[int]:
    return [reranked.hit.passage_key for reranked in found]


def test_half_and_half_both_from_worst_to_best() -> None:
    found = blended(hits(0.033, 0.031, 0.013), [-4.0, 6.0, 1.0])
    assert keys(found) == [1, 0, 2]
    assert [round(reranked.hit.score, 6) for reranked in found] == [0.95, 0.5, 0.25]
    assert [reranked.rerank_score for reranked in found] == [6.0, -4.0, 1.0]


def test_the_weight_is_the_rerankers_share() -> None:
    found = hits(3.0, 2.0, 1.0)
    assert keys(blended(found, [0.0, 1.0, 2.0], weight=0.0)) == [0, 1, 2]
    assert keys(blended(found, [0.0, 1.0, 2.0], weight=1.0)) == [2, 1, 0]


def test_equal_scores_of_one_stage_leave_the_order_to_the_other() -> None:
    assert keys(blended(hits(2.0, 1.0), [0.7, 0.7])) == [0, 1]
    assert keys(blended(hits(1.0, 1.0), [0.1, 0.7])) == [1, 0]
    assert keys(blended(hits(1.0, 1.0), [0.7, 0.7])) == [0, 1]


def test_one_hit_and_none() -> None:
    assert keys(blended(hits(1.0), [0.3])) == [0]
    assert blended([], []) == ()


def test_a_score_too_few_is_an_error_not_a_lost_passage() -> None:
    with pytest.raises(ValueError, match="shorter"):
        blended(hits(2.0, 1.0), [0.5])


class Longest:
    name = "the longest"

    def __init__(self) -> None:
        self.prepared: list[str] = []

    async def prepare(self, connection: Any, passages: Sequence[str]) -> None:
        assert connection == "the connection"
        self.prepared.extend(passages)

    async def keep(self, connection: Any) -> None:
        assert connection is not None

    def scores(self, query: str, passages: Sequence[str], rarity: Rarity | None = None) -> list[float]:
        assert (query, rarity) == ("gifts", {"gift": 2.0})
        assert self.prepared == list(passages)
        return [float(len(passage)) for passage in passages]


def test_the_best_hits_are_read_and_the_others_left_out() -> None:
    connection: Any = "the connection"
    found = asyncio.run(
        rerank(
            connection,
            Longest(),
            "gifts",
            hits(3.0, 2.9, 1.0, 0.9),
            {0: "a", 1: "aaa", 2: "aa", 3: "aaaa"},
            settings=RerankSettings(depth=3),
            rarity={"gift": 2.0},
        )
    )
    assert keys(found) == [1, 0, 2]
    assert [reranked.rerank_score for reranked in found] == [3.0, 1.0, 2.0]
