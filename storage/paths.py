"""Where Underwright keeps what it makes: one folder for each user, never inside the checkout."""

import getpass
import os
from pathlib import Path

from storage.errors import StorageError

HOME_VARIABLE = "UNDERWRIGHT_HOME"
ROOT_HOME = Path("/var/lib/underwright")
"""Root's own home folder will not do: the embedded server runs as another user, who must be able to pass through."""


def home() -> Path:
    """The data folder as an absolute path, made where it is missing (open to its user alone).

    `UNDERWRIGHT_HOME` names it; else root has `/var/lib/underwright`, and others their XDG data folder.
    Raises `StorageError` where the folder cannot be made or written.
    """
    folder = _chosen()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise _unusable(folder, "it may not be written")
    return folder.resolve()


def subfolder(name: str) -> Path:
    """A folder of that name in the data folder, made where it is missing, open to its user alone."""
    folder = home() / name
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    return folder


def _chosen() -> Path:
    named = os.environ.get(HOME_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    if os.geteuid() == 0:
        return ROOT_HOME
    import platformdirs  # noqa: PLC0415 - root does not need it

    return platformdirs.user_data_path("underwright", appauthor=False)


def _unusable(folder: Path, reason: str) -> StorageError:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"user {os.geteuid()}"
    return StorageError(
        f"The data folder {folder} cannot be used by {user}: {reason}. "
        f"Set {HOME_VARIABLE} to a folder that {user} may write."
    )
