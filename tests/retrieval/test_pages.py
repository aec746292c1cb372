"""The page around a passage, or the chapter where the source has no pages."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from retrieval.citation import CitationError
from retrieval.ingest import ingest_documents
from retrieval.pages import PageText, page_around
from retrieval.search import PolicySearch

TODAY = date(2026, 6, 1)
BODY = """Caf\u00e9 \U0001f3e0 first.

## 1 Gifts
### 1.1 Donors
A relative may give funds.
### 1.2 Letters
The donor signs \u201ca letter\u201d.
## 2 Reserves
Two months remain.
"""
CHAPTER = "A relative may give funds.\n### 1.2 Letters\nThe donor signs \u201ca letter\u201d."


def pages_of(empty_index: Any, words: Any, *documents: Any) -> Mapping[str, PageText]:
    """The page around every passage in force, by passage id."""

    async def story() -> Mapping[str, PageText]:
        async with empty_index() as database:
            await ingest_documents(database, list(documents), words)
            found = (await PolicySearch(database, words).retrieve("x", as_of=TODAY, limit=20)).passages
            return {hit.passage.passage_id: await page_around(database, hit.passage) for hit in found}

    return asyncio.run(story())


def test_without_pages_the_whole_chapter_is_shown_at_its_place(empty_index: Any, policy: Any, words: Any) -> None:
    document = policy(BODY)
    pages = pages_of(empty_index, words, document)
    assert pages["credit-policy@2026.1#1.1"] == pages["credit-policy@2026.1#1.2"]
    assert pages["credit-policy@2026.1#1.1"].text == CHAPTER
    assert pages["credit-policy@2026.1#2"].text == "Two months remain."
    assert pages["credit-policy@2026.1#preamble"].text == "Caf\u00e9 \U0001f3e0 first."
    for page in pages.values():
        assert document.text[page.start :].startswith(page.text)


def test_with_pages_the_page_is_shown_whatever_the_chapter(empty_index: Any, policy: Any, words: Any) -> None:
    document = policy(BODY)
    starts = (0, document.text.index("The donor"))
    pages = pages_of(empty_index, words, document.model_copy(update={"page_starts": starts}))
    assert pages["credit-policy@2026.1#1.2"] == pages["credit-policy@2026.1#2"]
    assert pages["credit-policy@2026.1#1.2"].start == starts[1]
    assert pages["credit-policy@2026.1#1.2"].text.endswith("## 2 Reserves\nTwo months remain.")
    first = pages["credit-policy@2026.1#1.1"].text
    assert first.startswith("Caf\u00e9")
    assert first.endswith("A relative may give funds.")


def test_the_page_is_of_the_same_document_and_version(empty_index: Any, policy: Any, words: Any) -> None:
    documents = [
        policy(BODY, document=f"{name}-policy", version=version).model_copy(update={"source": name})
        for name, version in (("a", "1"), ("a", "2"), ("b", "1"))
    ]
    changed = policy(BODY.replace("relative", "friend"), document="c-policy")
    pages = pages_of(empty_index, words, *documents, changed)
    assert pages["c-policy@2026.1#1.1"].text == CHAPTER.replace("relative", "friend")
    assert pages["a-policy@2#1.1"].text == pages["b-policy@1#1.1"].text == CHAPTER


def test_the_page_of_a_text_that_was_replaced_still_opens(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(BODY)], words)
            passage = await PolicySearch(database, words).open_passage("credit-policy@2026.1#1.1")
            await ingest_documents(database, [policy(BODY.replace("relative", "friend"))], words)
            assert (await page_around(database, passage)).text == CHAPTER
            invented = passage.model_copy(update={"text_sha256": "0" * 64})
            with pytest.raises(CitationError, match=r"no policy passage credit-policy@2026\.1#1\.1 with this text"):
                await page_around(database, invented)

    asyncio.run(story())
