"""The outline of an XML document, found by its shape and by common names, whatever its vocabulary.

- An element with words of its own is a paragraph, and what lies in it is part of its words.
- An element that holds others may have a heading (a first child named title, head, header, heading or subject, also as
  the end of a name: `appendixTitle`) and a label (`marker`, `num` or the like, as attribute or as child).
- A list or a table is known by its name. A table of contents is left out.
- A record is a group of short values under different names, as headers of files hold them: no text, but metadata.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # the type only; parsing is defusedxml's

from retrieval.readers.writer import squeezed

Rows = list[list[str]]

_WORDS_OF_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TITLES = frozenset("title head header heading subject hd".split())
_LABELS = ("marker", "num", "number", "enum", "enumerator", "designator", "n")
_LABEL_CHILDREN = frozenset(_LABELS[:-1])
_LISTS = frozenset("ul ol list orderedlist itemizedlist bulletlist".split())
_ITEMS = frozenset("li item listitem".split())
_ROWS = frozenset("tr row boxhd".split())
_CELLS = frozenset("td th entry ent ched cell".split())
_PARAGRAPHS = frozenset("p para paragraph content li item section".split())
_CONTENTS = re.compile(r"toc|tableofcontents|contents\Z|nav\Z|index\Z")
_SENTENCE_END = re.compile(r"[.;:?!][\"')\u201d]*\Z")
_RECORD_FIELDS, _RECORD_WORDS = 3, 25
_ADDRESS = re.compile(r"!\[[^\]]*\]\(\S*\)|https?://\S+")


@dataclass(frozen=True)
class Piece:
    """A paragraph, an item of a list, or a table."""

    kind: str
    words: str = ""
    rows: Rows = field(default_factory=list)


@dataclass(frozen=True)
class Node:
    """A part of the document that has a title, a label, or both."""

    title: str
    label: str
    parts: "tuple[Piece | Node, ...]"

    @property
    def nodes(self) -> "tuple[Node, ...]":
        return tuple(part for part in self.parts if isinstance(part, Node))

    def words(self) -> int:
        own = len(self.title.split())
        return own + sum(part.words() if isinstance(part, Node) else _count(part) for part in self.parts)


def outline(root: Element) -> Node:
    return Node(title=_title(root)[0], label="", parts=tuple(_inside(root)))


def record_values(root: Element) -> dict[str, list[str]]:
    """The values of the document's records by their names in lower case without separators, in order."""
    values: dict[str, list[str]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and _is_record(element):
            for leaf in element.iter():
                if len(leaf) == 0 and (text := squeezed(leaf.text or "")):
                    known = values.setdefault(_name(leaf), [])
                    if text not in known:
                        known.append(text)
    return values


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _name(element: Element) -> str:
    return re.sub(r"[^a-z0-9]", "", _local(element).lower())


def _count(piece: Piece) -> int:
    return len(piece.words.split()) + sum(len(cell.split()) for row in piece.rows for cell in row)


def _flat(element: Element) -> str:
    return squeezed("".join(_text(element)))


def _text(element: Element) -> Iterator[str]:
    if _is_record(element):
        return
    yield element.text or ""
    for child in element:
        yield from _text(child)
        yield child.tail or ""


def _is_record(element: Element) -> bool:
    leaves = [leaf for leaf in element.iter() if len(leaf) == 0]
    names = [_name(leaf) for leaf in leaves]
    if len(names) < _RECORD_FIELDS or len(set(names)) < len(names) or len(element) < 2:  # noqa: PLR2004 - no group
        return False
    if any(_name(inner) in _PARAGRAPHS and len(inner) for inner in element.iter() if inner is not element):
        return False
    if {"content", "p", "para", "paragraph"} & set(names) or _own_text(element):
        return False
    texts = [squeezed(leaf.text or "") for leaf in leaves]
    return all(len(text.split()) <= _RECORD_WORDS and not _SENTENCE_END.search(text) for text in texts)


def _own_text(element: Element) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _is_title(element: Element) -> bool:
    words = [word.lower() for word in _WORDS_OF_NAME.findall(_local(element))]
    return bool(words) and words[-1] in _TITLES


def _title(element: Element) -> tuple[str, Element | None]:
    """The heading of an element, and the child that it was taken from."""
    for child in element:
        if _is_title(child):
            return _flat(child), child
        if _name(child) not in _LABEL_CHILDREN:
            break
    return "", None


def _label(element: Element) -> tuple[str, Element | None]:
    for name, value in element.attrib.items():
        if name.rpartition("}")[2].lower() in _LABELS and value.strip():
            return squeezed(value), None
    for child in element:
        if _name(child) in _LABEL_CHILDREN and len(child) == 0:
            return squeezed(child.text or ""), child
    return "", None


def _inside(element: Element) -> Iterator[Piece | Node]:
    """What a container holds besides its own title and label."""
    title, label = _title(element)[1], _label(element)[1]
    for child in element:
        if isinstance(child.tag, str) and child is not title and child is not label:
            yield from _part(child)


def _part(element: Element) -> Iterator[Piece | Node]:
    name = _name(element)
    if _CONTENTS.match(name) or _is_record(element):
        return
    label = _label(element)[0]
    if "table" in name and any(_name(inner) in _ROWS for inner in element.iter()):
        yield Piece("table", rows=list(_rows(element)))
    elif name in _LISTS:
        yield from _items(element)
    elif _own_text(element) or len(element) == 0:
        yield from _paragraph(element, label)
    elif (title := _title(element)[0]) or label:
        yield Node(title, label, tuple(_inside(element)))
    else:
        yield from _inside(element)


def _paragraph(element: Element, label: str) -> Iterator[Piece | Node]:
    """A paragraph; the tables and lists that stand among its words come after them."""
    apart = [inner for inner in element if "table" in _name(inner) or _name(inner) in _LISTS]
    words = squeezed("".join(_text_without(element, apart)))
    if words and not _ADDRESS.fullmatch(words):
        if label and not words.startswith(label):
            yield Node("", label, (Piece("prose", words),))
        else:
            yield Piece("item" if _name(element) in _ITEMS else "prose", words)
    for inner in apart:
        yield from _part(inner)


def _text_without(element: Element, apart: list[Element]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not any(child is other for other in apart):
            yield from _text(child)
        yield child.tail or ""


def _items(element: Element) -> Iterator[Piece | Node]:
    for child in element:
        if _name(child) in _ITEMS and not _label(child)[0] and not _title(child)[0]:
            if words := _flat(child):
                yield Piece("item", words)
        else:
            yield from _part(child)


def _rows(table: Element) -> Iterator[list[str]]:
    for row in table.iter():
        if _name(row) in _ROWS and (cells := [_flat(cell) for cell in row if _name(cell) in _CELLS]):
            yield cells
