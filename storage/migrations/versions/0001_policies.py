# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""Policy texts, the editions they were ingested as, and the dense and lexical index over their passages.

Texts and passages are never deleted: an edition that was replaced or withdrawn is only marked as retired, so that a
citation made while it was current still opens. What search reads (embeddings, postings) exists for current editions
only. Embeddings are of no fixed dimension here; `policy_index` names the one embedder and dimension of the whole index.

Revision ID: 0001_policies
Revises: nothing
"""

from alembic import op

revision = "0001_policies"
down_revision = None
branch_labels = None
depends_on = None

_CREATE = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    """
    CREATE TABLE policy_index (
        only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        embedder   text    NOT NULL,
        dimension  integer NOT NULL CHECK (dimension > 0)
    )
    """,
    """
    CREATE TABLE policy_text (
        sha256   text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        content  text NOT NULL
    )
    """,
    """
    CREATE TABLE policy_edition (
        edition_key     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        document        text COLLATE "C" NOT NULL,
        version         text COLLATE "C" NOT NULL,
        title           text NOT NULL,
        effective_from  date NOT NULL,
        effective_to    date CHECK (effective_to >= effective_from),
        text_sha256     text NOT NULL REFERENCES policy_text,
        recipe          text NOT NULL,
        origin          text NOT NULL,
        ingested_at     timestamptz NOT NULL DEFAULT now(),
        retired_at      timestamptz
    )
    """,
    "CREATE UNIQUE INDEX policy_edition_current ON policy_edition (document, version) WHERE retired_at IS NULL",
    """
    CREATE TABLE policy_passage (
        passage_key   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        edition_key   bigint NOT NULL REFERENCES policy_edition,
        passage_id    text COLLATE "C" NOT NULL,
        ordinal       integer NOT NULL,
        page          integer CHECK (page > 0),
        section       text COLLATE "C" NOT NULL,
        section_path  text[] NOT NULL,
        start_offset  integer NOT NULL CHECK (start_offset >= 0),
        end_offset    integer NOT NULL CHECK (end_offset > start_offset),
        content       text NOT NULL,
        token_count   integer NOT NULL CHECK (token_count >= 0),
        UNIQUE (edition_key, ordinal)
    )
    """,
    "CREATE UNIQUE INDEX policy_passage_by_id ON policy_passage (passage_id, edition_key)",
    """
    CREATE TABLE policy_embedding (
        passage_key  bigint PRIMARY KEY REFERENCES policy_passage,
        embedding    vector NOT NULL
    )
    """,
    """
    CREATE TABLE policy_posting (
        term         text COLLATE "C" NOT NULL,
        passage_key  bigint NOT NULL REFERENCES policy_passage,
        frequency    integer NOT NULL CHECK (frequency > 0),
        PRIMARY KEY (term, passage_key) INCLUDE (frequency)
    )
    """,
    "CREATE INDEX policy_posting_by_passage ON policy_posting (passage_key)",
)

_TABLES = ("policy_posting", "policy_embedding", "policy_passage", "policy_edition", "policy_text", "policy_index")


def upgrade() -> None:
    for statement in _CREATE:
        op.execute(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
