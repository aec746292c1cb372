"""Token vectors in a byte a dimension, against the same reckoning in full precision."""

import numpy as np
import pytest

from retrieval.embedding import Vectors
from retrieval.rerankers.token_vectors import TokenVectorMemory, TokenVectors, best_matches, packed, rounded, unpacked


def states(count: int, seed: int, width: int = 384) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def exact(query: Vectors, passage: Vectors) -> Vectors:
    return np.asarray((query @ passage.T).max(1), np.float32)


def test_the_nearest_token_of_each_passage_is_found() -> None:
    query, passages = states(7, 1), [states(count, count) for count in (1, 40, 3, 200)]
    found = best_matches(query, [rounded(passage) for passage in passages])
    assert found.shape == (4, 7)
    for row, passage in zip(found, passages, strict=True):
        assert np.abs(row - exact(query, passage)).max() < 0.005


def test_a_passage_scores_the_same_whatever_stands_beside_it() -> None:
    others = [rounded(states(50 + number, 9 + number)) for number in range(30)]
    for tokens in (1, 2, 7, 20):
        query, passage = states(tokens, tokens), rounded(states(90 + tokens, 2))
        alone = best_matches(query, [passage])[0]
        for count in (1, 5, 30):
            assert np.array_equal(best_matches(query, [*others[:count], passage])[-1], alone)


def test_what_was_stored_is_what_was_made() -> None:
    made = rounded(states(12, 3))
    back = unpacked(packed(made), 384)
    assert len(packed(made)) == 12 * 384
    assert np.array_equal(back.steps, made.steps)
    assert np.array_equal(back.worth, made.worth)


def test_passages_and_questions_without_tokens_match_nothing() -> None:
    empty = rounded(np.zeros((0, 384), np.float32))
    assert best_matches(states(2, 1), [empty, rounded(states(3, 2)), empty])[[0, 2]].tolist() == [[0, 0], [0, 0]]
    assert best_matches(states(2, 1), [empty]).tolist() == [[0, 0]]
    assert best_matches(np.zeros((0, 384), np.float32), [rounded(states(3, 2))]).shape == (1, 0)
    assert best_matches(states(2, 1), []).shape == (0, 2)


def vectors(count: int) -> TokenVectors:
    return rounded(states(count, count, width=6))


def test_the_memory_keeps_what_was_used_latest_within_its_limit() -> None:
    memory = TokenVectorMemory(limit=60)
    for text in ("gifts", "reserves", "gifts"):
        memory.add(text, vectors(3))
    assert memory.size == 2 * 3 * (6 + 4)
    assert set(memory.find(["gifts", "appraisal"])) == {"gifts"}
    memory.add("appraisal", vectors(3))
    assert set(memory.find(["gifts", "reserves", "appraisal"])) == {"gifts", "appraisal"}
    assert memory.size == 60


@pytest.mark.parametrize("limit", [0, 29])
def test_a_memory_too_small_for_anything_keeps_nothing(limit: int) -> None:
    memory = TokenVectorMemory(limit)
    memory.add("gifts", vectors(3))
    assert (memory.find(["gifts"]), memory.size) == ({}, 0)
