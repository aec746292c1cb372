"""Makes the dense index anew with another embedder; texts, passages and the lexical index stay as they are."""

import asyncio
from collections.abc import Sequence

from retrieval.embedding import Embedder
from retrieval.index import vector_literals, write_embeddings
from retrieval.ingest import Progress, exclusive
from retrieval.question_rows import every_question, replace_question_vectors
from retrieval.rows import load_passages
from retrieval.scope import Connection
from storage.database import Database

_AT_ONCE = 256


async def reembed(database: Database, embedder: Embedder, *, progress: Progress | None = None) -> int:
    """The number of passages embedded. One transaction at the end: until then, searches find the old index whole.

    A text that stands in several versions is embedded once, questions too, and `progress` counts such texts. Raises
    `EmbedderUnavailableError` and `PolicyIndexError`; then nothing is changed.
    """
    async with exclusive(database) as connection:
        rows = await (
            await connection.execute(
                "SELECT p.passage_key FROM policy_passage p JOIN policy_edition e USING (edition_key)"
                " WHERE e.retired_at IS NULL ORDER BY p.passage_key"
            )
        ).fetchall()
        keys = [row["passage_key"] for row in rows]
        texts = await _texts(connection, keys)
        questions = await every_question(connection)
        vectors = await _embedded(embedder, list(dict.fromkeys((*texts, *questions))), progress)
        async with connection.transaction():
            await connection.execute("DELETE FROM policy_embedding")
            await connection.execute("DELETE FROM policy_index")
            await connection.execute(
                "INSERT INTO policy_index (embedder, dimension) VALUES (%s, %s)", (embedder.name, embedder.dimension)
            )
            await replace_question_vectors(connection, {question: vectors[question] for question in questions})
            await write_embeddings(connection, keys, [vectors[text] for text in texts])
        return len(keys)


async def _texts(connection: Connection, keys: Sequence[int]) -> list[str]:
    """As they are indexed, in the order of the keys."""
    texts: list[str] = []
    for first in range(0, len(keys), _AT_ONCE):
        part = keys[first : first + _AT_ONCE]
        passages = await load_passages(connection, part)
        texts += [passages[key].indexed_text() for key in part]
    return texts


async def _embedded(embedder: Embedder, texts: Sequence[str], progress: Progress | None) -> dict[str, str]:
    """Vectors as pgvector reads them, by text."""
    vectors: dict[str, str] = {}
    for first in range(0, len(texts), _AT_ONCE):
        part = texts[first : first + _AT_ONCE]
        made = await asyncio.to_thread(embedder.embed, part)
        vectors.update(zip(part, vector_literals(made, embedder, len(part)), strict=True))
        if progress is not None:
            progress(len(vectors), len(texts))
    return vectors
