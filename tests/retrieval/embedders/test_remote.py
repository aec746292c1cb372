"""The providers' real clients against servers on loopback: what they send, what they take, and how they fail."""

import time
from typing import Any

import numpy as np
import pytest

from retrieval.embedders.models import EmbeddingModel
from retrieval.embedders.remote import Fault, Patience, RemoteEmbedder, retry_after_s
from retrieval.embedding import EmbedderUnavailableError

EAST, NORTH, SOUTH = [2.0, 0.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0], [0.0, -0.5, 0.0, 0.0]
SENT_BACK = ("Jane Roe", "123-45-6789")


def test_each_passage_gets_its_own_unit_vector(server: Any, embedder: Any) -> None:
    server.embeds([EAST, NORTH])
    server.embeds([SOUTH])
    vectors = embedder().embed(["gift funds", "reserves", "appraisal"])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, -1, 0, 0]]
    assert [text for request in server.asked() for text in request] == ["gift funds", "reserves", "appraisal"]


def test_no_passage_asks_nobody(server: Any, embedder: Any) -> None:
    assert embedder().embed([]).shape == (0, 4)
    assert not server.received


def test_passages_and_questions_carry_the_words_that_the_model_was_trained_with(server: Any, embedder: Any) -> None:
    prefixed = embedder(document_prefix="search_document: ", query_prefix="search_query: ")
    server.embeds([EAST])
    prefixed.embed(["gift funds"])
    server.embeds([NORTH])
    assert prefixed.embed_query("who may give?").tolist() == [0, 1, 0, 0]
    assert server.asked() == [["search_document: gift funds"], ["search_query: who may give?"]]


def test_the_name_tells_provider_model_and_dimension(server: Any, embedder: Any) -> None:
    assert embedder(dimension=512).name == f"{server.provider}/{server.model}@512"
    assert embedder(dimension=512).dimension == 512


def test_a_busy_server_is_asked_again_after_the_time_it_names(server: Any, embedder: Any, waits: Any) -> None:
    server.fails(429, {"retry-after": "7"})
    server.fails(503)
    server.embeds([EAST])
    assert embedder().embed_query("gift funds").tolist() == [1, 0, 0, 0]
    assert len(server.received) == 3
    named = 0.0 if server.provider == "ollama" else 7.0  # Ollama's client hides the headers
    assert named < waits[0] < named + 1
    assert 0 < waits[1] < 2


def test_a_server_that_stays_busy_is_told_with_the_remedy(server: Any, embedder: Any, waits: Any) -> None:
    for _ in range(3):
        server.fails(429)
    with pytest.raises(EmbedderUnavailableError, match=rf"{server.provider}/.*try again later\. Tried 3 times") as told:
        embedder().embed(["gift funds"])
    assert len(waits) == 2
    assert not any(words in str(told.value) for words in SENT_BACK)


@pytest.mark.parametrize("server", ["openai", "bedrock"], indirect=True)
def test_a_wait_of_an_hour_is_not_waited_for(server: Any, embedder: Any, waits: Any) -> None:
    server.fails(429, {"retry-after": "3600"})
    with pytest.raises(EmbedderUnavailableError, match=r"asks to wait 3600 s"):
        embedder().embed(["gift funds"])
    assert not waits


def test_a_fault_of_the_server_is_tried_again_and_then_told(server: Any, embedder: Any, waits: Any) -> None:
    for _ in range(3):
        server.fails(500)
    with pytest.raises(EmbedderUnavailableError, match=r"HTTP 500.*Tried 3 times") as told:
        embedder().embed_query("gift funds")
    assert len(waits) == 2
    assert not any(words in str(told.value) for words in SENT_BACK)


@pytest.mark.parametrize(("status", "remedy"), [(401, r"check|login"), (400, "check"), (404, "check|ollama pull")])
def test_what_waiting_cannot_mend_is_asked_once(
    server: Any, embedder: Any, waits: Any, status: int, remedy: str
) -> None:
    server.fails(status)
    with pytest.raises(EmbedderUnavailableError, match=remedy) as told:
        embedder().embed(["gift funds"])
    assert len(server.received) == 1
    assert not waits
    assert not any(words in str(told.value) for words in SENT_BACK)


def test_vectors_of_another_dimension_are_refused_with_the_remedy(server: Any, embedder: Any) -> None:
    server.embeds([[1.0, 0.0, 0.0]])
    with pytest.raises(EmbedderUnavailableError, match=r"vectors of 3 dimensions in place of 4.*models\.toml"):
        embedder().embed(["gift funds"])


@pytest.mark.parametrize("row", [[0.0, 0.0, 0.0, 0.0], [float("nan"), 0.0, 0.0, 1.0], [float("inf"), 0.0, 0.0, 1.0]])
def test_a_vector_without_direction_is_refused(server: Any, embedder: Any, row: list[float]) -> None:
    server.embeds([row])
    with pytest.raises(EmbedderUnavailableError, match="no direction"):
        embedder().embed(["gift funds"])


def test_an_answer_that_is_no_embedding_is_told(server: Any, embedder: Any, waits: Any) -> None:
    server.answers_nonsense()
    with pytest.raises(EmbedderUnavailableError, match=r"could not be read|dimensions in place of 4") as told:
        embedder().embed(["gift funds"])
    assert not waits
    assert not any(words in str(told.value) for words in SENT_BACK)


@pytest.mark.parametrize("server", ["openai", "ollama"], indirect=True)
def test_fewer_vectors_than_texts_are_refused(server: Any, embedder: Any) -> None:
    server.embeds([EAST])
    with pytest.raises(EmbedderUnavailableError, match="1 vectors for 2 texts"):
        embedder().embed(["gift funds", "reserves"])


def test_a_server_that_hangs_is_given_up_after_the_timeout(server: Any, embedder: Any) -> None:
    for _ in range(3):
        server.hangs()
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailableError, match=r"did not answer within 0\.3 s\. Tried 3 times"):
        embedder(timeout_s=0.3).embed(["gift funds"])
    assert time.monotonic() - began < 20
    assert len(server.received) == 3


def test_an_address_where_nobody_listens_is_told(
    server: Any, embedder: Any, closed_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment(closed_port).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(EmbedderUnavailableError, match=r"no connection|no Ollama server answers"):
        embedder().embed(["gift funds"])


@pytest.mark.parametrize(
    ("server", "name"), [("openai", "OPENAI_API_KEY"), ("bedrock", "AWS_ACCESS_KEY_ID")], indirect=["server"]
)
def test_a_missing_key_is_told_before_anything_is_sent(
    server: Any, embedder: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(EmbedderUnavailableError, match=rf"Set .*{name}"):
        embedder().embed(["gift funds"])
    assert not server.received


def test_openai_and_titan_are_asked_for_the_dimension_of_the_route(server: Any, embedder: Any) -> None:
    server.embeds([EAST])
    embedder().embed(["gift funds"])
    body = server.received[0].body
    if server.provider == "ollama":
        assert body["options"] == {"num_ctx": 512}
        assert body["truncate"] is True
    else:
        assert body["dimensions"] == 4


class Slow:
    """The later a text comes, the sooner its answer."""

    def ask(self, texts: Any) -> Any:
        (number,) = texts
        time.sleep(0.1 / (1 + int(number)))
        return [[float(number) + 1, 1.0]]

    def explain(self, error: Exception) -> Fault:
        raise error


def test_answers_that_overtake_one_another_keep_the_order_of_the_texts() -> None:
    model = EmbeddingModel(
        provider="invented", model="slow", dimension=2, max_tokens=8, parallel_requests=4, price="unknown", source="-"
    )
    vectors = RemoteEmbedder(model, lambda _model, _timeout: Slow()).embed([str(number) for number in range(6)])
    assert [round(float(x / y)) for x, y in vectors] == [1, 2, 3, 4, 5, 6]


def test_waits_grow_and_end() -> None:
    patience = Patience(timeout_s=1, attempts=8, first_wait_s=1, longest_wait_s=10)
    waits = [patience.wait_s(attempt, Fault("busy", passing=True)) for attempt in range(1, 9)]
    assert waits[-1] is None
    for attempt, wait in enumerate(waits[:-1]):
        assert wait is not None
        assert min(10, 2**attempt) / 2 <= wait <= min(10, 2**attempt)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_what_a_server_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers) == seconds
