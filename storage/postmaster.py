"""The embedded server's first process, as its data directory tells of it: is it there, and how does it stop.

Run as a script (`postmaster.py LEASE DATA`) this file is the keeper: it waits until no process holds the lease any
more, however the last one ended, and stops the server. It starts beside the server, so it imports nothing but the
standard library and nothing of this package.
"""

import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import NamedTuple

STOP_SECONDS = 30.0
_READY_LINES = 8


class Postmaster(NamedTuple):
    pid: int
    port: int


def read(data: Path) -> Postmaster | None:
    """What `postmaster.pid` says, which may be stale; None where there is none or it is not whole yet."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Postmaster(pid=int(lines[0]), port=int(lines[3])) if len(lines) >= _READY_LINES else None
    except (FileNotFoundError, ValueError):
        return None


def socket_path(data: Path, port: int) -> Path:
    return data / f".s.PGSQL.{port}"


def is_listening(data: Path, postmaster: Postmaster) -> bool:
    """Whether a live server answers on the socket in `data`: a pid alone proves nothing, it may be another's by now."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(socket_path(data, postmaster.port)))
        except OSError:
            return False
    return True


def stop(data: Path) -> bool:
    """Ends the server over `data` in good order and waits for it; True when none is left running there.

    Only a process whose server answers in `data` is ever signalled.
    """
    running = read(data)
    if running is None or not is_listening(data, running):
        return True
    os.kill(running.pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while (data / "postmaster.pid").exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _keep(lease: Path, data: Path) -> None:
    with lease.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            same = os.path.samestat(os.fstat(file.fileno()), lease.stat())
        except FileNotFoundError:
            same = False
        if same:
            stop(data)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), Path(sys.argv[2]))
