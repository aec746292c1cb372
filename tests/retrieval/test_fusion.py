import pytest

from retrieval.scope import Hit
from retrieval.stages.fusion import reciprocal_rank_fusion


def ranking(*names: str) -> list[Hit]:
    return [Hit(passage_key=ord(name), passage_id=name, score=-float(place)) for place, name in enumerate(names)]


def test_a_passage_that_both_stages_found_comes_first() -> None:
    fused = reciprocal_rank_fusion([ranking("a", "b"), ranking("c", "b")])
    assert [hit.passage_id for hit in fused] == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(2 / 62)
    assert fused[1].score == pytest.approx(1 / 61)


def test_equal_scores_stand_in_the_order_of_their_ids() -> None:
    assert [hit.passage_id for hit in reciprocal_rank_fusion([ranking("z", "y"), ranking("y", "z")])] == ["y", "z"]


def test_nothing_found_gives_nothing() -> None:
    assert reciprocal_rank_fusion([[], []]) == ()
