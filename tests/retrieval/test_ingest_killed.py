"""An ingest that is killed at any moment leaves the corpus as it was before, whole, and unlocked for the next one."""

import asyncio
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from retrieval.ingest import ingest_documents
from retrieval.search import PolicySearch, open_passage

TODAY = date(2026, 6, 1)
OLD = "## 1 Gifts\nGift funds come from a relative.\n## 2 Reserves\nSix months of PITIA remain after closing.\n"
PROGRAM = """
import asyncio, sys, time
from retrieval import editions, ingest
from retrieval.readers.markdown import read_markdown
from storage.database import open_database
sys.path.insert(0, sys.argv[4])
from conftest import WordEmbedder

moment = sys.argv[2]

def wait(here):
    if here == moment:
        print(here, flush=True)
        time.sleep(60)

class Embedder(WordEmbedder):
    def embed(self, texts):
        wait("embedding")
        return super().embed(texts)

def before(module, name, here):
    inner = getattr(module, name)
    async def waiting(*arguments, **options):
        wait(here)
        return await inner(*arguments, **options)
    setattr(module, name, waiting)

def after(module, name, here):
    inner = getattr(module, name)
    async def waiting(*arguments, **options):
        found = await inner(*arguments, **options)
        wait(here)
        return found
    setattr(module, name, waiting)

before(ingest, "retire", "before the old is retired")
after(ingest, "retire", "after the old is retired")
after(editions, "_store_passages", "after the passages")
before(editions, "write_embeddings", "before the vectors")
after(editions, "write_embeddings", "after the vectors")
after(ingest, "store", "before the commit")

async def main():
    document = read_markdown(open(sys.argv[3], "rb").read(), "credit-policy.md")
    async with open_database(sys.argv[1]) as database:
        await ingest.ingest_documents(database, [document], Embedder())
        print("finished", flush=True)

asyncio.run(main())
"""
MOMENTS = (
    "embedding",
    "before the old is retired",
    "after the old is retired",
    "after the passages",
    "before the vectors",
    "after the vectors",
    "before the commit",
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_ingest_killed_at_any_moment_leaves_the_old_corpus_whole(  # noqa: PLR0917 - fixtures
    empty_index: Any, policy_url: str, policy: Any, words: Any, tmp_path: Any, moment: str
) -> None:
    changed = policy(OLD.replace("a relative", "anyone at all"))
    file = tmp_path / "credit-policy.md"
    file.write_text(changed.text)

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(OLD)], words)
            search = PolicySearch(database, words)
            before = (await search.retrieve("gift funds", as_of=TODAY)).passages
            await asyncio.to_thread(kill_at, moment, policy_url, str(file))
            assert (await PolicySearch(database, words).retrieve("gift funds", as_of=TODAY)).passages == before
            async with database.pool.connection() as connection:
                for table in ("policy_edition", "policy_text"):
                    rows = await (await connection.execute(f"SELECT FROM {table}".encode())).fetchall()
                    assert len(rows) == 1, table
            for hit in before:
                assert await open_passage(database, hit.passage.passage_id) == hit.passage

            report = await asyncio.wait_for(ingest_documents(database, [changed], words), timeout=20)
            assert [done.change for done in report.outcomes] == ["replaced"]
            assert "anyone at all" in (await open_passage(database, "credit-policy@2026.1#1")).text

    asyncio.run(story())


def kill_at(moment: str, url: str, file: str) -> None:
    command = [sys.executable, "-c", PROGRAM, url, moment, file, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        assert process.stdout.readline().strip() == moment
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=20) == -signal.SIGKILL
