"""Vectors that come with the manual: near what the model gives, and only ever of that model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.policies import POLICIES, VECTORS
from retrieval.embedders.minilm import local_embedder
from retrieval.embedders.shipped import ShippedVectors, write_vectors
from retrieval.ingest import texts_of_folder

TEXTS = ["A relative may give funds.", "Two months of PITIA remain.", "Caf\u00e9 \u00a7 2.3 \U0001f3e0"]


class Other:
    """The embedder of the test under another name or dimension."""

    def __init__(self, inner: Any, name: str, dimension: int) -> None:
        self._inner, self.name, self.dimension = inner, name, dimension

    def embed(self, texts: Sequence[str]) -> Any:
        return np.ascontiguousarray(self._inner.embed(texts)[:, : self.dimension])


class Nobody:
    """The local model's name, and nobody behind it."""

    name = local_embedder().name
    dimension = local_embedder().dimension

    def embed(self, texts: Sequence[str]) -> Any:
        raise AssertionError(f"{len(texts)} texts are not in the file, such as {texts[0][:80]!r}")


@pytest.fixture
def file(tmp_path: Path, words: Any) -> Path:
    path = tmp_path / "vectors.npz"
    assert write_vectors(path, words, TEXTS) == 3
    words.embedded.clear()
    return path


def test_what_the_file_knows_is_not_computed_again(file: Path, words: Any) -> None:
    vectors = ShippedVectors(words, file).embed(TEXTS[::-1])
    assert words.embedded == []
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.all(np.sum(vectors * words.embed(TEXTS[::-1]), axis=1) > 0.9999)


def test_what_it_does_not_know_is_computed_and_stands_in_its_place(file: Path, words: Any) -> None:
    asked = ["A new rule.", TEXTS[1], "Another one.", TEXTS[0]]
    vectors = ShippedVectors(words, file).embed(asked)
    assert words.embedded == ["A new rule.", "Another one."]
    exact = words.embed(asked)
    assert np.array_equal(vectors[[0, 2]], exact[[0, 2]])
    assert np.allclose(vectors, exact, atol=0.01)
    assert not np.allclose(vectors[1], vectors[3], atol=0.01)


def test_nothing_asked_gives_nothing(file: Path, words: Any) -> None:
    assert ShippedVectors(words, file).embed([]).shape == (0, words.dimension)


def test_without_a_file_everything_is_computed(tmp_path: Path, words: Any) -> None:
    vectors = ShippedVectors(words, tmp_path / "missing.npz").embed(TEXTS)
    assert words.embedded == TEXTS
    assert np.array_equal(vectors, words.embed(TEXTS))


@pytest.mark.parametrize(("name", "dimension"), [("another-model", 64), ("words-of-the-test", 32)])
def test_a_file_of_another_model_is_not_believed(file: Path, words: Any, name: str, dimension: int) -> None:
    other = Other(words, name, dimension)
    vectors = ShippedVectors(other, file).embed(TEXTS)
    assert words.embedded == TEXTS
    assert np.array_equal(vectors, other.embed(TEXTS))


def test_it_goes_by_the_name_and_dimension_of_its_model(file: Path, words: Any) -> None:
    shipped = ShippedVectors(words, file)
    assert (shipped.name, shipped.dimension) == (words.name, words.dimension)


def test_a_text_that_stands_twice_is_stored_once_and_the_file_is_the_same_every_time(
    file: Path, tmp_path: Path, words: Any
) -> None:
    again = tmp_path / "again.npz"
    assert write_vectors(again, words, [*TEXTS[::-1], TEXTS[0]]) == 3
    assert len(words.embedded) == 3
    assert again.read_bytes() == file.read_bytes()


def test_the_file_that_comes_with_the_project_knows_every_text_of_the_manual() -> None:
    """Else a first run takes minutes: scripts/embed_manual.py writes it anew."""
    texts = texts_of_folder(POLICIES)
    with np.load(VECTORS, allow_pickle=False) as stored:
        assert str(stored["embedder"]) == local_embedder().name
        assert stored["steps"].dtype == np.int8
    vectors = ShippedVectors(Nobody(), VECTORS).embed(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_comes_with_the_project_is_what_its_model_gives() -> None:
    texts = texts_of_folder(POLICIES)[::700]
    assert len(texts) > 5
    shipped = ShippedVectors(local_embedder(), VECTORS).embed(texts)
    assert np.all(np.sum(shipped * local_embedder().embed(texts), axis=1) > 0.999)
