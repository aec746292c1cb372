"""A Markdown policy as the parts that every rendering is made of, and what is said about it at the top. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lending.program import Program
from retrieval.documents import Block, DocumentMetadata, PolicyDocument
from retrieval.pipe_tables import cells_of, is_rule
from retrieval.rendering.inline import Span, plain, spans

_LABEL = re.compile(r"\s*(?P<label>[-*+]|\d{1,3}[.)]|\([A-Za-z0-9]{1,4}\))\s+")
_FENCE = re.compile(r"\s{0,3}(```|~~~)[^\n]*\n?")
_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9.]+")
_FIGURE = re.compile(r"[$+-]?\d[\d,]*(?:\.\d+)?(?:\s?%)?")
_SPACES_A_LEVEL = 2

PROGRAM_NAMES = {
    Program.CONVENTIONAL: "Conventional",
    Program.HIGH_BALANCE: "High-balance conforming",
    Program.FHA: "FHA",
    Program.VA: "VA",
    Program.USDA: "USDA",
    Program.JUMBO: "Jumbo",
}


@dataclass(frozen=True)
class Heading:
    """`level` counts from 1, the document's title. `anchor` is unique in the document."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Item:
    """`label` is empty for a bullet, else what was written: `2.`, `(a)`. `depth` counts from 0."""

    label: str
    depth: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Grid:
    """A table. Every row has as many cells as `head`; `right` says which columns are set flush right."""

    head: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Verbatim:
    lines: str


Part = Heading | Paragraph | Item | Grid | Verbatim


def parts_of(document: PolicyDocument) -> tuple[Part, ...]:
    """Begins with the title, also where the source has only its front matter's."""
    parts = tuple(_parts(document))
    first = parts[0] if parts else None
    if isinstance(first, Heading) and first.level == 1:
        return parts
    return (Heading(1, document.metadata.title, "title"), *parts)


def facts(metadata: DocumentMetadata) -> tuple[tuple[str, str], ...]:
    """What the reader is told under the title, as name and value."""
    told = [("Document", metadata.document), ("Version", metadata.version), ("In force", in_force(metadata))]
    if metadata.programs:
        told.append(("Programs", ", ".join(PROGRAM_NAMES[program] for program in metadata.programs)))
    if metadata.states:
        told.append(("States", ", ".join(metadata.states)))
    return tuple(told)


def in_force(metadata: DocumentMetadata) -> str:
    first, last = metadata.effective_from, metadata.effective_to
    begins = f"{first:%B} {first.day}, {first.year}"
    return f"{begins} to {last:%B} {last.day}, {last.year}" if last else f"from {begins} until further notice"


def _parts(document: PolicyDocument) -> Iterator[Part]:
    anchors: set[str] = set()
    for block in document.blocks:
        written = document.text[block.start : block.end]
        if block.kind == "heading":
            yield Heading(block.level, plain(block.title), _anchor(block, anchors))
        elif block.kind == "table":
            yield _grid(written)
        elif block.kind == "item":
            yield _item(document.text, block)
        elif (fence := _FENCE.match(written)) is not None:
            yield Verbatim(written[fence.end() :].rstrip().removesuffix(fence[1]).rstrip())
        else:
            yield Paragraph(spans(written))


def _anchor(block: Block, taken: set[str]) -> str:
    name = f"section-{block.number}" if block.number else _NOT_IN_ANCHOR.sub("-", block.title.lower()).strip("-")
    stem = anchor = _NOT_IN_ANCHOR.sub("-", name or "section").strip("-")
    count = 1
    while anchor in taken:
        count += 1
        anchor = f"{stem}_{count}"
    taken.add(anchor)
    return anchor


def _item(text: str, block: Block) -> Item:
    written = text[block.start : block.end]
    label = _LABEL.match(written)
    indent = block.start - (text.rfind("\n", 0, block.start) + 1)
    words = written[label.end() :] if label else written
    bullet = label is None or label["label"] in "-*+"
    return Item("" if bullet or label is None else label["label"], indent // _SPACES_A_LEVEL, spans(words))


def _grid(written: str) -> Grid:
    lines = [cells_of(line) for line in written.splitlines()]
    ruled = len(lines) > 1 and is_rule(lines[1])
    rows = lines[2:] if ruled else lines[1:]
    width = max(len(row) for row in (lines[0], *rows))
    asked = [_asks_for_right(cell) for cell in lines[1]] if ruled else []
    columns = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    right = [any(asked[place : place + 1]) or _holds_figures(cells) for place, cells in enumerate(columns)]
    return Grid(head=_row(lines[0], width), rows=tuple(_row(row, width) for row in rows), right=tuple(right))


def _asks_for_right(rule: str) -> bool:
    return rule.endswith(":") and not rule.startswith(":")


def _holds_figures(cells: Sequence[str]) -> bool:
    """Amounts, percentages and counts, which are compared digit by digit."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(_FIGURE.fullmatch, filled))


def _row(cells: Sequence[str], width: int) -> tuple[tuple[Span, ...], ...]:
    return tuple(spans(cell) for cell in (*cells, *[""] * (width - len(cells))))
