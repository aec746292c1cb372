# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""Which programs and states a policy document is for; empty where it is for all.

Revision ID: 0003_policy_scope
Revises: 0002_records
"""

from alembic import op

revision = "0003_policy_scope"
down_revision = "0002_records"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE policy_edition ADD COLUMN programs text[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE policy_edition ADD COLUMN states text[] NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE policy_edition DROP COLUMN states")
    op.execute("ALTER TABLE policy_edition DROP COLUMN programs")
