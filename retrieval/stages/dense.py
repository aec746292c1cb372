"""The dense stage: cosine similarity between the query's embedding and each passage's.

Where the scope leaves few passages, all of them are compared. Where it leaves many, pgvector's graph over the vectors
in half precision gives candidates, the scope being applied as it is walked, and the stored vectors rank them: so scores
are the same either way, and only which passages were looked at may differ. The narrower the scope, the more of the
graph has to be walked to find as many that are in it.
"""

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow

from retrieval.embedding import Vectors, vector_literal
from retrieval.index import graph_name
from retrieval.scope import IN_FORCE, SELECTED, Connection, Hit, Scope

MOST_COMPARED = 5_000
"""Passages that are compared one by one; up to three times as many where few of the graph's vectors are in scope."""

EF_SEARCH = 200
"""Candidates that the graph keeps, before the scope is applied; more where the scope is narrow."""

_MOST_THINNING = 3

_MOST_EF_SEARCH = 1_000
"""What pgvector allows."""

_MOST_WALKED = 40_000
"""Vectors of the graph that are looked at for one query, in scope or not."""

_EDITIONS = sql.SQL(
    """
    SELECT e.edition_key, octet_length(e.word_counts) / 4 AS passages, {in_force} AND {selected} AS selected,
        to_regclass(%(graph)s) IS NOT NULL AS graph
    FROM policy_edition e WHERE e.retired_at IS NULL
    """
).format(in_force=IN_FORCE, selected=SELECTED)

_COMPARED = sql.SQL(
    """
    WITH near AS MATERIALIZED (
        SELECT passage_key, embedding <=> %(vector)s::vector AS distance
        FROM policy_embedding WHERE edition_key = ANY(%(editions)s::bigint[])
        ORDER BY distance FETCH FIRST %(depth)s ROWS WITH TIES
    )
    SELECT passage_key, p.passage_id, 1 - near.distance AS score
    FROM near JOIN policy_passage p USING (passage_key)
    ORDER BY near.distance, p.passage_id LIMIT %(depth)s
    """
)

_WALKED = sql.SQL(
    """
    WITH found AS MATERIALIZED (
        SELECT passage_key, embedding
        FROM policy_embedding
        WHERE vector_dims(embedding) = {dimension} AND edition_key + 0 = ANY(%(editions)s::bigint[])
        ORDER BY embedding::halfvec({dimension}) <=> %(vector)s::vector::halfvec({dimension}) LIMIT %(candidates)s
    ), near AS MATERIALIZED (
        SELECT passage_key, embedding <=> %(vector)s::vector AS distance FROM found
    )
    SELECT passage_key, p.passage_id, 1 - near.distance AS score
    FROM near JOIN policy_passage p USING (passage_key)
    ORDER BY near.distance, p.passage_id LIMIT %(depth)s
    """
)
"""The sum in the condition keeps the planner from collecting the editions' passages and sorting them instead."""

_SETTINGS = """
    SELECT set_config('hnsw.ef_search', %(ef_search)s, true),
        set_config('hnsw.iterative_scan', 'relaxed_order', true),
        set_config('hnsw.max_scan_tuples', %(most_walked)s, true),
        set_config('work_mem', '32MB', true),
        set_config('enable_seqscan', 'off', true),
        set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('jit', 'off', true)
"""


async def dense_ranking(
    connection: Connection,
    scope: Scope,
    vector: Vectors,
    depth: int,
    *,
    ef_search: int = EF_SEARCH,
    most_compared: int = MOST_COMPARED,
) -> tuple[Hit, ...]:
    """The `depth` nearest passages. `score` is the cosine, from -1 to 1.

    Exact where few passages are in scope, see `MOST_COMPARED`, or where the index has no graph.
    """
    graph = graph_name(len(vector))
    rows = await (await connection.execute(_EDITIONS, {**scope.parameters(), "graph": graph}, binary=True)).fetchall()
    selected = [row for row in rows if row["selected"] and row["passages"]]
    if not selected:
        return ()
    passages = sum(row["passages"] for row in selected)
    thinning = sum(row["passages"] for row in rows) / passages
    parameters = {
        "editions": [row["edition_key"] for row in selected],
        "vector": vector_literal(vector),
        "depth": depth,
    }
    if passages > most_compared * min(thinning, _MOST_THINNING) and rows[0]["graph"]:
        reach = min(math.ceil(max(ef_search, 2 * depth) * thinning), _MOST_EF_SEARCH)
        hits = await _walk(connection, {**parameters, "candidates": 2 * depth}, len(vector), reach)
        if len(hits) == min(depth, passages):
            return hits
    return _hits(await (await connection.execute(_COMPARED, parameters, binary=True)).fetchall())


async def _walk(
    connection: Connection, parameters: dict[str, object], dimension: int, ef_search: int
) -> tuple[Hit, ...]:
    """May be fewer than asked for: the walk ends, and the scope may lie where it does not come by."""
    settings = {"ef_search": str(ef_search), "most_walked": str(_MOST_WALKED)}
    walked = _WALKED.format(dimension=sql.Literal(dimension))
    async with _transaction(connection), connection.pipeline():
        await connection.execute(_SETTINGS, settings)
        found = await connection.execute(walked, parameters, binary=True)
        return _hits(await found.fetchall())


@asynccontextmanager
async def _transaction(connection: Connection) -> AsyncIterator[None]:
    """Settings hold to the end of a transaction: the caller's where there is one, else one for this."""
    if connection.info.transaction_status == TransactionStatus.IDLE:
        async with connection.transaction():
            yield
    else:
        yield


def _hits(rows: Sequence[DictRow]) -> tuple[Hit, ...]:
    return tuple(Hit.model_validate(row) for row in rows)
