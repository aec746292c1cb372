"""Maximal marginal relevance (Carbonell and Goldstein 1998): of passages that say the same, the best one first.

Relevance is the fused score, never the raw cosine: with that, everything that the other stages found would be lost.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.embedding import Vectors
from retrieval.scope import Hit


def diversified(hits: Sequence[Hit], vectors: Mapping[int, Vectors], relevance_share: float) -> tuple[Hit, ...]:
    """`hits`, best first, in the order of relevance_share * relevance - (1 - relevance_share) * likeness.

    Relevance is the score as a share of the best one; likeness the highest cosine with a passage that was already
    taken, 0 for one without a vector. `relevance_share` 1 changes nothing. Scores stay those of the fusion.
    """
    if len(hits) < 2 or relevance_share >= 1:  # noqa: PLR2004 - one passage has no order
        return tuple(hits)
    best = max(hit.score for hit in hits)
    relevance = np.array([hit.score / best if best > 0 else 0.0 for hit in hits])
    known = [vectors.get(hit.passage_key) for hit in hits]
    size = next((len(vector) for vector in known if vector is not None), 1)
    rows = np.stack([np.zeros(size, np.float32) if vector is None else vector for vector in known])
    cosine = rows @ rows.T
    likeness = np.zeros(len(hits))
    left = np.ones(len(hits), bool)
    order: list[int] = []
    while left.any():
        worth = np.where(left, relevance_share * relevance - (1 - relevance_share) * likeness, -np.inf)
        chosen = int(np.argmax(worth))  # the first of equals, which the fusion put first
        order.append(chosen)
        left[chosen] = False
        likeness = np.maximum(likeness, cosine[chosen])
    return tuple(hits[index] for index in order)
