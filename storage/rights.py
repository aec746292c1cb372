"""The rights of the role that underwrites: it reads everything, adds to the records, and can change none of them.

Triggers refuse a change of a record to everybody (`storage/migrations`), but who owns a table can drop them. A role
with these rights owns nothing: run migrations and read policies in as the owner, and underwrite as this role.
"""

import psycopg
from psycopg import sql

from storage.connect import connect
from storage.errors import StorageError

ADDED_TO = (
    "examination_record",
    "ledger_entry",
    "rules_source",
    "model_answer",
    "run",
    "checkpoints",
    "checkpoint_blobs",
    "checkpoint_writes",
)
CHANGED = ("ledger_head", "run", "checkpoints", "checkpoint_writes")
"""Where a run is, and where the ledger ends: no table of records or of entries."""


def grant_rights(url: str, role: str) -> None:
    """Gives the role these rights and takes every other right to the tables from it.

    Raises StorageError for a role that is not there, and for one that owns tables or may do anything anyway.
    """
    with connect(url) as connection:
        row = connection.execute(
            "SELECT rolsuper, EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = rolname"
            " AND schemaname = current_schema()) FROM pg_roles WHERE rolname = %s",
            (role,),
        ).fetchone()
        if row is None:
            raise StorageError(f"The database has no role {role}. Make it first: CREATE ROLE {role} LOGIN")
        if any(row):
            raise StorageError(f"The role {role} owns the tables, or may do anything: name another that owns nothing.")
        name = sql.Identifier(role)
        try:
            for statement in _statements():
                connection.execute(statement.format(role=name))
        except psycopg.Error as error:
            raise StorageError(
                f"The rights could not be given: {error}. Give them as the owner of the tables."
            ) from error


def _statements() -> list[sql.SQL]:
    return [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {role}"),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"),
        sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"),
        sql.SQL(f"GRANT INSERT ON {', '.join(ADDED_TO)} TO {{role}}"),
        sql.SQL(f"GRANT UPDATE ON {', '.join(CHANGED)} TO {{role}}"),
    ]
