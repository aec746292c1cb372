"""The questions put to a search, and what its answers are worth."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.intervals import Interval, mean_interval
from eval.questions import Question
from eval.ranking import ndcg_at, recall_at, reciprocal_rank
from retrieval.passage import RetrievedPassage
from retrieval.result import SearchResult
from retrieval.search import PolicySearch
from retrieval.stages.answerable import confidence_of

DEPTH = 10


def section_of(found: RetrievedPassage) -> str:
    """`document@version#section`, as references name it."""
    passage = found.passage
    number = passage.section_path[-1].split(" ", 1)[0] if passage.section_path else "preamble"
    return f"{passage.document}@{passage.version}#{number}"


@dataclass(frozen=True, slots=True)
class Asked:
    """`sections` are those of the passages found, in their order."""

    question: Question
    result: SearchResult
    sections: tuple[str, ...]

    @property
    def refused(self) -> bool:
        return not self.result.sufficient


async def put(search: PolicySearch, questions: Sequence[Question], depth: int = DEPTH) -> list[Asked]:
    """Each question with the day and the filters that its asker would set."""
    asked = []
    for question in questions:
        result = await search.retrieve(
            question.question,
            as_of=question.as_of,
            limit=depth,
            program=question.program,
            state=question.state,
        )
        asked.append(Asked(question, result, tuple(section_of(found) for found in result.passages)))
    return asked


MEASURES: dict[str, Callable[[Asked], float]] = {
    "recall@5": lambda one: recall_at(one.question, one.sections, 5),
    "recall@10": lambda one: recall_at(one.question, one.sections, 10),
    "nDCG@10": lambda one: ndcg_at(one.question, one.sections, 10),
    "MRR": lambda one: reciprocal_rank(one.question, one.sections),
}
"""Of a question that the manual answers."""


def measured(asked: Sequence[Asked]) -> dict[str, Interval]:
    """Over the questions that the manual answers."""
    answerable = [one for one in asked if one.question.answerable]
    return {name: mean_interval([measure(one) for one in answerable]) for name, measure in MEASURES.items()}


def right_version(one: Asked) -> bool:
    """Whether no passage found is of a version of the document asked about that was not in force on that day."""
    versions = {reference.document: reference.version for reference in one.question.references}
    found = {(f.passage.document, f.passage.version) for f in one.result.passages}
    return all(versions.get(document, version) == version for document, version in found) and any(
        document in versions for document, _ in found
    )


@dataclass(frozen=True, slots=True)
class Refusals:
    """Shares: of the unanswerable questions that were refused, and of the answerable ones that were refused too."""

    refused: Interval
    falsely: Interval


def refusals(asked: Sequence[Asked]) -> Refusals:
    return Refusals(
        refused=mean_interval([float(one.refused) for one in asked if not one.question.answerable]),
        falsely=mean_interval([float(one.refused) for one in asked if one.question.answerable]),
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """As `retrieval.stages.answerable.Calibration` holds them."""

    bias: float
    weight: float
    threshold: float


def calibrated(asked: Sequence[Asked], most_falsely: float = 0.03, ridge: float = 0.005) -> Fitted:
    """Of the margin by logistic regression, both kinds of questions weighing alike, and the threshold.

    The threshold is the highest one that refuses at most `most_falsely` of the answerable questions. Newton's method on
    the standardised margin, with a small ridge against a weight that runs away where the kinds lie apart.
    """
    judged = [(one.question.answerable, one.result.verdict.signs.margin) for one in asked if one.result.verdict]
    answerable, margin = np.array([kind for kind, _ in judged]), np.array([value for _, value in judged])
    middle, spread = margin.mean(), margin.std()
    design = np.column_stack([np.ones(len(margin)), (margin - middle) / spread])
    share = np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum())
    penalty = np.diag([0.0, ridge])
    weights = np.zeros(2)
    for _ in range(50):
        probability = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (share * (probability - answerable)) + penalty @ weights
        curve = (design * (share * probability * (1 - probability))[:, None]).T @ design + penalty
        weights -= np.linalg.solve(curve, slope)
    weight = float(weights[1] / spread)
    bias = float(weights[0] - weight * middle)
    confidence = sorted(confidence_of(float(value), bias=bias, weight=weight) for value in margin[answerable])
    return Fitted(bias=bias, weight=weight, threshold=confidence[math.floor(most_falsely * len(confidence))])
