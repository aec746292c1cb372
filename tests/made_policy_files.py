"""Small policy files of each format, made by the libraries that write them and not by our own rendering."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

TOP, LEFT, LEADING = 700, 72, 14


def pdf(pages: Sequence[Sequence[tuple[str, str, float]]], *, keywords: str = "", locked_with: str = "") -> bytes:
    """Each page is a list of lines: text, font, size. An empty text leaves a gap."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=LETTER, invariant=1, encrypt=locked_with or None)
    if keywords:
        canvas.setKeywords(keywords)
    for lines in pages:
        height = float(TOP)
        for text, font, size in lines:
            canvas.setFont(font, size)
            canvas.drawString(LEFT, height, text)
            height -= LEADING
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def body(*lines: str) -> list[tuple[str, str, float]]:
    return [(line, "Helvetica", 10.0) for line in lines]


def scanned_pdf(pages: int = 2) -> bytes:
    """Pages that hold one picture and no letter."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=LETTER, invariant=1)
    picture = ImageReader(Image.new("L", (20, 20), 200))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, *LETTER)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def word(build: Any = None, **properties: str) -> bytes:
    document = docx.Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    if build is not None:
        build(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def changed_run(paragraph: Any, kind: str, text: str) -> None:
    """A tracked change: `ins` or `del`."""
    change, run = OxmlElement(f"w:{kind}"), OxmlElement("w:r")
    words = OxmlElement("w:delText" if kind == "del" else "w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    change.append(run)
    paragraph._p.append(change)
