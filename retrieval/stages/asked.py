"""The dense stage's other half: how near the query is to the questions that a passage answers.

A passage of a document without such questions counts with its own words, so that it stands behind no other for lacking
them. All questions in scope are compared one by one.
"""

from collections.abc import Sequence

from psycopg import sql

from retrieval.embedding import Vectors, vector_literal
from retrieval.scope import IN_FORCE, SELECTED, Connection, Hit, Scope

_NEAREST = sql.SQL(
    """
    WITH asked AS MATERIALIZED (
        SELECT q.passage_key, 1 - min(q.embedding <=> %(vector)s::vector) AS score
        FROM policy_edition e JOIN policy_question q USING (edition_key)
        WHERE {in_force} AND {selected} GROUP BY q.passage_key
    ), plain AS MATERIALIZED (
        SELECT h.passage_key, h.score
        FROM unnest(%(keys)s::bigint[], %(scores)s::float8[]) AS h (passage_key, score)
        JOIN policy_passage p USING (passage_key)
        WHERE NOT EXISTS (SELECT FROM policy_question q WHERE q.edition_key = p.edition_key)
    )
    SELECT passage_key, p.passage_id, found.score
    FROM (SELECT * FROM asked UNION ALL SELECT * FROM plain) AS found JOIN policy_passage p USING (passage_key)
    ORDER BY found.score DESC, p.passage_id LIMIT %(depth)s
    """
).format(in_force=IN_FORCE, selected=SELECTED)


async def asked_ranking(
    connection: Connection, scope: Scope, vector: Vectors, dense: Sequence[Hit], depth: int
) -> tuple[Hit, ...]:
    """The `depth` passages with the nearest questions. `dense` is the dense stage's ranking, `score` a cosine."""
    parameters = {
        **scope.parameters(),
        "vector": vector_literal(vector),
        "keys": [hit.passage_key for hit in dense],
        "scores": [hit.score for hit in dense],
        "depth": depth,
    }
    rows = await (await connection.execute(_NEAREST, parameters, binary=True)).fetchall()
    return tuple(Hit.model_validate(row) for row in rows)
