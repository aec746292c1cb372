"""A page of a policy with what was found in it marked: its words unchanged, its pipe tables as tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from retrieval.context import Quote
from retrieval.pages import PageText
from retrieval.passage import Passage
from retrieval.pipe_tables import cells_of, is_row, is_rule

Mark = Literal["", "passage", "quote"]

_LINE = re.compile(r"[^\n]*\n?")
"""Blank lines too: they end a table."""
_HEADING = re.compile(r"(#{1,6})\s+(.*)")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` as in the source, 1 being the document's title."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the head. A row is marked as a whole."""

    rows: tuple[tuple[tuple[str, ...], Mark], ...]


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with the passage that was found on it, and the quotes of that passage."""

    passage: Passage
    page: PageText
    quotes: tuple[Quote, ...]

    def blocks(self) -> tuple[Block, ...]:
        """The page from top to bottom."""
        found = self.passage.start, self.passage.end
        marks = _Marks(self.page.start, found, tuple((quote.start, quote.end) for quote in self.quotes))
        return tuple(_blocks(self.page.text, marks))


@dataclass(frozen=True, slots=True)
class _Marks:
    """Offsets in the document; `offset` is where the page begins."""

    offset: int
    passage: tuple[int, int]
    quotes: tuple[tuple[int, int], ...]

    def at(self, place: int) -> Mark:
        here = self.offset + place
        if any(start <= here < end for start, end in self.quotes):
            return "quote"
        return "passage" if self.passage[0] <= here < self.passage[1] else ""

    def pieces(self, text: str, start: int, end: int) -> Iterator[Piece]:
        edges = {edge - self.offset for span in (self.passage, *self.quotes) for edge in span}
        cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
        for first, last in pairwise(cuts):
            yield Piece(text[first:last], self.at(first))


def _blocks(text: str, marks: _Marks) -> Iterator[Block]:
    rows: list[tuple[tuple[str, ...], Mark]] = []
    for line in _LINE.finditer(text):
        end = line.start() + len(line[0].rstrip())
        if is_row(line[0]):
            cells = cells_of(line[0])
            if not is_rule(cells):
                rows.append((cells, marks.at(line.start())))
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        heading = _HEADING.match(line[0].rstrip())
        if heading:
            yield Heading(heading[2], len(heading[1]))
        elif end > line.start():
            yield Paragraph(tuple(marks.pieces(text, line.start(), end)))
    if rows:
        yield Table(tuple(rows))
