"""Writes the text of a document whose file is not itself that text, and keeps account of where each block lies."""

from retrieval.documents import Block
from retrieval.pipe_tables import Rows, pipe_table

PAGE_MARK = "\ue000"
"""Stands in words at the place where a page begins amid a block; it does not come into the text."""


def squeezed(words: str) -> str:
    """One line, with single spaces."""
    return " ".join(words.split())


class TextWriter:
    """Blocks are parted by a blank line, items of a list by a line end. What has no words is left out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.page_starts: list[int] = []
        self._pages_to_come = 0

    @property
    def text(self) -> str:
        return "".join(self._parts) + "\n" if self._parts else ""

    def heading(self, title: str, level: int, number: str | None = None) -> None:
        title = squeezed(title)
        if title:
            start, end = self._add(title)
            self.blocks.append(Block(kind="heading", start=start, end=end, level=level, title=title, number=number))

    def prose(self, words: str) -> None:
        if words := squeezed(words):
            start, end = self._add(words)
            self.blocks.append(Block(kind="prose", start=start, end=end))

    def verbatim(self, lines: str) -> None:
        """Prose whose line ends and spaces mean something."""
        if lines.strip():
            start, end = self._add(lines.strip("\n").rstrip())
            self.blocks.append(Block(kind="prose", start=start + len(lines) - len(lines.lstrip()), end=end))

    def item(self, words: str, *, label: str = "-", depth: int = 0) -> None:
        """`label` is what stands before the words: `-`, `2.`, `(a)`."""
        if words := squeezed(words):
            follows = bool(self.blocks) and self.blocks[-1].kind == "item"
            indent = "  " * depth
            start, end = self._add(indent + f"{label} {words}".strip(), gap="\n" if follows else "\n\n")
            self.blocks.append(Block(kind="item", start=start + len(indent), end=end))

    def table(self, rows: Rows) -> None:
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if len(rows) == 1 and sum(bool(cell.strip()) for cell in rows[0]) == 1:
            self.prose("".join(rows[0]))
        elif rows:
            start, end = self._add(pipe_table(rows))
            self.blocks.append(Block(kind="table", start=start, end=end))

    def page(self) -> None:
        """A page begins with the next block."""
        self._pages_to_come += 1

    def finish(self) -> None:
        """Pages without words at the end begin where the text ends."""
        self.page_starts += [self._length] * self._pages_to_come
        self._pages_to_come = 0

    def _add(self, written: str, gap: str = "\n\n") -> tuple[int, int]:
        if self._parts:
            self._parts.append(gap)
            self._length += len(gap)
        start = self._length
        self.page_starts += [start] * self._pages_to_come
        self._pages_to_come = 0
        first, *others = written.split(PAGE_MARK)
        self._parts.append(first)
        self._length += len(first)
        for part in others:
            self.page_starts.append(self._length)
            self._parts.append(part)
            self._length += len(part)
        return start, self._length
