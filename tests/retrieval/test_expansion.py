"""Questions beside a policy: they find its sections, and are never part of what is found."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from retrieval.context import build_context
from retrieval.documents import DocumentError
from retrieval.expansion import questions_file, read_outside, with_questions
from retrieval.ingest import ensure_corpus, ingest_documents
from retrieval.pages import page_around
from retrieval.reembed import reembed
from retrieval.search import PolicySearch
from storage.database import Database

TODAY = date(2026, 6, 1)
BODY = "## 1 Donors\nA relative may give funds.\n## 2 Reserves\nTwo months of PITIA remain after closing.\n"
QUESTIONS = {"1": ["Can my auntie chip in?"], "2": ["How much cash must be left?", "Is my rainy-day cash enough?"]}


@pytest.fixture
def folder(tmp_path: Path, policy: Any) -> Path:
    """A manual of one policy."""
    (tmp_path / "credit-policy.md").write_text(policy(BODY).text)
    return tmp_path


def write(folder: Path, questions: object, name: str = "credit-policy") -> Path:
    path = questions_file(folder / f"{name}.md")
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(questions))
    return path


def write_outside(folder: Path, groups: Mapping[str, Sequence[str]]) -> None:
    (folder / "outside.json").write_text(json.dumps(groups))


async def stored(database: Database) -> set[tuple[str, str]]:
    """The questions in the index, with the passage that each one finds."""
    async with database.pool.connection() as connection:
        rows = await (
            await connection.execute(
                "SELECT p.passage_id, q.question FROM policy_question q JOIN policy_passage p USING (passage_key)"
            )
        ).fetchall()
    return {(row["passage_id"], row["question"]) for row in rows}


async def first(database: Database, words: Any, query: str) -> str:
    found = (await PolicySearch(database, words).retrieve(query, as_of=TODAY, limit=1)).passages
    return found[0].passage.passage_id


def test_questions_go_to_the_section_that_answers_them(folder: Path, policy: Any) -> None:
    document = policy(BODY)
    assert with_questions(document, folder / "credit-policy.md") == document
    write(folder, QUESTIONS)
    asked = with_questions(document, folder / "credit-policy.md")
    assert asked.questions == {section: tuple(questions) for section, questions in QUESTIONS.items()}
    assert (asked.text, asked.blocks) == (document.text, document.blocks)


def test_a_passage_is_found_by_the_words_of_its_questions(empty_index: Any, folder: Path, words: Any) -> None:
    write(folder, QUESTIONS)

    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            for query, section in (("auntie", "1"), ("rainy-day", "2")):
                (best, *_) = (await PolicySearch(database, words).retrieve(query, as_of=TODAY)).passages
                assert best.passage.passage_id == f"credit-policy@2026.1#{section}"
                assert (best.asked_rank, best.lexical_rank) == (1, 1)

    asyncio.run(story())


def test_a_question_is_never_quoted_cited_or_shown(empty_index: Any, folder: Path, words: Any) -> None:
    write(folder, {"1": ["Zanzibar zeppelin zither?"]})

    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            search = PolicySearch(database, words)
            result = await search.retrieve("zanzibar zeppelin", as_of=TODAY)
            found = [hit.passage for hit in result.passages]
            assert found[0].passage_id == "credit-policy@2026.1#1"
            context = build_context("zanzibar zeppelin", found, 1000, await search.rarity("zanzibar zeppelin", TODAY))
            page = await page_around(database, found[0])
            shown = " ".join((result.passages[0].model_dump_json(), context.model_dump_json(), page.text)).lower()
            assert "zither" not in shown
            assert found[0].text == "A relative may give funds."

    asyncio.run(story())


def test_a_change_of_questions_alone_embeds_no_more_than_what_is_new(
    empty_index: Any, folder: Path, words: Any
) -> None:
    write(folder, QUESTIONS)

    async def story() -> None:
        async with empty_index() as database:
            before = await ensure_corpus(database, folder, lambda: words)
            write(folder, {"1": QUESTIONS["1"], "2": ["How much cash must be left?", "Does a piggy bank count?"]})
            words.embedded.clear()
            after = await ensure_corpus(database, folder, lambda: words)
            assert words.embedded == ["Does a piggy bank count?"]
            assert [(change.change, change.embedded) for change in after.changes] == [("replaced", 1)]
            assert after.sha256 == before.sha256, "what can be cited is the same"
            assert await stored(database) == {
                ("credit-policy@2026.1#1", "Can my auntie chip in?"),
                ("credit-policy@2026.1#2", "How much cash must be left?"),
                ("credit-policy@2026.1#2", "Does a piggy bank count?"),
            }
            words.embedded.clear()
            assert (await ensure_corpus(database, folder, lambda: words)).changes == ()
            assert words.embedded == []

    asyncio.run(story())


def test_without_their_file_questions_leave_the_index(empty_index: Any, folder: Path, words: Any) -> None:
    path = write(folder, QUESTIONS)

    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            path.unlink()
            await ensure_corpus(database, folder, lambda: words)
            assert await stored(database) == set()
            found = (await PolicySearch(database, words).retrieve("auntie", as_of=TODAY)).passages
            assert {hit.lexical_rank for hit in found} == {None}

    asyncio.run(story())


def test_a_citation_from_before_a_change_of_questions_opens(empty_index: Any, folder: Path, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            search = PolicySearch(database, words)
            (cited, *_) = (await search.retrieve("relative funds", as_of=TODAY)).passages
            write(folder, QUESTIONS)
            await ensure_corpus(database, folder, lambda: words)
            again = await search.open_passage(cited.passage.passage_id, text_sha256=cited.passage.text_sha256)
            assert again == cited.passage

    asyncio.run(story())


def test_questions_move_to_another_embedder_with_the_passages(empty_index: Any, folder: Path, words: Any) -> None:
    class Other(type(words)):  # type: ignore[misc]
        name = "other-words-of-the-test"
        dimension = 32

    write(folder, QUESTIONS)
    write_outside(folder, {"anything": ["Which wine goes with fish?"]})

    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            other = Other()
            await reembed(database, other)
            asked = {question for questions in QUESTIONS.values() for question in questions}
            assert asked | {"Which wine goes with fish?"} <= set(other.embedded)
            assert await first(database, other, "auntie") == "credit-policy@2026.1#1"

    asyncio.run(story())


def test_a_document_that_is_ingested_by_name_may_bring_questions(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            asked = policy(BODY, questions={"2": ("Is my rainy-day cash enough?",)})
            await ingest_documents(database, [asked], words)
            assert await first(database, words, "rainy-day") == "credit-policy@2026.1#2"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"3": ["Who pays for all this?"]}', r"questions/credit-policy\.json: section 3: credit-policy\.md has no"),
        ('{"1": "Can my auntie chip in?"}', r"credit-policy\.json: 1: .*list of questions"),
        ('{"1": ["Why?"]}', r"credit-policy\.json: 1\.0: .*at least 8 characters"),
        ('["Can my auntie chip in?"]', r"credit-policy\.json: file: .*object of section numbers"),
        ('{"1": ["Can my auntie', r"credit-policy\.json: file: Invalid JSON"),
    ],
)
def test_questions_that_cannot_be_used_are_told_with_file_place_and_remedy(
    folder: Path, policy: Any, content: str, told: str
) -> None:
    write(folder, {}).write_text(content)
    with pytest.raises(DocumentError, match=told):
        with_questions(policy(BODY), folder / "credit-policy.md")


def test_a_bad_file_of_questions_leaves_the_corpus_alone(empty_index: Any, folder: Path, words: Any) -> None:
    path = write(folder, QUESTIONS)

    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            before = await stored(database)
            path.write_text('{"9": ["Who pays for all this?"]}')
            with pytest.raises(DocumentError, match="section 9"):
                await ensure_corpus(database, folder, lambda: words)
            assert await stored(database) == before

    asyncio.run(story())


def test_questions_outside_are_read_once_each_and_in_their_order(folder: Path) -> None:
    assert read_outside(folder) == ()
    write_outside(folder, {"a": ["Which wine?", " Will prices rise? "], "b": ["Which wine?", "Who won?"]})
    assert read_outside(folder) == ("Which wine?", "Will prices rise?", "Who won?")


@pytest.mark.parametrize(
    ("content", "place"),
    [('["Which wine?"]', "file"), ('{"a": [1]}', r"a\.0"), ('{"a": [" "]}', r"a\.0"), ("{", "file")],
)
def test_questions_outside_that_cannot_be_used_are_told(folder: Path, content: str, place: str) -> None:
    (folder / "outside.json").write_text(content)
    with pytest.raises(DocumentError, match=rf"outside\.json: {place}: .*object of groups"):
        read_outside(folder)


def test_questions_outside_follow_their_file(empty_index: Any, folder: Path, words: Any) -> None:
    async def kept(database: Database) -> set[str]:
        async with database.pool.connection() as connection:
            rows = await (await connection.execute("SELECT question FROM policy_outside_question")).fetchall()
        return {row["question"] for row in rows}

    async def story() -> None:
        async with empty_index() as database:
            for groups in ({"a": ["Which wine?", "Who won?"]}, {"a": ["Who won?", "Why is it blue?"]}, {}):
                write_outside(folder, groups)
                await ensure_corpus(database, folder, lambda: words)
                assert await kept(database) == set(groups.get("a", ()))
            (folder / "outside.json").unlink()
            words.embedded.clear()
            await ensure_corpus(database, folder, lambda: words)
            assert (words.embedded, await kept(database)) == ([], set())

    asyncio.run(story())


def test_questions_of_a_chapter_without_words_of_its_own_are_told(folder: Path, policy: Any) -> None:
    chapter = policy("## 1 Gifts\n### 1.1 Donors\nA relative may give funds.\n")
    write(folder, {"1": ["Can my auntie chip in?"]})
    with pytest.raises(DocumentError, match="section 1"):
        with_questions(chapter, folder / "credit-policy.md")
