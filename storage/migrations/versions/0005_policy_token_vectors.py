# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""What reranking by late interaction keeps of a text, see `retrieval/rerankers/token_table.py`.

A memory of what can be computed again: it names texts by their hash and refers to no other table. The vectors are
noise to a compressor, so Postgres is told not to try.

Revision ID: 0005_policy_token_vectors
Revises: 0004_policy_index
"""

from alembic import op

revision = "0005_policy_token_vectors"
down_revision = "0004_policy_index"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE policy_token_vectors (
            model        text COLLATE "C" NOT NULL,
            text_sha256  bytea NOT NULL CHECK (octet_length(text_sha256) = 32),
            width        integer NOT NULL CHECK (width > 0),
            vectors      bytea STORAGE EXTERNAL NOT NULL CHECK (octet_length(vectors) % width = 0),
            PRIMARY KEY (model, text_sha256)
        )
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE policy_token_vectors")
