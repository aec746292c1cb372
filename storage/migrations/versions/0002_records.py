# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""The examination records: what was decided on what, written once and never changed.

The trigger fires even for a statement that touches no row and in a replica session. Who owns the table can still drop
the trigger: the ledger's hashes and signatures are what shows that.

Revision ID: 0002_records
Revises: 0001_policies
"""

from alembic import op

revision = "0002_records"
down_revision = "0001_policies"
branch_labels = None
depends_on = None

_CREATE = (
    """
    CREATE TABLE examination_record (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        thread_id       text        NOT NULL CHECK (thread_id <> ''),
        application_id  text        NOT NULL CHECK (application_id <> ''),
        version         integer     NOT NULL CHECK (version > 0),
        document        text        NOT NULL,
        sha256          char(64)    NOT NULL,
        created_at      timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT sha256_is_of_document CHECK (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')),
        UNIQUE (thread_id, version)
    )
    """,
    "CREATE INDEX examination_record_by_application ON examination_record (application_id, id)",
    """
    CREATE FUNCTION examination_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'examination_record is append-only: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON examination_record
        FOR EACH STATEMENT EXECUTE FUNCTION examination_record_is_append_only()
    """,
    "ALTER TABLE examination_record ENABLE ALWAYS TRIGGER append_only",
)


def upgrade() -> None:
    for statement in _CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE examination_record")
    op.execute("DROP FUNCTION examination_record_is_append_only")
