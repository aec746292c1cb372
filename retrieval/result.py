"""What a search gives back: the passages, and all that a reader may ask about how they were found."""

from lending.base import Frozen
from retrieval.conflicts import VersionConflict
from retrieval.passage import RetrievedPassage
from retrieval.stages.answerable import Verdict


class SearchResult(Frozen):
    """`wordings` begins with the query as it was asked. `verdict` is None where no such question was put.

    `conflicts` are documents of these passages that are in force in several versions.
    """

    passages: tuple[RetrievedPassage, ...]
    wordings: tuple[str, ...]
    verdict: Verdict | None = None
    conflicts: tuple[VersionConflict, ...] = ()

    @property
    def sufficient(self) -> bool:
        """Whether the passages are believed to hold the answer; True where that was not judged."""
        return bool(self.passages) and (self.verdict is None or self.verdict.sufficient)
