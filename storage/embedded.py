"""The Postgres that is installed with Underwright: started by the first process that asks, shared by all that follow.

    start() -> lease taken -> a server that answers? its URL : one process starts it, the others wait -> its URL
    the last lease goes (exit, SIGTERM, kill -9) -> the server is stopped

Data lies in `postgres/` in the data folder; the server listens on a socket in there and on no network port. A process
gives its lease back at exit, and stops the server if it was the last; for one that could not, a small keeper process
(`storage/postmaster.py`) waits on the same lease. POSIX only.
"""

import atexit
import fcntl
import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from storage import launch, paths, postmaster, stale
from storage.connect import URL_VARIABLE
from storage.errors import StorageError
from storage.lease import Lease

DATABASE = "underwright"
_SUPERUSER = "postgres"
_START_SECONDS = 10.0  # for the last children of a server that died to go
_READY_SECONDS = 60.0  # for a server that started to recover what it had not yet written to its tables
_LONGEST_SOCKET_PATH = 103

_guard = threading.Lock()
_leases: dict[Path, Lease] = {}
_keepers: dict[Path, subprocess.Popen[bytes]] = {}


def start(home: Path | None = None) -> str:
    """The URL of a server that has just answered. `home`, a folder that exists, replaces the user's data folder.

    Blocks: 10 ms where one runs, a tenth of a second to start one, a second or two to make a new database. Raises
    `StorageError` where the server cannot be had.
    """
    home = (home or paths.home()).resolve()
    data = home / "postgres"
    _refuse_long_path(data)
    try:
        with _guard:
            _hold(home)
            if url := _running_url(data):
                return url
            with _alone(home / "postgres.starting"):
                return _running_url(data) or _start(home, data)
    except PermissionError as error:
        raise StorageError(
            f"{error.filename or home} belongs to another user, who has used the data folder {home} before. "
            f"Set {paths.HOME_VARIABLE} to a folder of your own."
        ) from error


def release(home: Path | None = None) -> None:
    """Gives back this process's share of the server before its end; the server stops if nobody else has one."""
    home = (home or paths.home()).resolve()
    with _guard:
        _give_back(home, partial(postmaster.stop, home / "postgres"))


def _give_back(home: Path, put_away: Callable[[], object]) -> None:
    lease, keeper = _leases.pop(home, None), _keepers.pop(home, None)
    if lease and lease.release(put_away) and keeper:
        with suppress(subprocess.TimeoutExpired):
            keeper.wait(postmaster.STOP_SECONDS)


def _release_all() -> None:
    for home in list(_leases):
        release(home)


def _hold(home: Path) -> None:
    lease = _leases.get(home)
    if lease and lease.is_current():
        return
    _give_back(home, lambda: None)
    if not _leases:
        atexit.register(_release_all)
    _leases[home] = Lease(home / "postgres.lease")


def _refuse_long_path(data: Path) -> None:
    """A longer path would make the package put the socket where other users of the machine can reach it."""
    if len(os.fsencode(postmaster.socket_path(data, 5432))) > _LONGEST_SOCKET_PATH:
        raise StorageError(
            f"The path of the data folder {data.parent} is too long for the embedded Postgres (a socket's path has at "
            f"most {_LONGEST_SOCKET_PATH} bytes). Set {paths.HOME_VARIABLE} to a shorter one."
        )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _url(data: Path, port: int, database: str = DATABASE) -> str:
    return f"postgresql://{_SUPERUSER}@/{database}?host={quote(str(data), safe='')}&port={port}"


def _running_url(data: Path) -> str | None:
    running = postmaster.read(data)
    if running is None:
        return None
    url = _url(data, running.port)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return None
    return url


def _start(home: Path, data: Path) -> str:
    """Called by one process at a time.

    A crash just before can need several attempts: the server's last children take a moment to go, and Postgres refuses
    to start beside them.
    """
    reason, waited = "it did not answer", 0.0
    for pause in itertools.chain((0.1, 0.25, 0.5), itertools.repeat(1.0)):
        running = postmaster.read(data)
        patience = _READY_SECONDS
        try:
            if running is None or not postmaster.is_listening(data, running):
                stale.clear_pid(data)
                launch.launch(home, data)
                running = postmaster.read(data)
            if running:
                _make_database(data, running.port)
                _keep(home, data)
                return _url(data, running.port)
        except launch.LaunchError as error:
            reason, patience = str(error), _START_SECONDS
        except psycopg.Error as error:
            reason = str(error)
        if waited >= patience:
            break
        time.sleep(pause)
        waited += pause
    raise StorageError(
        f"The embedded Postgres in {data} could not be started: {reason}\n"
        f"Its log is {data / 'log'}. Set {paths.HOME_VARIABLE} to another folder, or {URL_VARIABLE} to a Postgres of "
        f"your own with pgvector."
    )


def _make_database(data: Path, port: int) -> None:
    """Our own database, with collation and letter case by Unicode code point so that every machine sorts alike."""
    with psycopg.connect(_url(data, port, "postgres"), autocommit=True, connect_timeout=5) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                    "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
                ).format(sql.Identifier(DATABASE))
            )


def _keep(home: Path, data: Path) -> None:
    if not sys.executable or home in _keepers:
        return
    with suppress(OSError):
        _keepers[home] = subprocess.Popen(  # noqa: S603 - this interpreter, our own file
            [sys.executable, "-I", "-S", postmaster.__file__, str(_leases[home].path), str(data)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
