# ruff: noqa: INP001 - alembic loads this by path, not as a package
"""What alembic runs: the pending revisions, in the transaction that `storage/migrate.py` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
