"""The command behind `scripts/grant_rights.py`."""

import os
import sys

from storage import connect, embedded
from storage.errors import StorageError
from storage.rights import grant_rights

GRANTED = 0
CANNOT_WORK = 1


def grant(role: str) -> int:
    """The exit status. Problems go to stderr."""
    try:
        named = os.environ.get(connect.URL_VARIABLE, "").strip()
        grant_rights(connect.normalise(named) if named else embedded.start(), role)
    except StorageError as error:
        print(f"Cannot grant: {' '.join(str(error).split())}", file=sys.stderr)
        return CANNOT_WORK
    print(f"{role} may read everything and add records; it may change or delete none.")
    return GRANTED
