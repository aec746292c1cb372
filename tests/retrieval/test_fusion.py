import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.scope import Hit
from retrieval.stages.fusion import RRF_K, Ranking, Stage, convex_fusion, reciprocal_rank_fusion

SHARES: dict[Stage, float] = {"dense": 0.5, "asked": 0.2, "lexical": 0.3}


def hit(name: str, score: float) -> Hit:
    return Hit(passage_key=ord(name), passage_id=name, score=score)


def ranking(*names: str, stage: Stage = "dense", weight: float = 1.0) -> Ranking:
    """With scores that fall and mean nothing."""
    return Ranking(stage, tuple(hit(name, -float(place)) for place, name in enumerate(names)), weight)


def scored(stage: Stage, weight: float = 1.0, **scores: float) -> Ranking:
    return Ranking(stage, tuple(hit(name, score) for name, score in scores.items()), weight)


def ids(fused: tuple[Hit, ...]) -> list[str]:
    return [found.passage_id for found in fused]


def test_a_passage_that_both_stages_found_comes_first() -> None:
    fused = reciprocal_rank_fusion([ranking("a", "b"), ranking("c", "b", stage="lexical")])
    assert ids(fused) == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(2 / 62)
    assert fused[1].score == pytest.approx(1 / 61)


def test_ranks_of_another_wording_count_by_its_weight() -> None:
    fused = reciprocal_rank_fusion([ranking("a"), ranking("b", weight=0.5)])
    assert ids(fused) == ["a", "b"]
    assert [found.score for found in fused] == pytest.approx([1 / 61, 0.5 / 61])


def test_the_constant_says_how_much_the_first_places_weigh() -> None:
    rankings = [ranking("a", "b"), ranking("c", "b", stage="lexical")]
    assert RRF_K == 60
    assert ids(reciprocal_rank_fusion(rankings, k=1))[0] == "b"
    assert reciprocal_rank_fusion(rankings, k=1)[0].score == pytest.approx(2 / 3)
    rankings = [ranking("a", "b", "c", "d"), ranking("e", "f", "g", "d", stage="lexical")]
    assert ids(reciprocal_rank_fusion(rankings, k=1))[0] == "a"
    assert ids(reciprocal_rank_fusion(rankings, k=60))[0] == "d"


def test_ranks_count_and_scores_do_not() -> None:
    near = [scored("dense", a=0.9, b=0.89), scored("lexical", b=12.0, a=11.9)]
    far = [scored("dense", a=0.9, b=0.1), scored("lexical", b=120.0, a=0.1)]
    assert reciprocal_rank_fusion(near) == reciprocal_rank_fusion(far)


def test_equal_scores_stand_in_the_order_of_their_ids() -> None:
    rankings = [ranking("z", "y"), ranking("y", "z", stage="lexical")]
    assert ids(reciprocal_rank_fusion(rankings)) == ["y", "z"]
    assert ids(convex_fusion([scored("dense", z=0.5, y=0.5)], SHARES)) == ["y", "z"]


def test_each_stage_has_its_share_of_the_convex_score() -> None:
    fused = convex_fusion(
        [scored("dense", a=0.8, b=0.4), scored("asked", b=0.6), scored("lexical", b=9.0, a=3.0)], SHARES
    )
    found = {one.passage_id: one.score for one in fused}
    assert found == {"a": pytest.approx(0.5 + 0.3 / 3), "b": pytest.approx(0.5 / 2 + 0.2 + 0.3)}
    assert ids(fused) == ["b", "a"]


def test_of_several_wordings_the_best_one_counts_and_only_that() -> None:
    asked, other = scored("lexical", a=4.0, b=1.0), scored("lexical", 0.5, b=7.0, a=7.0)
    found = {one.passage_id: one.score for one in convex_fusion([asked, other], SHARES)}
    assert found == {"a": pytest.approx(0.3), "b": pytest.approx(0.3 * 0.5)}


def test_a_stage_that_scores_all_alike_at_nothing_adds_nothing() -> None:
    fused = convex_fusion([scored("dense", a=0.0, b=-0.2), scored("lexical", b=2.0)], SHARES)
    assert ids(fused) == ["b", "a"]
    assert [one.score for one in fused] == pytest.approx([0.3, 0.0])


def test_a_passage_that_points_the_other_way_is_not_punished_for_being_found() -> None:
    fused = convex_fusion([scored("dense", a=0.5, b=-0.4), scored("lexical", b=2.0)], SHARES)
    assert {one.passage_id: one.score for one in fused} == {"a": pytest.approx(0.5), "b": pytest.approx(0.3)}


def test_nothing_found_gives_nothing() -> None:
    for empty in ([], [ranking(), ranking(stage="lexical")]):
        assert reciprocal_rank_fusion(empty) == ()
        assert convex_fusion(empty, SHARES) == ()


STAGES: list[Stage] = ["dense", "asked", "lexical"]
RANKINGS = st.lists(
    st.builds(
        lambda stage, scores, weight: scored(stage, weight, **dict(sorted(scores.items(), key=lambda each: -each[1]))),
        st.sampled_from(STAGES),
        st.dictionaries(st.sampled_from("abcdef"), st.floats(-1, 20)),
        st.floats(0, 1),
    ),
    max_size=6,
)


@given(RANKINGS)
def test_whatever_was_found_is_there_once_in_falling_order_and_within_bounds(rankings: list[Ranking]) -> None:
    everything = {found.passage_id for each in rankings for found in each.hits}
    for fused in (reciprocal_rank_fusion(rankings), convex_fusion(rankings, SHARES)):
        assert sorted(ids(fused)) == sorted(everything)
        assert [(-one.score, one.passage_id) for one in fused] == sorted((-one.score, one.passage_id) for one in fused)
    assert all(0 <= one.score <= 1 + 1e-9 for one in convex_fusion(rankings, SHARES))


@given(RANKINGS, st.randoms())
def test_the_order_in_which_rankings_come_changes_nothing(rankings: list[Ranking], chance: object) -> None:
    shuffled = list(rankings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reciprocal_rank_fusion(shuffled) == reciprocal_rank_fusion(rankings)
    again = {one.passage_id: one.score for one in convex_fusion(shuffled, SHARES)}
    assert again == pytest.approx({one.passage_id: one.score for one in convex_fusion(rankings, SHARES)})
