"""The policy manual, read in and ready to be searched."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agents.rewriting import AGENT, rewriter_for
from llm.privacy import MaskerError
from llm.route import Route
from retrieval.documents import DocumentError
from retrieval.embedders.models import EmbeddingRouteError
from retrieval.embedders.registry import embedder_for
from retrieval.embedders.shipped import ShippedVectors
from retrieval.embedding import Embedder, EmbedderUnavailableError
from retrieval.index import PolicyIndexError
from retrieval.ingest import ensure_corpus
from retrieval.rerankers.registry import reranker_beside
from retrieval.search import PolicySearch
from retrieval.settings import SearchSettings
from retrieval.stages.rerank import RerankerUnavailableError
from storage.database import Database
from storage.errors import StorageError

POLICIES = Path(__file__).resolve().parent.parent / "data" / "policies"
VECTORS = POLICIES / "vectors.npz"
"""What the local model gave for the manual's texts."""
Notice = Callable[[str], None]
"""Called with a sentence about something that takes a while and is done only once."""


CANNOT_OPEN = (
    StorageError,
    DocumentError,
    EmbedderUnavailableError,
    EmbeddingRouteError,
    PolicyIndexError,
    RerankerUnavailableError,
    MaskerError,
)
"""What opening the pipeline (masker, database, manual), and searching, may raise; each says what to do."""

FOR_RULES = SearchSettings(rewrite=False, rerank=None, refuse=False)
"""A rule asks in the manual's own words, within the documents of its family, and always finds its answer there."""


@dataclass(frozen=True, slots=True)
class Manual:
    """`corpus_sha256` names what can be found."""

    search: PolicySearch
    corpus_sha256: str


async def open_manual(
    database: Database,
    profile: str,
    routes: Mapping[str, Route],
    *,
    folder: Path = POLICIES,
    settings: SearchSettings | None = None,
    notice: Notice | None = None,
) -> Manual:
    """Brings the index in step with the folder. Raises what `ensure_corpus` and `embedder_for` raise."""
    embedder = await asyncio.to_thread(embedder_for, profile)

    def for_ingest() -> Embedder:
        if notice:
            notice("Preparing the policy manual (only when it is new or has changed) ...")
        return ShippedVectors(embedder, VECTORS)

    corpus = await ensure_corpus(database, folder, for_ingest)
    chosen = settings or SearchSettings()
    reranker = reranker_beside(embedder) if chosen.rerank else None
    search = PolicySearch(database, embedder, settings=chosen, rewriter=rewriter_for(routes[AGENT]), reranker=reranker)
    return Manual(search, corpus.sha256)
