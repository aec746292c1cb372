"""Bytes as they come: how large a file may be, and its characters."""

import codecs

from retrieval.documents import DocumentError

MAX_BYTES = 20_000_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def checked_size(content: bytes, source: str, limit: int = MAX_BYTES) -> bytes:
    """Raises `DocumentError` for a file that is empty or larger than `limit` bytes."""
    if not content:
        raise DocumentError(source, "size", "the file is empty", "Save it again, or remove it")
    if len(content) > limit:
        problem = f"{len(content):,} bytes, more than {limit:,}"
        raise DocumentError(source, "size", problem, "Split it into several documents")
    return content


def decoded(content: bytes, source: str) -> str:
    r"""The characters of a text file, without byte order mark and with `\n` as the only line end."""
    checked_size(content, source)
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(source, f"byte {error.start}", "this is not UTF-8", "Save the file as UTF-8") from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise DocumentError(source, f"line {line}", "a NUL character", "Remove it; is this really a text file?")
    return text.replace("\r\n", "\n").replace("\r", "\n")
