"""How well a ranking serves a question: recall, nDCG and reciprocal rank over the sections that answer it."""

import math
from collections.abc import Sequence

from eval.questions import Question


def recall_at(question: Question, ranked: Sequence[str], depth: int) -> float:
    """The share of the sections that are needed among the first `depth` passages; 1 or 0 where any of them will do."""
    needed = {reference.section_id for reference in question.references}
    found = needed & set(ranked[:depth])
    if question.either:
        return float(bool(found))
    return len(found) / len(needed)


def reciprocal_rank(question: Question, ranked: Sequence[str]) -> float:
    """1 over the place of the first passage of a section that answers; 0 where there is none."""
    needed = {reference.section_id for reference in question.references}
    return next((1 / place for place, section in enumerate(ranked, start=1) if section in needed), 0.0)


def ndcg_at(question: Question, ranked: Sequence[str], depth: int) -> float:
    """Normalised discounted cumulative gain (Jaervelin and Kekaelaeinen 2002) with gains of 1 and 0.

    A section counts where it first appears. Where any section will do, the best order has one of them first.
    """
    needed = {reference.section_id for reference in question.references}
    seen: set[str] = set()
    gain = 0.0
    for place, section in enumerate(ranked[:depth], start=1):
        if section in needed and section not in seen:
            seen.add(section)
            gain += 1 / math.log2(place + 1)
            if question.either:
                break
    best = 1 if question.either else min(len(needed), depth)
    return gain / math.fsum(1 / math.log2(place + 1) for place in range(1, best + 1))
