"""What a server that died leaves behind, told apart from one that lives."""

import os
import time
from pathlib import Path

from storage import postmaster

_ON_ITS_WAY_SECONDS = 3.0


def clear_pid(data: Path) -> None:
    """Removes a pid file that names another process than our server, or is not whole; waits for a server on its way.

    After a restart of the machine the number may be any program's, and a killed server that nobody reaps keeps its own.
    A number that is free is left to Postgres. Removing the file cannot lead to two servers: the shared memory that the
    last children of a dead one still hold keeps a new one from starting.
    """
    file = data / "postmaster.pid"
    deadline = time.monotonic() + _ON_ITS_WAY_SECONDS
    while file.exists():
        written = postmaster.read(data)
        if written and not _serves(written.pid, data):
            if _exists(written.pid):
                _forget(data)
            return
        if written and postmaster.is_listening(data, written):
            return
        if time.monotonic() > deadline:
            if written is None:
                _forget(data)
            return
        time.sleep(0.05)


def _forget(data: Path) -> None:
    for file in (data / "postmaster.pid", *data.glob(".s.PGSQL.*.lock")):
        file.unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - needed after a crash only

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.Error:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
