"""What every stage made of the passages that a search gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.passage import Passage, RetrievedPassage
from retrieval.scope import Hit
from retrieval.stages.fusion import Ranking, Stage
from retrieval.stages.rerank import Reranked


@dataclass(frozen=True, slots=True)
class _Place:
    rank: int | None = None
    score: float | None = None


_NOWHERE = _Place()


def _places(hits: Sequence[Hit]) -> dict[int, _Place]:
    return {hit.passage_key: _Place(rank, hit.score) for rank, hit in enumerate(hits, start=1)}


def _best_places(rankings: Sequence[Ranking], stage: Stage) -> dict[int, _Place]:
    """Of several wordings, the place in the one where the passage stood highest, the earliest of equals."""
    best: dict[int, _Place] = {}
    for ranking in rankings:
        if ranking.stage == stage:
            for key, place in _places(ranking.hits).items():
                if key not in best or (place.rank or 0) < (best[key].rank or 0):
                    best[key] = place
    return best


@dataclass(frozen=True, slots=True)
class Later:
    """What the stages after the rankings made of them. `reranked` is empty where that stage was left out."""

    fused: Sequence[Hit]
    diverse: Sequence[Hit]
    reranked: Sequence[Reranked]


def retrieved(
    best: Sequence[Hit], passages: Mapping[int, Passage], rankings: Sequence[Ranking], later: Later
) -> tuple[RetrievedPassage, ...]:
    """The passages of `best` in its order."""
    dense, asked, lexical = (_best_places(rankings, stage) for stage in ("dense", "asked", "lexical"))
    in_fusion, in_diversity = _places(later.fused), _places(later.diverse)
    in_rerank = {
        entry.hit.passage_key: _Place(rank, entry.rerank_score) for rank, entry in enumerate(later.reranked, start=1)
    }
    return tuple(
        RetrievedPassage(
            passage=passages[hit.passage_key],
            rank=rank,
            score=hit.score,
            dense_rank=dense.get(hit.passage_key, _NOWHERE).rank,
            dense_score=dense.get(hit.passage_key, _NOWHERE).score,
            asked_rank=asked.get(hit.passage_key, _NOWHERE).rank,
            asked_score=asked.get(hit.passage_key, _NOWHERE).score,
            lexical_rank=lexical.get(hit.passage_key, _NOWHERE).rank,
            lexical_score=lexical.get(hit.passage_key, _NOWHERE).score,
            fused_rank=in_fusion.get(hit.passage_key, _NOWHERE).rank,
            fused_score=in_fusion.get(hit.passage_key, _NOWHERE).score,
            diverse_rank=in_diversity.get(hit.passage_key, _NOWHERE).rank,
            rerank_rank=in_rerank.get(hit.passage_key, _NOWHERE).rank,
            rerank_score=in_rerank.get(hit.passage_key, _NOWHERE).score,
        )
        for rank, hit in enumerate(best, start=1)
    )
