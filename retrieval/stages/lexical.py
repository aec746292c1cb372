"""The lexical stage: exact BM25 inside Postgres, over stored term frequencies.

With N passages, df of them holding the term, a passage of |d| words and avgdl words on average, a term that stands tf
times in the passage adds, for each time that it stands in the query,

    ln(1 + (N - df + 0.5) / (df + 0.5)) * tf / (tf + k1 * (1 - b + b * |d| / avgdl))

This is the formula of Lucene since version 8 and of bm25s by default (Kamphuis et al. 2020, variant "Lucene accurate").

N, df and avgdl are counted at query time over the passages in force on the day asked about. So a superseded version or
one that begins next year changes no score of today, and a search as of an old day ranks as it did on that day. A
filter on documents narrows what is returned and leaves these three alone: how rare a word is is a property of the
manual, and scores with and without the filter stay comparable.
"""

from collections import Counter
from collections.abc import Collection

from psycopg import sql

from retrieval.scope import IN_FORCE, SELECTED, Connection, Hit, Scope
from retrieval.tokens import tokens

K1 = 1.2
B = 0.75

_BM25 = sql.SQL(
    """
    WITH seen AS MATERIALIZED (
        SELECT p.passage_key, p.passage_id, p.token_count::float8 AS words, {selected} AS selected
        FROM policy_edition e JOIN policy_passage p USING (edition_key)
        WHERE {in_force}
    ),
    manual AS MATERIALIZED (
        SELECT count(*)::float8 AS passages, avg(words) AS average_words FROM seen
    ),
    query AS MATERIALIZED (
        SELECT * FROM unnest(%(terms)s::text[], %(times)s::float8[]) AS q (term, times)
    ),
    found AS MATERIALIZED (
        SELECT q.term, q.times, t.frequency::float8 AS frequency, s.passage_key, s.passage_id, s.words, s.selected
        FROM query q JOIN policy_posting t USING (term) JOIN seen s USING (passage_key)
    ),
    rarity AS MATERIALIZED (
        SELECT f.term, ln(1 + (m.passages - count(*) + 0.5) / (count(*) + 0.5)) AS idf
        FROM found f CROSS JOIN manual m
        GROUP BY f.term, m.passages
    ),
    scored AS (
        SELECT f.passage_key, f.passage_id, sum(
                   f.times * r.idf * f.frequency
                   / (f.frequency + %(k1)s::float8 * (1 - %(b)s::float8 + %(b)s::float8 * f.words / m.average_words))
                   ORDER BY f.term
               ) AS score
        FROM found f JOIN rarity r USING (term) CROSS JOIN manual m
        WHERE f.selected
        GROUP BY f.passage_key, f.passage_id
    )
    SELECT passage_key, passage_id, score FROM scored ORDER BY score DESC, passage_id LIMIT %(depth)s
    """
).format(in_force=IN_FORCE, selected=SELECTED)


async def lexical_ranking(
    connection: Connection, scope: Scope, query: str, depth: int, *, k1: float = K1, b: float = B
) -> tuple[Hit, ...]:
    """The `depth` best passages that share a word with the query; none where it holds only function words.

    Terms are added up in a fixed order, so that equal passages get equal scores to the last bit.
    """
    terms = Counter(tokens(query))
    if not terms:
        return ()
    parameters = {
        **scope.parameters(),
        "terms": list(terms),
        "times": [float(times) for times in terms.values()],
        "depth": depth,
        "k1": k1,
        "b": b,
    }
    rows = await (await connection.execute(_BM25, parameters)).fetchall()
    return tuple(Hit.model_validate(row) for row in rows)


def postings(text: str) -> tuple[Collection[tuple[str, int]], int]:
    """Each term of the text with its frequency, and the number of words in all."""
    counts = Counter(tokens(text))
    return counts.items(), counts.total()
