from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from made_policy_files import changed_run, word
from policy_reading import GIVEN, kinds, of_kind
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.readers.docx import OLE_MAGIC, read_docx


def manual(document: Any) -> None:
    document.add_paragraph("Credit Policy", style="Title")
    document.add_heading("2 Assets", level=1)
    document.add_heading("2.1 Gift funds", level=2)
    document.add_paragraph("A gift comes from a relative.")
    document.add_paragraph("a letter", style="List Bullet")
    document.add_paragraph("(a) a deed", style="List")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip([*table.rows[0].cells, *table.rows[1].cells], "score LTV 620 95%".split(), strict=True):
        cell.text = words


def test_styles_make_headings_items_and_tables() -> None:
    document = read_docx(word(manual), "credit.docx", GIVEN)
    assert kinds(document) == [
        ("heading", "Credit Policy"),
        ("heading", "2 Assets"),
        ("heading", "2.1 Gift funds"),
        ("prose", "A gift comes from a relative."),
        ("item", "- a letter"),
        ("item", "(a) a deed"),
        ("table", "| score | LTV |\n|---|---|\n| 620 | 95% |"),
    ]
    assert [(block.level, block.number) for block in document.blocks[:3]] == [(1, None), (2, "2"), (3, "2.1")]
    assert document.metadata.title == "Credit Policy"
    assert document.metadata.document == "credit"
    assert document.metadata.version == "2026-01-01"


def test_tracked_changes_are_read_as_accepted() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("The score is ")
        changed_run(paragraph, "del", "580")
        changed_run(paragraph, "ins", "620")

    assert of_kind(read_docx(word(build), "credit.docx", GIVEN), "prose") == ["The score is 620"]


def test_a_cell_that_spans_columns_is_read_once() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
        for place, words in enumerate("abc"):
            table.cell(1, place).text = words

    document = read_docx(word(build), "credit.docx", GIVEN)
    assert of_kind(document, "table") == ["| wide |  |  |\n|---|---|---|\n| a | b | c |"]


def test_keywords_say_what_the_document_is() -> None:
    keywords = "document=credit-policy; version=2026.1; effective_from=2025-06-01"
    content = word(manual, keywords=keywords, title="The Credit Policy")
    metadata = read_docx(content, "file.docx", GivenMetadata(title="Given")).metadata
    assert (metadata.document, metadata.version, metadata.title) == ("credit-policy", "2026.1", "The Credit Policy")


def test_properties_added_by_hand_in_word_are_read_too() -> None:
    custom = (
        '<Properties xmlns="c" xmlns:vt="v">'
        '<property name="Effective-From"><vt:filetime>2025-06-01T00:00:00Z</vt:filetime></property>'
        '<property name="version"><vt:lpwstr>2025.3</vt:lpwstr></property></Properties>'
    )
    content = BytesIO(word(manual))
    with ZipFile(content, "a") as archive:
        archive.writestr("docProps/custom.xml", custom)
    metadata = read_docx(content.getvalue(), "credit.docx", GivenMetadata()).metadata
    assert (metadata.version, metadata.effective_from.isoformat()) == ("2025.3", "2025-06-01")


def test_a_date_is_needed_from_somewhere() -> None:
    with pytest.raises(DocumentError, match=r"credit\.docx: field effective_from: neither .*Pass --effective-from"):
        read_docx(word(manual), "credit.docx", GivenMetadata())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OLE_MAGIC + b"\x00" * 100, "encrypted, or of the kind that Word wrote before 2007.*save it as .docx"),
        (word(manual)[:2000], "Word's format is damaged.*save it again"),
        (b"PK\x03\x04 nothing", "Word's format is damaged"),
        (word(), "no words under any heading"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_reason_and_remedy(content: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=rf"credit\.docx: .*{told}"):
        read_docx(content, "credit.docx", GIVEN)
