"""From a citation back to the words: every passage that was ever ingested opens, or says loudly why it does not."""

from datetime import date

from psycopg import sql

from retrieval.passage import Passage
from retrieval.rows import PASSAGE_COLUMNS, to_passage
from retrieval.scope import IN_FORCE
from storage.database import Database

_OPEN = sql.SQL(
    """
    SELECT {columns},
        substr(t.content, p.start_offset + 1, p.end_offset - p.start_offset) AS quoted,
        encode(sha256(convert_to(t.content, 'UTF8')), 'hex') AS actual_sha256
    FROM policy_passage p JOIN policy_edition e USING (edition_key) JOIN policy_text t ON t.sha256 = e.text_sha256
    WHERE p.passage_id = %(passage_id)s AND (%(sha256)s::text IS NULL OR e.text_sha256 = %(sha256)s::text)
    ORDER BY (e.retired_at IS NULL) DESC, e.edition_key DESC LIMIT 1
    """
).format(columns=PASSAGE_COLUMNS)

_BY_SECTION = sql.SQL(
    """
    SELECT {columns} FROM policy_edition e JOIN policy_passage p USING (edition_key)
    WHERE {in_force} AND e.document = %(document)s AND (
        p.section = %(section)s
        OR starts_with(p.section, %(section)s || '.')
        OR starts_with(p.section, %(section)s || '(')
    )
    ORDER BY e.effective_from DESC, e.version DESC, p.ordinal LIMIT 1
    """
).format(columns=PASSAGE_COLUMNS, in_force=IN_FORCE)


class CitationError(LookupError):
    """A citation that does not open its passage: there is no such passage, or its words are not those of the text."""


async def open_passage(database: Database, passage_id: str, *, text_sha256: str | None = None) -> Passage:
    """The passage, after its words were read again from the stored text at its offsets and found the same.

    With `text_sha256` (which every passage carries) the citation opens in the very text that it was made from, also
    where that was replaced or withdrawn since; without it, in the current text, or in the last one where none is
    current. Raises `CitationError`.
    """
    parameters = {"passage_id": passage_id, "sha256": text_sha256}
    async with database.pool.connection() as connection:
        row = await (await connection.execute(_OPEN, parameters)).fetchone()
    if row is None:
        of_text = "" if text_sha256 is None else f" in the text with the hash {text_sha256[:12]}"
        raise CitationError(
            f"There is no policy passage {passage_id}{of_text}. Cite a passage by the id that a search returned."
        )
    passage = to_passage(row)
    if row["actual_sha256"] != passage.text_sha256:
        raise CitationError(
            f"The stored text of {passage.document} {passage.version} is not the one that was ingested: its hash was "
            f"{passage.text_sha256[:12]} and is {row['actual_sha256'][:12]}. Restore the database from a backup."
        )
    if row["quoted"] != passage.text:
        raise CitationError(
            f"The words of passage {passage_id} are not those at characters {passage.start} to {passage.end} of its "
            f"text. Restore the database from a backup."
        )
    return passage


async def passage_by_section(database: Database, document: str, section: str, as_of: date) -> Passage | None:
    """The first passage of a section in force on that day; None where there is none.

    `section` is a number such as `4.2`, or the slug of a heading without one. A section that holds only further
    sections gives the first passage of the first of them. Of two versions in force on one day, the one that came into
    force later speaks.
    """
    parameters = {"document": document, "section": section, "as_of": as_of}
    async with database.pool.connection() as connection:
        row = await (await connection.execute(_BY_SECTION, parameters)).fetchone()
    return None if row is None else to_passage(row)
