"""A policy document as every reader delivers it, whatever the file format it came from.

A reader turns bytes into one text and the blocks that lie in it. Chunking, indexing and citing know nothing else of a
file, so a new format is a new reader.
"""

import hashlib
import json
import re
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from lending.base import Day, Frozen
from lending.program import Program

DocumentId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
StateCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
VersionLabel = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]


_MARKUP = re.compile(r"[^\W_]+")


def plain_words(text: str) -> tuple[str, ...]:
    """Letters and digits of a text in order, which are the same in whatever format it was written."""
    return tuple(_MARKUP.findall(text.lower()))


class DocumentError(ValueError):
    """A policy file that cannot be used: which file, which field or line, and what to do."""

    def __init__(self, source: str, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {where}: {problem}. {remedy}.")
        self.source = source


class Block(Frozen):
    """A heading, a paragraph, a list item or a table: `text[start:end]`, without the blank lines around it.

    `level` is set for headings only, 1 being the document's title. A heading's `title` is its line without markup, and
    `number` its section number, None for a heading that has none.
    """

    kind: Literal["heading", "prose", "item", "table"]
    start: int
    end: int
    level: int = 0
    title: str = ""
    number: str | None = None


def _listed(value: object) -> object:
    """A list as front matter writes it: `FHA, VA`."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _programs(value: object) -> object:
    """As people write them: `FHA, VA, high-balance`."""
    listed = _listed(value)
    if not isinstance(listed, tuple):
        return listed
    return tuple(part.lower().replace("-", "_").replace(" ", "_") if isinstance(part, str) else part for part in listed)


class DocumentMetadata(Frozen):
    """`effective_from` and `effective_to` are the first and the last day on which the version is in force.

    `programs` and `states` (by postal code) name those that the document is for; empty where it is for all.
    """

    document: DocumentId
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    version: VersionLabel
    effective_from: Day
    effective_to: Day | None = None
    programs: Annotated[tuple[Program, ...], BeforeValidator(_programs)] = ()
    states: Annotated[tuple[StateCode, ...], BeforeValidator(_listed)] = ()

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError(f"effective_to {self.effective_to} lies before effective_from {self.effective_from}")
        return self


class GivenMetadata(Frozen):
    """What is said about a file from outside, for fields that the file itself leaves open."""

    document: DocumentId | None = None
    title: str | None = None
    version: VersionLabel | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    programs: Annotated[tuple[Program, ...], BeforeValidator(_programs)] = ()
    states: tuple[StateCode, ...] = ()


class PolicyDocument(Frozen):
    """One version of one document. `text` is what is stored, and what every offset counts in.

    `page_starts` holds the offset at which each page begins; empty where the source has no pages. `notes` say what of
    the file is not in the text. `questions` are those that a section answers, by its number: `retrieval/expansion.py`.
    """

    metadata: DocumentMetadata
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[Annotated[int, Field(ge=0)], ...] = ()
    source: str
    notes: tuple[str, ...] = ()
    questions: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @cached_property
    def text_sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def questions_sha256(self) -> str:
        return hashlib.sha256(json.dumps(self.questions, sort_keys=True).encode()).hexdigest()

    @property
    def label(self) -> str:
        return f"{self.metadata.document}@{self.metadata.version}"
