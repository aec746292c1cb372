import asyncio
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from retrieval.documents import DocumentError
from retrieval.index import PolicyIndexError
from retrieval.ingest import ensure_corpus, ingest_documents
from retrieval.reembed import reembed
from retrieval.search import CitationError, PolicySearch, open_passage
from storage.database import Database

TODAY = date(2026, 6, 1)
MANUAL = Path(__file__).parents[2] / "data" / "policies"
GIFTS = "## 1 Gifts\nGift funds come from a relative.\n## 2 Reserves\nSix months of PITIA remain after closing.\n"


async def count(database: Database, what: str) -> int:
    async with database.pool.connection() as connection:
        asked = f"SELECT count(*) AS n FROM {what}"  # noqa: S608 - written by the tests below
        row = await (await connection.execute(asked.encode())).fetchone()
    assert row is not None
    return int(row["n"])


def written(folder: Path, name: str, document: Any) -> Path:
    path = folder / name
    path.write_text(document.text)
    return path


def test_an_unchanged_version_is_left_alone_and_nothing_is_embedded(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            first = await ingest_documents(database, [policy(GIFTS)], words)
            assert [(done.change, done.passages, done.embedded) for done in first.outcomes] == [("added", 2, 2)]
            words.embedded.clear()
            again = await ingest_documents(database, [policy(GIFTS)], words)
            assert [done.change for done in again.outcomes] == ["unchanged"]
            assert words.embedded == []
            assert await count(database, "policy_passage") == 2

    asyncio.run(story())


def test_a_changed_text_replaces_its_passages_and_old_citations_still_open(
    empty_index: Any, policy: Any, words: Any
) -> None:
    changed = policy(GIFTS.replace("a relative", "a relative or a domestic partner"))

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(GIFTS)], words)
            cited = await open_passage(database, "credit-policy@2026.1#1")
            words.embedded.clear()
            (done,) = (await ingest_documents(database, [changed], words)).outcomes
            assert (done.change, done.passages, done.embedded) == ("replaced", 2, 1)
            assert cited.text_sha256[:12] in done.note
            assert all("domestic partner" in text for text in words.embedded)

            now = await open_passage(database, cited.passage_id)
            assert "domestic partner" in now.text
            assert await open_passage(database, cited.passage_id, text_sha256=cited.text_sha256) == cited
            hits = (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)).passages
            assert {hit.passage.text_sha256 for hit in hits} == {changed.text_sha256}
            for table in ("policy_embedding", "policy_posting"):
                indexed = f"{table} JOIN policy_edition USING (edition_key)"
                assert await count(database, f"{indexed} WHERE retired_at IS NOT NULL") == 0

    asyncio.run(story())


def test_going_back_to_an_earlier_text_makes_it_current_again(empty_index: Any, policy: Any, words: Any) -> None:
    changed = policy(GIFTS.replace("a relative", "an employer"))

    async def story() -> None:
        async with empty_index() as database:
            for document in (policy(GIFTS), changed, policy(GIFTS)):
                await ingest_documents(database, [document], words)
            assert "a relative" in (await open_passage(database, "credit-policy@2026.1#1")).text
            assert await count(database, "policy_text") == 2
            assert await count(database, "policy_edition WHERE retired_at IS NULL") == 1

    asyncio.run(story())


class BrokenEmbedder:
    """Its vectors are refused by the database after the passages of the version were written."""

    name = "words-of-the-test"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> Any:
        return np.full((len(texts), self.dimension), np.nan, np.float32)


def test_a_failure_amid_a_version_leaves_the_old_one_whole(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(GIFTS)], words)
            before = (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)).passages
            with pytest.raises(psycopg.DataError):
                await ingest_documents(database, [policy(GIFTS.replace("a relative", "anyone"))], BrokenEmbedder())
            assert (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)).passages == before
            assert await count(database, "policy_edition") == 1
            await asyncio.wait_for(ingest_documents(database, [policy(GIFTS)], words), timeout=5)

    asyncio.run(story())


def test_the_index_belongs_to_one_embedder_until_it_is_made_anew(empty_index: Any, policy: Any, words: Any) -> None:
    class Narrow:
        name = "narrow"
        dimension = 3

        def embed(self, texts: Sequence[str]) -> Any:
            return np.tile(np.array([0.6, 0.8, 0.0], np.float32), (len(texts), 1))

    other = Narrow()

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(GIFTS)], words)
            told = r"made with the embedder words-of-the-test \(64 dimensions\).*uses narrow \(3 dim.*reembed"
            with pytest.raises(PolicyIndexError, match=told):
                await ingest_documents(database, [policy(GIFTS)], other)
            with pytest.raises(PolicyIndexError, match=told):
                await PolicySearch(database, other).retrieve("gift funds", as_of=TODAY)
            assert await reembed(database, other) == 2
            assert len((await PolicySearch(database, other).retrieve("gift funds", as_of=TODAY)).passages) == 2
            with pytest.raises(PolicyIndexError, match="made with the embedder narrow"):
                await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)

    asyncio.run(story())


def test_an_embedder_that_returns_too_little_stores_nothing(empty_index: Any, policy: Any) -> None:
    class Short:
        name = "short"
        dimension = 4

        def embed(self, texts: Sequence[str]) -> Any:
            return np.ones((len(texts) - 1, 4), np.float32)

    async def story() -> None:
        async with empty_index() as database:
            with pytest.raises(PolicyIndexError, match=r"short returned an array of shape \(1, 4\) for 2 texts"):
                await ingest_documents(database, [policy(GIFTS)], Short())
            assert await count(database, "policy_edition") == 0

    asyncio.run(story())


def test_the_manual_is_ingested_on_first_use_and_left_alone_after(
    empty_index: Any, policy: Any, words: Any, tmp_path: Path
) -> None:
    written(tmp_path, "credit.md", policy(GIFTS))
    written(tmp_path, "income.md", policy(GIFTS, document="income-policy"))

    def no_embedder() -> Any:
        raise AssertionError("nothing has changed, so no model is needed")

    async def story() -> None:
        async with empty_index() as database:
            first = await ensure_corpus(database, tmp_path, lambda: words)
            assert [done.change for done in first.changes] == ["added", "added"]
            again = await ensure_corpus(database, tmp_path, no_embedder)
            assert again.changes == ()
            assert (again.sha256, again.editions) == (first.sha256, first.editions)
            assert [edition[:2] for edition in again.editions] == [
                ("credit-policy", "2026.1"),
                ("income-policy", "2026.1"),
            ]

    asyncio.run(story())


def test_the_corpus_follows_its_folder(empty_index: Any, policy: Any, words: Any, tmp_path: Path) -> None:
    credit = written(tmp_path, "credit.md", policy(GIFTS))
    income = written(tmp_path, "income.md", policy(GIFTS, document="income-policy"))
    extra = policy(GIFTS, document="state-overlay")

    async def story() -> None:
        async with empty_index() as database:
            first = await ensure_corpus(database, tmp_path, lambda: words)
            await ingest_documents(database, [extra], words)
            with_extra = await ensure_corpus(database, tmp_path, lambda: words)
            assert len({first.sha256, with_extra.sha256}) == 2

            income.unlink()
            credit.write_text(credit.read_text().replace("a relative", "an employer"))
            later = await ensure_corpus(database, tmp_path, lambda: words)
            assert [(done.document, done.change) for done in later.changes] == [
                ("credit-policy", "replaced"),
                ("income-policy", "withdrawn"),
            ]
            assert [edition[0] for edition in later.editions] == ["credit-policy", "state-overlay"]
            hits = (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY, limit=50)).passages
            assert {hit.passage.document for hit in hits} == {"credit-policy", "state-overlay"}
            assert (await open_passage(database, "income-policy@2026.1#1")).document == "income-policy"

    asyncio.run(story())


def test_a_broken_file_changes_nothing(empty_index: Any, policy: Any, words: Any, tmp_path: Path) -> None:
    written(tmp_path, "credit.md", policy(GIFTS))
    (tmp_path / "income.md").write_text("no front matter")

    async def story() -> None:
        async with empty_index() as database:
            with pytest.raises(DocumentError, match=r"income\.md: line 1"):
                await ensure_corpus(database, tmp_path, lambda: words)
            assert await count(database, "policy_edition") == 0

    asyncio.run(story())


PROGRAM = """
import asyncio, sys, time
from pathlib import Path
import numpy as np
from retrieval.ingest import ensure_corpus
from storage.database import open_database

class Slow:
    name, dimension = "slow", 4
    def embed(self, texts):
        time.sleep(0.5)
        return np.ones((len(texts), 4), np.float32)

async def main():
    async with open_database(sys.argv[1]) as database:
        version = await ensure_corpus(database, Path(sys.argv[2]), Slow)
        print(version.sha256, sum(done.embedded for done in version.changes))

asyncio.run(main())
"""


def test_two_processes_that_ingest_at_once_do_the_work_once(
    empty_index: Any, policy_url: str, policy: Any, tmp_path: Path
) -> None:
    written(tmp_path, "credit.md", policy(GIFTS))

    async def passages() -> int:
        async with empty_index():
            pass
        command = [sys.executable, "-c", PROGRAM, policy_url, str(tmp_path)]
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]  # noqa: ASYNC220, S603
        answers = [process.communicate(timeout=60)[0].split() for process in running]
        assert [process.returncode for process in running] == [0, 0]
        assert answers[0][0] == answers[1][0]
        assert sorted(int(embedded) for _, embedded in answers) == [0, 2]
        return len(answers)

    assert asyncio.run(passages()) == 2


def test_every_passage_of_the_policy_manual_opens_in_its_own_words(empty_index: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            version = await ensure_corpus(database, MANUAL, lambda: words)
            async with database.pool.connection() as connection:
                rows = await (await connection.execute("SELECT passage_id FROM policy_passage")).fetchall()
            assert len(rows) == sum(done.passages for done in version.changes) > len(version.editions) >= 4
            texts = {path.name: path.read_text() for path in MANUAL.glob("*.md")}
            for row in rows:
                passage = await open_passage(database, row["passage_id"])
                assert any(text[passage.start : passage.end] == passage.text for text in texts.values())

    asyncio.run(story())


def test_a_passage_that_never_was_does_not_open(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(GIFTS)], words)
            for passage_id, sha256 in (("credit-policy@2026.1#9", None), ("credit-policy@2026.1#1", "0" * 64)):
                with pytest.raises(CitationError, match="There is no policy passage credit-policy@2026"):
                    await open_passage(database, passage_id, text_sha256=sha256)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE policy_passage SET content = replace(content, 'relative', 'friend')", "words of passage"),
        ("UPDATE policy_passage SET start_offset = start_offset + 1", "words of passage"),
        ("UPDATE policy_text SET content = replace(content, 'relative', 'stranger')", "not the one that was ingested"),
    ],
)
def test_tampered_words_do_not_open(empty_index: Any, policy: Any, words: Any, tampering: str, told: str) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(GIFTS)], words)
            async with database.pool.connection() as connection:
                await connection.execute(tampering.encode())
            with pytest.raises(CitationError, match=told):
                await open_passage(database, "credit-policy@2026.1#1")

    asyncio.run(story())
