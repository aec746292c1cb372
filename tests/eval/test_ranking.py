"""Measures of a ranking, held against values worked out by hand."""

from datetime import date
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import Question, Reference
from eval.ranking import ndcg_at, recall_at, reciprocal_rank


def question(*sections: str, either: bool = False) -> Question:
    references = tuple(
        Reference(document="credit-policy", version="2026.1", section=section, quote="Its words.")
        for section in sections
    )
    return Question(
        id="q",
        question="Which?",
        ground_truth="That.",
        category="rule",
        split="test",
        as_of=date(2026, 6, 1),
        either=either,
        references=references,
    )


def ranked(*sections: str) -> list[str]:
    return [f"credit-policy@2026.1#{section}" for section in sections]


FOUND = ranked("9", "1", "8", "2", "1")


def test_recall_is_the_share_of_the_sections_that_were_found_so_far() -> None:
    both = question("1", "2")
    assert [recall_at(both, FOUND, depth) for depth in (1, 2, 3, 4, 5)] == [0, 0.5, 0.5, 1, 1]


def test_where_any_section_will_do_one_is_all() -> None:
    either = question("1", "2", either=True)
    assert [recall_at(either, FOUND, depth) for depth in (1, 2, 5)] == [0, 1, 1]


def test_the_same_number_in_another_version_or_document_is_another_section() -> None:
    others = ["credit-policy@2025.1#1", "income-policy@2026.1#1"]
    assert recall_at(question("1"), others, 5) == 0
    assert reciprocal_rank(question("1"), others) == 0
    assert ndcg_at(question("1"), others, 5) == 0


def test_two_quotes_of_one_section_are_one_section() -> None:
    assert recall_at(question("1", "1", "2"), ranked("1"), 5) == 0.5


def test_the_reciprocal_rank_is_that_of_the_first_section_that_answers() -> None:
    assert reciprocal_rank(question("2", "1"), FOUND) == 1 / 2
    assert reciprocal_rank(question("2"), FOUND) == 1 / 4
    assert reciprocal_rank(question("7"), FOUND) == 0
    assert reciprocal_rank(question("7"), []) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_place() -> None:
    best = 1 + 1 / log2(3)
    assert ndcg_at(question("1", "2"), FOUND, 10) == pytest.approx((1 / log2(3) + 1 / log2(5)) / best)
    assert ndcg_at(question("1", "2"), FOUND, 3) == pytest.approx(1 / log2(3) / best)
    assert ndcg_at(question("1", "2"), ranked("2", "1"), 10) == pytest.approx(1)


def test_a_section_that_is_found_twice_gains_once() -> None:
    assert ndcg_at(question("1"), ranked("1", "1", "1"), 10) == pytest.approx(1)


def test_where_any_section_will_do_the_first_is_the_whole_gain() -> None:
    either = question("1", "2", either=True)
    assert ndcg_at(either, ranked("2", "9", "1"), 10) == pytest.approx(1)
    assert ndcg_at(either, FOUND, 10) == pytest.approx(1 / log2(3))


def test_no_more_is_asked_than_fits_the_depth() -> None:
    assert ndcg_at(question("1", "2", "3"), ranked("3", "1"), 2) == pytest.approx(1)


@given(
    st.lists(st.sampled_from("123"), min_size=1, unique=True),
    st.lists(st.sampled_from("123456789"), max_size=12),
    st.integers(1, 12),
    st.booleans(),
)
def test_measures_lie_between_0_and_1_and_depth_only_helps_recall(
    needed: list[str], found: list[str], depth: int, either: bool
) -> None:
    asked = question(*needed, either=either)
    for measure in (recall_at, ndcg_at):
        assert 0 <= measure(asked, ranked(*found), depth) <= 1 + 1e-9
    assert recall_at(asked, ranked(*found), depth) <= recall_at(asked, ranked(*found), depth + 1)
    assert (reciprocal_rank(asked, ranked(*found)) > 0) == bool(set(needed) & set(found))
