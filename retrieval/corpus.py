"""What an ingest reports, and what a corpus is known by."""

from typing import Literal

from lending.base import Frozen


class IngestOutcome(Frozen):
    """What became of one version. `embedded` of its `passages` went through the model; the others were known."""

    document: str
    version: str
    change: Literal["added", "replaced", "unchanged", "withdrawn"]
    passages: int = 0
    embedded: int = 0
    note: str = ""


class IngestReport(Frozen):
    """One outcome for each document, in the order given."""

    outcomes: tuple[IngestOutcome, ...]


class CorpusVersion(Frozen):
    """What a search can see at all: `editions` as (document, version, text sha256), and one hash over them in order.

    `changes` is what this run had to do to get there; empty where the corpus already was in step.
    """

    sha256: str
    editions: tuple[tuple[str, str, str], ...]
    changes: tuple[IngestOutcome, ...] = ()
