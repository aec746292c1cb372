"""A policy as a Word file: heading styles, real tables whose heads repeat, page numbers, document properties."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from retrieval.documents import DocumentMetadata, PolicyDocument
from retrieval.readers.metadata import as_keywords
from retrieval.rendering.inline import Span
from retrieval.rendering.parts import Grid, Heading, Item, Paragraph, Part, facts, in_force, parts_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

_INK, _MUTED = "16202C", "566474"
_HEAD_TINT, _GRID = "EEF2F6", "C9D1D9"
_FONT, _HEADING_FONT = "Calibri", "Georgia"
_SIZES = {"Title": 24, "Heading 1": 16, "Heading 2": 12.5, "Heading 3": 11}
_DEEPEST = 9


def docx_of(document: PolicyDocument) -> bytes:
    import docx  # noqa: PLC0415 - only where a Word file is rendered

    word = docx.Document()
    _styles(word)
    _properties(word, document.metadata)
    _head_and_foot(word, document.metadata)
    for part in parts_of(document):
        _add(word, part)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def _styles(word: "Document") -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Inches, Pt, RGBColor  # noqa: PLC0415 - as above

    section = word.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name in ("Title", *(f"Heading {level}" for level in range(1, _DEEPEST + 1))):
        style = word.styles[name]
        font = style.font
        font.name, font.bold, font.italic, font.color.rgb = _HEADING_FONT, True, False, RGBColor.from_string(_INK)
        font.size = Pt(_SIZES.get(name, 10.5))
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _HEADING_FONT)


def _properties(word: "Document", metadata: DocumentMetadata) -> None:
    properties = word.core_properties
    properties.title = metadata.title
    properties.subject = f"Policy in force {in_force(metadata)}"
    properties.keywords = as_keywords(metadata)
    properties.identifier = metadata.document
    properties.version = metadata.version
    properties.author = ""
    properties.comments = ""
    properties.language = "en-US"
    first_day = datetime.combine(metadata.effective_from, time(), UTC)
    properties.created = properties.modified = first_day


def _head_and_foot(word: "Document", metadata: DocumentMetadata) -> None:
    """The facts in the head of the first page, a short head on the others, page numbers on all."""
    section = word.sections[0]
    section.different_first_page_header_footer = True
    told = "   \u00b7   ".join(f"{name} {value}" for name, value in facts(metadata))
    _small(section.first_page_header.paragraphs[0], told)
    _small(section.header.paragraphs[0], f"{metadata.title}   \u00b7   version {metadata.version}")
    for footer in (section.first_page_footer, section.footer):
        paragraph = footer.paragraphs[0]
        _small(paragraph, "Page ")
        _field(paragraph, "PAGE")
        _small(paragraph, " of ")
        _field(paragraph, "NUMPAGES")


def _small(paragraph: "WordParagraph", words: str) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - as above

    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(_MUTED)


def _field(paragraph: "WordParagraph", name: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    _small(paragraph, "")
    element: Any = paragraph.runs[-1]._r  # noqa: SLF001 - python-docx has no call for fields
    for kind in ("begin", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        element.append(mark)
        if kind == "begin":
            instruction = OxmlElement("w:instrText")
            instruction.text = name
            element.append(instruction)


def _add(word: "Document", part: Part) -> None:
    if isinstance(part, Heading):
        style = "Title" if part.level == 1 else f"Heading {min(part.level - 1, _DEEPEST)}"
        word.add_paragraph(part.title, style=style)
    elif isinstance(part, Paragraph):
        _runs(word.add_paragraph(), part.spans)
    elif isinstance(part, Item):
        _item(word, part)
    elif isinstance(part, Grid):
        _table(word, part)
    else:
        for run in [word.add_paragraph().add_run(part.lines)]:
            run.font.name = "Consolas"


def _runs(paragraph: "WordParagraph", spans: Sequence[Span]) -> None:
    for span in spans:
        run = paragraph.add_run(span.text)
        run.bold, run.italic = span.bold or None, span.italic or None
        if span.code:
            run.font.name = "Consolas"


def _item(word: "Document", item: Item) -> None:
    """Bullets by Word's list styles; a written label stays as it was written, since policies refer to it."""
    from docx.shared import Inches, Pt  # noqa: PLC0415 - as above

    depth = min(item.depth, 2)
    suffix = f" {depth + 1}" if depth else ""
    if not item.label:
        paragraph = word.add_paragraph(style=f"List Bullet{suffix}")
    else:
        paragraph = word.add_paragraph(style=f"List{suffix}")
        paragraph.paragraph_format.left_indent = Inches(0.35 * (depth + 1))
        paragraph.paragraph_format.first_line_indent = Inches(-0.35)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(0.35 * (depth + 1)))
        paragraph.add_run(f"{item.label}\t")
    paragraph.paragraph_format.space_after = Pt(3)
    _runs(paragraph, item.spans)


def _table(word: "Document", grid: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - as above
    from docx.oxml import OxmlElement, parse_xml  # noqa: PLC0415 - as above
    from docx.oxml.ns import nsdecls  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    table = word.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:color="{_GRID}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))  # noqa: SLF001 - no call for it
    for place, row in enumerate((grid.head, *grid.rows)):
        added = table.add_row()
        properties = added._tr.get_or_add_trPr()  # noqa: SLF001 - no call for it
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, spans, right in zip(added.cells, row, grid.right, strict=True):
            paragraph = cell.paragraphs[0]
            _runs(paragraph, [Span(**{**vars(span), "bold": True}) for span in spans] if place == 0 else spans)
            paragraph.paragraph_format.space_after = Pt(2)
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for run in paragraph.runs:
                run.font.size = Pt(9.5)
            if place == 0:
                _shade(cell)
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _shade(cell: "_Cell") -> None:
    from docx.oxml import parse_xml  # noqa: PLC0415 - as above
    from docx.oxml.ns import nsdecls  # noqa: PLC0415 - as above

    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEAD_TINT}"/>'
    properties: Any = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - no call for it
    properties.append(parse_xml(shade))
