"""Reads a policy from a Word file (.docx): heading styles, lists, tables; its properties say the rest.

The text is what a reader sees with all changes accepted: insertions count, deletions do not. Headers and footers of
the pages, footnotes and comments are no part of it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, cast
from zipfile import BadZipFile, ZipFile

from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument
from retrieval.readers.content import checked_size
from retrieval.readers.metadata import FIELDS, completed_metadata, document_of, first_heading, keyword_fields
from retrieval.readers.numbers import section_number
from retrieval.readers.writer import TextWriter

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLACE = "the keywords of its properties (document=...; version=...; effective_from=...)"
_MAX_UNPACKED = 200_000_000
_HEADING = re.compile(r"heading ?([1-9])\Z", re.IGNORECASE)
_LIST_LEVEL = re.compile(r"list (?:bullet|number|continue)? ?([2-5])?", re.IGNORECASE)
_LABELLED = re.compile(r"(?:[-*\u2022\u2013]|\d{1,3}[.)]|\([A-Za-z0-9]{1,5}\))\s")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOT_READ = frozenset(
    {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_DEEPEST_HEADING = 9


def read_docx(content: bytes, source: str, given: GivenMetadata) -> PolicyDocument:
    """`Title` is a heading of level 1, `Heading 1` one of level 2, and so on. Raises `DocumentError`."""
    checked_size(content, source)
    if content.startswith(OLE_MAGIC):
        raise DocumentError(
            source,
            "file",
            "it is encrypted, or of the kind that Word wrote before 2007",
            "Remove the password in Word, or save it as .docx",
        )
    document, custom = _opened(content, source)
    writer = TextWriter()
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            _table(cast("Table", part), writer)
        else:
            _paragraph(part, writer)
    properties = document.core_properties
    said = keyword_fields(properties.keywords or "") | custom
    title = (properties.title or "").strip()
    if said:
        said.setdefault("title", title)
    offered = first_heading(writer.blocks) or title
    metadata = completed_metadata(said, given, source, place=_PLACE, title=offered)
    return document_of(metadata, writer.text, writer.blocks, source)


def _opened(content: bytes, source: str) -> "tuple[Document, dict[str, str]]":
    import docx  # noqa: PLC0415 - only for the files that need it

    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_unpacked(archive, source)
            custom = _custom_properties(archive)
        return docx.Document(BytesIO(content)), custom
    except DocumentError:
        raise
    except (BadZipFile, EOFError) as error:
        raise _broken(source, str(error)) from error
    except Exception as error:  # python-docx raises whatever lxml, zipfile and its own look-ups do
        raise _broken(source, f"{type(error).__name__}: {error}"[:200]) from error


def _check_unpacked(archive: ZipFile, source: str) -> None:
    if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
        problem = f"it unpacks to more than {_MAX_UNPACKED:,} bytes"
        raise DocumentError(source, "size", problem, "Split it, or take its pictures out")


def _broken(source: str, detail: str) -> DocumentError:
    return DocumentError(source, "file", f"Word's format is damaged ({detail})", "Open it in Word and save it again")


def _custom_properties(archive: ZipFile) -> dict[str, str]:
    """The document properties that were added by hand and have the name of a field."""
    from defusedxml import ElementTree  # noqa: PLC0415 - only for the files that need it

    if "docProps/custom.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("docProps/custom.xml"))
    named = {str(entry.get("name")).lower().replace("-", "_"): "".join(entry.itertext()).strip() for entry in root}
    return {name: value.partition("T00:00")[0] for name, value in named.items() if name in FIELDS and value}


def _paragraph(paragraph: "Paragraph", writer: TextWriter) -> None:
    words = "".join(_runs(cast("_Element", paragraph._p)))  # noqa: SLF001 - python-docx leaves insertions out of its text
    style = paragraph.style
    name = (style.name or "") if style is not None else ""
    level = _heading_level(paragraph, name)
    if level:
        writer.heading(words, level, section_number(" ".join(words.split())))
    elif (depth := _list_depth(paragraph, name)) is not None:
        writer.item(words, label="" if _LABELLED.match(words) else "-", depth=depth)
    else:
        writer.prose(words)


def _heading_level(paragraph: "Paragraph", style: str) -> int:
    """0 for a paragraph that is no heading."""
    if style.lower() == "title":
        return 1
    found = _HEADING.match(style)
    if found is None and paragraph.style is not None:
        found = _HEADING.match(paragraph.style.style_id or "")
    if found is not None:
        return min(int(found[1]) + 1, _DEEPEST_HEADING)
    outline = cast("_Element", paragraph._p).find(f"{_W}pPr/{_W}outlineLvl")  # noqa: SLF001 - not offered otherwise
    value = str(outline.get(f"{_W}val")) if outline is not None else ""
    return min(int(value) + 2, _DEEPEST_HEADING) if value.isdigit() and int(value) < _DEEPEST_HEADING else 0


def _list_depth(paragraph: "Paragraph", style: str) -> int | None:
    """None for a paragraph that is in no list."""
    element = cast("_Element", paragraph._p)  # noqa: SLF001 - not offered otherwise
    level = element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    if level is not None:
        value = str(level.get(f"{_W}val"))
        return int(value) if value.isdigit() else 0
    if style.lower().startswith("list") and style.lower() != "list paragraph":
        found = _LIST_LEVEL.match(style)
        return int(found[1]) - 1 if found and found[1] else 0
    return None


def _runs(element: "_Element") -> Iterator[str]:
    """The characters of a paragraph or a cell, in order."""
    for child in element:
        if child.tag in _NOT_READ:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag != f"{_W}pPr":
            yield from _runs(child)
            if child.tag == f"{_W}p":
                yield " "


def _table(table: "Table", writer: TextWriter) -> None:
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        seen: list[_Element] = []
        for cell in row.cells:
            element = cast("_Element", cell._tc)  # noqa: SLF001 - the same element comes for each column that it spans
            cells.append("" if any(element is other for other in seen) else "".join(_runs(element)))
            seen.append(element)
        rows.append(cells)
    if rows:
        writer.table(rows)
