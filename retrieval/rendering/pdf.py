"""A policy as a PDF of US letter pages: bookmarks, page numbers, tables that may run over, the same bytes each time.

Heads, feet and the facts under the title are marked as artifacts, so that a reader of the file takes them for what they
are: no words of the policy. The standard fonts are used; a character that they lack is set in Bitstream Vera.
"""

from io import BytesIO

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from retrieval.documents import DocumentMetadata, PolicyDocument
from retrieval.readers.metadata import as_keywords
from retrieval.rendering.parts import Heading, in_force
from retrieval.rendering.pdf_story import LINE, MARGIN, MUTED, PLAIN_FONTS, WIDTH, begin_artifact, end_artifact, story

_TOP = 1.0 * inch


def pdf_of(document: PolicyDocument) -> bytes:
    """Raises `DocumentError` for a character that no font here has."""
    pages, _ = _built(document, pages=0)
    return _built(document, pages)[1]


def _built(document: PolicyDocument, pages: int) -> tuple[int, bytes]:
    """How many pages there are, and the file, whose feet say that there are `pages`."""
    metadata = document.metadata
    target = BytesIO()
    book = _Book(
        target,
        pagesize=LETTER,
        title=metadata.title,
        subject=f"Policy {metadata.document}, version {metadata.version}, in force {in_force(metadata)}",
        keywords=[as_keywords(metadata)],
        author="",
        creator="Underwright",
        lang="en-US",
        invariant=1,
    )
    frame = Frame(MARGIN, MARGIN, WIDTH, LETTER[1] - MARGIN - _TOP, 0, 0, 0, 0)

    def head_and_foot(canvas: Canvas, _book: BaseDocTemplate) -> None:
        begin_artifact(canvas)
        _head_and_foot(canvas, metadata, pages)
        end_artifact(canvas)

    book.addPageTemplates([PageTemplate(id="page", frames=[frame], onPageEnd=head_and_foot)])
    book.build(list(story(document)))
    return book.page, target.getvalue()


class _Book(BaseDocTemplate):
    """Enters every heading into the outline as it is set."""

    _depth = -1

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        part = getattr(flowable, "heading", None)
        if isinstance(part, Heading):
            self._depth = min(part.level - 1, self._depth + 1)  # an outline may not skip a level
            self.canv.bookmarkPage(part.anchor)
            self.canv.addOutlineEntry(part.title, part.anchor, self._depth, closed=self._depth > 0)


def _head_and_foot(canvas: Canvas, metadata: DocumentMetadata, pages: int) -> None:
    number = canvas.getPageNumber()
    right = LETTER[0] - MARGIN
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(MUTED)
    canvas.setStrokeColor(LINE)
    if number > 1:
        top = LETTER[1] - 0.62 * inch
        canvas.drawString(MARGIN, top, metadata.title.encode(PLAIN_FONTS, "replace").decode(PLAIN_FONTS))
        canvas.drawRightString(right, top, f"Version {metadata.version}")
        canvas.line(MARGIN, top - 5, right, top - 5)
    canvas.drawString(MARGIN, 0.55 * inch, f"{metadata.document}, in force {in_force(metadata)}")
    canvas.drawRightString(right, 0.55 * inch, f"Page {number} of {pages}")
