"""Are the rankings right, with and without filters, and how long does each stage take?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.retrieval_speed.corpus import TODAY, Corpus, Query
from benchmarks.retrieval_speed.reference import Reference, Scores, mistakes
from lending.program import Program
from retrieval.scope import Scope
from retrieval.stages.dense import dense_ranking
from retrieval.stages.lexical import lexical_ranking
from storage.database import Database

DEPTH = 50
RECALL_AT = 10

P50P95 = tuple[float, float]


@dataclass(frozen=True)
class Check:
    """`mistakes` and `bm25s` count wrong places in the top 50 of all questions; `bm25s` is None where it is missing."""

    scope: str
    passages: int
    mistakes: int
    bm25s: int | None
    recall: float
    dense_ms: P50P95
    lexical_ms: P50P95


def _share_of_documents(share: int) -> Callable[[Corpus], Scope]:
    def scope(corpus: Corpus) -> Scope:
        names = dict.fromkeys(edition.metadata.document for edition in corpus.editions)
        return Scope.of(TODAY, list(names)[::share])

    return scope


SCOPES: dict[str, Callable[[Corpus], Scope]] = {
    "none": lambda _: Scope.of(TODAY),
    "FHA": lambda _: Scope.of(TODAY, program=Program.FHA),
    "FHA in Texas": lambda _: Scope.of(TODAY, program=Program.FHA, state="TX"),
    "a tenth of the documents": _share_of_documents(10),
    "a fiftieth of the documents": _share_of_documents(50),
}


async def check_lexical(
    database: Database, reference: Reference, asked: Sequence[Query], scope: Scope, oracle: Scores | None
) -> tuple[int, int | None, P50P95]:
    """(mistakes by our reference, by bm25s, p50 and p95 in ms)."""
    selected = reference.selected(scope)
    wrong, wrong_by_oracle, taken = 0, 0, []
    async with database.pool.connection() as connection:
        for number, query in enumerate(asked):
            started = perf_counter()
            hits = await lexical_ranking(connection, scope, query.text, DEPTH)
            taken.append((perf_counter() - started) * 1000)
            wrong += len(mistakes(reference, query, hits, reference.bm25(query) * selected, DEPTH))
            if oracle is not None:
                wrong_by_oracle += len(mistakes(reference, query, hits, oracle[number] * selected, DEPTH))
    return wrong, None if oracle is None else wrong_by_oracle, _percentiles(taken)


async def check_dense(
    database: Database, reference: Reference, asked: Sequence[Query], scope: Scope
) -> tuple[float, P50P95]:
    """(mean recall@10 against all cosines, p50 and p95 in ms)."""
    shares, taken = [], []
    async with database.pool.connection() as connection:
        for query in asked:
            started = perf_counter()
            hits = await dense_ranking(connection, scope, query.vector, DEPTH)
            taken.append((perf_counter() - started) * 1000)
            nearest = reference.nearest(query, scope, RECALL_AT)
            shares.append(len({hit.passage_id for hit in hits[:RECALL_AT]} & nearest) / len(nearest))
    return sum(shares) / len(shares), _percentiles(taken)


def _percentiles(times: Sequence[float]) -> P50P95:
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))
