"""Joins the rankings of several stages into one."""

import math
from collections.abc import Sequence

from retrieval.scope import Hit

RRF_K = 60
"""The constant of Cormack, Clarke and Buettcher (2009); the larger, the less the first places weigh."""


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Hit]], k: int = RRF_K) -> tuple[Hit, ...]:
    """Scores a passage with the sum of 1 / (k + rank) over the rankings that hold it. Best first, ties by id."""
    shares: dict[int, list[float]] = {}
    named: dict[int, str] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            shares.setdefault(hit.passage_key, []).append(1 / (k + rank))
            named[hit.passage_key] = hit.passage_id
    fused = [Hit(passage_key=key, passage_id=named[key], score=math.fsum(parts)) for key, parts in shares.items()]
    return tuple(sorted(fused, key=lambda hit: (-hit.score, hit.passage_id)))
