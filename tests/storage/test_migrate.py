import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql

from storage import embedded, migrate
from storage.errors import StorageError


@pytest.fixture(scope="module")
def server() -> str:
    return embedded.start()


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """A database with nothing in it, dropped afterwards."""
    name = sql.Identifier("empty")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        yield server.replace(f"/{embedded.DATABASE}?", "/empty?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def migrated(server: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    migrate.upgrade(server)
    with psycopg.connect(server) as connection:
        yield connection
        connection.rollback()


def version(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchall()


def test_the_revisions_are_one_line_named_by_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    oldest_first = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    assert oldest_first == migrate.revisions()
    assert "0002_records" in oldest_first


def test_an_empty_database_is_brought_to_head_from_any_folder(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    migrate.upgrade(empty)
    assert version(empty) == [(migrate.revisions()[-1],)]
    migrate.upgrade(empty)
    assert capfd.readouterr() == ("", "")


def test_processes_that_arrive_together_migrate_once(empty: str) -> None:
    with ThreadPoolExecutor(4) as together:
        assert list(together.map(migrate.upgrade, [empty] * 4)) == [None] * 4
    assert version(empty) == [(migrate.revisions()[-1],)]


def test_a_database_at_head_costs_no_import_of_alembic(server: str) -> None:
    migrate.upgrade(server)
    code = "import sys; from storage import migrate; migrate.upgrade(sys.argv[1]); print(sorted(sys.modules))"
    printed = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code, server],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(migrate.__file__).parents[1],
    ).stdout
    assert "'psycopg'" in printed
    assert "alembic" not in printed
    assert "sqlalchemy" not in printed


def test_a_database_from_a_newer_version_is_refused_with_the_remedy(empty: str) -> None:
    migrate.upgrade(empty)
    with psycopg.connect(empty) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")
    with pytest.raises(StorageError, match=r"9999_tomorrow.*Update Underwright"):
        migrate.upgrade(empty)


def test_a_failure_half_way_changes_nothing(empty: str) -> None:
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE TABLE examination_record (in_the_way integer)")
    with pytest.raises(StorageError, match="already exists"):
        migrate.upgrade(empty)
    with psycopg.connect(empty) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("examination_record",)]


def test_a_server_without_pgvector_is_refused_with_the_remedy(empty: str) -> None:
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE SCHEMA bare")
        connection.execute("CREATE VIEW bare.pg_available_extensions AS SELECT * FROM pg_available_extensions LIMIT 0")
    with pytest.raises(StorageError, match=r"no pgvector.*Install it"):
        migrate.upgrade(f"{empty}&options={quote('-c search_path=bare,pg_catalog')}")


def test_a_user_who_may_not_enable_pgvector_is_told_who_may(empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN")
        try:
            with pytest.raises(StorageError, match="administrator run CREATE EXTENSION vector"):
                migrate.upgrade(empty.replace("//postgres@", "//clerk@"))
        finally:
            connection.execute("DROP ROLE clerk")


@pytest.mark.parametrize("records", [0, 1])
@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE examination_record SET document = '{}'",
        "DELETE FROM examination_record",
        "TRUNCATE examination_record",
        "TRUNCATE examination_record CASCADE",
        """
        INSERT INTO examination_record (thread_id, application_id, version, document, sha256)
            SELECT thread_id, application_id, version, document, sha256 FROM examination_record
            ON CONFLICT (thread_id, version) DO UPDATE SET document = '{}'
        """,
    ],
)
def test_examination_records_can_only_be_added(
    migrated: psycopg.Connection[tuple[object, ...]], statement: str, role: str, records: int
) -> None:
    for number in range(max(records, statement.startswith("DELETE"))):  # what there is not needs no proof to be deleted
        migrated.execute(
            "INSERT INTO examination_record (thread_id, application_id, version, document, sha256) "
            "VALUES ('t', 'a', %s, '1', encode(sha256('1'), 'hex'))",
            (number + 1,),
        )
    migrated.execute(sql.SQL("SET LOCAL session_replication_role = {}").format(role))
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        migrated.execute(statement)


def test_a_record_whose_hash_is_not_its_own_is_refused(migrated: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="sha256_is_of_document"):
        migrated.execute(
            "INSERT INTO examination_record (thread_id, application_id, version, document, sha256) "
            "VALUES ('t', 'a', 1, '1', encode(sha256('2'), 'hex'))"
        )
