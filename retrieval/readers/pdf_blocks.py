"""From the lines and tables of a PDF's pages to headings, paragraphs, items and tables. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.readers.numbers import section_number
from retrieval.readers.pdf_headings import LARGER, LOOSE, Bookmarks, Headings
from retrieval.readers.pdf_lines import Line, Page
from retrieval.readers.writer import PAGE_MARK, TextWriter

_BULLET = re.compile(r"[\u2022\u25aa\u2023\u25e6\u25cf\u25a0\u2013*-]\s+")
_LABELLED = re.compile(r"(?:\d{1,3}[.)]|\([A-Za-z0-9]{1,5}\))\s+\S")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_INDENT = 8
"""Points."""


@dataclass(frozen=True)
class TableAt:
    """The table of a page, before the line at the place `before` among the lines that are left."""

    page: int
    before: int
    rows: list[list[str]]


@dataclass
class _Block:
    kind: str
    lines: list[Line]
    level: int = 0


class Assembler:
    """Writes the pages into a `TextWriter`, in order."""

    def __init__(self, pages: Sequence[Page], bookmarks: Bookmarks, writer: TextWriter) -> None:
        self._found = Headings(pages, bookmarks)
        self._writer = writer
        self._vocabulary = Counter(
            word.lower() for page in pages for line in page.lines for word in _WORD.findall(line.text)
        )
        self._edge = max((line.right for page in pages for line in page.lines), default=0.0)
        self._pending: _Block | None = None
        self._table: list[list[str]] | None = None

    def page(self, page: Page, tables: Sequence[TableAt]) -> None:
        lines = page.lines
        headings = self._found.on(page)
        skip = 0
        mark = True
        for place in range(len(lines) + 1):
            for table in tables:
                if table.before == place:
                    mark = self._add_table(table, mark=mark)
            if place == len(lines) or skip > place:
                continue
            if place in headings:
                length, level = headings[place]
                self._flush()
                mark = self._mark(mark)
                self._heading(lines[place : place + length], level)
                skip = place + length
                continue
            mark = self._add_line(lines[place], lines[place - 1] if place else None, mark=mark)
        if mark:
            self._writer_page()

    def finish(self) -> None:
        self._flush()
        self._writer.finish()

    def _writer_page(self) -> None:
        self._flush()
        self._writer.page()

    def _mark(self, mark: bool) -> bool:
        """Begins a page with the next block, if that is still to be done."""
        if mark:
            self._writer.page()
        return False

    def _add_table(self, table: TableAt, *, mark: bool) -> bool:
        """A table that goes on over a page's end is one table; a head that is repeated there is dropped."""
        known = self._table
        if mark and known is not None and self._pending is None and len(known[0]) == len(table.rows[0]):
            rows = table.rows[1:] if table.rows[0] == known[0] else table.rows
            if rows:
                known += [[PAGE_MARK + rows[0][0], *rows[0][1:]], *rows[1:]]
                return False
            return mark
        self._flush()
        mark = self._mark(mark)
        self._table = [list(row) for row in table.rows]
        return mark

    def _add_line(self, line: Line, before: Line | None, *, mark: bool) -> bool:
        pending = self._pending
        last = pending.lines[-1] if pending else None
        starts_item = self._starts_item(line, last)
        if (
            pending is None
            or last is None
            or starts_item
            or not self._goes_on(line, last, same_page=before is not None)
        ):
            self._flush()
            mark = self._mark(mark)
            self._pending = _Block("item" if starts_item else "prose", [line])
            return mark
        if mark:
            line = Line(**{**vars(line), "text": PAGE_MARK + line.text})
        pending.lines.append(line)
        return False

    def _had_room(self, last: Line, line: Line) -> bool:
        """Whether the first word of a line would have stood in the line before it, had they been one paragraph."""
        letters = (last.right - last.left) / max(len(last.text), 1)
        return last.right + letters * (len(line.text.split()[0]) + 1) < self._edge

    def _is_item(self) -> bool:
        return self._pending is not None and self._pending.kind == "item"

    def _is_at_items_edge(self, line: Line) -> bool:
        """Not among the further lines of an item, which stand farther in."""
        pending = self._pending
        if pending is None or pending.kind != "item" or len(pending.lines) == 1:
            return pending is not None and pending.kind == "item"
        return line.left < pending.lines[-1].left - 1

    def _starts_item(self, line: Line, last: Line | None) -> bool:
        if _BULLET.match(line.text):
            return True
        ends = last is None or last.text.endswith((".", ":", ";", ",", " or", " and"))
        return bool(_LABELLED.match(line.text)) and (ends or self._is_at_items_edge(line))

    def _goes_on(self, line: Line, last: Line, *, same_page: bool) -> bool:
        if last.broken:
            return True
        left_of_item = self._pending is not None and line.left < self._pending.lines[0].left - 1
        if abs(line.size - last.size) > LARGER or (left_of_item and self._is_item()):
            return False
        ends_sentence = last.text.endswith((".", ":", ";", "?", "!"))
        if not same_page or line.page != last.page:
            return not ends_sentence or not self._had_room(last, line)
        distance = last.baseline - line.baseline
        if distance < 0 or distance > self._found.leading * LOOSE:
            return distance < 0 and not ends_sentence
        return not (ends_sentence and line.left > last.left + _INDENT)

    def _heading(self, lines: Sequence[Line], level: int) -> None:
        title = self._joined(lines)
        self._writer.heading(title, level, section_number(title))

    def _flush(self) -> None:
        if self._table is not None:
            self._writer.table(self._table)
            self._table = None
        if self._pending is not None:
            words = self._joined(self._pending.lines)
            if self._pending.kind == "prose":
                self._writer.prose(words)
            elif (bullet := _BULLET.match(words)) is not None:
                self._writer.item(words[bullet.end() :])
            else:
                self._writer.item(words, label="")
            self._pending = None

    def _joined(self, lines: Sequence[Line]) -> str:
        words = lines[0].text
        for before, line in pairwise(lines):
            if not before.broken:
                words += " " + line.text
                continue
            mark = PAGE_MARK if line.text.startswith(PAGE_MARK) else ""
            words += self._hyphen(words, line.text.removeprefix(PAGE_MARK)) + mark + line.text.removeprefix(PAGE_MARK)
        return words

    def _hyphen(self, before: str, after: str) -> str:
        """What stands at a hyphen that a line's end came after: itself, or nothing where it only parts a word."""
        head, tail = re.search(r"[^\W_]*\Z", before), re.match(r"[^\W_]*", after)
        left, right = (head[0] if head else "").lower(), (tail[0] if tail else "").lower()
        if not (left.isalpha() and right.isalpha()) or after[:1].isupper():
            return "-"
        if self._vocabulary[f"{left}-{right}"] > self._vocabulary[left + right]:
            return "-"
        return ""
