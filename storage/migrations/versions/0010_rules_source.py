# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""The source of the rules behind the records, by its hash, so that a decision can be derived again by the very rules.

Revision ID: 0010_rules_source
Revises: 0009_ledger_by_run
"""

from alembic import op

revision = "0010_rules_source"
down_revision = "0009_ledger_by_run"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE rules_source (
            sha256    char(64)    PRIMARY KEY,
            archive   bytea       NOT NULL,
            kept_at   timestamptz NOT NULL DEFAULT now()
        )
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE rules_source")
