import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from made_policy_files import body, pdf, scanned_pdf
from retrieval.corpus import FileOutcome
from retrieval.documents import GivenMetadata
from retrieval.policy_files import Stage, ingest_paths, policy_files
from retrieval.readers.markdown import read_markdown
from retrieval.rendering.html import html_of
from retrieval.rendering.pdf import pdf_of
from retrieval.search import PolicySearch

GIVEN = GivenMetadata(effective_from=date(2026, 1, 1))
CREDIT = """---
document: credit-policy
title: Credit Policy
version: 2026.1
effective_from: 2026-01-01
---
# Credit Policy

## 1 Scores

The middle score counts.

## 2 Reserves

Six months of PITIA remain after closing.
"""


def ingested(empty_index: Any, words: Any, paths: Sequence[Path], **options: Any) -> tuple[FileOutcome, ...]:
    async def story() -> tuple[FileOutcome, ...]:
        async with empty_index() as database:
            return await ingest_paths(database, paths, words, **options)

    return asyncio.run(story())


def changes(outcomes: Sequence[FileOutcome]) -> list[tuple[str, str]]:
    return [(Path(done.file).name, done.change) for done in outcomes]


def test_folders_are_searched_to_the_bottom_and_each_file_counts_once(tmp_path: Path) -> None:
    for name in ("b.md", "deep/er/a.txt", ".hidden/c.md", "~$credit.docx", "picture.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = list(policy_files([tmp_path / "b.md", tmp_path, tmp_path / "missing.md"]))
    assert [(path.name, named) for path, named in found] == [
        ("b.md", True),
        ("a.txt", False),
        ("picture.png", False),
        ("missing.md", True),
    ]


def test_one_bad_file_is_reported_and_the_rest_goes_on(empty_index: Any, words: Any, tmp_path: Path) -> None:
    (tmp_path / "a-scan.pdf").write_bytes(scanned_pdf())
    (tmp_path / "b-credit.md").write_text(CREDIT)
    (tmp_path / "c-empty.txt").write_text("")
    (tmp_path / "d-locked.pdf").write_bytes(pdf([body("Words.")], locked_with="a word"))
    (tmp_path / "e-cut.pdf").write_bytes(pdf([body("Words.")])[:200])
    (tmp_path / "f-picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "g-notes.txt").write_text("1 Notes\n\nSome words.\n")
    outcomes = ingested(empty_index, words, [tmp_path, tmp_path / "none.pdf"], given=GIVEN)
    assert [done.change for done in outcomes] == "failed added failed failed failed skipped added failed".split()
    for done, told in zip(
        outcomes, "pictures|2026|empty|encrypted|whole PDF|read|.|No such file".split("|"), strict=True
    ):
        assert told in done.note or done.change == "added"
    assert (outcomes[1].document, outcomes[1].passages, outcomes[1].embedded) == ("credit-policy", 2, 2)
    assert (outcomes[6].document, outcomes[6].version) == ("g-notes", "2026-01-01")


def test_a_document_handed_in_in_three_formats_is_indexed_once(empty_index: Any, words: Any, tmp_path: Path) -> None:
    source = read_markdown(CREDIT.encode(), "credit.md")
    (tmp_path / "credit.html").write_bytes(html_of(source))
    (tmp_path / "credit.md").write_text(CREDIT)
    (tmp_path / "credit.pdf").write_bytes(pdf_of(source))
    outcomes = ingested(empty_index, words, [tmp_path])
    assert changes(outcomes) == [("credit.html", "added"), ("credit.md", "duplicate"), ("credit.pdf", "duplicate")]
    assert "Duplicate of" in outcomes[1].note
    assert "credit.html" in outcomes[1].note


def test_another_format_of_what_is_in_the_index_changes_nothing(empty_index: Any, words: Any, tmp_path: Path) -> None:
    (tmp_path / "credit.md").write_text(CREDIT)
    (tmp_path / "credit.pdf").write_bytes(pdf_of(read_markdown(CREDIT.encode(), "credit.md")))

    async def story() -> None:
        async with empty_index() as database:
            await ingest_paths(database, [tmp_path / "credit.md"], words)
            words.embedded.clear()
            (done,) = await ingest_paths(database, [tmp_path / "credit.pdf"], words)
            assert (done.change, done.note) == ("duplicate", "The same words as credit-policy@2026.1 in the index.")
            assert words.embedded == []
            changed = CREDIT.replace("Six months", "Two months")
            (tmp_path / "credit.pdf").write_bytes(pdf_of(read_markdown(changed.encode(), "credit.md")))
            (done,) = await ingest_paths(database, [tmp_path / "credit.pdf"], words)
            assert (done.change, done.passages, done.embedded) == ("replaced", 2, 1)

    asyncio.run(story())


def test_a_copy_under_another_name_is_a_duplicate_now_and_later(empty_index: Any, words: Any, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("1 Scores\n\nThe middle score counts.\n")

    async def story() -> None:
        async with empty_index() as database:
            outcomes = await ingest_paths(database, [tmp_path / "a.txt", tmp_path / "b.txt"], words, given=GIVEN)
            assert changes(outcomes) == [("a.txt", "added"), ("b.txt", "duplicate")]
            (later,) = await ingest_paths(database, [tmp_path / "c.txt"], words, given=GIVEN)
            assert (later.change, later.note) == (
                "duplicate",
                "Word for word a@2026-01-01, which is in force on the same days.",
            )
            next_year = GivenMetadata(effective_from=date(2027, 1, 1))
            (renewed,) = await ingest_paths(database, [tmp_path / "c.txt"], words, given=next_year)
            assert renewed.change == "added"

    asyncio.run(story())


def test_one_version_with_two_texts_is_told_and_the_first_is_indexed(
    empty_index: Any, words: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(CREDIT)
    (tmp_path / "b.md").write_text(CREDIT.replace("middle", "lowest"))
    first, second = ingested(empty_index, words, [tmp_path])
    assert (first.change, second.change) == ("added", "failed")
    assert "credit-policy@2026.1 is already the content of" in second.note
    assert "Give one of the two another version" in second.note


def test_progress_tells_files_and_then_passages(empty_index: Any, words: Any, tmp_path: Path) -> None:
    for number in range(3):
        sections = "".join(f"{place} Section\n\nRule {number} of {place}.\n\n" for place in range(1, 60))
        (tmp_path / f"policy-{number}.txt").write_text(sections)
    told: list[tuple[Stage, int, int]] = []
    ingested(empty_index, words, [tmp_path], given=GIVEN, progress=lambda *step: told.append(step))
    assert told[:3] == [("reading", 1, 3), ("reading", 2, 3), ("reading", 3, 3)]
    embedding = [step for step in told if step[0] == "embedding"]
    assert [done for _, done, _ in embedding] == sorted(done for _, done, _ in embedding)
    assert embedding[-1] == ("embedding", 177, 177)
    assert len(embedding) > 1


@pytest.mark.parametrize("names", [(), ("folder",)])
def test_no_file_is_no_outcome(empty_index: Any, words: Any, tmp_path: Path, names: Sequence[str]) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    assert ingested(empty_index, words, [tmp_path]) == ()


def test_the_questions_beside_a_policy_are_read_with_it_and_are_no_file_of_their_own(
    empty_index: Any, words: Any, tmp_path: Path
) -> None:
    (tmp_path / "credit-policy.md").write_text(CREDIT)
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "credit-policy.json").write_text('{"2": ["What cushion has auntie to keep?"]}')

    async def story() -> tuple[tuple[FileOutcome, ...], str]:
        async with empty_index() as database:
            outcomes = await ingest_paths(database, [tmp_path], words)
            found = await PolicySearch(database, words).retrieve("auntie", as_of=date(2026, 6, 1))
            return outcomes, found.passages[0].passage.passage_id

    outcomes, first = asyncio.run(story())
    assert changes(outcomes) == [("credit-policy.md", "added")]
    assert first == "credit-policy@2026.1#2"


def test_questions_of_a_section_that_is_not_there_are_told_and_the_rest_goes_on(
    empty_index: Any, words: Any, tmp_path: Path
) -> None:
    (tmp_path / "credit-policy.md").write_text(CREDIT)
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "credit-policy.json").write_text('{"9": ["What cushion has auntie to keep?"]}')
    (tmp_path / "gift-policy.md").write_text(CREDIT.replace("credit", "gift"))
    bad, good = ingested(empty_index, words, [tmp_path])
    assert (bad.change, good.change) == ("failed", "added")
    assert "section 9" in bad.note
