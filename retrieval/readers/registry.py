"""Which reader a file goes to: by what its first bytes say, then by its name, then by what it looks like.

A new format is a module beside the others and a line here.
"""

from collections.abc import Callable
from pathlib import PurePath

from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument
from retrieval.readers.content import checked_size
from retrieval.readers.docx import OLE_MAGIC, read_docx
from retrieval.readers.html import read_html
from retrieval.readers.markdown import read_markdown
from retrieval.readers.pdf import MAGIC as PDF_MAGIC
from retrieval.readers.pdf import read_pdf
from retrieval.readers.text import read_text
from retrieval.readers.xml import read_xml

Reader = Callable[[bytes, str, GivenMetadata], PolicyDocument]

READERS: dict[str, Reader] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".xml": read_xml,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".text": read_text,
}
_FIRST_BYTES: dict[bytes, Reader] = {PDF_MAGIC: read_pdf, b"PK\x03\x04": read_docx, OLE_MAGIC: read_docx}
_SEEN = 1024


def read_policy(content: bytes, source: str, given: GivenMetadata) -> PolicyDocument:
    """`source` is the file's name, in errors and as the last resort for the document's id. Raises `DocumentError`."""
    checked_size(content, source, 100_000_000)
    return _reader(content, source)(content, source, given)


def _reader(content: bytes, source: str) -> Reader:
    for magic, reader in _FIRST_BYTES.items():
        if content.startswith(magic):
            return reader
    suffix = PurePath(source).suffix.lower()
    if suffix in READERS:
        return READERS[suffix]
    start = content[:_SEEN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return read_html
    if start.startswith(b"<?xml"):
        return read_xml
    if b"\x00" in content[:_SEEN]:
        kinds = ", ".join(READERS)
        problem = f"files of this kind ({suffix or 'no ending'}) are not read"
        raise DocumentError(source, "name", problem, f"Save it as one of {kinds}")
    return read_text
