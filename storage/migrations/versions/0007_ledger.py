# ruff: noqa: INP001 - alembic loads revisions by path, not as a package
"""The ledger: a chain over the examination records, see `storage/chain.py`, and its head, which alone may change.

Records that were there before are entered in the order in which they were written.

Revision ID: 0007_ledger
Revises: 0006_policy_questions
"""

from datetime import UTC, datetime

import sqlalchemy
from alembic import op

from storage.canonical import canonical_json
from storage.chain import BEFORE_THE_FIRST, EMPTY, head_of, linked

revision = "0007_ledger"
down_revision = "0006_policy_questions"
branch_labels = None
depends_on = None

_CREATE = (
    """
    CREATE TABLE ledger_entry (
        number          bigint   PRIMARY KEY CHECK (number > 0),
        kind            text     NOT NULL,
        thread_id       text     NOT NULL,
        application_id  text     NOT NULL,
        written_at      text     NOT NULL,
        document        text     NOT NULL,
        previous        text     NOT NULL,
        sha256          text     NOT NULL
    )
    """,
    """
    CREATE TABLE ledger_head (
        only_one   boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        count      bigint  NOT NULL,
        sha256     text    NOT NULL,
        signed_at  text    NOT NULL,
        signature  text    NOT NULL
    )
    """,
    f"INSERT INTO ledger_head (count, sha256, signed_at, signature) VALUES (0, '{BEFORE_THE_FIRST}', '', '')",  # noqa: S608 - a constant
    """
    CREATE FUNCTION ledger_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'ledger_entry is append-only: % is refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_is_append_only()
    """,
    "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER append_only",
)


def upgrade() -> None:
    for statement in _CREATE:
        op.execute(statement)
    _enter_what_is_there()


def downgrade() -> None:
    op.execute("DROP TABLE ledger_entry, ledger_head")
    op.execute("DROP FUNCTION ledger_entry_is_append_only")


def _enter_what_is_there() -> None:
    connection, head = op.get_bind(), EMPTY
    written_at = datetime.now(UTC).isoformat()
    found = connection.execute(
        sqlalchemy.text("SELECT thread_id, application_id, version, sha256 FROM examination_record ORDER BY id")
    ).fetchall()
    for thread_id, application_id, version, digest in found:
        entry = linked(
            head,
            kind="record",
            thread_id=thread_id,
            application_id=application_id,
            written_at=written_at,
            document=canonical_json({"record": digest, "version": version}),
        )
        connection.execute(
            sqlalchemy.text(
                "INSERT INTO ledger_entry VALUES (:number, :kind, :thread_id, :application_id, :written_at, :document,"
                " :previous, :sha256)"
            ),
            {name: getattr(entry, name) for name in entry.__slots__},
        )
        head = head_of(entry)
    connection.execute(
        sqlalchemy.text("UPDATE ledger_head SET count = :count, sha256 = :sha256"),
        {"count": head.count, "sha256": head.sha256},
    )
