"""Questions as the database keeps them, beside the passages that answer them and beside none."""

from collections.abc import Mapping, Sequence

from retrieval.chunking import Chunk
from retrieval.scope import Connection


async def store_questions(
    connection: Connection, edition_key: int, keys: Sequence[int], chunks: Sequence[Chunk], vectors: Mapping[str, str]
) -> None:
    """Those of an edition that has none yet. `keys` stand in the order of `chunks`; `vectors` by question."""
    async with (
        connection.cursor() as cursor,
        cursor.copy("COPY policy_question (passage_key, ordinal, edition_key, question, embedding) FROM STDIN") as copy,
    ):
        for key, chunk in zip(keys, chunks, strict=True):
            for ordinal, question in enumerate(chunk.questions):
                await copy.write_row((key, ordinal, edition_key, question, vectors[question]))


async def question_vectors(connection: Connection, edition_key: int) -> dict[str, str]:
    """As pgvector writes them, by question."""
    rows = await (
        await connection.execute(
            "SELECT DISTINCT question, embedding::text AS vector FROM policy_question WHERE edition_key = %s",
            (edition_key,),
        )
    ).fetchall()
    return {row["question"]: row["vector"] for row in rows}


async def every_question(connection: Connection) -> list[str]:
    """Of passages and outside, each once."""
    rows = await (
        await connection.execute(
            "SELECT question FROM policy_question UNION SELECT question FROM policy_outside_question ORDER BY question"
        )
    ).fetchall()
    return [row["question"] for row in rows]


async def replace_question_vectors(connection: Connection, vectors: Mapping[str, str]) -> None:
    """Every question's, by question."""
    for table in ("policy_question", "policy_outside_question"):
        async with connection.cursor() as cursor:
            await cursor.executemany(
                f"UPDATE {table} SET embedding = %s::vector WHERE question = %s",  # noqa: S608 - constants of this function
                [(vector, question) for question, vector in vectors.items()],
            )


async def outside_questions(connection: Connection) -> set[str]:
    rows = await (await connection.execute("SELECT question FROM policy_outside_question")).fetchall()
    return {row["question"] for row in rows}


async def replace_outside_questions(connection: Connection, vectors: Mapping[str, str]) -> None:
    """Those that lie outside from now on, with their vectors as pgvector reads them."""
    await connection.execute("DELETE FROM policy_outside_question")
    async with (
        connection.cursor() as cursor,
        cursor.copy("COPY policy_outside_question (question, embedding) FROM STDIN") as copy,
    ):
        for row in vectors.items():
            await copy.write_row(row)
