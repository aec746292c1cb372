"""What an ingest reports, and what a corpus is known by."""

from typing import Literal

from lending.base import Frozen


class IngestOutcome(Frozen):
    """What became of one version. `embedded` of its `passages` went through the model; the others were known.

    A duplicate says in other files or under another name what is indexed already, and is not indexed again.
    """

    document: str
    version: str
    change: Literal["added", "replaced", "unchanged", "duplicate", "withdrawn"]
    passages: int = 0
    embedded: int = 0
    note: str = ""


class IngestReport(Frozen):
    """One outcome for each document, in the order given."""

    outcomes: tuple[IngestOutcome, ...]


class FileOutcome(Frozen):
    """What became of one file that was handed in. One that `failed` could not be read, and `note` says why.

    One that was `skipped` lay in a folder among the policies and is of a kind that is not read.
    """

    file: str
    change: Literal["added", "replaced", "unchanged", "duplicate", "failed", "skipped"]
    document: str = ""
    version: str = ""
    passages: int = 0
    embedded: int = 0
    note: str = ""


class CorpusVersion(Frozen):
    """What a search can see at all: `editions` as (document, version, text sha256), and one hash over them in order.

    `changes` is what this run had to do to get there; empty where the corpus already was in step.
    """

    sha256: str
    editions: tuple[tuple[str, str, str], ...]
    changes: tuple[IngestOutcome, ...] = ()
