# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""Questions that sections answer, and questions that the manual does not, see `retrieval/expansion.py`.

Both are searched one by one: there are some thousands of them, written by hand.

Revision ID: 0006_policy_questions
Revises: 0005_policy_token_vectors
"""

from alembic import op

revision = "0006_policy_questions"
down_revision = "0005_policy_token_vectors"
branch_labels = None
depends_on = None

_UPGRADE = (
    """
    CREATE TABLE policy_question (
        passage_key  bigint NOT NULL REFERENCES policy_passage,
        ordinal      integer NOT NULL CHECK (ordinal >= 0),
        edition_key  bigint NOT NULL REFERENCES policy_edition,
        question     text NOT NULL,
        embedding    vector NOT NULL,
        PRIMARY KEY (passage_key, ordinal)
    )
    """,
    "CREATE INDEX policy_question_by_edition ON policy_question (edition_key)",
    """
    CREATE TABLE policy_outside_question (
        question   text PRIMARY KEY,
        embedding  vector NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in _UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE policy_outside_question")
    op.execute("DROP TABLE policy_question")
