"""Whose the dense index is: one embedder and one dimension for all of it, and how its vectors are written."""

from collections.abc import Sequence

from retrieval.embedding import Embedder, Vectors, vector_literal
from retrieval.scope import Connection


class PolicyIndexError(RuntimeError):
    """The policy index cannot serve this embedder, or holds nothing; the message says what to do."""


async def claim_index(connection: Connection, embedder: Embedder) -> None:
    """Makes an index without embeddings this embedder's own. Raises `PolicyIndexError` if it is another's."""
    await connection.execute(
        """
        INSERT INTO policy_index (embedder, dimension) VALUES (%s, %s)
        ON CONFLICT (only_row) DO UPDATE SET embedder = excluded.embedder, dimension = excluded.dimension
        WHERE NOT EXISTS (SELECT FROM policy_embedding)
        """,
        (embedder.name, embedder.dimension),
    )
    index = await (await connection.execute("SELECT embedder, dimension FROM policy_index")).fetchone()
    if index is not None:
        _require_same(index["embedder"], index["dimension"], embedder)


async def require_index(connection: Connection, embedder: Embedder) -> None:
    """Raises `PolicyIndexError` unless there is something to search, and this embedder made it."""
    index = await (
        await connection.execute(
            "SELECT embedder, dimension FROM policy_index"
            " WHERE EXISTS (SELECT FROM policy_edition WHERE retired_at IS NULL)"
        )
    ).fetchone()
    if index is None:
        raise PolicyIndexError(
            "The policy index is empty: no policy document was ingested into this database. Ingest the policy manual "
            "first (retrieval.ingest.ensure_corpus)."
        )
    _require_same(index["embedder"], index["dimension"], embedder)


async def write_embeddings(connection: Connection, keys: Sequence[int], literals: Sequence[str]) -> None:
    """Adds the vectors of passages that have none, in the order of their keys."""
    async with (
        connection.cursor() as cursor,
        cursor.copy("COPY policy_embedding (passage_key, embedding) FROM STDIN") as copy,
    ):
        for key, literal in zip(keys, literals, strict=True):
            await copy.write_row((key, literal))


def vector_literals(vectors: Vectors, embedder: Embedder, texts: int) -> list[str]:
    """The vectors as pgvector reads them. Raises `PolicyIndexError` where the embedder did not keep its word."""
    if vectors.shape != (texts, embedder.dimension):
        raise PolicyIndexError(
            f"The embedder {embedder.name} returned an array of shape {vectors.shape} for {texts} texts; it says that "
            f"its dimension is {embedder.dimension}. Nothing was stored. Correct the embedder."
        )
    return [vector_literal(vector) for vector in vectors]


def _require_same(name: str, dimension: int, embedder: Embedder) -> None:
    if (name, dimension) != (embedder.name, embedder.dimension):
        raise PolicyIndexError(
            f"The policy index was made with the embedder {name} ({dimension} dimensions), and this run uses "
            f"{embedder.name} ({embedder.dimension} dimensions). Use the first again, or make the index anew for the "
            f"second (retrieval.reembed.reembed)."
        )
