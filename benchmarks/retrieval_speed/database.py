"""A database of the benchmark's own on the embedded server, filled with an invented corpus."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.retrieval_speed.corpus import DIMENSION, Corpus, Floats, Query
from retrieval.editions import store
from retrieval.index import claim_index, vector_literals
from storage import embedded
from storage.database import Database, open_database

NAME = "underwright_retrieval_speed"

_INDEXES = ("policy_passage", "policy_posting", "policy_embedding")


class KnownVectors:
    """Stands for the model: the vectors of the queries are known, so nothing but the search takes time."""

    name, dimension = "invented", DIMENSION

    def __init__(self, queries: Sequence[Query]) -> None:
        self._vectors = {query.text: query.vector for query in queries}

    def embed(self, texts: Sequence[str]) -> Floats:
        return np.stack([self._vectors[text] for text in texts])


@dataclass(frozen=True)
class Filled:
    """`seconds` for all of it, without inventing texts and vectors; sizes include the indexes of the table."""

    passages: int
    seconds: float
    megabytes: dict[str, float]
    graph_megabytes: float


@contextmanager
def own_database() -> Iterator[str]:
    server = embedded.start()
    name = sql.Identifier(NAME)
    with psycopg.connect(make_conninfo(server, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        try:
            yield make_conninfo(server, dbname=NAME)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@asynccontextmanager
async def filled(url: str, corpus: Corpus) -> AsyncIterator[tuple[Database, Filled]]:
    async with open_database(url) as database:
        yield database, await _fill(database, corpus)


async def _fill(database: Database, corpus: Corpus) -> Filled:
    embedder = KnownVectors(())
    seconds = 0.0
    async with database.pool.connection() as connection:
        await claim_index(connection, embedder)
        for document, chunks, vectors in corpus.documents():
            started = perf_counter()
            texts = [chunk.passage.indexed_text() for chunk in chunks]
            known = dict(zip(texts, vector_literals(vectors, embedder, len(chunks)), strict=True))
            async with connection.transaction():
                await store(connection, document, chunks, known, recipe="invented", origin="invented")
            seconds += perf_counter() - started
        await connection.execute("VACUUM ANALYZE")
        sizes: dict[str, Any] = {}
        for table in _INDEXES:
            row = await (await connection.execute("SELECT pg_total_relation_size(%s) AS size", (table,))).fetchone()
            sizes[table] = row["size"] / 1e6 if row else 0.0
        row = await (
            await connection.execute(
                "SELECT coalesce(pg_relation_size(to_regclass('policy_embedding_graph_384')), 0) AS size"
            )
        ).fetchone()
    return Filled(len(corpus.vectors), seconds, sizes, row["size"] / 1e6 if row else 0.0)
