"""Which reranker is there: a cross-encoder where its files are named, else late interaction over the local embedder."""

import os
from pathlib import Path

from retrieval.embedders.minilm import MiniLmEmbedder, local_embedder
from retrieval.embedding import Embedder
from retrieval.rerankers.cross_encoder import FOLDER_VARIABLE, CrossEncoder
from retrieval.rerankers.late_interaction import LateInteraction
from retrieval.stages.rerank import Reranker


def reranker_beside(embedder: Embedder) -> Reranker:
    """The one that goes with this embedder; loads nothing. A local embedder is shared, and so are its queries."""
    folder = os.environ.get(FOLDER_VARIABLE, "").strip()
    if folder:
        return CrossEncoder(Path(folder).expanduser())
    return LateInteraction(embedder if isinstance(embedder, MiniLmEmbedder) else local_embedder())
