"""Markdown policies to files that people open: the one place of this folder that reads and writes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from lending.base import Frozen
from retrieval.documents import DocumentError, PolicyDocument
from retrieval.readers.markdown import read_markdown
from retrieval.rendering.docx import docx_of
from retrieval.rendering.html import html_of
from retrieval.rendering.pdf import pdf_of

Format = Literal["pdf", "docx", "html"]
FORMATS: dict[Format, Callable[[PolicyDocument], bytes]] = {"pdf": pdf_of, "docx": docx_of, "html": html_of}


class Rendered(Frozen):
    """A file that was written, or, with `problem`, one that could not be."""

    source: Path
    target: Path | None = None
    problem: str = ""


def render_files(sources: Sequence[Path], folder: Path, formats: Sequence[Format]) -> Iterator[Rendered]:
    """Each source in each format, beside one another in the folder, which is made where it is missing.

    A folder among the sources stands for its `*.md` files. Raises `OSError` where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for source in _markdown_files(sources):
        try:
            document = read_markdown(source.read_bytes(), source.name)
        except (DocumentError, OSError) as error:
            yield Rendered(source=source, problem=_told(source, error))
            continue
        for name in formats:
            yield _render(document, source, folder / f"{source.stem}.{name}", FORMATS[name])


def _render(
    document: PolicyDocument, source: Path, target: Path, rendering: Callable[[PolicyDocument], bytes]
) -> Rendered:
    try:
        content = rendering(document)
    except DocumentError as error:
        return Rendered(source=source, problem=str(error))
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(target)
    return Rendered(source=source, target=target)


def _markdown_files(sources: Sequence[Path]) -> Iterator[Path]:
    for source in sources:
        yield from sorted(source.glob("*.md")) if source.is_dir() else [source]


def _told(source: Path, error: DocumentError | OSError) -> str:
    return str(error) if isinstance(error, DocumentError) else f"{source}: {error.strerror or error}"
