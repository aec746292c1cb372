"""Reads a policy file in Markdown: front matter between `---` lines, numbered headings, prose, lists, pipe tables."""

import re
from collections.abc import Iterator
from pathlib import Path

from retrieval.documents import Block, DocumentError, GivenMetadata, PolicyDocument
from retrieval.expansion import with_questions
from retrieval.pipe_tables import is_row
from retrieval.readers.content import MAX_BYTES, decoded
from retrieval.readers.metadata import completed_metadata, document_of, first_heading, metadata_of, require_words
from retrieval.readers.numbers import section_number

__all__ = ["MAX_BYTES", "read_folder", "read_markdown"]

PLACE = "the front matter"
_FENCE = "---"
_COMMENT = re.compile(r"(?:^|\s)#")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=[^\s#])")
_ITEM = re.compile(r"\s{0,7}(?:[-*+]|\d{1,3}[.)]|\([a-z0-9]{1,4}\))\s+\S")
_CODE_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s{0,3}([-*_])(\s*\1){2,}\s*\Z")


def read_markdown(content: bytes, source: str, given: GivenMetadata | None = None) -> PolicyDocument:
    r"""`source` names the file in errors. Line ends become `\n` and a byte order mark goes before offsets are counted.

    The front matter must say all; where `given` is there, what it leaves open is taken from that, and it may be
    missing. Raises `DocumentError`.
    """
    text = decoded(content, source)
    headless = given is not None and not has_front_matter(text)
    fields, body = ({}, 0) if headless else front_matter(text, source)
    blocks = tuple(markdown_blocks(text, body))
    require_words(blocks, source)
    _check_numbers(blocks, text, source)
    if given is None:
        metadata = metadata_of(fields, source, PLACE)
    else:
        metadata = completed_metadata(fields, given, source, place=PLACE, title=first_heading(blocks))
    return document_of(metadata, text, blocks, source)


def read_folder(folder: Path) -> tuple[PolicyDocument, ...]:
    """Every `*.md` file of the folder, by name, with the questions that its sections answer.

    Raises `DocumentError`, also where two files are the same version.
    """
    if not folder.is_dir():
        raise DocumentError(str(folder), "folder", "there is no such folder", "Name the folder of the policy manual")
    documents: dict[str, PolicyDocument] = {}
    for path in sorted(folder.glob("*.md")):
        document = with_questions(read_markdown(path.read_bytes(), path.name), path)
        if (twin := documents.get(document.label)) is not None:
            raise DocumentError(
                path.name,
                "fields document and version",
                f"{document.label} is already the content of {twin.source}",
                "Give one of the two another version, or remove it",
            )
        documents[document.label] = document
    if not documents:
        raise DocumentError(str(folder), "folder", "it holds no .md file", "Name the folder of the policy manual")
    return tuple(documents.values())


def has_front_matter(text: str) -> bool:
    return text.partition("\n")[0].rstrip() == _FENCE


def front_matter(text: str, source: str) -> tuple[dict[str, str], int]:
    """The fields, and the offset of the first character after the closing line."""
    lines = text.split("\n")
    if not has_front_matter(text):
        raise DocumentError(
            source, "line 1", "no front matter", "Begin the file with a line ---, then document, title, version, dates"
        )
    fields: dict[str, str] = {}
    offset = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], start=2):
        offset += len(line) + 1
        if line.rstrip() == _FENCE:
            return fields, min(offset, len(text))
        name, colon, value = line.partition(":")
        name = name.strip()
        if not name or name.startswith("#"):
            continue
        if not colon:
            remedy = "Write it as name: value, or close the front matter above it with a line ---"
            raise DocumentError(source, f"line {number}", f"{name[:40]!r} is not a field", remedy)
        if name in fields:
            raise DocumentError(source, f"line {number}", f"field {name} stands twice", "Keep one of them")
        fields[name] = _value(value.strip())
    raise DocumentError(source, "front matter", "it does not end", "Close it with a line --- before the first heading")


def _value(written: str) -> str:
    """A quoted value as it stands between its quotes; a bare one up to a comment."""
    quote = written[:1]
    if quote in ("'", '"') and quote in written[1:]:
        return written[1 : written.index(quote, 1)]
    comment = _COMMENT.search(written)
    return written[: comment.start()].rstrip() if comment else written


def _check_numbers(blocks: tuple[Block, ...], text: str, source: str) -> None:
    lines: dict[str, int] = {}
    for block in blocks:
        if block.number is None:
            continue
        line = text.count("\n", 0, block.start) + 1
        if block.number in lines:
            raise DocumentError(
                source,
                f"line {line}",
                f"section {block.number} already begins at line {lines[block.number]}",
                "Number every section once, so that a citation names one place",
            )
        lines[block.number] = line


def markdown_blocks(text: str, body: int) -> Iterator[Block]:
    """Blocks in the order of the text, from the offset `body` on."""
    pending: Block | None = None
    in_code = False
    offset = body
    for line in text[body:].split("\n"):
        start, end = offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())
        offset += len(line) + 1
        kind = "prose" if in_code else _kind(line)
        if _CODE_FENCE.match(line):
            in_code = not in_code
        if pending is not None:
            if _continues(pending, kind):
                pending = pending.model_copy(update={"end": end})
                continue
            yield pending
            pending = None
        if kind == "heading":
            yield _heading(line, start, end)
        elif kind != "blank":
            pending = Block.model_validate({"kind": kind, "start": start, "end": end})
    if pending is not None:
        yield pending


def _kind(line: str) -> str:
    if not line.strip() or _RULE.match(line):
        return "blank"
    if _HEADING.match(line):
        return "heading"
    if is_row(line):
        return "table"
    return "item" if _ITEM.match(line) else "prose"


def _continues(block: Block, kind: str) -> bool:
    """Whether a line of this kind goes on with the block before it: rows of a table, further lines of a paragraph."""
    if block.kind == "table":
        return kind == "table"
    return kind == "prose"


def _heading(line: str, start: int, end: int) -> Block:
    bare = line.lstrip("#")
    title = bare.strip()
    unclosed = title.rstrip("#")
    if unclosed != unclosed.rstrip():
        title = unclosed.rstrip()
    return Block(
        kind="heading",
        start=start,
        end=end,
        level=len(line) - len(bare),
        title=title,
        number=section_number(title),
    )
