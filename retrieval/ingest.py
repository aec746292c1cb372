"""Policy documents into the index: each version in one transaction, unchanged ones not at all, one process at a time.

    compare with what is there -> cut -> embed what is new, a stretch of several versions at once -> write each version

Passages of several versions are embedded together because texts of one length share a batch, and the writing of one
stretch goes on beside the embedding of the next.

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
from retrieval.expansion import read_outside
from retrieval.index import claim_index, vector_literals
from retrieval.ingest_plan import Work, left_alone, note, same_text, stretches, without_repetition, words_of
from retrieval.question_rows import outside_questions, replace_outside_questions
from retrieval.readers.markdown import read_folder
from retrieval.scope import Connection
from retrieval.tokens import TOKENIZER
from storage.database import Database

MANUAL = "manual"
ADDED = "added"

_LOCK = int.from_bytes(b"policies")
"""The advisory lock that every process takes before it changes the index; any number that nothing else uses."""

_DEFAULT_SETTINGS = ChunkSettings()

_BETWEEN_REPORTS = 64
"""Passages that are embedded between two reports of progress."""

Progress = Callable[[int, int], None]
"""Called with how many passages are embedded and how many there will be, from the event loop."""


async def ingest_documents(
    database: Database,
    documents: Sequence[PolicyDocument],
    embedder: Embedder,
    *,
    settings: ChunkSettings = _DEFAULT_SETTINGS,
    progress: Progress | None = None,
) -> IngestReport:
    """Adds or replaces these versions, each of which stands once, and leaves all others.

    Raises `PolicyIndexError` for another model's index.
    """
    async with exclusive(database) as connection:
        outcomes = await _Ingest(connection, embedder, settings, ADDED, progress).documents(documents)
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
    outside = await asyncio.to_thread(read_outside, folder)
    async with database.pool.connection() as connection:
        current = await current_editions(connection)
        told = await outside_questions(connection)
    if _in_step(current, documents, settings) and told == set(outside):
        return corpus_version(current.values())
    async with exclusive(database) as connection:
        ingest = _Ingest(connection, embedder_factory(), settings, MANUAL)
        outcomes = await ingest.documents(documents)
        outcomes += await _withdraw_all_but(connection, documents)
        await ingest.outside(outside)
        changes = [outcome for outcome in outcomes if outcome.change != "unchanged"]
        return corpus_version((await current_editions(connection)).values(), changes)


def texts_of_folder(folder: Path, settings: ChunkSettings = _DEFAULT_SETTINGS) -> list[str]:
    """Everything that `ensure_corpus` embeds for a folder. Raises `DocumentError`."""
    chunks = [chunk for document in read_folder(folder) for chunk in chunk_document(document, settings)]
    passages = [chunk.passage.indexed_text() for chunk in chunks]
    return [*passages, *(question for chunk in chunks for question in chunk.questions), *read_outside(folder)]


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


def _recipe(settings: ChunkSettings, document: PolicyDocument) -> str:
    """Changes whenever the same text would be indexed otherwise."""
    asked = f" questions:{document.questions_sha256[:16]}" if document.questions else ""
    return f"{settings.recipe} {TOKENIZER}{asked}"


def _in_step(current: dict[str, Edition], documents: Sequence[PolicyDocument], settings: ChunkSettings) -> bool:
    return not _without_file(current, documents) and all(
        (edition := current.get(document.label)) is not None
        and edition.holds(document, _recipe(settings, document))
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
    progress: Progress | None = None

    async def documents(self, documents: Sequence[PolicyDocument]) -> list[IngestOutcome]:
        await claim_index(self.connection, self.embedder)
        current = await current_editions(self.connection)
        planned = [await self._planned(document, current) for document in documents]
        work = [plan for plan in planned if isinstance(plan, Work)]
        written = iter(await self._all_written(work))
        return [next(written) if isinstance(plan, Work) else plan for plan in planned]

    async def outside(self, questions: Sequence[str]) -> None:
        """Makes these the questions that the manual does not answer."""
        if await outside_questions(self.connection) != set(questions):
            vectors = await asyncio.to_thread(self._literals, questions)
            async with self.connection.transaction():
                await replace_outside_questions(self.connection, dict(zip(questions, vectors, strict=True)))

    async def _planned(self, document: PolicyDocument, current: dict[str, Edition]) -> IngestOutcome | Work:
        recipe = _recipe(self.settings, document)
        before = current.get(document.label)
        if before is not None and before.holds(document, recipe):
            await self._adopt(before)
            return left_alone(document, "unchanged")
        if before is None and self.origin == ADDED and (twin := same_text(document, current)) is not None:
            return left_alone(document, "duplicate", f"Word for word {twin}, which is in force on the same days.")
        chunks = without_repetition(chunk_document(document, self.settings))
        texts = tuple(chunk.passage.indexed_text() for chunk in chunks)
        questions = tuple(question for chunk in chunks for question in chunk.questions)
        known = await embedded_texts(self.connection, before) if before else {}
        if (
            before is not None
            and self.origin == ADDED
            and (before.metadata, before.recipe) == (document.metadata, recipe)
            and words_of(known) == words_of((*texts, *questions))
        ):
            return left_alone(document, "duplicate", f"The same words as {document.label} in the index.")
        unknown = tuple(text for text in dict.fromkeys((*texts, *questions)) if text not in known)
        return Work(document, before, chunks, known, unknown)

    async def _all_written(self, work: Sequence[Work]) -> list[IngestOutcome]:
        total = sum(len(one.unknown) for one in work)
        outcomes: list[IngestOutcome] = []
        done = 0
        embedded: Sequence[Work] = ()
        for stretch in stretches(work):
            _, written = await asyncio.gather(self._embed(stretch, done, total), self._write(embedded))
            outcomes += written
            done += sum(len(one.unknown) for one in stretch)
            embedded = stretch
        return outcomes + await self._write(embedded)

    async def _embed(self, stretch: Sequence[Work], done: int, total: int) -> None:
        """Enters the vectors of all that is unknown, like lengths together."""
        texts = sorted({text for one in stretch for text in one.unknown}, key=len)
        vectors: dict[str, str] = {}
        for first in range(0, len(texts), _BETWEEN_REPORTS):
            some = texts[first : first + _BETWEEN_REPORTS]
            vectors |= zip(some, await asyncio.to_thread(self._literals, some), strict=True)
            if self.progress is not None:
                self.progress(min(done + len(vectors), total), total)
        for one in stretch:
            one.known.update((text, vectors[text]) for text in one.unknown)

    def _literals(self, texts: Sequence[str]) -> list[str]:
        return vector_literals(self.embedder.embed(texts), self.embedder, len(texts))

    async def _write(self, stretch: Sequence[Work]) -> list[IngestOutcome]:
        return [await self._written(one) for one in stretch]

    async def _written(self, one: Work) -> IngestOutcome:
        document, before = one.document, one.before
        async with self.connection.transaction():
            if before is not None:
                await retire(self.connection, before)
            recipe = _recipe(self.settings, document)
            await store(self.connection, document, one.chunks, one.known, recipe=recipe, origin=self.origin)
        return IngestOutcome(
            document=document.metadata.document,
            version=document.metadata.version,
            change="replaced" if before else "added",
            passages=len(one.chunks),
            embedded=len(one.unknown),
            note=" ".join(filter(None, (note(document, before), *document.notes))),
        )

    async def _adopt(self, edition: Edition) -> None:
        """What was added by name and now lies in the folder belongs to the folder."""
        if self.origin == MANUAL and edition.origin != MANUAL:
            await self.connection.execute(
                "UPDATE policy_edition SET origin = %s WHERE edition_key = %s", (MANUAL, edition.edition_key)
            )
