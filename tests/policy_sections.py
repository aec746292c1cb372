"""A policy document by section, as tests of the manual and of its questions read it."""

from functools import cache

from retrieval.documents import PolicyDocument


def sections_of(document: PolicyDocument) -> dict[str, str]:
    """The text of each numbered section from its heading to the next heading, by number."""
    headings = tuple((block.start, block.number) for block in document.blocks if block.kind == "heading")
    return _sections(document.text, headings)


def answering_sections(document: PolicyDocument) -> set[str]:
    """The sections that have words of their own, as chapters with nothing but sections in them have not."""
    return {number for number, text in sections_of(document).items() if "\n" in text.strip()}


@cache
def _sections(text: str, headings: tuple[tuple[int, str | None], ...]) -> dict[str, str]:
    ends = [start for start, _ in headings[1:]] + [len(text)]
    return {number: text[start:end] for (start, number), end in zip(headings, ends, strict=True) if number}
