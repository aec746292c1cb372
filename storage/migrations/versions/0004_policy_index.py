# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""The index at scale: a term's places in one value for each edition, and the edition beside each embedding.

`policy_posting` held a row for each passage that a term stands in, and a query had to read, join and group them all.
Now an edition has a row for each of its terms, or several where the term stands in many passages;
`retrieval/postings.py` says how places are written. The number of words of each passage moves to the edition in the
same way. Existing rows are rewritten; nothing is read in anew.

The approximate index over the embeddings needs their dimension, which the schema does not know: `retrieval/index.py`
makes it when there are enough of them.

Revision ID: 0004_policy_index
Revises: 0003_policy_scope
"""

from alembic import op

revision = "0004_policy_index"
down_revision = "0003_policy_scope"
branch_labels = None
depends_on = None

_UPGRADE = (
    """
    ALTER TABLE policy_edition
        ADD COLUMN word_counts bytea NOT NULL DEFAULT '' CHECK (octet_length(word_counts) % 4 = 0)
    """,
    """
    UPDATE policy_edition e SET word_counts = p.word_counts
    FROM (
        SELECT edition_key, string_agg(int4send(token_count), ''::bytea ORDER BY ordinal) AS word_counts
        FROM policy_passage GROUP BY edition_key
    ) AS p
    WHERE p.edition_key = e.edition_key
    """,
    "ALTER TABLE policy_edition ALTER COLUMN word_counts DROP DEFAULT",
    "ALTER TABLE policy_posting RENAME TO policy_posting_of_passage",
    "ALTER INDEX policy_posting_pkey RENAME TO policy_posting_of_passage_pkey",
    # The key's index carries the places as well, so that those of a term are read from a few neighbouring pages. An
    # entry of it holds 2,704 bytes at most: hence blocks of 256 places. At 100,000 passages in 200 editions a query of
    # eight terms then costs the server 3 ms of CPU, against 20 from the table's own scattered rows.
    """
    CREATE TABLE policy_posting (
        term         text COLLATE "C" NOT NULL,
        edition_key  bigint NOT NULL REFERENCES policy_edition,
        block        integer NOT NULL CHECK (block >= 0),
        places       bytea STORAGE PLAIN NOT NULL CHECK (octet_length(places) BETWEEN 8 AND 2048)
    )
    """,
    """
    INSERT INTO policy_posting (term, edition_key, block, places)
    SELECT term, edition_key, block, substr(places, 2048 * block + 1, 2048)
    FROM (
        SELECT t.term, p.edition_key,
            string_agg(int4send(p.ordinal) || int4send(t.frequency), ''::bytea ORDER BY p.ordinal) AS places
        FROM policy_posting_of_passage t JOIN policy_passage p USING (passage_key)
        GROUP BY t.term, p.edition_key
    ) AS whole, generate_series(0, (octet_length(places) - 1) / 2048) AS block
    ORDER BY edition_key, term, block
    """,
    "ALTER TABLE policy_posting ADD PRIMARY KEY (term, edition_key, block) INCLUDE (places)",
    "CREATE INDEX policy_posting_by_edition ON policy_posting (edition_key)",
    "DROP TABLE policy_posting_of_passage",
    "ALTER TABLE policy_passage DROP COLUMN token_count",
    "ALTER TABLE policy_embedding ADD COLUMN edition_key bigint REFERENCES policy_edition",
    """
    UPDATE policy_embedding v SET edition_key = p.edition_key FROM policy_passage p WHERE p.passage_key = v.passage_key
    """,
    "ALTER TABLE policy_embedding ALTER COLUMN edition_key SET NOT NULL",
    "CREATE INDEX policy_embedding_by_edition ON policy_embedding (edition_key)",
)

_INTEGER = "('x' || encode(substr({value}, {start}, 4), 'hex'))::bit(32)::integer"

_DOWNGRADE = (
    "DROP INDEX policy_embedding_by_edition",
    "ALTER TABLE policy_embedding DROP COLUMN edition_key",
    "ALTER TABLE policy_passage ADD COLUMN token_count integer NOT NULL DEFAULT 0 CHECK (token_count >= 0)",
    f"""
    UPDATE policy_passage p SET token_count = {_INTEGER.format(value="e.word_counts", start="4 * p.ordinal + 1")}
    FROM policy_edition e WHERE e.edition_key = p.edition_key AND octet_length(e.word_counts) > 4 * p.ordinal
    """,  # noqa: S608 - constants of this file
    "ALTER TABLE policy_passage ALTER COLUMN token_count DROP DEFAULT",
    "ALTER TABLE policy_posting RENAME TO policy_posting_of_edition",
    "ALTER INDEX policy_posting_pkey RENAME TO policy_posting_of_edition_pkey",
    """
    CREATE TABLE policy_posting (
        term         text COLLATE "C" NOT NULL,
        passage_key  bigint NOT NULL REFERENCES policy_passage,
        frequency    integer NOT NULL CHECK (frequency > 0),
        PRIMARY KEY (term, passage_key) INCLUDE (frequency)
    )
    """,
    f"""
    INSERT INTO policy_posting (term, passage_key, frequency)
    SELECT t.term, p.passage_key, {_INTEGER.format(value="t.places", start="place + 5")}
    FROM policy_posting_of_edition t
    CROSS JOIN generate_series(0, octet_length(t.places) - 8, 8) AS place
    JOIN policy_passage p
        ON p.edition_key = t.edition_key AND p.ordinal = {_INTEGER.format(value="t.places", start="place + 1")}
    """,  # noqa: S608 - constants of this file
    "CREATE INDEX policy_posting_by_passage ON policy_posting (passage_key)",
    "DROP TABLE policy_posting_of_edition",
    "ALTER TABLE policy_edition DROP COLUMN word_counts",
)


def upgrade() -> None:
    for statement in _UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWNGRADE:
        op.execute(statement)
