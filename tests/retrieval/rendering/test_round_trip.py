"""A policy that was rendered reads back as the policy that was written, whatever the format."""

import re
from io import BytesIO

import docx
import pypdfium2
import pytest

from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.documents import DocumentError, GivenMetadata, PolicyDocument
from retrieval.readers.markdown import read_markdown
from retrieval.readers.registry import read_policy
from retrieval.rendering.docx import docx_of
from retrieval.rendering.html import html_of
from retrieval.rendering.pdf import pdf_of
from retrieval.rendering.render import FORMATS

ROWS = "".join(
    f"| {score} | {score / 10}% | a score of {score}, and the file says why |\n" for score in range(500, 580)
)
SOURCE = f"""---
document: gift-policy
title: Gifts & Grants
version: "2026.1"
effective_from: 2026-01-01
effective_to: 2026-12-31
programs: FHA, VA
states: CA, NY
---
# Gifts & Grants

Words before the first section, with **bold**, *italic*, `code` and a [link](https://example.test/x).

## 1 Gift funds

### 1.1 Who may give

A gift comes from a relative who is no party to the sale (12 CFR 1026.43(c)(2)), at most 97.00% <of> the price. {
    "The donor signs a letter which says that nothing is to be paid back. " * 30
}

- a letter
- a statement of the donor's account
  - with the name
- proof of the transfer

The steps:

1. The processor asks.
2. The underwriter decides.

(a) where the gift is cash
(b) where it is a deed

#### Examples

A heading without a number.

### 1.2 How much

| score | LTV | condition |
|---|---|---|
{ROWS}
Not more. Symbols: § 4 \u2013 \u201cquoted\u201d \u00d7 2 \u2265 3.

## 2 Grants

| only | two columns |
|---|---|
| a \\| b | |

The end.
"""
_WORD = re.compile(r"[^\W_]+|[%$\u00a7\u2265\u00d7<>&]")


@pytest.fixture(scope="module")
def source() -> PolicyDocument:
    return read_markdown(SOURCE.encode(), "gift-policy.md")


@pytest.fixture(scope="module", params=sorted(FORMATS))
def rendered(request: pytest.FixtureRequest, source: PolicyDocument) -> PolicyDocument:
    content = FORMATS[request.param](source)
    return read_policy(content, f"other-name.{request.param}", GivenMetadata())


def words(document: PolicyDocument) -> list[str]:
    text = "\n".join(document.text[block.start : block.end] for block in document.blocks if block.kind != "heading")
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", re.sub(r"^\|(---\|)+$", "", text, flags=re.MULTILINE))
    return _WORD.findall(re.sub(r"[`*\\]", "", text))


def test_the_metadata_is_the_same(source: PolicyDocument, rendered: PolicyDocument) -> None:
    assert rendered.metadata == source.metadata


def test_the_sections_are_the_same(source: PolicyDocument, rendered: PolicyDocument) -> None:
    def headings(document: PolicyDocument) -> list[tuple[int, str | None, str]]:
        return [(block.level, block.number, block.title) for block in document.blocks if block.kind == "heading"]

    assert headings(rendered) == headings(source)


def test_the_words_are_the_same(source: PolicyDocument, rendered: PolicyDocument) -> None:
    assert words(rendered) == words(source)


def test_tables_and_items_are_blocks_of_the_same_kind(source: PolicyDocument, rendered: PolicyDocument) -> None:
    def kinds(document: PolicyDocument) -> list[str]:
        return [block.kind for block in document.blocks]

    assert kinds(rendered) == kinds(source)


def test_the_passages_are_in_the_same_sections_and_quote_exactly(
    source: PolicyDocument, rendered: PolicyDocument
) -> None:
    size = ChunkSettings(max_words=512, overlap_words=50)
    found = chunk_document(rendered, size)
    assert [chunk.section for chunk in found] == [chunk.section for chunk in chunk_document(source, size)]
    for chunk in found:
        assert chunk.passage.text == rendered.text[chunk.passage.start : chunk.passage.end]


def test_the_pdf_tells_pages_and_bookmarks(source: PolicyDocument) -> None:
    content = pdf_of(source)
    assert pdf_of(source) == content
    read = read_policy(content, "gift.pdf", GivenMetadata())
    assert len(read.page_starts) >= 4
    pages = [chunk.passage.page for chunk in chunk_document(read, ChunkSettings())]
    assert pages[0] == 1
    assert pages == sorted(page for page in pages if page is not None)
    assert (pages[-1] or 0) >= 3
    file = pypdfium2.PdfDocument(content)
    assert [(mark.level, mark.get_title()) for mark in file.get_toc()][:3] == [
        (0, "Gifts & Grants"),
        (1, "1 Gift funds"),
        (2, "1.1 Who may give"),
    ]
    last = file[len(file) - 1].get_textpage().get_text_range()
    assert f"Page {len(file)} of {len(file)}" in last
    file.close()


def test_a_character_without_a_font_is_told() -> None:
    document = read_markdown(SOURCE.replace("Not more.", "\u4fe1").encode(), "gift.md")
    with pytest.raises(DocumentError, match=r"gift\.md: text: the fonts at hand have no character .*U\+4FE1"):
        pdf_of(document)
    assert "\u4fe1".encode() in html_of(document)


def test_the_page_stands_alone_and_says_nothing_that_the_source_could_smuggle_in() -> None:
    hostile = SOURCE.replace("Not more.", "<script>x</script> [bad](javascript:alert(1)) <img src=x onerror=y>")
    page = html_of(read_markdown(hostile.encode(), "gift.md")).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in page.replace("[bad](javascript:alert(1))", "")
    assert 'lang="en-US"' in page
    assert 'scope="col"' in page
    assert page.count("<section") == page.count("</section>")


def test_the_word_file_repeats_the_heads_of_its_tables(source: PolicyDocument) -> None:
    document = docx.Document(BytesIO(docx_of(source)))
    assert "tblHeader" in document.tables[0]._tbl.xml
    assert document.core_properties.title == "Gifts & Grants"
    assert "In force January 1, 2026 to December 31, 2026" in document.sections[0].first_page_header.paragraphs[0].text
