"""Bringing a database to the schema that this code expects. No `alembic.ini`: everything is set here.

A revision is a file `NNNN_name.py` in `storage/migrations/versions` whose revision id is its file's name. So a database
that is up to date is recognised by one query and one folder listing, and alembic is imported only where there is work.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from storage.connect import URL_VARIABLE, connect
from storage.errors import StorageError
from storage.paths import HOME_VARIABLE

if TYPE_CHECKING:
    import sqlalchemy

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x756E6465  # any fixed number: the key of the advisory lock that one migrating process holds
_Connection = psycopg.Connection[tuple[object, ...]]


def revisions() -> list[str]:
    """The ids of all revisions that this code knows, oldest first; the last one is the head."""
    return sorted(file.stem for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(url: str) -> None:
    """Applies what is missing, in one transaction; processes that arrive together do it once.

    Raises `StorageError` for a database that cannot be reached, is newer than this code, has no pgvector, or does not
    let us make tables.
    """
    with connect(url) as connection:
        if _is_at_head(connection):
            return
        connection.rollback()
        try:
            _upgrade(connection)
        except psycopg.Error as error:
            raise _failed(error) from error


def _upgrade(connection: _Connection) -> None:
    import sqlalchemy  # noqa: PLC0415 - a quarter of a second, needed once in a database's life
    import sqlalchemy.exc  # noqa: PLC0415 - as above
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415 - as above

    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    try:
        with engine.begin() as transaction:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            if not _is_at_head(connection):
                _require_vector(connection)
                _run_alembic(transaction)
    except sqlalchemy.exc.DBAPIError as error:
        raise _failed(error.orig) from error
    finally:
        engine.dispose()


def _run_alembic(transaction: "sqlalchemy.Connection") -> None:
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": transaction})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")


def _is_at_head(connection: _Connection) -> bool:
    known = revisions()
    row = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
    if row is None or not row[0]:
        return False
    found = [str(version) for (version,) in connection.execute("SELECT version_num FROM alembic_version")]
    if unknown := [version for version in found if version not in known]:
        raise StorageError(
            f"The database is at revision {', '.join(unknown)}, which this version of Underwright does not know (its "
            f"newest is {known[-1]}): a newer version has used it. Update Underwright, or name another database by "
            f"{URL_VARIABLE} or another data folder by {HOME_VARIABLE}."
        )
    return found == known[-1:]


def _require_vector(connection: _Connection) -> None:
    row = connection.execute(
        "SELECT installed_version IS NOT NULL FROM pg_available_extensions WHERE name = 'vector'"
    ).fetchone()
    if row is None:
        raise StorageError(
            "This Postgres has no pgvector, which policy retrieval needs. Install it on the server "
            f"(https://github.com/pgvector/pgvector), or unset {URL_VARIABLE} to use the embedded Postgres."
        )
    if not row[0]:
        try:
            connection.execute("CREATE EXTENSION vector")
        except psycopg.errors.InsufficientPrivilege:
            raise StorageError(
                "pgvector is not enabled in this database, and its user may not do so. "
                "Have an administrator run CREATE EXTENSION vector there."
            ) from None


def _failed(error: BaseException | None) -> StorageError:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return StorageError(
        f"The database could not be brought up to date: {'; '.join(lines)}. Nothing was changed. Its user needs the "
        f"right to create tables in the schema that comes first in its search path."
    )
