"""Reads a policy from a PDF: pdfium for words, bookmarks and sizes; pdfplumber on the pages that may hold a table."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument
from retrieval.readers.content import checked_size
from retrieval.readers.metadata import completed_metadata, document_of, first_heading, keyword_fields
from retrieval.readers.pdf_blocks import Assembler, TableAt
from retrieval.readers.pdf_headings import Bookmarks
from retrieval.readers.pdf_lines import PDFIUM, Line, Page, read_page
from retrieval.readers.pdf_running import without_running_lines
from retrieval.readers.writer import TextWriter, squeezed

MAGIC = b"%PDF-"
_MAX_BYTES = 100_000_000
_PLACE = "the keywords of its document information (document=...; version=...; effective_from=...)"
_PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD; FPDF_ERR_SECURITY is the next one."""


def read_pdf(content: bytes, source: str, given: GivenMetadata) -> PolicyDocument:
    """Raises `DocumentError`, also for a file most of whose pages are pictures without text."""
    checked_size(content, source, _MAX_BYTES)
    writer = TextWriter()
    with PDFIUM:
        file = _opened(content, source)
        try:
            page_starts, notes, information = _read(file, content, source, writer)
        except DocumentError:
            raise
        except Exception as error:  # pdfium, pdfminer and pdfplumber each have their own, without a common base
            problem = f"a part of the PDF is damaged ({type(error).__name__}: {error})"[:200]
            raise DocumentError(source, "file", problem, "Export it again") from error
        finally:
            file.close()
    said = keyword_fields(information.get("Keywords", ""))
    title = information.get("Title", "").strip()
    if said:
        said.setdefault("title", title)
    offered = first_heading(writer.blocks) or title
    metadata = completed_metadata(said, given, source, place=_PLACE, title=offered)
    return document_of(metadata, writer.text, writer.blocks, source, page_starts, notes)


def _read(
    file: Any,  # noqa: ANN401 - pypdfium2 has no types
    content: bytes,
    source: str,
    writer: TextWriter,
) -> tuple[tuple[int, ...], tuple[str, ...], dict[str, str]]:
    """Writes the text; gives where its pages begin, what was left out, and the document information."""
    pages = [_page(file, number) for number in range(len(file))]
    notes = _unread(pages, source)
    pages = without_running_lines(pages)
    assembler = Assembler(pages, _bookmarks(file), writer)
    tables = _tables(content, file, [page for page in pages if page.ruled])
    for page in pages:
        left, placed = _apart(page, tables.get(page.number, ()))
        assembler.page(left, placed)
    assembler.finish()
    return tuple(writer.page_starts), notes, file.get_metadata_dict()


def _opened(content: bytes, source: str) -> Any:  # noqa: ANN401 - pypdfium2 has no types
    import pypdfium2  # noqa: PLC0415 - only for the files that need it

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if (error.err_code or 0) in (_PASSWORD_ERROR, _PASSWORD_ERROR + 1):
            remedy = "Save a copy without a password"
            raise DocumentError(source, "file", "it is encrypted and asks for a password", remedy) from error
        raise DocumentError(source, "file", f"this is not a whole PDF ({error})", "Export it again") from error


def _page(file: Any, number: int) -> Page:  # noqa: ANN401 - as above
    page = file[number]
    try:
        return read_page(page, number)
    finally:
        page.close()


def _unread(pages: Sequence[Page], source: str) -> tuple[str, ...]:
    scanned = [page.number + 1 for page in pages if page.pictured and not page.lines]
    if not any(page.lines for page in pages) or len(scanned) > len(pages) / 2:
        where = f"pages {', '.join(map(str, scanned[:10]))}" if scanned else "text"
        problem = "pictures without text, as a scanner makes them" if scanned else "none of its pages has text"
        raise DocumentError(source, where, problem, "Run text recognition (OCR) over it and hand in the result")
    if not scanned:
        return ()
    return (f"Page {', '.join(map(str, scanned))}: a picture without text, which was not read.",)


def _bookmarks(file: Any) -> Bookmarks:  # noqa: ANN401 - as above
    """Where one bookmark stands above all others it is the document's title, of level 1."""
    entries = [(mark.get_dest(), mark.get_title(), mark.level) for mark in file.get_toc(max_depth=9)]
    offset = 1 if sum(level == 0 for _, _, level in entries) == 1 else 2
    found: dict[int, list[tuple[str, int]]] = {}
    for target, title, level in entries:
        page = target.get_index() if target is not None else None
        if page is not None:
            found.setdefault(page, []).append((title, level + offset))
    return found


Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the lower left corner."""


def _tables(content: bytes, file: Any, ruled: Sequence[Page]) -> dict[int, list[tuple[Box, list[list[str]]]]]:  # noqa: ANN401 - as above
    """By page, each table's place and the words of its cells."""
    if not ruled:
        return {}
    import pdfplumber  # noqa: PLC0415 - only for the files that need it

    found: dict[int, list[tuple[Box, list[list[str]]]]] = {}
    with pdfplumber.open(BytesIO(content)) as book:
        for page in ruled:
            opened = file[page.number]
            text_page = opened.get_textpage()
            for table in book.pages[page.number].find_tables():
                rows = [
                    ["" if cell is None else _cell(text_page, cell, page.height) for cell in row.cells]
                    for row in table.rows
                ]
                if len(rows) > 1 and max(map(len, rows)) > 1 and any(any(row) for row in rows):
                    left, top, right, bottom = table.bbox
                    box = (left, page.height - bottom, right, page.height - top)
                    found.setdefault(page.number, []).append((box, rows))
            text_page.close()
            opened.close()
            book.pages[page.number].close()
    return found


def _cell(text_page: Any, cell: tuple[float, float, float, float], height: float) -> str:  # noqa: ANN401 - as above
    left, top, right, bottom = cell
    words: str = text_page.get_text_bounded(left, height - bottom, right, height - top)
    return squeezed(words.replace("\x02\r\n", "-").replace("\x02", "-").replace("\ufffe", "-"))


def _apart(page: Page, tables: Sequence[tuple[Box, list[list[str]]]]) -> tuple[Page, list[TableAt]]:
    """The page without the lines of its tables, and where each table stands among those that are left."""
    left: list[Line] = []
    placed: dict[int, TableAt] = {}
    for line in page.lines:
        inside = next((place for place, (box, _) in enumerate(tables) if _lies_in(line, box)), None)
        if inside is None:
            left.append(line)
        elif inside not in placed:
            placed[inside] = TableAt(page.number, len(left), tables[inside][1])
    return Page(page.number, page.height, tuple(left), page.ruled, page.pictured), list(placed.values())


def _lies_in(line: Line, box: Box) -> bool:
    left, bottom, right, top = box
    return left - 1 <= line.left <= right and bottom <= line.baseline <= top
