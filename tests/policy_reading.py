"""What the tests of the readers look at."""

from datetime import date

from retrieval.documents import GivenMetadata, PolicyDocument

GIVEN = GivenMetadata(effective_from=date(2026, 1, 1))


def kinds(document: PolicyDocument) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def of_kind(document: PolicyDocument, kind: str) -> list[str]:
    return [words for found, words in kinds(document) if found == kind]
