"""A share in something that several processes use and the last one puts away."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


class Lease:
    """Held from construction to `release`, or to the end of the process however it ends: the kernel lets go of it.

    Construction waits while another process puts the thing away. A lease belongs to the process that took it; a
    forked child shares it and cannot release it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._owner = os.getpid()
        while True:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_SH)
            if self.is_current():
                return
            os.close(self._file)

    def is_current(self) -> bool:
        """Whether the file of this lease is still the one at its path: a removed data folder takes it away."""
        try:
            return os.path.samestat(os.fstat(self._file), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self, put_away: Callable[[], object]) -> bool:
        """Lets go; calls `put_away` where nobody else holds a share, and then returns True."""
        if os.getpid() != self._owner:
            return False
        last = True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Another user lets a share through at once; the keeper, who is putting it away, only when it is done.
            last = False
            fcntl.flock(self._file, fcntl.LOCK_SH)
        else:
            put_away()
        os.close(self._file)
        return last
