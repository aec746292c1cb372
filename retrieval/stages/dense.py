"""The dense stage: cosine similarity between the query's embedding and each passage's, by exact scan."""

from psycopg import sql

from retrieval.embedding import Vectors, vector_literal
from retrieval.scope import IN_FORCE, SELECTED, Connection, Hit, Scope

_NEAREST = sql.SQL(
    """
    WITH seen AS MATERIALIZED (
        SELECT p.passage_key, p.passage_id, 1 - (v.embedding <=> %(vector)s::vector) AS score
        FROM policy_edition e JOIN policy_passage p USING (edition_key) JOIN policy_embedding v USING (passage_key)
        WHERE {in_force} AND {selected}
    )
    SELECT passage_key, passage_id, score FROM seen ORDER BY score DESC, passage_id LIMIT %(depth)s
    """
).format(in_force=IN_FORCE, selected=SELECTED)


async def dense_ranking(connection: Connection, scope: Scope, vector: Vectors, depth: int) -> tuple[Hit, ...]:
    """The `depth` nearest passages. `score` is the cosine, from -1 to 1."""
    parameters = {**scope.parameters(), "vector": vector_literal(vector), "depth": depth}
    rows = await (await connection.execute(_NEAREST, parameters)).fetchall()
    return tuple(Hit.model_validate(row) for row in rows)
