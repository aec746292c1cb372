"""What the answers of a search are worth, over answers that are made up."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from eval.questions import Question, Reference
from eval.retrieval import Asked, Fitted, calibrated, measured, put, refusals, right_version, section_of
from lending.program import Program
from policy_answers import passage
from retrieval.passage import RetrievedPassage
from retrieval.result import SearchResult
from retrieval.stages.answerable import Calibration, Signs, Verdict, judge

TODAY = date(2026, 6, 1)


def question(*sections: str, **changes: Any) -> Question:
    """`sections` as `gift-policy@2026.1#1.1`."""
    references = []
    for section in sections:
        document, _, rest = section.partition("@")
        version, _, number = rest.partition("#")
        references.append(Reference(document=document, version=version, section=number, quote="Its words."))
    made: dict[str, Any] = {
        "id": "q",
        "question": "Which?",
        "ground_truth": "That.",
        "category": "rule" if sections else "unanswerable",
        "split": "development",
        "as_of": TODAY,
        "references": tuple(references),
    }
    return Question.model_validate(made | changes)


def found(*sections: str) -> tuple[RetrievedPassage, ...]:
    made = []
    for rank, section in enumerate(sections, 1):
        document, _, rest = section.partition("@")
        version, _, number = rest.partition("#")
        one = passage(
            document=document, version=version, passage_id=section, section_path=("1 A", f"{number} Title here")
        )
        made.append(RetrievedPassage(passage=one, rank=rank, score=1 / rank))
    return tuple(made)


def asked(about: Question, *sections: str, signs: tuple[float, float] | None = None, sufficient: bool = True) -> Asked:
    verdict = None
    if signs is not None:
        told = Signs(inside=signs[0], outside=signs[1])
        verdict = Verdict(sufficient=sufficient, confidence=0.5, signs=told)
    result = SearchResult(passages=found(*sections), wordings=("Which?",), verdict=verdict)
    return Asked(about, result, tuple(map(section_of, result.passages)))


SIGNS = (0.5, 0.5)


def test_a_section_is_named_as_references_name_it() -> None:
    (one,) = found("gift-policy@2026.1#1.1")
    assert section_of(one) == "gift-policy@2026.1#1.1"
    bare = one.model_copy(update={"passage": one.passage.model_copy(update={"section_path": ()})})
    assert section_of(bare) == "gift-policy@2026.1#preamble"


def test_measures_are_taken_over_what_the_manual_answers() -> None:
    first = asked(question("a@1#1"), "a@1#1", "a@1#2")
    later = asked(question("a@1#9"), *[f"a@1#{number}" for number in range(1, 10)])
    outside = asked(question(), "a@1#1")
    figures = measured([first, later, outside])
    assert {name: figures[name].count for name in figures} == dict.fromkeys(
        ("recall@5", "recall@10", "nDCG@10", "MRR"), 2
    )
    assert figures["recall@5"].mean == 0.5
    assert figures["recall@10"].mean == 1
    assert figures["MRR"].mean == pytest.approx((1 + 1 / 9) / 2)
    assert figures["nDCG@10"].mean == pytest.approx((1 + 1 / np.log2(10)) / 2)


@pytest.mark.parametrize(
    ("sections", "right"),
    [
        (("credit-policy@2025.1#4.3", "income-policy@2026.1#1"), True),
        (("income-policy@2026.1#1", "credit-policy@2025.1#9"), True),
        (("credit-policy@2025.1#4.3", "credit-policy@2026.1#4.3"), False),
        (("credit-policy@2026.1#4.3",), False),
        (("income-policy@2026.1#1",), False),
        ((), False),
    ],
)
def test_the_right_version_is_found_and_no_other_of_that_document(sections: Sequence[str], right: bool) -> None:
    assert right_version(asked(question("credit-policy@2025.1#4.3"), *sections)) is right


def test_refusals_are_counted_apart_for_the_two_kinds_of_questions() -> None:
    outcomes = [
        asked(question(), "a@1#1", signs=SIGNS, sufficient=False),
        asked(question(), "a@1#1", signs=SIGNS, sufficient=True),
        asked(question("a@1#1"), "a@1#1", signs=SIGNS, sufficient=True),
        asked(question("a@1#1"), "a@1#1", signs=SIGNS, sufficient=True),
        asked(question("a@1#1"), "a@1#1", signs=SIGNS, sufficient=True),
        asked(question("a@1#1"), signs=SIGNS, sufficient=True),
    ]
    told = refusals(outcomes)
    assert (told.refused.mean, told.refused.count) == (0.5, 2)
    assert (told.falsely.mean, told.falsely.count) == (0.25, 4)


def made_up(count: int = 200, noise: float = 0.08) -> list[Asked]:
    """Questions of which a quarter cannot be answered, told apart by a margin of .1 above or below 0, with noise."""
    chance = np.random.default_rng(11)
    outcomes = []
    for number in range(count):
        answerable = number % 4 != 0
        margin = (0.1 if answerable else -0.1) + noise * chance.standard_normal()
        about = question("a@1#1") if answerable else question()
        outcomes.append(asked(about, "a@1#1", signs=(0.5 + margin, 0.5)))
    return outcomes


def confidences(fitted: Fitted, outcomes: Sequence[Asked], *, answerable: bool) -> list[bool]:
    """Whether each of these questions would be answered."""
    calibration = Calibration(embedder="x", bias=fitted.bias, weight=fitted.weight, threshold=fitted.threshold)
    return [
        judge(one.result.verdict.signs, calibration).sufficient
        for one in outcomes
        if one.result.verdict and one.question.answerable is answerable
    ]


def test_a_larger_margin_is_more_believed_and_none_is_even() -> None:
    """Two normal distributions at +-.1 with a deviation of .08: the log odds are 2 * .1 / .08**2 a unit of margin."""
    fitted = calibrated(made_up(4000), ridge=0.0)
    assert fitted.weight == pytest.approx(2 * 0.1 / 0.08**2, rel=0.15)
    assert fitted.bias == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("most", [0.0, 0.02, 0.1])
def test_the_threshold_refuses_no_more_of_the_answerable_than_it_may(most: float) -> None:
    outcomes = made_up()
    answered = confidences(calibrated(outcomes, most), outcomes, answerable=True)
    assert answered.count(False) == int(most * len(answered))


def test_a_looser_bound_refuses_more_of_the_unanswerable() -> None:
    outcomes = made_up()
    refused = [confidences(calibrated(outcomes, most), outcomes, answerable=False).count(False) for most in (0.0, 0.1)]
    assert refused[0] < refused[1]


def test_kinds_that_lie_far_apart_are_told_apart_by_a_finite_weight() -> None:
    outcomes = made_up(noise=0.001)
    fitted = calibrated(outcomes)
    assert np.isfinite(fitted.bias)
    assert 1 < fitted.weight < 1e4
    assert not any(confidences(fitted, outcomes, answerable=False))


def test_many_unanswerable_questions_weigh_no_more_than_few() -> None:
    outcomes = made_up()
    more = outcomes + [one for one in outcomes if not one.question.answerable] * 5
    once, often = calibrated(outcomes), calibrated(more)
    assert (often.bias, often.weight) == pytest.approx((once.bias, once.weight), rel=0.1)


def test_an_answer_that_was_not_judged_is_left_out_of_the_calibration() -> None:
    outcomes = made_up()
    assert calibrated([*outcomes, asked(question("a@1#1"), "a@1#1")]) == calibrated(outcomes)


class Remembering:
    """In the place of a search: remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def retrieve(self, query: str, **options: Any) -> SearchResult:
        self.asked.append({"query": query, **options})
        return SearchResult(passages=found("a@1#1"), wordings=(query,))


def test_each_question_is_put_with_its_day_and_its_filters() -> None:
    search = Remembering()
    about = question("a@1#1", program=Program.FHA, state="TX", as_of=date(2025, 6, 1))
    (outcome,) = asyncio.run(put(search, [about], depth=7))  # type: ignore[arg-type]
    assert search.asked == [
        {"query": "Which?", "as_of": date(2025, 6, 1), "limit": 7, "program": Program.FHA, "state": "TX"}
    ]
    assert (outcome.question, outcome.sections, outcome.refused) == (about, ("a@1#1",), False)
