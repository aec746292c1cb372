"""Makes the dense index anew with another embedder; texts, passages and the lexical index stay as they are."""

import asyncio

from retrieval.embedding import Embedder
from retrieval.index import vector_literals, write_embeddings
from retrieval.ingest import exclusive
from retrieval.rows import load_passages
from storage.database import Database


async def reembed(database: Database, embedder: Embedder) -> int:
    """The number of passages embedded. One transaction at the end: until then, searches find the old index whole."""
    async with exclusive(database) as connection:
        rows = await (
            await connection.execute(
                "SELECT p.passage_key FROM policy_passage p JOIN policy_edition e USING (edition_key)"
                " WHERE e.retired_at IS NULL ORDER BY p.passage_key"
            )
        ).fetchall()
        keys = [row["passage_key"] for row in rows]
        passages = await load_passages(connection, keys)
        texts = [passages[key].indexed_text() for key in keys]
        vectors = vector_literals(await asyncio.to_thread(embedder.embed, texts), embedder, len(texts))
        async with connection.transaction():
            await connection.execute("DELETE FROM policy_embedding")
            await connection.execute("DELETE FROM policy_index")
            await connection.execute(
                "INSERT INTO policy_index (embedder, dimension) VALUES (%s, %s)", (embedder.name, embedder.dimension)
            )
            await write_embeddings(connection, keys, vectors)
        return len(keys)
