"""Passages as the database keeps them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from psycopg import sql
from psycopg.rows import DictRow

from retrieval.embedding import Vectors
from retrieval.passage import Passage
from retrieval.scope import Connection

PASSAGE_COLUMNS = sql.SQL(
    "p.passage_id, e.document, e.title, e.version, e.effective_from, e.effective_to, e.programs, e.states, p.page,"
    " p.section_path, p.start_offset, p.end_offset, p.content, e.text_sha256"
)
"""Of `policy_edition e` and `policy_passage p`."""

_BY_KEY = sql.SQL(
    """
    SELECT p.passage_key, {columns} FROM policy_edition e JOIN policy_passage p USING (edition_key)
    WHERE p.passage_key = ANY(%(keys)s)
    """
).format(columns=PASSAGE_COLUMNS)


def to_passage(row: DictRow) -> Passage:
    return Passage(
        passage_id=row["passage_id"],
        document=row["document"],
        title=row["title"],
        version=row["version"],
        effective_from=row["effective_from"],
        effective_to=row["effective_to"],
        programs=row["programs"],
        states=row["states"],
        page=row["page"],
        section_path=tuple(row["section_path"]),
        start=row["start_offset"],
        end=row["end_offset"],
        text=row["content"],
        text_sha256=row["text_sha256"],
    )


async def load_passages(connection: Connection, keys: Sequence[int]) -> dict[int, Passage]:
    parameters: dict[str, Any] = {"keys": list(keys)}
    rows = await (await connection.execute(_BY_KEY, parameters)).fetchall()
    return {row["passage_key"]: to_passage(row) for row in rows}


async def load_vectors(connection: Connection, keys: Sequence[int]) -> dict[int, Vectors]:
    """The embeddings of those passages that have one, as unit vectors of float32."""
    rows = await (
        await connection.execute(
            "SELECT passage_key, embedding::real[] AS vector FROM policy_embedding WHERE passage_key = ANY(%s)",
            (list(keys),),
            binary=True,
        )
    ).fetchall()
    return {row["passage_key"]: np.array(row["vector"], np.float32) for row in rows}
