"""Late interaction over the real model: what it prefers, and what it keeps in memory and in the database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.embedders.minilm import MiniLmEmbedder, TokenStates
from retrieval.embedding import EmbedderUnavailableError, Vectors
from retrieval.ingest import ingest_documents
from retrieval.rerankers.cross_encoder import CrossEncoder
from retrieval.rerankers.late_interaction import LateInteraction, query_weights
from retrieval.rerankers.registry import reranker_beside
from retrieval.rerankers.token_table import fill_token_vectors, passage_vectors, stored_vectors
from retrieval.stages.rerank import RerankerUnavailableError

GIFTS = "## 1 Gifts\n\nGift funds come from a relative.\n\n## 2 Reserves\n\nReserves are counted in months of PITIA.\n"
PASSAGES = [
    "Reserves\nThe borrower keeps six months of payments in the bank once the loan has closed.",
    "Roof\nThe appraiser looks at the roof and the foundation of the house.",
    "Gifts\nA relative may give the money for the down payment.",
]


class CountingEmbedder(MiniLmEmbedder):
    """The real one; remembers which passages it was asked to read."""

    def __init__(self, cache: Path) -> None:
        super().__init__(cache)
        self.read: list[str] = []

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        self.read.extend(texts)
        return super().embed_with_tokens(texts)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def encoder(models: Path) -> CountingEmbedder:
    return CountingEmbedder(models)


def best(scores: Sequence[float]) -> int:
    return int(np.argmax(scores))


def test_a_passage_that_answers_in_other_words_scores_best(encoder: CountingEmbedder) -> None:
    reranker = LateInteraction(encoder)
    assert best(reranker.scores("How much cash must be left after closing?", PASSAGES)) == 0
    assert best(reranker.scores("Is the state of the building checked?", PASSAGES)) == 1
    assert best(reranker.scores("Can my father pay the deposit?", PASSAGES)) == 2


def test_a_score_is_a_mean_of_cosines_and_one_for_the_text_itself(encoder: CountingEmbedder) -> None:
    scores = LateInteraction(encoder).scores(PASSAGES[1], PASSAGES)
    assert 0.9 < scores[1] <= 1.001
    assert all(-1 <= score < 0.8 for score in (scores[0], scores[2]))


def test_a_known_passage_is_not_read_again_and_scores_the_same(encoder: CountingEmbedder) -> None:
    reranker = LateInteraction(encoder)
    first = reranker.scores("gift funds", PASSAGES)
    assert reranker.scores("gift funds", PASSAGES) == first
    assert reranker.scores("gift funds", PASSAGES[::-1]) == first[::-1]
    assert encoder.read == PASSAGES
    assert reranker.scores("gift funds", []) == []


def test_more_passages_than_the_memory_holds_are_scored_all_the_same(encoder: CountingEmbedder) -> None:
    small = LateInteraction(encoder, memory_bytes=0)
    assert small.scores("gift funds", PASSAGES) == LateInteraction(encoder).scores("gift funds", PASSAGES)


def test_rare_words_of_the_question_weigh_more(encoder: CountingEmbedder) -> None:
    question = "the jumbo loan?"
    asked = encoder.query_tokens(question)
    weights = query_weights(question, asked, {"jumbo": 3.0, "loan": 1.0})
    by_piece = {
        question[start:end]: round(float(weight), 4) for (start, end), weight in zip(asked.spans, weights, strict=True)
    }
    assert by_piece == {"the": 0, "ju": 0.375, "mbo": 0.375, "loan": 0.25, "?": 0}


@pytest.mark.parametrize("rarity", [None, {}, {"reserve": 4.0}])
def test_all_words_weigh_alike_where_no_rarity_is_known(encoder: CountingEmbedder, rarity: Any) -> None:
    asked = encoder.query_tokens("the jumbo loan?")
    assert query_weights("the jumbo loan?", asked, rarity).tolist() == pytest.approx([0.2] * 5)


def test_punctuation_of_a_passage_is_not_kept_unless_there_is_nothing_else(encoder: CountingEmbedder) -> None:
    texts = ["Loan (LTV): 97 %.", "..."]
    _, tokens = encoder.embed_with_tokens(texts)
    kept = [len(passage_vectors(text, states).steps) for text, states in zip(texts, tokens, strict=True)]
    assert kept == [4, 3]  # loan, lt, v, 97


def test_a_model_that_is_gone_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise EmbedderUnavailableError("The package is not installed. Install it.")

    monkeypatch.setattr("retrieval.embedders.minilm.installed_files", gone)
    with pytest.raises(RerankerUnavailableError, match="Install it"):
        LateInteraction(MiniLmEmbedder(tmp_path)).scores("gift funds", PASSAGES)


@asynccontextmanager
async def ingested(empty_index: Any, documents: Sequence[Any], words: Any) -> AsyncIterator[tuple[Any, Any]]:
    async with empty_index() as database:
        await ingest_documents(database, documents, words)
        async with database.pool.connection() as connection:
            await connection.execute("DELETE FROM policy_token_vectors")
            yield database, connection


def test_stored_vectors_spare_a_later_process_the_reading(
    empty_index: Any, policy: Any, words: Any, encoder: CountingEmbedder, models: Path
) -> None:
    texts = ["Credit Policy\n1 Gifts\nGift funds come from a relative.", "of no document"]

    async def story() -> None:
        async with ingested(empty_index, [policy(GIFTS)], words) as (_, connection):
            assert await fill_token_vectors(connection, encoder) == 2
            assert await fill_token_vectors(connection, encoder) == 0
            assert texts[0] in encoder.read
            assert set(await stored_vectors(connection, texts)) == {texts[0]}
            later = CountingEmbedder(models)
            reranker = LateInteraction(later)
            await reranker.prepare(connection, texts)
            scores = await asyncio.to_thread(reranker.scores, "may my aunt give me money?", texts)
            assert later.read == ["of no document"]
            assert scores == LateInteraction(encoder).scores("may my aunt give me money?", texts)

    asyncio.run(story())


def test_what_no_search_can_see_any_more_is_dropped(
    empty_index: Any, policy: Any, words: Any, encoder: CountingEmbedder
) -> None:
    async def count(connection: Any) -> int:
        row = await (await connection.execute("SELECT count(*) AS rows FROM policy_token_vectors")).fetchone()
        return int(row["rows"])

    async def story() -> None:
        async with ingested(empty_index, [policy(GIFTS), policy(GIFTS, version="2026.2")], words) as (
            database,
            connection,
        ):
            assert await fill_token_vectors(connection, encoder) == 2, "two versions share their passages"
            await ingest_documents(database, [policy(GIFTS.replace("a relative", "anyone"))], words)
            assert await fill_token_vectors(connection, encoder) == 1
            assert await count(connection) == 3
            await ingest_documents(database, [policy(GIFTS)], words)
            assert await fill_token_vectors(connection, encoder) == 0
            assert await count(connection) == 2

    asyncio.run(story())


def test_the_reranker_beside_an_embedder(
    encoder: CountingEmbedder, words: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(reranker_beside(words), LateInteraction)
    shared = reranker_beside(encoder)
    assert isinstance(shared, LateInteraction)
    assert shared._encoder is encoder
    monkeypatch.setenv("UNDERWRIGHT_CROSS_ENCODER", str(tmp_path / "ms-marco"))
    assert isinstance(reranker_beside(encoder), CrossEncoder)
    assert reranker_beside(encoder).name == "cross-encoder, ms-marco"
