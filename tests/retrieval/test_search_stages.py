"""Each stage of a search can be left out, and what each one made of a passage is told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

import pytest

from retrieval.ingest import ingest_documents
from retrieval.passage import RetrievedPassage
from retrieval.result import SearchResult
from retrieval.rewriting.rewriter import Rewriter
from retrieval.search import PolicySearch, SearchSettings
from retrieval.stages.rarity import Rarity
from retrieval.stages.rerank import RerankSettings

TODAY = date(2026, 6, 1)
QUERY = "what does the relative sign"
PLAIN = SearchSettings(rewrite=False)
CREDIT = """## 1 Scores
### 1.1 Score
The middle score of three counts. A relative is not a borrower.
### 1.2 Bankruptcy
Four years from discharge pass before a conventional loan.
"""
GIFTS = """## 1 Gifts
### 1.1 Donors
A relative may give funds. The donor signs a letter.
### 1.2 Reserves
Two months of PITIA remain after closing.
"""
QUESTIONS = {"1.1": ("What does my aunt sign?",), "1.2": ("How much money is left over?",)}

Retrieve = Callable[..., SearchResult]
Using = Callable[..., Awaitable[SearchResult]]


class Saying:
    """A rewriter with these wordings, whatever is asked."""

    def __init__(self, *wordings: str) -> None:
        self._wordings = wordings

    async def variants(self, query: str) -> tuple[str, ...]:
        assert query == QUERY
        return self._wordings


class LongestFirst:
    """A reranker to which the length of a passage is all. Remembers what it was given."""

    name = "longest-first"

    def __init__(self) -> None:
        self.read: list[str] = []

    async def prepare(self, connection: Any, passages: Sequence[str]) -> None:
        assert connection is not None
        assert passages

    async def keep(self, connection: Any) -> None:
        assert connection is not None

    def scores(self, query: str, passages: Sequence[str], rarity: Rarity | None = None) -> list[float]:
        assert query == QUERY
        assert rarity is not None
        assert rarity["relative"] > 0
        self.read = list(passages)
        return [float(len(text)) for text in passages]


@pytest.fixture
def retrieve(empty_index: Any, policy: Any, words: Any) -> Retrieve:
    """One search over two small policies, the second of which has questions."""

    def made(
        settings: SearchSettings,
        *,
        rewriter: Rewriter | None = None,
        reranker: LongestFirst | None = None,
        limit: int = 9,
    ) -> SearchResult:
        async def story() -> SearchResult:
            async with empty_index() as database:
                gifts = policy(GIFTS, document="gift-policy", questions=QUESTIONS)
                await ingest_documents(database, [policy(CREDIT), gifts], words)
                search = PolicySearch(database, words, settings=settings, rewriter=rewriter, reranker=reranker)
                return await search.retrieve(QUERY, as_of=TODAY, limit=limit)

        return asyncio.run(story())

    return made


def by_id(result: SearchResult) -> dict[str, RetrievedPassage]:
    return {hit.passage.passage_id.partition("@")[0] + hit.passage.passage_id[-4:]: hit for hit in result.passages}


def ranks(result: SearchResult, stage: str) -> set[int | None]:
    return {getattr(hit, f"{stage}_rank") for hit in result.passages}


def scores(result: SearchResult, stage: str) -> list[float | None]:
    """In the order of the stage's own ranks."""
    found = [hit for hit in result.passages if getattr(hit, f"{stage}_rank")]
    return [getattr(hit, f"{stage}_score") for hit in sorted(found, key=lambda hit: getattr(hit, f"{stage}_rank"))]


def test_without_a_stage_no_passage_has_a_rank_in_it(retrieve: Retrieve) -> None:
    everything = retrieve(PLAIN)
    assert ranks(everything, "dense") == {1, 2, 3, 4}
    assert ranks(everything, "asked") == {1, 2, 3, 4}
    assert ranks(everything, "lexical") == {1, 2, None}
    for stage in ("asked", "lexical"):
        without = retrieve(PLAIN.model_copy(update={stage: False}))
        assert ranks(without, stage) == {None}
        assert set(scores(without, stage)) == set()
        for other in {"dense", "asked", "lexical"} - {stage}:
            assert ranks(without, other) == ranks(everything, other)
            assert scores(without, other) == scores(everything, other)


def test_without_the_dense_stage_only_what_shares_a_word_is_found(retrieve: Retrieve) -> None:
    found = retrieve(PLAIN.model_copy(update={"dense": False}))
    assert set(by_id(found)) == {"gift-policy#1.1", "credit-policy#1.1"}
    assert ranks(found, "dense") == ranks(found, "asked") == {None}


def test_a_later_stage_that_was_left_out_has_no_rank(retrieve: Retrieve) -> None:
    found = retrieve(PLAIN)
    assert ranks(found, "rerank") == {None}
    assert [hit.fused_rank for hit in found.passages] == [hit.diverse_rank for hit in found.passages] == [1, 2, 3, 4]
    assert [hit.score for hit in found.passages] == [hit.fused_score for hit in found.passages]


def test_each_stage_scores_in_the_order_of_its_ranks(retrieve: Retrieve) -> None:
    found = retrieve(SearchSettings(rerank=RerankSettings(weight=1)), reranker=LongestFirst())
    for stage in ("dense", "asked", "lexical", "fused", "rerank"):
        own = [score for score in scores(found, stage) if score is not None]
        assert own
        assert own == sorted(own, reverse=True)


def test_reciprocal_ranks_add_up_to_the_fused_score(retrieve: Retrieve) -> None:
    found = retrieve(PLAIN.model_copy(update={"fusion": "rrf", "rrf_k": 10}))
    for hit in found.passages:
        stood = (hit.dense_rank, hit.asked_rank, hit.lexical_rank)
        assert hit.score == pytest.approx(sum(1 / (10 + rank) for rank in stood if rank))


def test_shares_of_normal_scores_add_up_to_the_convex_score(retrieve: Retrieve) -> None:
    found = retrieve(PLAIN.model_copy(update={"dense_share": 0.5, "asked_share": 0.3}))
    best = {stage: max(score or 0.0 for score in scores(found, stage)) for stage in ("dense", "asked", "lexical")}
    for hit in found.passages:
        dense = (hit.dense_score or 0) / best["dense"]
        asked = (hit.asked_score or 0) / best["asked"]
        lexical = (hit.lexical_score or 0) / best["lexical"]
        assert hit.score == pytest.approx(0.5 * dense + 0.3 * asked + 0.2 * lexical)


def test_other_wordings_find_what_the_query_as_asked_did_not(retrieve: Retrieve) -> None:
    settings = SearchSettings(dense=False)
    alone = retrieve(settings, rewriter=Saying())
    assert alone.wordings == (QUERY,)
    more = retrieve(settings, rewriter=Saying("discharge of a bankruptcy"))
    assert more.wordings == (QUERY, "discharge of a bankruptcy")
    assert set(by_id(more)) == {*by_id(alone), "credit-policy#1.2"}
    assert by_id(more)["credit-policy#1.2"].lexical_rank == 1


def test_a_wording_counts_less_than_the_query_as_asked(retrieve: Retrieve) -> None:
    wording = Saying("discharge of a bankruptcy")
    for weight, first in ((0.1, "gift-policy#1.1"), (1.0, "credit-policy#1.2")):
        settings = SearchSettings(dense=False, fusion="rrf", wording_weight=weight)
        found = by_id(retrieve(settings, rewriter=wording))
        assert found["credit-policy#1.2"].score == pytest.approx(weight / 61)
        assert next(iter(found)) == first


def test_without_rewriting_nobody_is_asked_for_wordings(retrieve: Retrieve) -> None:
    assert retrieve(PLAIN, rewriter=Saying("discharge of a bankruptcy")).wordings == (QUERY,)


def test_the_reranker_reads_the_best_and_decides_by_its_weight(retrieve: Retrieve) -> None:
    reranker = LongestFirst()
    first = list(by_id(retrieve(PLAIN)))
    settings = PLAIN.model_copy(update={"rerank": RerankSettings(depth=3, weight=1)})
    found = retrieve(settings, reranker=reranker, limit=3)
    assert set(by_id(found)) == set(first[:3])
    lengths = {name: float(len(hit.passage.indexed_text())) for name, hit in by_id(found).items()}
    assert list(lengths.values()) == sorted(map(len, reranker.read), reverse=True)
    assert [hit.rerank_rank for hit in found.passages] == [hit.rank for hit in found.passages] == [1, 2, 3]
    assert [hit.rerank_score for hit in found.passages] == list(lengths.values())
    unmoved = retrieve(PLAIN.model_copy(update={"rerank": RerankSettings(weight=0)}), reranker=reranker)
    assert list(by_id(unmoved)) == first


def test_more_can_be_asked_for_than_the_reranker_reads(retrieve: Retrieve) -> None:
    settings = PLAIN.model_copy(update={"rerank": RerankSettings(depth=2)})
    assert len(retrieve(settings, reranker=LongestFirst(), limit=4).passages) == 4


def test_without_a_reranker_that_stage_is_left_out(retrieve: Retrieve) -> None:
    assert retrieve(PLAIN.model_copy(update={"rerank": RerankSettings()})) == retrieve(PLAIN)


def test_passages_that_say_the_same_do_not_stand_side_by_side(empty_index: Any, policy: Any, words: Any) -> None:
    twins = [policy("## 1 Gifts\nA donor gives funds.\n", document=f"gift-{name}", version=name) for name in "ab"]
    other = policy("## 1 Letters\nThe donor signs.\n", document="letters")

    async def story() -> dict[float, list[str]]:
        async with empty_index() as database:
            await ingest_documents(database, [*twins, other], words)
            found = {}
            for share in (1.0, 0.3):
                search = PolicySearch(database, words, settings=PLAIN.model_copy(update={"relevance_share": share}))
                result = await search.retrieve("donor gives gift funds", as_of=TODAY)
                found[share] = [hit.passage.document for hit in result.passages]
                by_rank = sorted(result.passages, key=lambda hit: hit.diverse_rank or 0)
                assert [hit.passage.document for hit in by_rank] == found[share]
            return found

    assert asyncio.run(story()) == {1.0: ["gift-a", "gift-b", "letters"], 0.3: ["gift-a", "letters", "gift-b"]}


def test_limit_is_not_the_depth_of_the_stages(retrieve: Retrieve) -> None:
    assert [hit.rank for hit in retrieve(PLAIN, limit=2).passages] == [1, 2]
    assert retrieve(PLAIN, limit=2).passages == retrieve(PLAIN).passages[:2]
    assert len(retrieve(PLAIN.model_copy(update={"depth": 1}), limit=3).passages) == 3


def test_settings_that_cannot_search_are_refused() -> None:
    with pytest.raises(ValueError, match="dense and lexical are both off"):
        SearchSettings(dense=False, lexical=False)
    with pytest.raises(ValueError, match="more than 1 together"):
        SearchSettings(dense_share=0.7, asked_share=0.4)
    assert SearchSettings(dense_share=0.5, asked_share=0.25).shares == {"dense": 0.5, "asked": 0.25, "lexical": 0.25}
