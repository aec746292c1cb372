"""Connecting to a Postgres named by a URL, with failures told to people and never the password."""

import re
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from storage.errors import StorageError

URL_VARIABLE: Final = "DATABASE_URL"
_CONNECT_SECONDS = 10
_EXAMPLE = "postgresql://user:password@host:5432/database"
_SECRETS = ("password", "sslpassword")
_DRIVER = re.compile(r"\A(postgres(?:ql)?)\+\w+://")


def normalise(url: str) -> str:
    """The URL as libpq reads it: SQLAlchemy's driver suffix (`postgresql+psycopg://`) is dropped.

    Raises `StorageError` where it is no Postgres URL, or is one that was cut by an unescaped character.
    """
    plain = _DRIVER.sub(r"\1://", url.strip())
    parts = _parts(plain)
    ports = parts.get("port", "").split(",")
    cut = any("@" in parts.get(name, "") for name in ("host", "dbname"))
    if cut or any(port and not port.isdigit() for port in ports):
        raise StorageError(
            f"{URL_VARIABLE} cannot be read: a user name or password that holds one of @ : / ? # % must have it "
            f"percent-encoded (@ is %40, / is %2F), as in {_EXAMPLE}."
        )
    return plain


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A new connection, given up after ten seconds unless the URL sets its own `connect_timeout`."""
    parts = _parts(url)
    timeout = parts.get("connect_timeout", str(_CONNECT_SECONDS))
    try:
        return psycopg.connect(url, connect_timeout=timeout)
    except (psycopg.Error, UnicodeError) as error:
        raise StorageError(
            f"The database {_where(parts)} cannot be used: {_without_secrets(str(error), parts)} "
            f"Check {URL_VARIABLE} ({_EXAMPLE}), or unset it to use the embedded Postgres."
        ) from None


def _parts(url: str) -> dict[str, str]:
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:
        raise StorageError(f"{URL_VARIABLE} is not a Postgres URL such as {_EXAMPLE}.") from None


def _where(parts: dict[str, str]) -> str:
    host = parts.get("host") or parts.get("hostaddr") or "on this machine"
    return f'"{parts.get("dbname") or parts.get("user") or "postgres"}" at {host}:{parts.get("port", "5432")}'


def _without_secrets(message: str, parts: dict[str, str]) -> str:
    for name in _SECRETS:
        if secret := parts.get(name):
            message = message.replace(secret, "***")
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return "; ".join(lines).rstrip(".?") + "."
