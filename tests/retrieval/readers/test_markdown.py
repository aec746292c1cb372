from pathlib import Path

import pytest

from retrieval.documents import DocumentError
from retrieval.readers.markdown import MAX_BYTES, read_folder, read_markdown

FRONT = """---
document: credit-policy   # stable
title: "Credit Policy #1"
version: 2026.1
effective_from: 2026-01-01
effective_to:             # empty = still in force
---
"""
POLICY = FRONT + "# Credit Policy\n\n## 1 Scores\n\nThe middle score counts.\n"


def kinds(body: str) -> list[tuple[str, str]]:
    document = read_markdown((FRONT + body).encode(), "credit.md")
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_front_matter_names_the_version_and_its_days() -> None:
    metadata = read_markdown(POLICY.encode(), "credit.md").metadata
    assert (metadata.document, metadata.title, metadata.version) == ("credit-policy", "Credit Policy #1", "2026.1")
    assert metadata.effective_from.isoformat() == "2026-01-01"
    assert metadata.effective_to is None


def test_windows_line_ends_and_a_byte_order_mark_change_neither_text_nor_hash() -> None:
    plain = read_markdown(POLICY.encode(), "credit.md")
    windows = read_markdown(b"\xef\xbb\xbf" + POLICY.replace("\n", "\r\n").encode(), "credit.md")
    assert windows.text == plain.text == POLICY
    assert windows.text_sha256 == plain.text_sha256
    assert windows.blocks == plain.blocks


def test_paragraphs_items_and_tables_are_blocks_of_their_own() -> None:
    assert kinds(
        "## 1 Scores\nFirst line\nsecond line.\n\n- an item\n  goes on\n- another\n\n| a | b |\n|---|---|\nEnd."
    ) == [
        ("heading", "## 1 Scores"),
        ("prose", "First line\nsecond line."),
        ("item", "- an item\n  goes on"),
        ("item", "- another"),
        ("table", "| a | b |\n|---|---|"),
        ("prose", "End."),
    ]


def test_a_hash_inside_a_code_fence_is_no_heading() -> None:
    assert kinds("Example:\n\n```\n# not a heading\n\n| not a table |\n```\n\n## 1 Real\nText.") == [
        ("prose", "Example:"),
        ("prose", "```\n# not a heading\n\n| not a table |\n```"),
        ("heading", "## 1 Real"),
        ("prose", "Text."),
    ]


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("## 1 Credit scores", "1", "1 Credit scores"),
        ("### 4.10 Reserves ##", "4.10", "4.10 Reserves"),
        ("## 2. Income", "2", "2. Income"),
        ("## § 1026.43 Minimum standards", "1026.43", "§ 1026.43 Minimum standards"),
        ("### 1026.43(c)(2) Basis", "1026.43(c)(2)", "1026.43(c)(2) Basis"),
        ("## A.2 Overlays", "A.2", "A.2 Overlays"),
        ("## 2026 loan limits", None, "2026 loan limits"),
        ("## Purpose", None, "Purpose"),
        ("## 30-year loans", None, "30-year loans"),
        ("## Programming in C#", None, "Programming in C#"),
    ],
)
def test_a_heading_knows_its_section_number(heading: str, number: str | None, title: str) -> None:
    block = read_markdown(f"{FRONT}{heading}\nText.".encode(), "credit.md").blocks[0]
    assert (block.number, block.title) == (number, title)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("# Credit Policy\nText.", r"credit\.md: line 1: no front matter.*Begin the file"),
        (FRONT.removesuffix("---\n"), r"front matter: it does not end.*Close it"),
        (POLICY.replace("---\n#", "#"), r"line 11: .* is not a field.*close the front matter above it"),
        (POLICY.replace("version: 2026.1\n", ""), r"field version.*Add a line version"),
        (POLICY.replace("version: 2026.1", "version: 2026@1"), r"field version.*Correct it"),
        (POLICY.replace("credit-policy", "Credit Policy"), r"field document.*Correct it"),
        (POLICY.replace("2026-01-01", "01/01/2026"), r"field effective_from: must be a date written as YYYY-MM-DD"),
        (POLICY.replace("effective_to: ", "effective_to: 2025-12-31"), r"field effective_to: .* lies before"),
        (POLICY.replace("version:", "autor: x\nversion:"), r"field autor.*Remove it; the fields are document, title"),
        (POLICY.replace("version:", "version: 1\nversion:"), r"line 5: field version stands twice"),
        (POLICY.replace("version:", "version"), r"line 4: 'version 2026.1' is not a field"),
        (FRONT + "# Credit Policy\n## 1 Scores\n", r"no words under any heading"),
        (FRONT, r"no words under any heading"),
        (POLICY + "## 1 Scores\nAgain.", r"line 13: section 1 already begins at line 10"),
        (POLICY + "a\x00b", r"line 13: a NUL character"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_place_and_remedy(written: str, told: str) -> None:
    with pytest.raises(DocumentError, match=told):
        read_markdown(written.encode(), "credit.md")


def test_another_encoding_and_a_huge_file_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"byte \d+: this is not UTF-8. Save the file as UTF-8"):
        read_markdown((POLICY + "caf\u00e9").encode("latin-1"), "credit.md")
    with pytest.raises(DocumentError, match="Split it"):
        read_markdown(b"x" * (MAX_BYTES + 1), "credit.md")


def test_a_folder_gives_its_documents_by_name_and_refuses_twins(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"holds no \.md file"):
        read_folder(tmp_path)
    with pytest.raises(DocumentError, match="no such folder"):
        read_folder(tmp_path / "missing")
    (tmp_path / "b.md").write_text(POLICY)
    (tmp_path / "a.md").write_text(POLICY.replace("2026.1", "2025.2"))
    (tmp_path / "notes.txt").write_text("not a policy")
    assert [document.label for document in read_folder(tmp_path)] == ["credit-policy@2025.2", "credit-policy@2026.1"]
    (tmp_path / "c.md").write_text(POLICY)
    with pytest.raises(DocumentError, match=r"c\.md.*already the content of b\.md"):
        read_folder(tmp_path)
