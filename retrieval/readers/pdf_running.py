"""Running heads, feet and page numbers, which are no words of the policy: found by their place and their repetition."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from retrieval.readers.pdf_lines import Line, Page

_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.1
"""The share of a page's height at its top and foot in which running heads stand."""


def without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """Drops page numbers, and what stands at the top or foot of half of the pages, figures aside."""
    seen = Counter(key for page in pages for key in {_running_key(page, line) for line in page.lines} if key)
    often = {key for key, times in seen.items() if times >= max(2, len(pages) / 2)}

    def stays(page: Page, line: Line) -> bool:
        key = _running_key(page, line)
        return key is None or not (key in often or _PAGE_NUMBER.match(line.text))

    return [replace(page, lines=tuple(line for line in page.lines if stays(page, line))) for page in pages]


def _running_key(page: Page, line: Line) -> tuple[bool, str] | None:
    """None for a line that is not near the top or the foot of its page."""
    place = line.baseline / page.height
    if _MARGIN <= place <= 1 - _MARGIN:
        return None
    return place < _MARGIN, _DIGITS.sub("#", line.text)
