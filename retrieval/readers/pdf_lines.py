"""The lines of a PDF's pages with their places, sizes and weights, as pdfium finds them.

Left out are what the file itself marks as no part of the text (artifacts: running heads, page numbers) and what stands
at a slant (watermarks). pdfium may be used by one thread at a time only: hold `PDFIUM` around everything here.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

PDFIUM = Lock()

_LINE_HYPHENS = frozenset({"\x02", "\ufffe", "\u00ad"})
"""What pdfium gives for a hyphen that ends a line, and the soft hyphen."""
_LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"})
_ENDS_BROKEN = re.compile(r"(?<=[^\W_])-\Z")
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_NAME_BYTES = 64
_MANY = 4
"""Drawn paths from which a page may hold a table."""


@dataclass(frozen=True)
class Line:
    """`baseline`, `left` and `right` in points from the lower left. `broken` where a hyphen ends it in a word."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    broken: bool = False


@dataclass(frozen=True)
class Page:
    """`ruled` where it has enough drawn lines for a table, `pictured` where it shows a picture."""

    number: int
    height: float
    lines: tuple[Line, ...]
    ruled: bool
    pictured: bool


def read_page(page: Any, number: int) -> Page:  # noqa: ANN401 - pypdfium2 has no types
    from pypdfium2 import raw  # noqa: PLC0415 - only for the files that need it

    text_page = page.get_textpage()
    try:
        lines = tuple(_lines(raw, text_page.raw, number))
    finally:
        text_page.close()
    kinds = [part.type for part in page.get_objects(max_depth=3)]
    return Page(
        number=number,
        height=page.get_height(),
        lines=lines,
        ruled=kinds.count(raw.FPDF_PAGEOBJ_PATH) >= _MANY,
        pictured=raw.FPDF_PAGEOBJ_IMAGE in kinds,
    )


def _lines(raw: Any, text_page: Any, number: int) -> Iterator[Line]:  # noqa: ANN401 - as above
    start = 0
    letters: list[str] = []
    count = raw.FPDFText_CountChars(text_page)
    for index in range(count + 1):
        letter = "\n" if index == count else chr(raw.FPDFText_GetUnicode(text_page, index) or 0x20)
        breaks = letter in _LINE_HYPHENS
        if not breaks and letter not in "\r\n":
            letters.append(letter)
            continue
        line = _line(raw, text_page, number, start, "".join(letters), broken=breaks)
        if line is not None:
            yield line
        start, letters = index + 1, []


def _line(
    raw: Any,  # noqa: ANN401 - as above
    text_page: Any,  # noqa: ANN401 - as above
    number: int,
    start: int,
    letters: str,
    *,
    broken: bool,
) -> Line | None:
    stripped = letters.strip()
    if not stripped:
        return None
    first = start + letters.index(stripped[0])
    last = first + len(letters.strip()) - 1
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, first, matrix)
    if abs(matrix.b) > abs(matrix.a) / 4 or _is_artifact(raw, text_page, first):
        return None
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    raw.FPDFText_GetCharBox(text_page, last, left, right, bottom, top)
    raw.FPDFText_GetCharOrigin(text_page, first, x, y)
    size = raw.FPDFText_GetFontSize(text_page, first) * abs(matrix.d)
    text = _ENDS_BROKEN.sub("", stripped)
    return Line(
        page=number,
        text=text.translate(_LIGATURES),
        left=x.value,
        right=right.value,
        baseline=y.value,
        size=round(size, 1),
        bold=all(_is_bold(raw, text_page, place) for place in (first, (first + last) // 2, last)),
        broken=broken or text != stripped,
    )


def _is_bold(raw: Any, text_page: Any, index: int) -> bool:  # noqa: ANN401 - as above
    name = ctypes.create_string_buffer(_NAME_BYTES)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, index, name, _NAME_BYTES, flags)
    return bool(_BOLD.search(name.value)) or raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT


def _is_artifact(raw: Any, text_page: Any, index: int) -> bool:  # noqa: ANN401 - as above
    shown = raw.FPDFText_GetTextObject(text_page, index)
    for place in range(max(raw.FPDFPageObj_CountMarks(shown), 0) if shown else 0):
        name = (ctypes.c_ushort * _NAME_BYTES)()
        length = ctypes.c_ulong()
        raw.FPDFPageObjMark_GetName(raw.FPDFPageObj_GetMark(shown, place), name, ctypes.sizeof(name), length)
        if bytes(name).decode("utf-16-le").partition("\0")[0] == "Artifact":
            return True
    return False
