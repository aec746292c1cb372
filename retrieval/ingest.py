"""Policy documents into the index: each version in one transaction, unchanged ones not at all, one process at a time.

The passages of a version whose text changed are replaced in the same transaction that adds the new ones, so a search
sees the old or the new, never both and never neither. The replaced text and its passages stay in the database, and a
citation that carries its `text_sha256` opens them.

The folder of the policy manual owns what came from it (`origin` "manual"): a version whose file is gone is withdrawn
when the folder is next looked at. Documents ingested by name ("added") are left alone by that.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.corpus import CorpusVersion, IngestOutcome, IngestReport
from retrieval.documents import PolicyDocument
from retrieval.editions import Edition, corpus_version, current_editions, embedded_texts, retire, store
from retrieval.embedding import Embedder
from retrieval.index import claim_index, vector_literals
from retrieval.readers.markdown import read_folder
from retrieval.scope import Connection
from retrieval.tokens import TOKENIZER
from storage.database import Database

MANUAL = "manual"
ADDED = "added"

_LOCK = int.from_bytes(b"policies")
"""The advisory lock that every process takes before it changes the index; any number that nothing else uses."""

_DEFAULT_SETTINGS = ChunkSettings()


async def ingest_documents(
    database: Database,
    documents: Sequence[PolicyDocument],
    embedder: Embedder,
    *,
    settings: ChunkSettings = _DEFAULT_SETTINGS,
) -> IngestReport:
    """Adds or replaces these versions, and leaves all others. Raises `PolicyIndexError` for another model's index."""
    async with exclusive(database) as connection:
        outcomes = await _Ingest(connection, embedder, settings, ADDED).documents(documents)
    return IngestReport(outcomes=tuple(outcomes))


async def ensure_corpus(
    database: Database,
    folder: Path,
    embedder_factory: Callable[[], Embedder],
    *,
    settings: ChunkSettings = _DEFAULT_SETTINGS,
) -> CorpusVersion:
    """Brings the index in step with the folder's `*.md` files; where it is already, no lock is taken and no model made.

    Raises `DocumentError` for a file that cannot be used, before anything is changed, and `PolicyIndexError`.
    """
    documents = await asyncio.to_thread(read_folder, folder)
    async with database.pool.connection() as connection:
        current = await current_editions(connection)
    if _in_step(current, documents, _recipe(settings)):
        return corpus_version(current.values())
    async with exclusive(database) as connection:
        outcomes = await _Ingest(connection, embedder_factory(), settings, MANUAL).documents(documents)
        outcomes += await _withdraw_all_but(connection, documents)
        changes = [outcome for outcome in outcomes if outcome.change != "unchanged"]
        return corpus_version((await current_editions(connection)).values(), changes)


@asynccontextmanager
async def exclusive(database: Database) -> AsyncIterator[Connection]:
    """A connection that holds the lock on the index. A process that dies lets go of it, as its connection ends."""
    async with database.pool.connection() as connection:
        try:
            await connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            yield connection
        finally:
            try:
                await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
            except psycopg.Error:
                await connection.close()


def _recipe(settings: ChunkSettings) -> str:
    return f"{settings.recipe} {TOKENIZER}"


def _in_step(current: dict[str, Edition], documents: Sequence[PolicyDocument], recipe: str) -> bool:
    return not _without_file(current, documents) and all(
        (edition := current.get(document.label)) is not None
        and edition.holds(document, recipe)
        and edition.origin == MANUAL
        for document in documents
    )


def _without_file(current: dict[str, Edition], documents: Sequence[PolicyDocument]) -> list[Edition]:
    kept = {document.label for document in documents}
    return [edition for label, edition in current.items() if edition.origin == MANUAL and label not in kept]


async def _withdraw_all_but(connection: Connection, documents: Sequence[PolicyDocument]) -> list[IngestOutcome]:
    outcomes = []
    for edition in _without_file(await current_editions(connection), documents):
        async with connection.transaction():
            await retire(connection, edition)
        outcomes.append(
            IngestOutcome(
                document=edition.metadata.document,
                version=edition.metadata.version,
                change="withdrawn",
                note="Its file is gone from the folder of the manual. Citations of it still open.",
            )
        )
    return outcomes


@dataclass(frozen=True)
class _Ingest:
    """One run, under the lock."""

    connection: Connection
    embedder: Embedder
    settings: ChunkSettings
    origin: str

    async def documents(self, documents: Sequence[PolicyDocument]) -> list[IngestOutcome]:
        await claim_index(self.connection, self.embedder)
        current = await current_editions(self.connection)
        return [await self._version(document, current.get(document.label)) for document in documents]

    async def _version(self, document: PolicyDocument, before: Edition | None) -> IngestOutcome:
        metadata = document.metadata
        recipe = _recipe(self.settings)
        if before is not None and before.holds(document, recipe):
            await self._adopt(before)
            return IngestOutcome(document=metadata.document, version=metadata.version, change="unchanged")
        chunks = chunk_document(document, self.settings)
        texts = [chunk.passage.indexed_text() for chunk in chunks]
        known = await embedded_texts(self.connection, before) if before else {}
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(unknown, await self._embed(unknown), strict=True)
        async with self.connection.transaction():
            if before is not None:
                await retire(self.connection, before)
            vectors = [known[text] for text in texts]
            await store(self.connection, document, chunks, vectors, recipe=recipe, origin=self.origin)
        return IngestOutcome(
            document=metadata.document,
            version=metadata.version,
            change="replaced" if before else "added",
            passages=len(chunks),
            embedded=len(unknown),
            note=_note(document, before),
        )

    async def _embed(self, texts: Sequence[str]) -> list[str]:
        if not texts:
            return []
        return vector_literals(await asyncio.to_thread(self.embedder.embed, texts), self.embedder, len(texts))

    async def _adopt(self, edition: Edition) -> None:
        """What was added by name and now lies in the folder belongs to the folder."""
        if self.origin == MANUAL and edition.origin != MANUAL:
            await self.connection.execute(
                "UPDATE policy_edition SET origin = %s WHERE edition_key = %s", (MANUAL, edition.edition_key)
            )


def _note(document: PolicyDocument, before: Edition | None) -> str:
    if before is None:
        return ""
    if before.text_sha256 == document.text_sha256:
        return "The text is the same; it was cut or described otherwise before."
    return (
        f"The text of {document.label} changed under the same version. The earlier text stays, and a citation that "
        f"carries its hash {before.text_sha256[:12]} opens it; a change of substance should be a new version."
    )
