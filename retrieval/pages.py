"""Where a passage stands: the page, or where the source has no pages the chapter, around it."""

from lending.base import Frozen
from retrieval.citation import CitationError
from retrieval.passage import Passage
from storage.database import Database

_AROUND = """
    WITH around AS (
        SELECT e.text_sha256, min(p.start_offset) AS start, max(p.end_offset) AS last
        FROM policy_passage p JOIN policy_edition e USING (edition_key)
        WHERE e.document = %(document)s AND e.version = %(version)s AND e.text_sha256 = %(sha256)s
            AND CASE WHEN %(page)s::integer IS NULL
                THEN p.section_path[1] IS NOT DISTINCT FROM %(chapter)s::text ELSE p.page = %(page)s::integer END
        GROUP BY e.text_sha256
    )
    SELECT start, substr(content, start + 1, last - start) AS text
    FROM around JOIN policy_text ON sha256 = text_sha256
"""


class PageText(Frozen):
    """`text` begins at the character `start` of the document."""

    start: int
    text: str


async def page_around(database: Database, passage: Passage) -> PageText:
    """Raises `CitationError` for a passage that was never ingested."""
    parameters = {
        "document": passage.document,
        "version": passage.version,
        "sha256": passage.text_sha256,
        "page": passage.page,
        "chapter": passage.section_path[0] if passage.section_path else None,
    }
    async with database.pool.connection() as connection:
        row = await (await connection.execute(_AROUND, parameters)).fetchone()
    if row is None:
        raise CitationError(f"There is no policy passage {passage.passage_id} with this text. Search again.")
    return PageText(start=row["start"], text=row["text"])
