# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""Which runs were begun and how far they came, and the answers that models gave them.

A run that is `running` and that no process holds the lock of was interrupted. Runs of earlier versions are not listed.

Revision ID: 0008_durable_runs
Revises: 0007_ledger
"""

from alembic import op

revision = "0008_durable_runs"
down_revision = "0007_ledger"
branch_labels = None
depends_on = None

_CREATE = (
    """
    CREATE TABLE run (
        thread_id        text        PRIMARY KEY,
        application_id   text        NOT NULL,
        profile          text        NOT NULL,
        input_sha256     char(64)    NOT NULL,
        idempotency_key  text        UNIQUE,
        state            text        NOT NULL CHECK (state IN ('running', 'waiting', 'ended')),
        began_at         timestamptz NOT NULL DEFAULT now(),
        ended_at         timestamptz
    )
    """,
    "CREATE INDEX run_by_application ON run (application_id, began_at)",
    "CREATE INDEX run_unfinished ON run (began_at) WHERE state = 'running'",
    """
    CREATE TABLE model_answer (
        thread_id   text        NOT NULL,
        key         char(64)    NOT NULL,
        turn        integer     NOT NULL CHECK (turn > 0),
        document    bytea       NOT NULL,
        written_at  timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (thread_id, key, turn)
    )
    """,
)


def upgrade() -> None:
    for statement in _CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE model_answer, run")
