"""Cuts a policy document into passages: by section first, then by size, at sentence boundaries, tables whole.

A passage never crosses a heading of any level, so that its id can name one section. Headings are no part of a
passage's text; they are its `section_path`. Where a section needs several passages, each repeats the end of the one
before it, so that a sentence is found together with the one it leans on.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Self

from pydantic import Field, model_validator

from lending.base import Frozen
from retrieval.documents import Block, PolicyDocument
from retrieval.passage import Passage

_ALGORITHM = "sections-1"
_WORD = re.compile(r"[^\s|]+")
_SENTENCE_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bU\.S)(?<!\bNo)(?<!\bSec)(?<!\bvs)[.!?;][\"')\]*]*\s+(?=[\"'(\[*§]*[A-Z0-9])"
)
_FRAGMENT_WORDS = 2
"""A full stop after this few words closes a list's number or an abbreviation, not a sentence."""
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class ChunkSettings(Frozen):
    """Sizes in words. MiniLM reads 256 tokens; the manual takes 1.6 a word (median), headings included."""

    max_words: Annotated[int, Field(ge=20)] = 512
    overlap_words: Annotated[int, Field(ge=0)] = 50

    @model_validator(mode="after")
    def _overlap_leaves_room(self) -> Self:
        if self.overlap_words * 2 > self.max_words:
            raise ValueError(f"overlap_words {self.overlap_words} is more than half of max_words {self.max_words}")
        return self

    @property
    def recipe(self) -> str:
        """Names how passages were cut. It changes whenever the same text would be cut otherwise."""
        return f"{_ALGORITHM}:{self.max_words}/{self.overlap_words}"


@dataclass(frozen=True)
class Chunk:
    """A passage and the section it belongs to: a number such as `4.2`, or a slug where no heading has a number.

    `questions` are those that the section answers.
    """

    section: str
    passage: Passage
    questions: tuple[str, ...] = ()

    def words(self) -> str:
        """What the lexical index takes of it."""
        return "\n".join((self.passage.indexed_text(), *self.questions))


@dataclass(frozen=True)
class _Unit:
    """What is never cut: a sentence, a table, or a piece of a sentence that alone is too long."""

    start: int
    end: int
    words: int
    repeatable: bool


@dataclass(frozen=True)
class _Section:
    key: str
    path: tuple[str, ...]
    blocks: tuple[Block, ...]


def chunk_document(document: PolicyDocument, settings: ChunkSettings) -> tuple[Chunk, ...]:
    """Passages in the order of the text. For each, `passage.text == document.text[passage.start:passage.end]`.

    Only a table may be longer than `max_words`.
    """
    chunks: list[Chunk] = []
    counts: dict[str, int] = {}
    taken: set[str] = set()
    for section in _sections(document.blocks):
        units = [unit for block in section.blocks for unit in _units(document.text, block, settings.max_words)]
        for start, end in _pack(units, settings):
            passage_id = _next_id(f"{document.label}#{section.key}", counts, taken)
            passage = _passage(document, passage_id, section.path, start, end)
            chunks.append(Chunk(section.key, passage, document.questions.get(section.key, ())))
    return tuple(chunks)


def _passage(document: PolicyDocument, passage_id: str, path: tuple[str, ...], start: int, end: int) -> Passage:
    metadata = document.metadata
    return Passage(
        passage_id=passage_id,
        document=metadata.document,
        title=metadata.title,
        version=metadata.version,
        effective_from=metadata.effective_from,
        effective_to=metadata.effective_to,
        programs=metadata.programs,
        states=metadata.states,
        page=bisect_right(document.page_starts, start) or None,
        section_path=path,
        start=start,
        end=end,
        text=document.text[start:end],
        text_sha256=document.text_sha256,
    )


def _next_id(stem: str, counts: dict[str, int], taken: set[str]) -> str:
    """The stem itself for the first passage of a section, then `-2`, `-3` ...; never an id that is already taken."""
    while True:
        counts[stem] = counts.get(stem, 0) + 1
        candidate = stem if counts[stem] == 1 else f"{stem}-{counts[stem]}"
        if candidate not in taken:
            taken.add(candidate)
            return candidate


def _sections(blocks: Sequence[Block]) -> Iterator[_Section]:
    """Runs of blocks under the same headings. A leading heading of level 1 without a number is the document's title."""
    open_headings: list[Block] = []
    seen_heading = False
    for is_heading, run in groupby(blocks, key=lambda block: block.kind == "heading"):
        if not is_heading:
            yield _Section(_key(open_headings), tuple(heading.title for heading in open_headings), tuple(run))
            continue
        for heading in run:
            is_title = not seen_heading and heading.level == 1 and heading.number is None
            seen_heading = True
            if is_title:
                continue
            while open_headings and open_headings[-1].level >= heading.level:
                open_headings.pop()
            open_headings.append(heading)


def _key(open_headings: Sequence[Block]) -> str:
    for heading in reversed(open_headings):
        if heading.number is not None:
            return heading.number
    if not open_headings:
        return "preamble"
    return _NOT_IN_SLUG.sub("-", open_headings[0].title.lower()).strip("-") or "section"


def _units(text: str, block: Block, max_words: int) -> Iterator[_Unit]:
    if block.kind == "table":
        yield _Unit(block.start, block.end, _count_words(text[block.start : block.end]), repeatable=False)
        return
    for start, end in sentence_spans(text, block.start, block.end):
        yield from _pieces(text, start, end, max_words)


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]` without the blanks between them, by offsets in `text`."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, end)]
    for boundary in (*ends, end):
        if boundary != end and len(text[start:boundary].split(maxsplit=2)) <= _FRAGMENT_WORDS:
            continue
        yield start, start + len(text[start:boundary].rstrip())
        start = boundary


def _pieces(text: str, start: int, end: int, max_words: int) -> Iterator[_Unit]:
    words = list(_WORD.finditer(text, start, end))
    if len(words) <= max_words:
        yield _Unit(start, end, len(words), repeatable=True)
        return
    for first in range(0, len(words), max_words):
        piece = words[first : first + max_words]
        yield _Unit(piece[0].start(), piece[-1].end(), len(piece), repeatable=True)


def _count_words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in _WORD.findall(text))


def _pack(units: Sequence[_Unit], settings: ChunkSettings) -> Iterator[tuple[int, int]]:
    """Spans of about equal size, each as long as `max_words` allows."""
    total = sum(unit.words for unit in units)
    if total <= settings.max_words:
        yield units[0].start, units[-1].end
        return
    share = total / math.ceil(total / (settings.max_words - settings.overlap_words))
    current: list[_Unit] = []
    fresh = 0
    for unit in units:
        held = sum(part.words for part in current)
        past_share = fresh + unit.words - share > share - fresh
        if fresh and (past_share or held + unit.words > settings.max_words):
            yield current[0].start, current[-1].end
            current = _tail(current, min(settings.overlap_words, settings.max_words - unit.words))
            fresh = 0
        current.append(unit)
        fresh += unit.words
    yield current[0].start, current[-1].end


def _tail(units: Sequence[_Unit], words: int) -> list[_Unit]:
    """The last units that may be repeated and together have no more than `words` words."""
    tail: list[_Unit] = []
    for unit in reversed(units[1:]):
        words -= unit.words
        if words < 0 or not unit.repeatable:
            break
        tail.insert(0, unit)
    return tail
