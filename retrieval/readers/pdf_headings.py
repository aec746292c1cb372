"""Which lines of a PDF are headings: those that its bookmarks name, else those that are larger or bold and apart."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from retrieval.readers.numbers import section_number
from retrieval.readers.pdf_lines import Line, Page

LARGER = 0.8
"""Points by which two sizes differ to the eye."""
LOOSE = 1.3
"""Times the usual distance of lines, from which a new paragraph begins."""
_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST = 16
"""Words."""
_LINES_OF_HEADING = 4
_DEEPEST = 6

Bookmarks = Mapping[int, Sequence[tuple[str, int]]]
"""By page: title and level of each bookmark in order, levels from 1."""


class Headings:
    """`body` is the size that most letters have, `leading` the usual distance of two lines of it, both in points."""

    def __init__(self, pages: Sequence[Page], bookmarks: Bookmarks) -> None:
        self._bookmarks = bookmarks
        lines = [line for page in pages for line in page.lines]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 0.0
        self.leading = _usual_distance(pages, self.body)
        larger = {line.size for line in lines if line.size > self.body + LARGER}
        self._ranks = {size: rank for rank, size in enumerate(sorted(larger, reverse=True))}
        self._titled = False

    def on(self, page: Page) -> dict[int, tuple[int, int]]:
        """By the place of its first line: how many lines a heading takes, and its level."""
        if self._bookmarks:
            return _bookmarked(page.lines, self._bookmarks.get(page.number, ()))
        found: dict[int, tuple[int, int]] = {}
        place = 0
        while place < len(page.lines):
            length = self._heading_length(page.lines, place)
            if length:
                first = page.lines[place]
                found[place] = (
                    length,
                    self._level(first, " ".join(line.text for line in page.lines[place : place + length])),
                )
            place += max(length, 1)
        return found

    def _heading_length(self, lines: Sequence[Line], place: int) -> int:
        """0 where no heading begins: it is larger than the body, or bold, short and apart from what is before it."""
        first = lines[place]
        larger = first.size > self.body + LARGER
        if not larger and not (first.bold and first.size >= self.body and self._is_apart(lines, place)):
            return 0
        length = 1
        while (
            place + length < len(lines)
            and length < _LINES_OF_HEADING
            and abs(lines[place + length].size - first.size) < LARGER / 4
            and lines[place + length].bold == first.bold
            and 0 < lines[place + length - 1].baseline - lines[place + length].baseline < first.size * LOOSE * 1.1
        ):
            length += 1
        words = sum(len(line.text.split()) for line in lines[place : place + length])
        sentence = lines[place + length - 1].text.endswith((".", ";", ",")) and not larger
        return 0 if words > _LONGEST or sentence else length

    def _is_apart(self, lines: Sequence[Line], place: int) -> bool:
        if place == 0:
            return True
        distance = lines[place - 1].baseline - lines[place].baseline
        return distance < 0 or distance > self.leading * 1.15

    def _level(self, line: Line, title: str) -> int:
        number = section_number(title)
        if number is not None:
            return min(2 + number.count(".") + number.count("("), _DEEPEST)
        if not self._titled:
            self._titled = True
            return 1
        return min(2 + max(self._ranks.get(line.size, len(self._ranks)) - 1, 0), _DEEPEST)


def _usual_distance(pages: Sequence[Page], body: float) -> float:
    distances = Counter(
        round(before.baseline - line.baseline, 1)
        for page in pages
        for before, line in pairwise(page.lines)
        if before.size == line.size == body and 0 < before.baseline - line.baseline < body * 2.5
    )
    return distances.most_common(1)[0][0] if distances else body * 1.2


def _bookmarked(lines: Sequence[Line], bookmarks: Sequence[tuple[str, int]]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    begin = 0
    for title, level in bookmarks:
        wanted = _bare(title)
        for place in range(begin, len(lines)):
            length = _lines_that_read(lines, place, wanted)
            if length:
                found[place] = (length, level)
                begin = place + length
                break
    return found


def _lines_that_read(lines: Sequence[Line], place: int, wanted: str) -> int:
    read = ""
    for length in range(1, _LINES_OF_HEADING + 1):
        if place + length > len(lines):
            return 0
        read += _bare(lines[place + length - 1].text)
        if read == wanted:
            return length if wanted else 0
        if not wanted.startswith(read):
            return 0
    return 0


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", text).lower()
