"""What a document is called and when it holds: what its file says, then what the caller says, then what follows."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from pydantic import ValidationError

from retrieval.documents import Block, DocumentError, DocumentMetadata, GivenMetadata, PolicyDocument

FIELDS = tuple(DocumentMetadata.model_fields)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG, _LONGEST_TITLE = 80, 200
_BETWEEN = re.compile(r"[;\n]")


def keyword_fields(keywords: str) -> dict[str, str]:
    """The fields that a file's keywords carry: `document=credit-policy; version=2026.1; states=CA, NY`."""
    pairs = (part.partition("=") for part in _BETWEEN.split(keywords))
    found = {name.strip().lower().replace("-", "_"): value.strip() for name, _, value in pairs}
    return {name: value for name, value in found.items() if name in FIELDS and value}


def as_keywords(metadata: DocumentMetadata) -> str:
    """What `keyword_fields` reads, for files that have a place for keywords. The title has a place of its own."""
    values = {
        "document": metadata.document,
        "version": metadata.version,
        "effective_from": metadata.effective_from.isoformat(),
        "effective_to": metadata.effective_to.isoformat() if metadata.effective_to else "",
        "programs": ", ".join(metadata.programs),
        "states": ", ".join(metadata.states),
    }
    return "; ".join(f"{name}={value}" for name, value in values.items() if value)


def slug(name: str) -> str:
    return _NOT_IN_SLUG.sub("-", name.lower()).strip("-")[:_LONGEST_SLUG].strip("-")


def first_heading(blocks: Iterable[Block]) -> str:
    return next((block.title for block in blocks if block.kind == "heading"), "")


def metadata_of(said: Mapping[str, str], source: str, place: str) -> DocumentMetadata:
    """`said` is all that is known; `place` is where the file says it. Raises `DocumentError` for what is wrong."""
    try:
        return DocumentMetadata.model_validate({name: value for name, value in said.items() if value})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        parts = [str(part) for part in first["loc"]]
        name = ".".join(parts) or "effective_to"
        remedy = "Correct it" if (parts[:1] and parts[0] in said) or not parts else f"Add a line {name}: ..."
        if first["type"] == "extra_forbidden":
            remedy = f"Remove it; the fields are {', '.join(FIELDS)}"
        message = first["msg"].removeprefix("Value error, ")
        raise DocumentError(source, f"field {name}", message, f"{remedy} in {place}") from error


def completed_metadata(
    said: Mapping[str, str], given: GivenMetadata, source: str, *, place: str, title: str
) -> DocumentMetadata:
    """What the file says wins over what was given, and that over what follows from the file's name and its first words.

    `title` is what the file's own words offer as one. Raises `DocumentError`, also where no first day is known.
    """
    known = _offered(given) | {name: value for name, value in said.items() if value}
    if "effective_from" not in known:
        raise DocumentError(
            source,
            "field effective_from",
            "neither the file nor the command says from which day it is in force",
            f"Pass --effective-from YYYY-MM-DD, or say effective_from in {place}",
        )
    stem = PurePath(source).stem
    follows = {
        "document": slug(stem) or "document",
        "title": " ".join(title.split())[:_LONGEST_TITLE] or stem,
        "version": known["effective_from"].strip(),
    }
    return metadata_of(follows | known, source, place)


def document_of(  # noqa: PLR0917 - what every reader has in hand at its end
    metadata: DocumentMetadata,
    text: str,
    blocks: Iterable[Block],
    source: str,
    page_starts: Iterable[int] = (),
    notes: Iterable[str] = (),
) -> PolicyDocument:
    """Raises `DocumentError` where there are no words but headings."""
    blocks = tuple(blocks)
    require_words(blocks, source)
    return PolicyDocument(
        metadata=metadata,
        text=text,
        blocks=blocks,
        page_starts=tuple(page_starts),
        source=source,
        notes=tuple(notes),
    )


def require_words(blocks: Iterable[Block], source: str) -> None:
    if all(block.kind == "heading" for block in blocks):
        raise DocumentError(source, "text", "there are no words under any heading", "Write the policy, or remove it")


def _offered(given: GivenMetadata) -> dict[str, str]:
    values = {
        "document": given.document,
        "title": given.title,
        "version": given.version,
        "effective_from": given.effective_from and given.effective_from.isoformat(),
        "effective_to": given.effective_to and given.effective_to.isoformat(),
        "programs": ", ".join(given.programs),
        "states": ", ".join(given.states),
    }
    return {name: value for name, value in values.items() if value}
