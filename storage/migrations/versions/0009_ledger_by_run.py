# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""Finds the entries of one run, which a run that goes on asks for.

Revision ID: 0009_ledger_by_run
Revises: 0008_durable_runs
"""

from alembic import op

revision = "0009_ledger_by_run"
down_revision = "0008_durable_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ledger_entry_by_run ON ledger_entry (thread_id, kind)")


def downgrade() -> None:
    op.execute("DROP INDEX ledger_entry_by_run")
