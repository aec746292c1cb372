import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embedding import Vectors
from retrieval.scope import Hit
from retrieval.stages.diversity import diversified


def hits(**scores: float) -> list[Hit]:
    return [Hit(passage_key=ord(name), passage_id=name, score=score) for name, score in scores.items()]


def unit(angle: float) -> Vectors:
    return np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))], np.float32)


def vectors(**angles: float) -> dict[int, Vectors]:
    return {ord(name): unit(angle) for name, angle in angles.items()}


def order(found: tuple[Hit, ...]) -> str:
    return "".join(hit.passage_id for hit in found)


def test_what_says_the_same_as_a_better_passage_goes_behind_what_does_not() -> None:
    found = hits(a=1.0, b=0.95, c=0.6)
    where = vectors(a=0, b=1, c=90)
    assert order(diversified(found, where, 0.5)) == "acb"
    assert order(diversified(found, where, 0.9)) == "abc"


def test_worth_is_relevance_less_likeness_by_their_shares() -> None:
    """b is worth .5 * .8 - .5 * .5 = .15 after a, and c .5 * s: the same at s = .3."""
    where = vectors(a=0, b=60, c=90)
    assert order(diversified(hits(a=1.0, b=0.8, c=0.31), where, 0.5)) == "acb"
    assert order(diversified(hits(a=1.0, b=0.8, c=0.29), where, 0.5)) == "abc"


def test_the_nearest_of_those_taken_counts_and_not_the_last() -> None:
    found = hits(a=1.0, b=0.9, c=0.75, d=0.5)
    assert order(diversified(found, vectors(a=0, b=90, c=2, d=45), 0.5)) == "abdc"


def test_relevance_is_a_share_of_the_best_score_whatever_the_scale() -> None:
    where = vectors(a=0, b=1, c=90)
    assert order(diversified(hits(a=0.0164, b=0.0160, c=0.0090), where, 0.5)) == "acb"
    assert order(diversified(hits(a=164.0, b=160.0, c=90.0), where, 0.5)) == "acb"


def test_scores_stay_those_of_the_fusion() -> None:
    found = hits(a=1.0, b=0.95, c=0.6)
    assert set(diversified(found, vectors(a=0, b=1, c=90), 0.5)) == set(found)


def test_a_passage_without_a_vector_is_like_no_other() -> None:
    assert order(diversified(hits(a=1.0, b=0.95, c=0.9), vectors(a=0, b=1), 0.5)) == "acb"
    assert order(diversified(hits(a=1.0, b=0.95), {}, 0.5)) == "ab"


def test_of_equally_worthy_passages_the_one_that_stood_first_comes_first() -> None:
    assert order(diversified(hits(c=0.5, b=0.5, a=0.5), vectors(a=0, b=0, c=0), 0.5)) == "cba"


def test_scores_of_nothing_leave_likeness_to_decide() -> None:
    assert order(diversified(hits(a=0.0, b=0.0, c=0.0), vectors(a=0, b=0, c=90), 0.5)) == "acb"


@pytest.mark.parametrize("found", [hits(), hits(a=1.0), hits(a=1.0, b=0.9)])
def test_a_whole_share_of_relevance_changes_nothing(found: list[Hit]) -> None:
    assert diversified(found, vectors(a=0, b=0), 1.0) == tuple(found)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.floats(0, 1), st.floats(0, 360)), min_size=1),
    st.floats(0, 1),
)
def test_every_passage_stays_and_the_best_one_stays_first(placed: dict[str, tuple[float, float]], share: float) -> None:
    found = sorted(hits(**{name: score for name, (score, _) in placed.items()}), key=lambda hit: -hit.score)
    again = diversified(found, vectors(**{name: angle for name, (_, angle) in placed.items()}), share)
    assert sorted(again, key=order_of) == sorted(found, key=order_of)
    assert share == 0 or again[0].score == found[0].score


def order_of(hit: Hit) -> str:
    return hit.passage_id
