"""What a reader of a PDF sees: the text of every page, from the uncompressed pages that the letters are made of."""

import re

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj|(\bT\*|\bTm\b|\bTd\b|\bET\b)", re.DOTALL)
"""Text as it is shown, or a move to another place, which parts words."""
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def _unescaped(raw: bytes) -> str:
    def plain(found: re.Match[bytes]) -> bytes:
        escaped = found[1]
        return bytes([int(escaped, 8)]) if escaped.isdigit() else escaped

    return _ESCAPE.sub(plain, raw).decode("cp1252")


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with runs of white space as one space."""
    pages = ["".join(map(_piece, _SHOWN.finditer(stream))) for stream in _STREAM.findall(pdf)]
    return [" ".join(page.split()) for page in pages if page.strip()]


def _piece(found: re.Match[bytes]) -> str:
    return " " if found[2] else _unescaped(found[1])


def text_of_pdf(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))
