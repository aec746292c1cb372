"""Reads plain text: numbered, underlined and capital headings, paragraphs, lists, pipe tables; pages by form feeds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.documents import Block, GivenMetadata, PolicyDocument
from retrieval.readers.content import decoded
from retrieval.readers.markdown import PLACE, front_matter, has_front_matter
from retrieval.readers.metadata import completed_metadata, document_of, first_heading
from retrieval.readers.numbers import named_number

_UNDERLINE = re.compile(r"\s*([=\-~])\1{2,}\s*\Z")
_ITEM = re.compile(r"\s*(?:[-*+\u2022\u2013]|\d{1,3}[.)]|\([A-Za-z0-9]{1,5}\))\s+\S")
_LONGEST_HEADING = 14
"""Words. A longer line is a sentence that happens to begin with a number or to be in capitals."""
_DEEPEST = 6


@dataclass(frozen=True)
class _Line:
    start: int
    words: str

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def read_text(content: bytes, source: str, given: GivenMetadata) -> PolicyDocument:
    """The text is the file's own, form feeds as spaces. It may begin with front matter. Raises `DocumentError`."""
    raw = decoded(content, source)
    page_starts = (0, *(match.end() for match in re.finditer("\f", raw))) if "\f" in raw else ()
    text = raw.replace("\f", " ")
    fields, body = front_matter(text, source) if has_front_matter(text) else ({}, 0)
    blocks = tuple(_blocks(text, body))
    metadata = completed_metadata(fields, given, source, place=PLACE, title=first_heading(blocks))
    return document_of(metadata, text, blocks, source, page_starts)


def _blocks(text: str, body: int) -> Iterator[Block]:
    lines = list(_lines(text, body))
    blank_before = True
    pending: Block | None = None
    seen_heading = seen_words = False
    for place, line in enumerate(lines):
        following = lines[place + 1].words if place + 1 < len(lines) else ""
        underlined = bool(_UNDERLINE.match(following)) and bool(line.words)
        level = _level(line.words, alone=blank_before, before_blank=not following, underlined=underlined)
        if not seen_words and line.words and not following and _may_be_title(line.words):
            level = max(level, 1)
        seen_words = seen_words or bool(line.words)
        kind = _kind(line.words, level)
        if pending is not None and not _continues(pending, kind):
            yield pending
            pending = None
        if kind == "heading":
            first = not seen_heading and named_number(line.words) is None
            seen_heading = True
            yield _heading(line, 1 if first else level)
        elif kind != "blank" and pending is None:
            pending = Block.model_validate({"kind": kind, "start": line.start, "end": line.end})
        elif pending is not None:
            pending = pending.model_copy(update={"end": line.end})
        blank_before = kind in ("blank", "heading")
    if pending is not None:
        yield pending


def _lines(text: str, body: int) -> Iterator[_Line]:
    offset = body
    for line in text[body:].split("\n"):
        stripped = line.strip()
        yield _Line(offset + (line.index(stripped) if stripped else 0), stripped)
        offset += len(line) + 1


def _level(words: str, *, alone: bool, before_blank: bool, underlined: bool) -> int:
    """0 for a line that is no heading; the title of the document gets 1 where it is the first heading."""
    if not words or not alone or len(words.split()) > _LONGEST_HEADING or words.startswith("|"):
        return 0
    number = named_number(words)
    ends_like_a_sentence = words.endswith((";", ",", ":")) or (words.endswith(".") and not words[:-1].isdigit())
    if underlined or (words.isupper() and before_blank and any(map(str.isalpha, words))):
        return _depth(number)
    if number is None or ends_like_a_sentence or not before_blank:
        return 0
    return _depth(number) if _begins_with_capital(words, number) else 0


def _may_be_title(words: str) -> bool:
    """Of the first line, where it stands alone."""
    return len(words.split()) <= _LONGEST_HEADING and words[-1].isalnum() and _kind(words, 0) == "prose"


def _depth(number: str | None) -> int:
    dots = 0 if number is None else number.count(".") + number.count("(")
    return min(2 + dots, _DEEPEST)


def _begins_with_capital(words: str, number: str) -> bool:
    rest = words[words.find(number[-1], words.find(number)) + 1 :].lstrip(" .:)-\u2013\u2014")
    return not rest or rest[0].isupper() or not rest[0].isalpha()


def _kind(words: str, level: int) -> str:
    if not words or _UNDERLINE.match(words):
        return "blank"
    if level:
        return "heading"
    if words.startswith("|"):
        return "table"
    return "item" if _ITEM.match(words) else "prose"


def _continues(block: Block, kind: str) -> bool:
    return kind == ("table" if block.kind == "table" else "prose")


def _heading(line: _Line, level: int) -> Block:
    number = named_number(line.words)
    return Block(kind="heading", start=line.start, end=line.end, level=level, title=line.words, number=number)
