"""Reads a policy from HTML: its main part, with headings, paragraphs, lists and tables; its meta elements say the rest.

Navigation, scripts, forms and what is hidden are no part of a policy. A header, footer or aside counts only inside the
main part. Nothing that the page refers to is fetched.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument
from retrieval.readers.content import checked_size
from retrieval.readers.metadata import FIELDS, completed_metadata, document_of, first_heading
from retrieval.readers.numbers import section_number
from retrieval.readers.writer import TextWriter, squeezed

if TYPE_CHECKING:
    from lxml.etree import _Element

META_PREFIX = "policy."
_PLACE = f'an element <meta name="{META_PREFIX}..." content="...">'
_CHARSET = re.compile(rb"<meta[^>]+charset|<\?xml[^>]+encoding", re.IGNORECASE)
_SKIPPED = frozenset(
    "script style template noscript nav svg form button input select textarea iframe object audio video canvas map "
    "head title".split()
)
_OUTSIDE_ONLY = frozenset("header footer aside".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LABELLED = re.compile(r"\([A-Za-z0-9]{1,5}\)\s")
"""An item that brings its own label, which lists without markers are for."""
_DEEPEST = 200


def read_html(content: bytes, source: str, given: GivenMetadata) -> PolicyDocument:
    """Raises `DocumentError`."""
    root = _parsed(checked_size(content, source), source)
    writer = TextWriter()
    main = _main(root)
    try:
        _Reader(writer, whole_page=main.tag in ("body", "html")).blocks(main)
    except RecursionError as error:
        raise _too_deep(source) from error
    said, page_title = _said(root)
    title = first_heading(writer.blocks) or page_title
    metadata = completed_metadata(said, given, source, place=_PLACE, title=title)
    return document_of(metadata, writer.text, writer.blocks, source)


def _parsed(content: bytes, source: str) -> "_Element":
    """Where the page does not name its encoding it is UTF-8, or Windows-1252 if it cannot be that."""
    from lxml import etree, html  # noqa: PLC0415 - only for the files that need it

    encoding = None
    if not _CHARSET.search(content[:4096]) and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content.decode("utf-8-sig")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "windows-1252"
    parser = html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        remedy = "Save the page again from its source"
        raise DocumentError(source, "text", f"this is not HTML ({error})", remedy) from error
    return root


def _too_deep(source: str) -> DocumentError:
    return DocumentError(source, "text", f"elements lie more than {_DEEPEST} deep in one another", "Simplify the page")


def _main(root: "_Element") -> "_Element":
    for path in ("//main", "//*[@role='main']", "//article[not(//article[2])]", "//body"):
        found = cast("list[_Element]", root.xpath(path))
        if found:
            return found[0]
    return root


def _said(root: "_Element") -> tuple[dict[str, str], str]:
    """The fields of the meta elements, and the page's title."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = str(meta.get("name") or "").lower()
        field = name.removeprefix(META_PREFIX).replace("-", "_")
        if name.startswith(META_PREFIX) and field in FIELDS:
            said[field] = str(meta.get("content") or "").strip()
    title = root.find(".//title")
    return said, squeezed(title.text or "") if title is not None else ""


def _is_hidden(element: "_Element") -> bool:
    style = str(element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


class _Reader:
    def __init__(self, writer: TextWriter, *, whole_page: bool) -> None:
        self._writer = writer
        self._skipped = _SKIPPED | _OUTSIDE_ONLY if whole_page else _SKIPPED

    def blocks(self, element: "_Element", depth: int = 0, nested: int = 0) -> None:
        """`depth` is that of lists. Words between blocks are paragraphs of their own."""
        if nested > _DEEPEST:
            raise RecursionError
        loose = [element.text or ""]
        for child in element:
            tag = str(child.tag)
            if tag in _BLOCKS and not self._skips(child):
                self._writer.prose(_joined(loose))
                loose = []
                self._block(child, tag, depth, nested + 1)
            else:
                loose += self._inline(child)
            loose.append(child.tail or "")
        self._writer.prose(_joined(loose))

    def _block(self, element: "_Element", tag: str, depth: int, nested: int) -> None:
        if tag in _HEADINGS:
            title = self._words(element)
            self._writer.heading(title, _HEADINGS[tag], section_number(title))
        elif tag == "pre":
            self._writer.verbatim("".join(self._inline(element)))
        elif tag in ("ul", "ol"):
            self._list(element, depth, nested)
        elif tag == "table" and not self._is_layout(element):
            self._table(element)
        elif tag in ("p", "dt", "figcaption", "summary") and not any(child.tag in _BLOCKS for child in element):
            self._writer.prose(self._words(element))
        elif tag == "dd" and not any(child.tag in _BLOCKS for child in element):
            self._writer.item(self._words(element))
        else:
            self.blocks(element, depth, nested)

    def _list(self, element: "_Element", depth: int, nested: int) -> None:
        ordered = element.tag == "ol"
        count = _whole(element.get("start"), 1)
        for child in element:
            if child.tag != "li":
                self._block(child, str(child.tag), depth, nested)
                continue
            count = _whole(child.get("value"), count)
            label = f"{_ordinal(count, str(element.get('type') or '1'))}." if ordered else "-"
            words, rest = self._own_words(child)
            if _LABELLED.match(words):
                label = ""
            self._writer.item(words, label=label, depth=depth)
            for block in rest:
                self._block(block, str(block.tag), depth + 1, nested)
            count += 1

    def _own_words(self, item: "_Element") -> "tuple[str, list[_Element]]":
        """The words of a list's item up to its first block that is not a paragraph, and the blocks from there on."""
        words = [item.text or ""]
        rest: list[_Element] = []
        for child in item:
            if rest or (child.tag in _BLOCKS and (child.tag != "p" or any(words_ for words_ in map(str.strip, words)))):
                if child.tag in _BLOCKS and not self._skips(child):
                    rest.append(child)
                continue
            words += self._inline(child)
            words.append(child.tail or "")
        return _joined(words), rest

    def _table(self, table: "_Element") -> None:
        caption = table.find("caption")
        if caption is not None:
            self._writer.prose(self._words(caption))
        self._writer.table([list(self._cells(row)) for row in table.iter("tr")])

    def _cells(self, row: "_Element") -> Iterator[str]:
        """A cell that spans columns is followed by empty ones."""
        for cell in row:
            if cell.tag in ("td", "th"):
                yield self._words(cell)
                yield from [""] * (min(_whole(cell.get("colspan"), 1), 100) - 1)

    @staticmethod
    def _is_layout(table: "_Element") -> bool:
        return any(inner is not table for inner in table.iter("table", *_HEADINGS))

    def _skips(self, element: "_Element") -> bool:
        return str(element.tag) in self._skipped or _is_hidden(element)

    def _words(self, element: "_Element") -> str:
        return _joined(self._inline(element))

    def _inline(self, element: "_Element") -> list[str]:
        """The words of an element with all that lies in it, blocks parted by spaces."""
        if self._skips(element):
            return []
        if element.tag == "br":
            return ["\n"]
        if element.tag == "img":
            return [str(element.get("alt") or "")]
        apart = [" "] if element.tag in _BLOCKS else []
        words = [*apart, element.text or ""]
        for child in element:
            words += self._inline(child)
            words.append(child.tail or "")
        return words + apart


def _joined(words: Iterable[str]) -> str:
    return squeezed("".join(words))


def _whole(value: object, otherwise: int) -> int:
    text = str(value or "")
    return int(text) if text.isdigit() and len(text) < 5 else otherwise  # noqa: PLR2004 - no list is longer


def _ordinal(count: int, kind: str) -> str:
    """As the browser shows it: `type` is 1, a, A, i or I."""
    if kind.lower() == "a" and 1 <= count <= len(_LETTERS):
        shown = _LETTERS[count - 1]
    elif kind.lower() == "i" and 1 <= count < 40:  # noqa: PLR2004 - roman numerals as far as lists go
        shown = _roman(count)
    else:
        return str(count)
    return shown.upper() if kind.isupper() else shown


def _roman(count: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        while count >= value:
            shown += letters
            count -= value
    return shown
