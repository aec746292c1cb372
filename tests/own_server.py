"""A Postgres server of a test's own, for what would be in the way of the others: kills, purges, whole ledgers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from storage import embedded, paths


@contextmanager
def own_server() -> Iterator[Path]:
    """A new data folder, in the environment, with a database that this process keeps running; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))  # short, for the server's socket
    folder.chmod(0o755)  # the server of a run as root is another user's
    with patch.dict(os.environ, {paths.HOME_VARIABLE: str(folder)}):
        embedded.start()
        try:
            yield folder
        finally:
            embedded.release()
            shutil.rmtree(folder)
