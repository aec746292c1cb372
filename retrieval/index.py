"""Whose the dense index is: one embedder and one dimension for all of it, and how its vectors are written.

The vectors themselves are stored in single precision and searched one by one as long as there are few. From
`FEWEST_APPROXIMATED` on there is also a graph over them in half precision (HNSW, m 16, ef_construction 128), which
finds near ones without looking at all; `retrieval/stages/dense.py` says when it is asked. Its dimension is that of the
index, so it is made with the vectors and not with the schema, and a small corpus never pays for it. With an
ef_construction of 64 some passages of an invented corpus of 100,000 are reached from nowhere: recall@10 stays at .98 to
.99 however far one looks, against 1.00 with 128.
"""

from collections.abc import Sequence

from psycopg import sql

from retrieval.embedding import Embedder, Vectors, vector_literal
from retrieval.scope import Connection

FEWEST_APPROXIMATED = 5_000
"""Vectors; fewer are searched one by one in a few milliseconds."""

_MOST_DIMENSIONS = 4_000
"""What pgvector's graph takes in half precision. Longer vectors are searched one by one, however many there are."""

_GRAPH_OCTETS = 700
"""What the graph takes for each vector beside it, while it is made."""

_MOST_MEGABYTES = 1024
"""A graph that needs more is finished on disk, slowly."""

_GRAPH = "policy_embedding_graph_"


class PolicyIndexError(RuntimeError):
    """The policy index cannot serve this embedder, or holds nothing; the message says what to do."""


def graph_name(dimension: int) -> str:
    """The graph's name in the database says which dimension it is for."""
    return f"{_GRAPH}{dimension}"


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
            "The policy index is empty: no policy document was ingested into this database. Read some in "
            "first: scripts/ingest_policies.py PATH; a run of the pipeline reads the manual in by itself."
        )
    _require_same(index["embedder"], index["dimension"], embedder)


async def write_embeddings(connection: Connection, keys: Sequence[int], literals: Sequence[str]) -> None:
    """Adds the vectors of passages that have none, in the order of their keys. Runs in the caller's transaction.

    Keeps the graph: makes it where there are enough vectors now, and anew where it is for another dimension or would
    more than double, since adding one by one takes several times as long. Searches wait for a graph that is made anew.
    """
    dimension, graph, stored = await _graph(connection)
    if graph is not None and (graph != graph_name(dimension) or len(keys) > stored):
        await connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(graph)))
        graph = None
    rows = await (
        await connection.execute(
            "SELECT passage_key, edition_key FROM policy_passage WHERE passage_key = ANY(%s)", (list(keys),)
        )
    ).fetchall()
    editions = {row["passage_key"]: row["edition_key"] for row in rows}
    async with (
        connection.cursor() as cursor,
        cursor.copy("COPY policy_embedding (passage_key, edition_key, embedding) FROM STDIN") as copy,
    ):
        for key, literal in zip(keys, literals, strict=True):
            await copy.write_row((key, editions[key], literal))
    if graph is None and stored + len(keys) >= FEWEST_APPROXIMATED and dimension <= _MOST_DIMENSIONS:
        await _make_graph(connection, dimension, stored + len(keys))


def vector_literals(vectors: Vectors, embedder: Embedder, texts: int) -> list[str]:
    """The vectors as pgvector reads them. Raises `PolicyIndexError` where the embedder did not keep its word."""
    if vectors.shape != (texts, embedder.dimension):
        raise PolicyIndexError(
            f"The embedder {embedder.name} returned an array of shape {vectors.shape} for {texts} texts; it says that "
            f"its dimension is {embedder.dimension}. Nothing was stored. Correct the embedder."
        )
    return [vector_literal(vector) for vector in vectors]


async def _graph(connection: Connection) -> tuple[int, str | None, int]:
    """(the dimension of the index, the name of the graph there is, how many vectors are stored)."""
    row = await (
        await connection.execute(
            """
            SELECT i.dimension, (SELECT count(*) FROM policy_embedding) AS stored, (
                SELECT c.relname::text FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
                WHERE x.indrelid = 'policy_embedding'::regclass AND starts_with(c.relname, %s)
            ) AS graph
            FROM policy_index i
            """,
            (_GRAPH,),
        )
    ).fetchone()
    if row is None:
        raise PolicyIndexError("No embedder owns the policy index yet. Call retrieval.index.claim_index first.")
    return row["dimension"], row["graph"], row["stored"]


async def _make_graph(connection: Connection, dimension: int, vectors: int) -> None:
    """By one process of the server: several share memory, and a container often has no more than 64 MB to share.

    Vectors of another dimension, deleted in this very transaction, are still seen by what makes the graph: hence its
    condition.
    """
    needed = vectors * (2 * dimension + _GRAPH_OCTETS) // 2**20
    await connection.execute(
        "SELECT set_config('maintenance_work_mem', %s, true),"
        " set_config('max_parallel_maintenance_workers', '0', true)",
        (f"{min(max(needed, 64), _MOST_MEGABYTES)}MB",),
    )
    await connection.execute(
        sql.SQL(
            "CREATE INDEX {name} ON policy_embedding USING hnsw ((embedding::halfvec({dimension})) halfvec_cosine_ops)"
            " WITH (m = 16, ef_construction = 128) WHERE vector_dims(embedding) = {dimension}"
        ).format(name=sql.Identifier(graph_name(dimension)), dimension=sql.Literal(dimension))
    )


def _require_same(name: str, dimension: int, embedder: Embedder) -> None:
    if (name, dimension) != (embedder.name, embedder.dimension):
        raise PolicyIndexError(
            f"The policy index was made with the embedder {name} ({dimension} dimensions), and this run uses "
            f"{embedder.name} ({embedder.dimension} dimensions). Use the first again, or make the index anew for the "
            f"second: scripts/ingest_policies.py --reembed."
        )
