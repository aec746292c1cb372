import random
from contextlib import suppress

import pytest

from made_policy_files import body, pdf, word
from policy_reading import GIVEN
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.readers.registry import READERS, read_policy


def words(document: object) -> None:
    document.add_paragraph("Words.")  # type: ignore[attr-defined]  # python-docx's


CONTENTS = {
    ".pdf": pdf([body("Words.")]),
    ".docx": word(words),
    ".html": b"<p>Words.</p>",
    ".htm": b"<p>Words.</p>",
    ".xhtml": b"<p>Words.</p>",
    ".xml": b"<p><q>Words.</q></p>",
    ".md": b"Words.",
    ".markdown": b"Words.",
    ".txt": b"Words.",
    ".text": b"Words.",
}


@pytest.mark.parametrize("suffix", READERS)
def test_every_kind_of_file_is_read(suffix: str) -> None:
    document = read_policy(CONTENTS[suffix], f"Credit Policy 2026{suffix}", GIVEN)
    assert "Words." in document.text
    assert document.label == "credit-policy-2026@2026-01-01"


@pytest.mark.parametrize("content", [CONTENTS[".pdf"], CONTENTS[".docx"]])
def test_the_first_bytes_count_more_than_the_name(content: bytes) -> None:
    assert "Words." in read_policy(content, "credit.txt", GIVEN).text


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><p>Words.</p>", b"<?xml version='1.0'?><a><b>Words.</b></a>", b"Words."]
)
def test_a_name_without_ending_is_told_by_what_is_inside(content: bytes) -> None:
    assert read_policy(content, "credit", GIVEN).text.strip() == "Words."


def test_other_kinds_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"sheet\.xls: name: files of this kind \(\.xls\) are not read.*\.pdf"):
        read_policy(b"\x09\x08\x00\x00", "sheet.xls", GIVEN)


def test_markdown_without_front_matter_takes_what_is_given() -> None:
    given = GivenMetadata.model_validate(
        {"document": "credit-policy", "effective_from": "2026-01-01", "states": ("CA",), "programs": ("FHA",)}
    )
    metadata = read_policy(b"# Credit\n\n## 1 Scores\n\nWords.\n", "x.md", given).metadata
    assert (metadata.title, metadata.version, metadata.states) == ("Credit", "2026-01-01", ("CA",))
    with pytest.raises(DocumentError, match="neither the file nor the command says from which day"):
        read_policy(b"# Credit\n\nWords.\n", "x.md", GivenMetadata())


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html", ".xml", ".md", ".txt"])
def test_whatever_is_damaged_in_a_file_it_is_read_or_told(suffix: str) -> None:
    chance = random.Random(suffix)
    for _ in range(40):
        damaged = bytearray(CONTENTS[suffix])
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(DocumentError):
            document = read_policy(bytes(damaged[: chance.randrange(1, len(damaged) + 1)]), f"x{suffix}", GIVEN)
            assert all(block.start < block.end <= len(document.text) for block in document.blocks)
