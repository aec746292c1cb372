"""Joins the rankings of several stages, and of several wordings of one query, into one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.scope import Hit

RRF_K = 60
"""The constant of Cormack, Clarke and Buettcher (2009); the larger, the less the first places weigh."""

Stage = Literal["dense", "asked", "lexical"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one stage found for one wording, best first. `weight` is 1 for the words as they were asked."""

    stage: Stage
    hits: tuple[Hit, ...]
    weight: float = 1.0


def reciprocal_rank_fusion(rankings: Sequence[Ranking], k: int = RRF_K) -> tuple[Hit, ...]:
    """Scores a passage with the sum of weight / (k + rank) over the rankings that hold it. Best first, ties by id."""
    shares: dict[int, list[float]] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking.hits, start=1):
            shares.setdefault(hit.passage_key, []).append(ranking.weight / (k + rank))
    return _sorted(rankings, {key: math.fsum(parts) for key, parts in shares.items()})


def convex_fusion(rankings: Sequence[Ranking], shares: Mapping[Stage, float]) -> tuple[Hit, ...]:
    """Scores a passage with each stage's share of its score in that stage.

    Scores are divided by the best one of their ranking, so that all stages lie between 0 and 1; of several wordings the
    one counts in which the passage does best. Best first, ties by id.
    """
    best: dict[tuple[Stage, int], float] = {}
    for ranking in rankings:
        top = max((hit.score for hit in ranking.hits), default=0.0)
        for hit in ranking.hits:
            key = ranking.stage, hit.passage_key
            normal = ranking.weight * max(hit.score, 0.0) / top if top > 0 else 0.0
            best[key] = max(best.get(key, 0.0), normal)
    scores: dict[int, float] = {}
    for (stage, passage), normal in best.items():
        scores[passage] = scores.get(passage, 0.0) + shares[stage] * normal
    return _sorted(rankings, scores)


def _sorted(rankings: Sequence[Ranking], scores: dict[int, float]) -> tuple[Hit, ...]:
    named = {hit.passage_key: hit.passage_id for ranking in rankings for hit in ranking.hits}
    fused = (Hit(passage_key=key, passage_id=named[key], score=score) for key, score in scores.items())
    return tuple(sorted(fused, key=lambda hit: (-hit.score, hit.passage_id)))
