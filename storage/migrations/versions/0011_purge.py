# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""A record may be deleted once the ledger holds the proof of it: an entry of kind `purge` that names its hash.

Changing one stays refused to everybody.

Revision ID: 0011_purge
Revises: 0010_rules_source
"""

from alembic import op

revision = "0011_purge"
down_revision = "0010_rules_source"
branch_labels = None
depends_on = None

_UPGRADE = (
    "DROP TRIGGER append_only ON examination_record",
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON examination_record
        FOR EACH STATEMENT EXECUTE FUNCTION examination_record_is_append_only()
    """,
    "ALTER TABLE examination_record ENABLE ALWAYS TRIGGER append_only",
    """
    CREATE FUNCTION examination_record_is_purged_with_proof() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM ledger_entry
            WHERE kind = 'purge' AND thread_id = OLD.thread_id
              AND document::jsonb -> 'records' @> jsonb_build_array(OLD.sha256)
        ) THEN
            RAISE EXCEPTION 'examination_record is append-only: DELETE is refused, the ledger has no proof of a purge'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END
    $$
    """,
    """
    CREATE TRIGGER purged_with_proof BEFORE DELETE ON examination_record
        FOR EACH ROW EXECUTE FUNCTION examination_record_is_purged_with_proof()
    """,
    "ALTER TABLE examination_record ENABLE ALWAYS TRIGGER purged_with_proof",
)

_DOWNGRADE = (
    "DROP TRIGGER purged_with_proof ON examination_record",
    "DROP FUNCTION examination_record_is_purged_with_proof",
    "DROP TRIGGER append_only ON examination_record",
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON examination_record
        FOR EACH STATEMENT EXECUTE FUNCTION examination_record_is_append_only()
    """,
    "ALTER TABLE examination_record ENABLE ALWAYS TRIGGER append_only",
)


def upgrade() -> None:
    for statement in _UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWNGRADE:
        op.execute(statement)
