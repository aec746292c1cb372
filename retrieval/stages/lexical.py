"""The lexical stage: exact BM25 over an index that lives in Postgres, added up in this process.

With N passages, df of them holding the term, a passage of |d| words and avgdl words on average, a term that stands tf
times in the passage adds, for each time that it stands in the query,

    ln(1 + (N - df + 0.5) / (df + 0.5)) * tf / (tf + k1 * (1 - b + b * |d| / avgdl))

This is the formula of Lucene since version 8 and of bm25s by default (Kamphuis et al. 2020, variant "Lucene accurate").

N, df and avgdl are counted at query time over the passages in force on the day asked about. So a superseded version or
one that begins next year changes no score of today, and a search as of an old day ranks as it did on that day. A
filter on documents, program or state narrows what is returned and leaves these three alone: how rare a word is is a
property of the manual, and scores with and without the filter stay comparable.

The statistics are the index itself, so none has to be kept in step with it: `retrieval/postings.py` says how an
edition stores the words of each passage and the places of each term, and N, df and avgdl are lengths and sums of these
values over the editions in force. A query reads the values of its terms whole and scores every passage that holds one:
nothing is skipped, so no bound has to be proved. Postgres reads and joins the values, this process adds them up: at
100,000 passages each takes 5 to 10 ms of CPU for a query of eight terms.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import numpy.typing as npt
from psycopg import sql
from psycopg.rows import DictRow

from retrieval.postings import PLACE_OCTETS, WORD_COUNT_OCTETS, Integers, read_places, read_word_counts
from retrieval.scope import IN_FORCE, SELECTED, Connection, Hit, Scope
from retrieval.tokens import tokens

K1 = 1.2
B = 0.75

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_READ = sql.SQL(
    """
    WITH edition AS MATERIALIZED (
        SELECT e.edition_key, e.word_counts, {selected} AS selected
        FROM policy_edition e WHERE {in_force} AND octet_length(e.word_counts) > 0
    )
    SELECT NULL AS term, array_agg(edition_key ORDER BY edition_key) AS editions,
        array_agg(octet_length(word_counts) ORDER BY edition_key) AS octets,
        string_agg(word_counts, ''::bytea ORDER BY edition_key) AS written,
        array_agg(selected ORDER BY edition_key) AS selected
    FROM edition
    UNION ALL
    SELECT asked.term, found.editions, found.octets, found.written, NULL
    FROM unnest(%(terms)s::text[]) AS asked (term)
    CROSS JOIN LATERAL (
        SELECT array_agg(t.edition_key) AS editions, array_agg(octet_length(t.places)) AS octets,
            string_agg(t.places, ''::bytea) AS written
        FROM policy_posting t
        WHERE t.term = asked.term AND t.edition_key = ANY(ARRAY(SELECT edition_key FROM edition))
    ) AS found
    WHERE found.written IS NOT NULL
    """
).format(in_force=IN_FORCE, selected=SELECTED)
"""One row without a term for the lengths of all passages in force, and one for the places of each term, in one trip.

The aggregates see the rows of a term in one and the same order, whichever it is.
"""

_NAMED = sql.SQL(
    """
    SELECT p.passage_key, p.passage_id, best.score
    FROM unnest(%(editions)s::bigint[], %(ordinals)s::integer[], %(scores)s::float8[])
        AS best (edition_key, ordinal, score)
    JOIN policy_passage p USING (edition_key, ordinal)
    ORDER BY best.score DESC, p.passage_id LIMIT %(depth)s
    """
)


@dataclass(frozen=True)
class _InForce:
    """The passages in force, numbered from 0: `first[i]` is the first one of `editions[i]`, in rising order of both."""

    editions: Integers
    first: Integers
    word_counts: Integers
    selected: Flags

    def numbers(self, editions: list[int], octets: list[int], ordinals: Integers) -> Integers:
        """Those of passages that are named by edition, each for as many places as its octets hold, and ordinal."""
        first = np.take(self.first, np.searchsorted(self.editions, editions))
        return np.repeat(first, np.floor_divide(octets, PLACE_OCTETS)) + ordinals


async def lexical_ranking(
    connection: Connection, scope: Scope, query: str, depth: int, *, k1: float = K1, b: float = B
) -> tuple[Hit, ...]:
    """The `depth` best passages that share a word with the query; none where it holds only function words.

    Terms are added up in a fixed order, so that equal passages get equal scores to the last bit.
    """
    terms = Counter(tokens(query))
    if not terms:
        return ()
    parameters = {**scope.parameters(), "terms": sorted(terms)}
    rows = await (await connection.execute(_READ, parameters, binary=True)).fetchall()
    lengths = next(row for row in rows if row["term"] is None)
    if lengths["editions"] is None or not any(lengths["selected"]):
        return ()
    in_force = _in_force(lengths)
    places = sorted((row for row in rows if row["term"] is not None), key=itemgetter("term"))
    scores = _scores(in_force, places, terms, k1, b)
    best = _best(scores, depth)
    edition = np.searchsorted(in_force.first, best, side="right") - 1
    named = {
        "editions": in_force.editions[edition].tolist(),
        "ordinals": (best - in_force.first[edition]).tolist(),
        "scores": scores[best].tolist(),
        "depth": depth,
    }
    rows = await (await connection.execute(_NAMED, named, binary=True)).fetchall()
    return tuple(Hit.model_validate(row) for row in rows)


def _in_force(lengths: DictRow) -> _InForce:
    sizes = np.floor_divide(lengths["octets"], WORD_COUNT_OCTETS)
    return _InForce(
        editions=np.array(lengths["editions"], np.int64),
        first=np.cumsum(sizes) - sizes,
        word_counts=read_word_counts(lengths["written"]),
        selected=np.repeat(np.array(lengths["selected"], np.bool_), sizes),
    )


def _scores(in_force: _InForce, rows: Sequence[DictRow], terms: Counter[str], k1: float, b: float) -> Floats:
    """Of every passage in force; 0 where it holds no term of the query or is not selected."""
    passages = len(in_force.word_counts)
    average = int(in_force.word_counts.sum()) / passages
    length_share = k1 * (1 - b + b * in_force.word_counts / average)
    scores = np.zeros(passages)
    for row in rows:
        ordinals, times = read_places(row["written"])
        holding = len(ordinals)
        weight = terms[row["term"]] * math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
        numbers = in_force.numbers(row["editions"], row["octets"], ordinals)
        np.add.at(scores, numbers, weight * (times / (times + length_share.take(numbers))))
    scores *= in_force.selected
    return scores


def _best(scores: Floats, depth: int) -> Integers:
    """The places of the `depth` best scores, and of all that equal the last of these; none that scored nothing."""
    last = np.partition(scores, -depth)[-depth] if len(scores) >= depth else 0.0
    return np.flatnonzero(scores >= last if last > 0 else scores)
