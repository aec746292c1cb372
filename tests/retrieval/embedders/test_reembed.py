"""Making the dense index anew; that it belongs to one embedder at a time is told in test_ingest."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from retrieval.embedding import EmbedderUnavailableError, Vectors
from retrieval.ingest import ingest_documents
from retrieval.reembed import reembed
from retrieval.search import PolicySearch

TODAY = date(2026, 11, 2)
TWO = "## 1 Gifts\n\nGift funds come from a relative.\n\n## 2 Reserves\n\nReserves are counted in months of PITIA.\n"


class Letters:
    """Counts letters; a second model with other vectors than the one of the tests."""

    name = "letters@26"
    dimension = 26

    def __init__(self) -> None:
        self.read: list[str] = []
        self.gone = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.gone:
            raise EmbedderUnavailableError("No embeddings from letters@26: there is no key. Set one.")
        self.read.extend(texts)
        counts = np.array([[1 + text.lower().count(chr(97 + letter)) for letter in range(26)] for text in texts])
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), np.float32)


def test_a_text_that_stands_in_two_versions_is_embedded_once(empty_index: Any, policy: Any, words: Any) -> None:
    letters, told = Letters(), list[tuple[int, int]]()

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(TWO), policy(TWO, version="2026.2")], words)
            assert await reembed(database, letters, progress=lambda done, of: told.append((done, of))) == 4
            assert len((await PolicySearch(database, letters).retrieve("gift funds", as_of=TODAY)).passages) == 4

    asyncio.run(story())
    assert len(letters.read) == 3, "two passages and the question"
    assert told == [(2, 2)]


def test_a_model_that_fails_leaves_the_old_index_whole(empty_index: Any, policy: Any, words: Any) -> None:
    letters = Letters()
    letters.gone = True

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(TWO)], words)
            before = (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)).passages
            with pytest.raises(EmbedderUnavailableError, match="Set one"):
                await reembed(database, letters)
            assert (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)).passages == before

    asyncio.run(story())


def test_an_index_without_passages_changes_hands(empty_index: Any, policy: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            assert await reembed(database, Letters()) == 0
            await ingest_documents(database, [policy(TWO)], Letters())

    asyncio.run(story())
