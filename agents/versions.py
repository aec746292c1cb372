"""Which rules decided: a hash over the source of `lending/`, so that a record names the very code behind it."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry.read_bytes()


@cache
def rules_sha256() -> str:
    """SHA-256 over the names and contents of all modules of `lending/`, in order."""
    digest = hashlib.sha256()
    for name, content in _sources(resources.files("lending"), ""):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


def rules_archive() -> bytes:
    """The same modules as a zip file, from which they can be imported."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in _sources(resources.files("lending"), "lending/"):
            archive.writestr(name, source)
    return content.getvalue()


def sha256_of_archive(archive: bytes) -> str:
    """What `rules_sha256` gives for the modules in the archive."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        for name in held.namelist():
            short = name.removeprefix("lending/")
            digest.update(short.encode() + b"\0" + hashlib.sha256(held.read(name)).digest())
    return digest.hexdigest()
