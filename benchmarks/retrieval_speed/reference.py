"""What the rankings are held against: BM25 from the word counts and cosines from the vectors, both without an index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.retrieval_speed.corpus import TODAY, Corpus, Query
from retrieval.scope import Hit, Scope
from retrieval.stages.lexical import K1, B

Scores = npt.NDArray[np.float64]

_SAME = 1e-9
"""Two ways of adding up the same terms differ by this share at most."""


@dataclass(frozen=True)
class Mistake:
    query: str
    what: str


class Reference:
    """Of the passages of a corpus that are in force on `TODAY`; `places` are theirs in the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        spans = [edition for edition in corpus.editions if edition.in_force(TODAY)]
        self.places = np.concatenate([np.arange(span.first, span.first + span.passages) for span in spans])
        self._corpus = corpus
        self._owner = np.repeat(np.arange(len(spans)), [span.passages for span in spans])
        self._spans = spans
        self._id = {corpus.passage_id(place): number for number, place in enumerate(self.places.tolist())}
        lengths = np.diff(corpus.starts)
        number_of = np.full(len(lengths), -1)
        number_of[self.places] = np.arange(len(self.places))
        passage_of_word = np.repeat(number_of, lengths)
        current = passage_of_word >= 0
        self.word_ids, self.passages = corpus.word_ids[current], passage_of_word[current]
        self.lengths = lengths[self.places] + 1  # the title's one word
        order = np.argsort(self.word_ids, kind="stable")
        self._by_word = self.passages[order]
        self._first = np.searchsorted(self.word_ids[order], np.arange(len(corpus.vocabulary) + 1))
        self._vectors = corpus.vectors[self.places].astype(np.float64)

    def selected(self, scope: Scope) -> npt.NDArray[np.bool_]:
        def asked_for(span_programs: Sequence[str], span_states: Sequence[str], document: str) -> bool:
            return (
                (scope.documents is None or document in scope.documents)
                and (scope.program is None or not span_programs or scope.program in span_programs)
                and (scope.state is None or not span_states or scope.state in span_states)
            )

        chosen = [asked_for(s.metadata.programs, s.metadata.states, s.metadata.document) for s in self._spans]
        return np.array(chosen)[self._owner]

    def bm25(self, query: Query) -> Scores:
        scores = np.zeros(len(self.places))
        share = K1 * (1 - B + B * self.lengths / self.lengths.mean())
        for word in query.word_ids:
            holding, times = np.unique(self._by_word[self._first[word] : self._first[word + 1]], return_counts=True)
            df = len(holding)
            idf = np.log(1 + (len(self.places) - df + 0.5) / (df + 0.5))
            scores[holding] += idf * times / (times + share[holding])
        return scores

    def nearest(self, query: Query, scope: Scope, depth: int) -> set[str]:
        chosen = np.flatnonzero(self.selected(scope))
        cosines = self._vectors[chosen] @ query.vector.astype(np.float64)
        best = chosen[np.argsort(-cosines)[:depth]]
        return {self._corpus.passage_id(place) for place in self.places[best].tolist()}

    def number(self, hit: Hit) -> int:
        return self._id[hit.passage_id]


def mistakes(reference: Reference, query: Query, hits: Sequence[Hit], scores: Scores, depth: int) -> list[Mistake]:
    """Where hits differ from the best `depth` by these scores; passages of equal score may stand for one another."""
    expected = np.sort(scores[scores > 0])[::-1][:depth]
    if len(hits) != len(expected):
        return [Mistake(query.text, f"{len(hits)} passages for {len(expected)}")]
    found: list[Mistake] = []
    for rank, (hit, best) in enumerate(zip(hits, expected.tolist(), strict=True), start=1):
        own = float(scores[reference.number(hit)])
        if abs(own - best) > _SAME * best or abs(hit.score - best) > _SAME * best:
            found.append(Mistake(query.text, f"rank {rank}: {hit.passage_id} at {hit.score!r}, {own!r} of {best!r}"))
    if len({hit.passage_key for hit in hits}) != len(hits):
        found.append(Mistake(query.text, "a passage stands there twice"))
    return found
