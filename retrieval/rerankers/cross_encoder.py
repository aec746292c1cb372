"""A cross-encoder through onnxruntime, such as ms-marco-MiniLM-L-6-v2: question and passage are read as one text.

Its files are not part of the installation. UNDERWRIGHT_CROSS_ENCODER names a folder that holds `model.onnx` (reads
`input_ids` and `attention_mask`, and `token_type_ids` if it wants, and gives one number for each pair) and
`tokenizer.json`, as the model's page on the Hugging Face hub offers them. This code was written where the hub cannot be
reached: it was run with a small model of the same shape, never with the real file.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from retrieval.embedders.onnx_session import batches_by_length, model_inputs, open_session
from retrieval.scope import Connection
from retrieval.stages.rarity import Rarity
from retrieval.stages.rerank import RerankerUnavailableError

FOLDER_VARIABLE = "UNDERWRIGHT_CROSS_ENCODER"
MAX_TOKENS = 512
"""Of question and passage together with their marks; what is longer loses the end of its longer part."""

_BATCH = 16


class CrossEncoder:
    """Nothing is read before the first `scores`. Scores are the model's logits: above 0 speaks for the passage."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def name(self) -> str:
        return f"cross-encoder, {self._folder.name}"

    async def prepare(self, connection: Connection, passages: Sequence[str]) -> None:
        """Nothing is kept of a passage: each pair is read anew."""

    async def keep(self, connection: Connection) -> None:
        """Nothing, as above."""

    def scores(self, query: str, passages: Sequence[str], rarity: Rarity | None = None) -> list[float]:  # noqa: ARG002 - it weighs words by itself
        if not passages:
            return []
        tokenizer, session = self._load()
        scores = np.zeros(len(passages))
        for batch in batches_by_length([len(passage) for passage in passages], _BATCH):
            encodings = tokenizer.encode_batch([(query, passages[index]) for index in batch])
            scores[batch] = self._logits(session, encodings)
        return [float(score) for score in scores]

    def _logits(self, session: Any, encodings: Sequence[Any]) -> Any:  # noqa: ANN401 - onnxruntime has no types
        wanted = {given.name for given in session.get_inputs()}
        try:
            logits = np.asarray(session.run(None, model_inputs(encodings, wanted))[0], np.float64)
        except Exception as error:  # onnxruntime's own exceptions have no common base
            raise self._unusable(f"model.onnx cannot read a pair of texts: {error}") from error
        if logits.size != len(encodings):
            raise self._unusable(
                f"model.onnx gives {logits.shape} numbers for {len(encodings)} pairs, not one for each"
            )
        return logits.reshape(-1)

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._tokenizer(), self._session()
            return self._loaded

    def _tokenizer(self) -> Any:  # noqa: ANN401 - tokenizers has no types
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy, and not needed while nothing is reranked

        try:
            tokenizer = Tokenizer.from_file(str(self._file("tokenizer.json")))
        except RerankerUnavailableError:
            raise
        except Exception as error:  # tokenizers raises bare exceptions
            raise self._unusable(f"tokenizer.json cannot be read: {error}") from error
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        tokenizer.enable_padding()
        return tokenizer

    def _session(self) -> Any:  # noqa: ANN401 - onnxruntime has no types
        graph = self._file("model.onnx")
        try:
            return open_session(graph, self._threads)
        except Exception as error:  # onnxruntime's own exceptions have no common base
            raise self._unusable(f"model.onnx does not load: {error}") from error

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise self._unusable(f"there is no {name}")
        return path

    def _unusable(self, reason: str) -> RerankerUnavailableError:
        return RerankerUnavailableError(
            f"The cross-encoder in {self._folder} cannot be used: {reason}. Put the model's model.onnx and "
            f"tokenizer.json there, or unset {FOLDER_VARIABLE} to rerank with the local embedder."
        )
