"""Credit scores: one for each borrower, one for the loan, one for the minimum."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import application, borrower
from lending.application import LoanApplication
from lending.credit import (
    borrower_score,
    deciding_borrower,
    deciding_score,
    representative_score,
    score_for_minimum,
)

SCORES = st.integers(300, 850)
BUREAUS = ("equifax", "experian", "transunion")


def scores(*values: int) -> list[dict[str, Any]]:
    return [{"bureau": bureau, "score": score} for bureau, score in zip(BUREAUS, values, strict=False)]


def two_borrowers(first: tuple[int, ...], second: tuple[int, ...], **changes: Any) -> LoanApplication:
    return application(
        {
            "borrowers.0.credit.scores": scores(*first),
            "borrowers.1": borrower(),
            "borrowers.1.credit.scores": scores(*second),
            **changes,
        }
    )


@given(st.lists(SCORES, min_size=1, max_size=3))
def test_a_borrowers_score_is_one_of_those_reported_and_never_the_best_of_two(reported: list[int]) -> None:
    chosen = borrower_score(reported)
    assert chosen == sorted(reported)[1 if len(reported) == 3 else 0]


def test_without_scores_there_is_no_score() -> None:
    assert borrower_score([]) is None


def test_the_score_of_the_loan_is_the_lowest_of_its_borrowers() -> None:
    assert representative_score(two_borrowers((780, 770, 760), (640, 650, 690))) == 650


@pytest.mark.parametrize("second", [(), None])
def test_a_borrower_without_a_score_leaves_the_loan_without_one(second: tuple[int, ...] | None) -> None:
    changes: dict[str, Any] = {"borrowers.1": borrower(), "borrowers.1.credit.scores": []}
    if second is None:
        changes["borrowers.1.credit"] = None
        del changes["borrowers.1.credit.scores"]
    subject = application(changes)
    assert representative_score(subject) is None
    assert score_for_minimum(subject) is None


@pytest.mark.parametrize(
    ("program", "method", "held"),
    [
        ("conventional", "manual", 641),
        ("conventional", "automated", 600),
        ("fha", "manual", 600),
        ("va", "manual", 600),
    ],
)
def test_only_manual_conventional_loans_average_the_borrowers_scores(program: str, method: str, held: int) -> None:
    """600 and 681 average 640.5, which is rounded half up."""
    subject = two_borrowers((600,), (681,), program=program, underwriting_method=method)
    assert score_for_minimum(subject) == held
    assert representative_score(subject) == 600


@given(st.lists(SCORES, min_size=1, max_size=3), st.lists(SCORES, min_size=1, max_size=3))
def test_a_second_borrower_never_raises_the_score_of_the_loan(first: list[int], second: list[int]) -> None:
    alone = application({"borrowers.0.credit.scores": scores(*first)})
    together = representative_score(two_borrowers(tuple(first), tuple(second)))
    alone_score = representative_score(alone)
    assert together is not None
    assert alone_score is not None
    assert together <= alone_score


def test_two_scores_of_one_bureau_are_refused() -> None:
    with pytest.raises(ValueError, match="at most one score per bureau"):
        application({"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 700}] * 2})


def test_the_lowest_score_decides_and_of_two_alike_the_first() -> None:
    second = deciding_borrower(two_borrowers((700,), (640,)))
    first = deciding_borrower(two_borrowers((640,), (640,)))
    assert second is not None
    assert first is not None
    assert (first.borrower_id, second.borrower_id) == ("B1", "B2")


def test_where_nobody_has_a_score_none_decides() -> None:
    without = application({"borrowers.0.credit.scores": []})
    assert deciding_borrower(without) is None
    assert deciding_score(without) is None
