"""A letter as a PDF of US letter pages, the same bytes for the same letter.

The standard fonts of every reader are used, so nothing is embedded; they hold the letters of western Europe. A letter
beyond those is set without its accent, or as a question mark where it has no plain form.
"""

import unicodedata
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape  # escapes text for reportlab's markup; nothing is parsed

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from lending.notice_wording import Section
from reporting.letter import Letter
from reporting.visible import visible

_INK, _MUTED, _LINE = HexColor("#16202c"), HexColor("#566474"), HexColor("#d8dee5")
_CARE, _CARE_TINT, _CARE_FILL = HexColor("#8a5300"), HexColor("#fdf0d5"), HexColor("#c07f17")
_STROKED: Final = dict(zip("ŁłĐđĦħıŦŧ", "LlDdHhiTt", strict=True))
"""Letters without an accent to leave off."""
_SEND_ANOTHER: Final = "Send the HTML or the text: the fonts of this file lack letters of the name or the address."
_MARGIN: Final = 0.85 * inch
_LABELS: Final = 2.35 * inch
_LONG: Final = 6
"""Lines of a table from which it may run over a page's end."""
_WIDTH: Final = LETTER[0] - 2 * _MARGIN

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=13, textColor=_INK, spaceAfter=4)
_LABEL = ParagraphStyle("label", parent=_BODY, textColor=_MUTED, spaceAfter=0)
_VALUE = ParagraphStyle("value", parent=_BODY, fontName="Helvetica-Bold", spaceAfter=0)
_CREDITOR = ParagraphStyle("creditor", parent=_BODY, fontName="Times-Bold", fontSize=16, leading=19, spaceAfter=2)
_TITLE = ParagraphStyle(
    "title", parent=_BODY, fontName="Times-Bold", fontSize=15, leading=18, spaceBefore=8, spaceAfter=8
)
_HEADING = ParagraphStyle("heading", parent=_BODY, fontName="Times-Bold", fontSize=11.5, leading=14, spaceBefore=9)
_NOT_YET = ParagraphStyle("not yet", parent=_BODY, textColor=_CARE, spaceAfter=2)


def pdf_of(letter: Letter) -> bytes:
    target = BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=LETTER,
        title=_plain(f"{letter.title}: {letter.application_id}"),
        author=_plain(letter.creditor.name),
        subject=_plain(letter.title),
        creator="Underwright",
        lang="en-US",
        invariant=1,
        pageCompression=0,
    )
    frame = Frame(_MARGIN, _MARGIN, _WIDTH, LETTER[1] - 2 * _MARGIN, 0, 0, 0, 0)

    def foot(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(_MUTED)
        canvas.drawString(_MARGIN, 0.5 * inch, _plain(f"Application {letter.application_id}"))
        canvas.drawRightString(LETTER[0] - _MARGIN, 0.5 * inch, f"Page {canvas.getPageNumber()}")

    document.addPageTemplates([PageTemplate(id="page", frames=[frame], onPageEnd=foot)])
    document.build(_story(letter))
    return target.getvalue()


def _plain(text: str) -> str:
    """The text in the letters that the standard fonts have."""
    return "".join(map(_printable, str(visible(text))))


def _printable(letter: str) -> str:
    """The letter, its plain form, or a question mark."""
    for form in (letter, _STROKED.get(letter, letter), unicodedata.normalize("NFKD", letter)[0]):
        if form.encode("cp1252", "ignore"):
            return form
    return "?"


def _to_complete(letter: Letter) -> tuple[str, ...]:
    """What the letter lacks, and a word of warning where this file shows a name or an address as no name is written."""
    shown = "".join((letter.name, *letter.address))
    lost = _plain(shown).count("?") > shown.count("?")
    return (*letter.to_complete, *((_SEND_ANOTHER,) if lost else ()))


def _paragraph(text: str, style: ParagraphStyle = _BODY) -> Paragraph:
    return Paragraph(escape(_plain(text)), style)


def _block(lines: tuple[str, ...], style: ParagraphStyle = _BODY) -> Paragraph:
    return Paragraph("<br/>".join(escape(_plain(line)) for line in lines), style)


def _story(letter: Letter) -> list[Flowable]:
    creditor = letter.creditor
    lacks = _to_complete(letter)
    story: list[Flowable] = [_not_yet(lacks), Spacer(0, 10)] if lacks else []
    story += [
        _paragraph(creditor.name, _CREDITOR),
        _block((", ".join(creditor.address), *filter(None, (creditor.telephone,))), _LABEL),
        HRFlowable(width="100%", thickness=1.5, color=_INK, spaceBefore=6, spaceAfter=14),
        _paragraph(letter.day),
        Spacer(0, 8),
        _block((letter.name, *letter.address)),
        Spacer(0, 8),
        _block(letter.subject, _LABEL),
        _paragraph(letter.title, _TITLE),
        _paragraph(f"Dear {letter.name}:"),
    ]
    for section in letter.sections:
        heading, first, *rest = _section(section)
        short = len(section.facts) < _LONG
        story += [KeepTogether([heading, first, *rest])] if short else [KeepTogether([heading, first]), *rest]
    return story


def _section(section: Section) -> list[Flowable]:
    """The heading and what stands under it, which is never nothing."""
    parts: list[Flowable] = [_paragraph(section.title, _HEADING)]
    parts += [_paragraph(paragraph) for paragraph in section.paragraphs]
    if section.facts:
        rows: list[list[Any]] = [[_paragraph(f.label, _LABEL), _block(f.values, _VALUE)] for f in section.facts]
        parts += [_table(rows, [_LABELS, _WIDTH - _LABELS]), Spacer(0, 4)]
    if section.lead:
        parts.append(_paragraph(section.lead))
    if section.items:
        parts.append(_list(section))
    if section.closing:
        parts.append(_paragraph(section.closing))
    return parts


def _list(section: Section) -> ListFlowable:
    items: list[Any] = [ListItem(_paragraph(item)) for item in section.items]
    if section.numbered:
        return ListFlowable(items, bulletType="1", bulletFontSize=9.5, leftIndent=16, bulletFormat="%s.")
    return ListFlowable(items, bulletType="bullet", bulletFontSize=7, leftIndent=16, start="circle")


def _table(rows: list[list[Any]], widths: list[float]) -> Table:
    lines: list[Any] = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.5, _LINE),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    return Table(rows, colWidths=widths, hAlign="LEFT", style=TableStyle(lines))


def _not_yet(items: tuple[str, ...]) -> Table:
    words = [_paragraph("Not to be sent yet. Before this notice goes out:", _NOT_YET)]
    words += [_paragraph(f"- {item}", _NOT_YET) for item in items]
    style = TableStyle([("BACKGROUND", (0, 0), (-1, -1), _CARE_TINT), ("LINEBEFORE", (0, 0), (0, -1), 3, _CARE_FILL)])
    return Table([[words]], colWidths=[_WIDTH], style=style)
