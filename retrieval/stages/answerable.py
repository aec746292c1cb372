"""Whether the manual answers a question at all, told from the questions that are nearest to it.

A search always finds something. Beside the passages lie questions that they answer, and beside the manual questions
that it does not (`data/policies/outside.json`): a question is like those among which it lies. By how much the nearest
three of one kind are nearer than those of the other tells, through a logistic regression. It was fitted, and its
threshold chosen, on the development half of the project's own questions (`make bench-retrieval ARGS=--calibrate` prints
both anew), never on the test half. Both hold for one embedding model: cosines of another lie elsewhere.
"""

import math

from lending.base import Frozen
from retrieval.embedding import Vectors, vector_literal
from retrieval.scope import Connection

NEIGHBOURS = 3

_NEAREST = """
    SELECT (
        SELECT avg(1 - distance) FROM (
            SELECT embedding <=> %(vector)s::vector AS distance
            FROM policy_question ORDER BY distance LIMIT %(neighbours)s
        ) AS near
    ) AS inside, (
        SELECT avg(1 - distance) FROM (
            SELECT embedding <=> %(vector)s::vector AS distance
            FROM policy_outside_question ORDER BY distance LIMIT %(neighbours)s
        ) AS near
    ) AS outside
    WHERE EXISTS (
        SELECT FROM policy_question q JOIN policy_passage p USING (edition_key) WHERE p.passage_key = %(best)s
    )
"""


class Signs(Frozen):
    """Mean cosines with the nearest questions: those that passages answer, and those that none does."""

    inside: float
    outside: float

    @property
    def margin(self) -> float:
        return self.inside - self.outside


class Calibration(Frozen):
    """Of `confidence = 1 / (1 + exp(-(bias + weight * margin)))`; below `threshold` a question is refused."""

    embedder: str
    bias: float
    weight: float
    threshold: float


CALIBRATION = Calibration(embedder="all-MiniLM-L6-v2", bias=-1.860, weight=28.84, threshold=0.5298)


class Verdict(Frozen):
    """`confidence` from 0 to 1 that the passages hold the answer."""

    sufficient: bool
    confidence: float
    signs: Signs


async def read_signs(connection: Connection, vector: Vectors, best: int) -> Signs | None:
    """Over all current versions, whatever the scope: a filter leaves passages out and changes no question's subject.

    None where questions of one kind are missing, and where the passage `best` (by key) is of a document to which nobody
    wrote any: how near those of other documents are says nothing of it.
    """
    parameters = {"best": best, "vector": vector_literal(vector), "neighbours": NEIGHBOURS}
    row = await (await connection.execute(_NEAREST, parameters, binary=True)).fetchone()
    if row is None or row["inside"] is None or row["outside"] is None:
        return None
    return Signs(inside=row["inside"], outside=row["outside"])


def judge(signs: Signs, calibration: Calibration = CALIBRATION) -> Verdict:
    confidence = confidence_of(signs.margin, bias=calibration.bias, weight=calibration.weight)
    return Verdict(sufficient=confidence >= calibration.threshold, confidence=round(confidence, 4), signs=signs)


def confidence_of(margin: float, *, bias: float, weight: float) -> float:
    """The logistic function of the margin. To the bit the same wherever a threshold is set or held against it."""
    return 1 / (1 + math.exp(-max(min(bias + weight * margin, 500.0), -500.0)))
