"""The flowables of a policy's PDF: headings, paragraphs, items, tables, and the facts under the title."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr  # writes markup for reportlab; nothing is parsed

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Preformatted, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Words

from retrieval.documents import DocumentError, DocumentMetadata, PolicyDocument
from retrieval.rendering.inline import Span
from retrieval.rendering.parts import Grid, Heading, Item, Paragraph, Part, facts, parts_of

_INK, MUTED, LINE, _TINT = HexColor("#16202c"), HexColor("#566474"), HexColor("#c9d1d9"), HexColor("#eef2f6")
MARGIN = 0.95 * inch
WIDTH = LETTER[0] - 2 * MARGIN
_BODY = ParagraphStyle(
    "body",
    fontName="Helvetica",
    fontSize=9.5,
    leading=13.6,
    textColor=_INK,
    spaceAfter=6,
    allowWidows=0,
    allowOrphans=0,
)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=8.5, leading=11, spaceAfter=0)
_RIGHT = ParagraphStyle("right", parent=_CELL, alignment=TA_RIGHT)
_FACT = ParagraphStyle("fact", parent=_BODY, fontSize=8.5, leading=12, textColor=MUTED, spaceAfter=0)
_PRE = ParagraphStyle("pre", parent=_BODY, fontName="Courier", fontSize=8.5, leading=11)
_SIZES = {1: (22, 27, 0, 8), 2: (15, 19, 18, 6), 3: (11.5, 15, 11, 4)}
"""Font size, leading, space before and after, by the level of the heading; deeper ones are as level 3."""
PLAIN_FONTS = "cp1252"
_FALLBACK = "Vera"
_ROOM_AFTER_HEADING = 1.6 * inch
"""What a heading, those right below it and the first lines under them take; with less the next page begins."""
_NARROWEST = 0.09
"""The share of the page's width that a column gets at least."""


def begin_artifact(canvas: Canvas) -> None:
    _marked(canvas, "/Artifact <</Type /Pagination>> BDC")


def end_artifact(canvas: Canvas) -> None:
    _marked(canvas, "EMC")


def _marked(canvas: Any, operator: str) -> None:  # noqa: ANN401 - the types leave out what is needed here
    canvas._code.append(operator)  # noqa: SLF001 - reportlab has no call for marked content


class _Artifact(Flowable):
    """What is shown but is no part of the text."""

    def __init__(self, inner: Flowable) -> None:
        super().__init__()
        self._inner = inner

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self._inner.wrapOn(self.canv, width, height)

    def draw(self) -> None:
        begin_artifact(self.canv)
        self._inner.drawOn(self.canv, 0, 0)
        end_artifact(self.canv)


class _Markup:
    """Words as reportlab's markup."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._glyphs: Any = None

    def words(self, spans: Sequence[Span]) -> str:
        return "".join(map(self._span, spans))

    def plain(self, text: str) -> str:
        return "".join(self._letter(letter) for letter in text)

    def _span(self, span: Span) -> str:
        words = self.plain(span.text)
        if span.code:
            words = f'<font face="Courier">{words}</font>'
        if span.italic:
            words = f"<i>{words}</i>"
        if span.bold:
            words = f"<b>{words}</b>"
        return f'<a href={quoteattr(span.target)} color="#1d5b94">{words}</a>' if span.target else words

    def _letter(self, letter: str) -> str:
        try:
            letter.encode(PLAIN_FONTS)
        except UnicodeEncodeError:
            if self._glyphs is None:
                font = TTFont(_FALLBACK, "Vera.ttf")
                pdfmetrics.registerFont(font)
                self._glyphs = font.face.charToGlyph
            if ord(letter) not in self._glyphs:
                problem = f"the fonts at hand have no character {letter!r} (U+{ord(letter):04X})"
                raise DocumentError(
                    self._source, "text", problem, "Write it another way, or render DOCX or HTML"
                ) from None
            return f'<font face="{_FALLBACK}">{letter}</font>'
        return escape(letter)


def story(document: PolicyDocument) -> Iterator[Flowable]:
    """A heading comes as a paragraph with the attribute `heading`. Raises `DocumentError` for a letter without font."""
    markup = _Markup(document.source)
    before: Part | None = None
    for part in parts_of(document):
        if isinstance(part, Heading) and not isinstance(before, Heading):
            yield CondPageBreak(_ROOM_AFTER_HEADING)
        before = part
        yield from _flowables(part, markup)
        if isinstance(part, Heading) and part.level == 1:
            yield _Artifact(_fact_table(document.metadata, markup))
            yield Spacer(1, 12)


def _flowables(part: Part, markup: _Markup) -> Iterator[Flowable]:
    if isinstance(part, Heading):
        flowable = Words(markup.plain(part.title), _heading_style(part.level))
        flowable.heading = part  # type: ignore[attr-defined]  # read again in afterFlowable
        yield flowable
    elif isinstance(part, Paragraph):
        yield Words(markup.words(part.spans), _BODY)
    elif isinstance(part, Item):
        yield _item(part, markup)
    elif isinstance(part, Grid):
        yield _table(part, markup)
        yield Spacer(1, 8)
    else:
        yield Preformatted(part.lines, _PRE)


def _heading_style(level: int) -> ParagraphStyle:
    size, leading, before, after = _SIZES[min(level, max(_SIZES))]
    return ParagraphStyle(
        f"heading {level}",
        fontName="Times-Bold",
        fontSize=size,
        leading=leading,
        spaceBefore=before,
        spaceAfter=after,
        textColor=_INK,
    )


def _item(item: Item, markup: _Markup) -> Words:
    indent = 16 * (item.depth + 1) + (8 if len(item.label) > 2 else 0)  # noqa: PLR2004 - room for a label like (iv)
    style = ParagraphStyle(
        "item", parent=_BODY, leftIndent=indent, bulletIndent=16 * item.depth + 4, spaceAfter=3, bulletFontSize=9.5
    )
    return Words(markup.words(item.spans), style, bulletText=item.label or "\u2022")


def _fact_table(metadata: DocumentMetadata, markup: _Markup) -> Table:
    rows = [[Words(name, _FACT), Words(f"<b>{markup.plain(value)}</b>", _FACT)] for name, value in facts(metadata)]
    table = Table(rows, colWidths=[0.9 * inch, WIDTH - 0.9 * inch], hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, LINE),
                ("LINEBELOW", (0, -1), (-1, -1), 0.8, LINE),
            ]
        )
    )
    return table


def _table(grid: Grid, markup: _Markup) -> Table:
    def row(cells: Sequence[Sequence[Span]], begin: str = "", end: str = "") -> list[Words]:
        return [
            Words(f"{begin}{markup.words(cell)}{end}", _RIGHT if right else _CELL)
            for cell, right in zip(cells, grid.right, strict=True)
        ]

    rows = [row(grid.head, "<b>", "</b>"), *(row(cells) for cells in grid.rows)]
    table = Table(rows, colWidths=[share * WIDTH for share in column_shares(grid)], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), _TINT),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
                ("LEFTPADDING", (0, 0), (-1, -1), 5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def column_shares(grid: Grid) -> tuple[float, ...]:
    """The share of the width for each column: as much as its words ask for, damped so that no column starves."""
    columns = list(zip(grid.head, *grid.rows, strict=True))
    asked = []
    for cells in columns:
        lengths = [sum(len(span.text) for span in cell) for cell in cells]
        longest_word = max((len(word) for cell in cells for span in cell for word in span.text.split()), default=1)
        asked.append(max(longest_word * 1.3, (sum(lengths) / len(lengths)) ** 0.75 * 2, max(lengths) ** 0.6 * 2))
    least = _NARROWEST * sum(asked)
    asked = [max(share, least) for share in asked]
    return tuple(share / sum(asked) for share in asked)
