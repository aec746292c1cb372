"""Editions in the database: one text of one document's version, as it was ingested.

At most one edition of a version is current. An edition that gave way to a new text, or whose document was withdrawn,
is retired: its text and its passages stay, so that old citations open; only what search reads is removed.
Every function here runs inside the caller's transaction.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from retrieval.chunking import Chunk
from retrieval.corpus import CorpusVersion, IngestOutcome
from retrieval.documents import DocumentMetadata, PolicyDocument
from retrieval.index import write_embeddings
from retrieval.passage import Passage
from retrieval.postings import inverted
from retrieval.question_rows import question_vectors, store_questions
from retrieval.rows import load_passages
from retrieval.scope import Connection


@dataclass(frozen=True)
class Edition:
    """`recipe` names how the text was cut and its words taken; `origin` who put it there, see `retrieval.ingest`."""

    edition_key: int
    metadata: DocumentMetadata
    text_sha256: str
    recipe: str
    origin: str

    def holds(self, document: PolicyDocument, recipe: str) -> bool:
        mine = (self.metadata, self.text_sha256, self.recipe)
        return mine == (document.metadata, document.text_sha256, recipe)


def corpus_version(editions: Iterable[Edition], changes: Sequence[IngestOutcome] = ()) -> CorpusVersion:
    named = sorted((edition.metadata.document, edition.metadata.version, edition.text_sha256) for edition in editions)
    lines = "".join("\t".join(parts) + "\n" for parts in named)
    return CorpusVersion(
        sha256=hashlib.sha256(lines.encode()).hexdigest(), editions=tuple(named), changes=tuple(changes)
    )


async def current_editions(connection: Connection) -> dict[str, Edition]:
    """By `document@version`."""
    rows = await (
        await connection.execute(
            "SELECT edition_key, document, title, version, effective_from, effective_to, programs, states,"
            " text_sha256, recipe, origin FROM policy_edition WHERE retired_at IS NULL"
        )
    ).fetchall()
    return {
        f"{row['document']}@{row['version']}": Edition(
            edition_key=row["edition_key"],
            metadata=DocumentMetadata.model_validate({name: row[name] for name in DocumentMetadata.model_fields}),
            text_sha256=row["text_sha256"],
            recipe=row["recipe"],
            origin=row["origin"],
        )
        for row in rows
    }


async def embedded_texts(connection: Connection, edition: Edition) -> dict[str, str]:
    """What was embedded for an edition, passages and questions, with the vector as pgvector writes it."""
    rows = await (
        await connection.execute(
            "SELECT passage_key, v.embedding::text AS vector FROM policy_passage p"
            " JOIN policy_embedding v USING (passage_key) WHERE p.edition_key = %s",
            (edition.edition_key,),
        )
    ).fetchall()
    vectors = {row["passage_key"]: row["vector"] for row in rows}
    passages = await load_passages(connection, list(vectors))
    texts = {passage.indexed_text(): vectors[key] for key, passage in passages.items()}
    return texts | await question_vectors(connection, edition.edition_key)


async def retire(connection: Connection, edition: Edition) -> None:
    for table in ("policy_posting", "policy_embedding", "policy_question"):
        await connection.execute(
            sql.SQL("DELETE FROM {} WHERE edition_key = %s").format(sql.Identifier(table)), (edition.edition_key,)
        )
    await connection.execute(
        "UPDATE policy_edition SET retired_at = now() WHERE edition_key = %s", (edition.edition_key,)
    )


async def store(
    connection: Connection,
    document: PolicyDocument,
    chunks: Sequence[Chunk],
    vectors: Mapping[str, str],
    *,
    recipe: str,
    origin: str,
) -> None:
    """Adds the current edition of a version that has none. `vectors` by what is embedded: passages and questions."""
    await connection.execute(
        "INSERT INTO policy_text (sha256, content) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (document.text_sha256, document.text),
    )
    metadata = document.metadata
    words = inverted([chunk.words() for chunk in chunks])
    edition = await (
        await connection.execute(
            "INSERT INTO policy_edition"
            " (document, version, title, effective_from, effective_to, programs, states, text_sha256, recipe, origin,"
            " word_counts) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING edition_key",
            (
                metadata.document,
                metadata.version,
                metadata.title,
                metadata.effective_from,
                metadata.effective_to,
                [program.value for program in metadata.programs],
                list(metadata.states),
                document.text_sha256,
                recipe,
                origin,
                words.word_counts,
            ),
        )
    ).fetchone()
    if edition is None:
        raise AssertionError("INSERT ... RETURNING gave no row")
    edition_key = edition["edition_key"]
    keys = await _store_passages(connection, edition_key, chunks)
    async with (
        connection.cursor() as cursor,
        cursor.copy("COPY policy_posting (edition_key, term, block, places) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(("int8", "text", "int4", "bytea"))
        for block in words.blocks():
            await copy.write_row((edition_key, *block))
    await store_questions(connection, edition_key, keys, chunks, vectors)
    texts = [chunk.passage.indexed_text() for chunk in chunks]
    await write_embeddings(connection, keys, [vectors[text] for text in texts])  # last, as it may keep searches waiting


async def _store_passages(connection: Connection, edition_key: int, chunks: Sequence[Chunk]) -> list[int]:
    """The keys, in the order of `chunks`."""
    async with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY policy_passage (edition_key, passage_id, ordinal, page, section, section_path, start_offset,"
            " end_offset, content) FROM STDIN"
        ) as copy,
    ):
        for ordinal, chunk in enumerate(chunks):
            await copy.write_row((edition_key, *_passage_values(chunk.passage, chunk.section, ordinal)))
    rows = await (
        await connection.execute(
            "SELECT passage_key FROM policy_passage WHERE edition_key = %s ORDER BY ordinal", (edition_key,)
        )
    ).fetchall()
    return [row["passage_key"] for row in rows]


def _passage_values(passage: Passage, section: str, ordinal: int) -> tuple[object, ...]:
    return (
        passage.passage_id,
        ordinal,
        passage.page,
        section,
        list(passage.section_path),
        passage.start,
        passage.end,
        passage.text,
    )
