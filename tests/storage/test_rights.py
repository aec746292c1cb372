"""A role that underwrites, and can change no record: the database itself refuses."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from builders import application
from commands import script
from graph.result import PipelineResult
from graph.run import Pipeline
from pipelines import in_pipeline
from storage import embedded
from storage.connect import URL_VARIABLE
from storage.errors import StorageError
from storage.rights import grant_rights

ROLE = "underwriter_of_the_tests"


@pytest.fixture(name="url")
def url_of_a_role() -> Iterator[str]:
    """The session's database, as a role with rights to underwrite; its tables were made by their owner."""
    in_pipeline(_nothing)
    owner = os.environ.get(URL_VARIABLE) or embedded.start()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN".encode())
        grant_rights(owner, ROLE)
        parts = urlsplit(owner)
        yield urlunsplit(parts._replace(netloc=f"{ROLE}@{parts.netloc.partition('@')[2]}"))
        connection.execute(f"DROP OWNED BY {ROLE}".encode())
        connection.execute(f"DROP ROLE {ROLE}".encode())


async def _nothing(_pipeline: Pipeline) -> None: ...


def test_the_role_underwrites(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, url)

    async def run(pipeline: Pipeline) -> PipelineResult:
        whole = application(application_id="BY-ROLE")
        await pipeline.run(whole)
        return await pipeline.run(whole, take_up=True)

    assert in_pipeline(run).release == "released"


@pytest.mark.parametrize("table", ["examination_record", "ledger_entry", "rules_source", "model_answer"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET thread_id = 'x'", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"]
)
def test_the_role_changes_and_deletes_nothing(url: str, table: str, statement: str) -> None:
    if table == "rules_source":
        statement = statement.replace("thread_id", "sha256")
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format(table).encode())


def test_the_role_cannot_take_the_guards_away(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (
            "DROP TRIGGER append_only ON examination_record",
            "ALTER TABLE ledger_entry DISABLE TRIGGER append_only",
            "CREATE OR REPLACE FUNCTION ledger_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "DELETE FROM ledger_head",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


@pytest.mark.usefixtures("url")
def test_the_command_tells_what_it_did_and_what_it_cannot() -> None:
    done = script("grant_rights.py", ROLE)
    assert done == (f"{ROLE} may read everything and add records; it may change or delete none.\n", "")
    out, errors = script("grant_rights.py", "nobody_of_that_name", status=1)
    assert out == ""
    assert errors.startswith("Cannot grant: The database has no role nobody_of_that_name.")


def test_an_owner_is_refused() -> None:
    in_pipeline(_nothing)
    owner = os.environ.get(URL_VARIABLE) or embedded.start()
    with psycopg.connect(owner) as connection, pytest.raises(StorageError, match="owns the tables, or may do anything"):
        grant_rights(owner, connection.info.user)
