"""The memory of queries already embedded."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from retrieval.embedding import EmbedderUnavailableError, QueryEmbeddings, Vectors


class Counting:
    """Answers only once `open` is set, and remembers what it was asked."""

    name = "counting"
    dimension = 2

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = threading.Event()
        self.broken = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        assert self.open.wait(10)
        if self.broken:
            raise EmbedderUnavailableError("the model is gone")
        return np.array([[len(text), 1] for text in texts], np.float32)


async def until_asked(embedder: Counting, times: int) -> None:
    while len(embedder.asked) < times:  # noqa: ASYNC110 - another thread fills it
        await asyncio.sleep(0.001)


def test_tasks_that_ask_the_same_at_once_share_one_call() -> None:
    embedder = Counting()

    async def story() -> list[Vectors]:
        known = QueryEmbeddings(embedder)
        tasks = [asyncio.create_task(known.vector(query)) for query in ("gifts", "gifts", "reserves", "gifts")]
        await until_asked(embedder, 2)
        embedder.open.set()
        return [*await asyncio.gather(*tasks), await known.vector("gifts")]

    vectors = asyncio.run(story())
    assert sorted(embedder.asked) == ["gifts", "reserves"]
    assert [vector[0] for vector in vectors] == [5, 5, 8, 5, 5]


def test_one_that_gives_up_does_not_take_the_vector_from_the_others() -> None:
    embedder = Counting()

    async def story() -> Vectors:
        known = QueryEmbeddings(embedder)
        impatient, patient = (asyncio.create_task(known.vector("gifts")) for _ in range(2))
        await until_asked(embedder, 1)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        embedder.open.set()
        return await patient

    assert asyncio.run(story())[0] == 5
    assert embedder.asked == ["gifts"]


def test_an_error_reaches_all_who_wait_and_is_not_remembered() -> None:
    embedder = Counting()
    embedder.broken = True

    unforeseen: list[Any] = []

    async def story() -> tuple[list[Any], Vectors]:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: unforeseen.append(context))
        known = QueryEmbeddings(embedder)
        tasks = [asyncio.create_task(known.vector("gifts")) for _ in range(2)]
        await until_asked(embedder, 1)
        embedder.open.set()
        failed = await asyncio.gather(*tasks, return_exceptions=True)
        embedder.broken = False
        return failed, await known.vector("gifts")

    failed, vector = asyncio.run(story())
    assert [type(error) for error in failed] == [EmbedderUnavailableError] * 2
    assert vector[0] == 5
    assert embedder.asked == ["gifts", "gifts"]
    assert not unforeseen


def test_the_query_not_asked_for_longest_is_forgotten_first() -> None:
    embedder = Counting()
    embedder.open.set()

    async def story() -> None:
        known = QueryEmbeddings(embedder, size=2)
        for query in ("gifts", "reserves", "gifts", "appraisal", "gifts", "reserves"):
            await known.vector(query)

    asyncio.run(story())
    assert embedder.asked == ["gifts", "reserves", "appraisal", "reserves"]


def test_a_vector_from_memory_cannot_be_written_to() -> None:
    embedder = Counting()
    embedder.open.set()
    vector = asyncio.run(QueryEmbeddings(embedder).vector("gifts"))
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1


def test_an_embedder_that_takes_questions_otherwise_is_asked_so() -> None:
    class Prefixing(Counting):
        def embed_query(self, query: str) -> Vectors:
            vector: Vectors = self.embed([f"query: {query}"])[0]
            return vector

    embedder = Prefixing()
    embedder.open.set()
    assert asyncio.run(QueryEmbeddings(embedder).vector("gifts"))[0] == 12
    assert embedder.asked == ["query: gifts"]
