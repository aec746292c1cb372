"""Reads a policy or a regulation from XML of any vocabulary, and numbers its sections so that they can be cited.

A section's number is that of its heading (`§ 1002.9 Notifications` is 1002.9), else its label behind the number of the
section that it lies in: `(a)` and `(1)` give 1002.9(a)(1), and `1.` in 9(a)(1) gives 9(a)(1).1. A number that is taken
already, as where a supplement goes through the sections again, stands behind that of its surroundings.

Not every labelled paragraph is a section: one of at most 120 words stays whole, and its parts are items in it.
"""

import re
from xml.etree.ElementTree import Element, ParseError

from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument
from retrieval.readers.content import checked_size
from retrieval.readers.metadata import completed_metadata, document_of
from retrieval.readers.numbers import named_number
from retrieval.readers.writer import TextWriter
from retrieval.readers.xml_outline import Node, Piece, outline, record_values

_PLACE = "a record at its beginning, as an element effective_from or effectiveDate"
_WHOLE = 120
"""Words. It is about what the embedding model reads at once, together with the headings."""
_DEEPEST = 100
_LABEL_IN_TITLE = re.compile(r"([IVXLC]{1,6}\.|[A-Z]\.|\([A-Za-z0-9]{1,5}\))\s")
"""`II.` of `II. Establishing Policies`."""
_NAMES = {
    "document": ("document", "documentid"),
    "version": ("version",),
    "effective_from": ("effectivefrom", "effectivedate"),
    "effective_to": ("effectiveto", "expirationdate"),
    "programs": ("programs",),
    "states": ("states",),
}


def read_xml(content: bytes, source: str, given: GivenMetadata) -> PolicyDocument:
    """Entities of the document's own and references outside it are refused. Raises `DocumentError`."""
    root = _parsed(checked_size(content, source), source)
    _require_shallow(root, source)
    tree, records = outline(root), record_values(root)
    title = tree.title or next((value for value in records.get("title", ()) if not value.isdigit()), "")
    writer = TextWriter()
    _Sections(writer).document(title, tree)
    said = {field: records[name][0] for field, names in _NAMES.items() for name in names if name in records}
    metadata = completed_metadata(said, given, source, place=_PLACE, title=title or _first_title(tree))
    return document_of(metadata, writer.text, writer.blocks, source)


def _parsed(content: bytes, source: str) -> Element:
    from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415 - only for the files that need it

    try:
        root: Element = ElementTree.fromstring(content)
    except ParseError as error:
        line, column = error.position
        where = f"line {line}, column {column + 1}"
        raise DocumentError(source, where, "this is not well-formed XML", "Correct it there") from error
    except DefusedXmlException as error:
        problem = "it defines entities or refers to other files, which is not read"
        raise DocumentError(source, "document type", problem, "Save it without a DOCTYPE") from error
    except (ValueError, LookupError) as error:
        raise DocumentError(source, "encoding", f"it cannot be read ({error})", "Save it as UTF-8") from error
    return root


def _require_shallow(root: Element, source: str) -> None:
    level, depth = [root], 1
    while level:
        level = [child for element in level for child in element]
        depth += 1
        if depth > _DEEPEST:
            problem = f"elements lie more than {_DEEPEST} deep in one another"
            raise DocumentError(source, "structure", problem, "Simplify the file")


def _first_title(node: Node) -> str:
    return node.title or next((title for inner in node.nodes if (title := _first_title(inner))), "")


class _Sections:
    def __init__(self, writer: TextWriter) -> None:
        self._writer = writer
        self._taken: set[str] = set()

    def document(self, title: str, tree: Node) -> None:
        self._writer.heading(title, 1)
        self._parts(tree, number=None, level=2, split=True, depth=0)

    def _parts(self, node: Node, *, number: str | None, level: int, split: bool, depth: int) -> None:
        for part in node.parts:
            if isinstance(part, Piece):
                self._piece(part, depth)
            elif split:
                self._section(part, number, level)
            else:
                self._item(part, depth)

    def _section(self, node: Node, surrounding: str | None, level: int) -> None:
        number = self._number(node, surrounding)
        if number is not None:
            self._taken.add(number)
        own = named_number(node.title) if node.title else None
        bare = node.title.removeprefix("" if node.label else _label_in(node.title)).strip()
        line = node.title if own or number is None else f"{number} {bare}".strip()
        self._writer.heading(line or node.label, level, number)
        self._parts(node, number=number or surrounding, level=level + 1, split=_is_split(node), depth=0)

    def _number(self, node: Node, surrounding: str | None) -> str | None:
        label = node.label or _label_in(node.title)
        number = named_number(node.title) or named_number(node.label) or _behind(surrounding, label)
        if number is None or number not in self._taken:
            return number
        qualified = f"{surrounding}.{number}" if surrounding else None
        return qualified if qualified not in self._taken else None

    def _item(self, node: Node, depth: int) -> None:
        """A labelled paragraph inside a section: its label, its title and its first words in one item."""
        parts = list(node.parts)
        words = node.title
        if parts and isinstance(parts[0], Piece) and parts[0].kind == "prose":
            words = f"{words} {parts.pop(0).words}"
        label = node.label if not words.startswith(node.label) else ""
        self._writer.item(words or node.label, label=label if words else "", depth=depth)
        self._parts(Node("", "", tuple(parts)), number=None, level=0, split=False, depth=depth + 1)

    def _piece(self, piece: Piece, depth: int) -> None:
        if piece.kind == "table":
            self._writer.table(piece.rows)
        elif piece.kind == "item":
            self._writer.item(piece.words, depth=depth)
        else:
            self._writer.prose(piece.words)


def _label_in(title: str) -> str:
    found = _LABEL_IN_TITLE.match(title)
    return found[1] if found else ""


def _behind(surrounding: str | None, label: str) -> str | None:
    """`(1)` behind 1002.9(a) is 1002.9(a)(1), and `1.` is 1002.9(a).1; a label behind nothing names nothing."""
    if surrounding is None or not label or len(label) > 12:  # noqa: PLR2004 - no label is that long
        return None
    return surrounding + label if label.startswith("(") else f"{surrounding}.{label.strip('.) ')}"


def _is_split(node: Node) -> bool:
    """Whether the parts of a section are sections of their own.

    They are not where the whole is short, nor where words of the section itself follow after its first part: those
    would be cited as words of the part before them.
    """
    if any(named_number(inner.title) for inner in node.nodes if inner.title):
        return True
    kinds = [isinstance(part, Node) for part in node.parts]
    follows = True in kinds and False in kinds[kinds.index(True) :]
    return node.words() > _WHOLE and not follows
