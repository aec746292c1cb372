"""What an ingest has to do for each version, decided before anything is embedded or written. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.chunking import Chunk
from retrieval.corpus import IngestOutcome
from retrieval.documents import PolicyDocument, plain_words
from retrieval.editions import Edition

AT_ONCE = 512
"""Texts that are embedded before their versions are written."""


@dataclass(frozen=True)
class Work:
    """A version that is to be written.

    `known` holds the vectors of its passages and questions as they become known, by text; `unknown` what has none yet.
    """

    document: PolicyDocument
    before: Edition | None
    chunks: tuple[Chunk, ...]
    known: dict[str, str]
    unknown: tuple[str, ...]


def stretches(work: Sequence[Work]) -> Iterator[Sequence[Work]]:
    stretch: list[Work] = []
    for one in work:
        stretch.append(one)
        if sum(len(taken.unknown) for taken in stretch) >= AT_ONCE:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def without_repetition(chunks: Iterable[Chunk]) -> tuple[Chunk, ...]:
    """The same words under the same headings are one passage, the first; under other headings they are another's."""
    return tuple({chunk.passage.indexed_text(): chunk for chunk in reversed(tuple(chunks))}.values())[::-1]


def words_of(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """What of the texts is the same in every file format."""
    return {plain_words(text) for text in texts}


def same_text(document: PolicyDocument, current: Mapping[str, Edition]) -> str | None:
    """The version that has the very same text and holds in the same cases, under another name."""
    cases = document.metadata.model_dump(exclude={"document", "title", "version"})
    for label, edition in current.items():
        same = edition.metadata.model_dump(exclude={"document", "title", "version"}) == cases
        if same and edition.text_sha256 == document.text_sha256:
            return label
    return None


def left_alone(document: PolicyDocument, change: Literal["unchanged", "duplicate"], note: str = "") -> IngestOutcome:
    metadata = document.metadata
    return IngestOutcome(document=metadata.document, version=metadata.version, change=change, note=note)


def note(document: PolicyDocument, before: Edition | None) -> str:
    if before is None:
        return ""
    if before.text_sha256 == document.text_sha256:
        return "The text is the same; it was cut or described otherwise before."
    return (
        f"The text of {document.label} changed under the same version. The earlier text stays, and a citation that "
        f"carries its hash {before.text_sha256[:12]} opens it; a change of substance should be a new version."
    )
