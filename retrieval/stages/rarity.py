"""How rare the words of a question are in the passages in force, as BM25 counts it."""

import math
from collections.abc import Mapping
from datetime import date

from psycopg import sql

from retrieval.postings import PLACE_OCTETS
from retrieval.scope import IN_FORCE, Connection
from retrieval.tokens import tokens

Rarity = Mapping[str, float]
"""The inverse document frequency of terms, as `retrieval.tokens` gives them."""

_COUNT_OCTETS = PLACE_OCTETS // 2
"""A place is two numbers, the length of a passage one."""

_HOLDING = sql.SQL(
    """
    WITH editions AS MATERIALIZED (
        SELECT e.edition_key, octet_length(e.word_counts) AS octets FROM policy_edition e WHERE {in_force}
    )
    SELECT (SELECT sum(octets) FROM editions) AS octets, t.term, (
        SELECT sum(octet_length(p.places)) FROM policy_posting p
        WHERE p.term = t.term AND p.edition_key = ANY(ARRAY(SELECT edition_key FROM editions))
    ) AS held
    FROM unnest(%(terms)s::text[]) AS t (term)
    """
).format(in_force=IN_FORCE)


async def term_rarity(connection: Connection, as_of: date, query: str) -> Rarity:
    """Over all passages in force on the day, as in the lexical stage, where a filter makes no word rarer either.

    A term that no passage holds is the rarest.
    """
    terms = list(dict.fromkeys(tokens(query)))
    rows = await (await connection.execute(_HOLDING, {"as_of": as_of, "terms": terms})).fetchall()
    rarity = {}
    for row in rows:
        passages, holding = int(row["octets"] or 0) // _COUNT_OCTETS, int(row["held"] or 0) // PLACE_OCTETS
        rarity[row["term"]] = math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return rarity
