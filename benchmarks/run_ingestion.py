"""What ingestion keeps of the embedding model's own speed, on the policy manual and any other policies. Run by hand.

    python benchmarks/run_ingestion.py [PATH ...] [--rounds 3]

Bare and ingestion take turns in one process, on the same texts and the same machine. Bare is one call of the embedder
with all texts. Ingestion is everything from the file's bytes to the committed rows; the index is emptied before each.
The database is a temporary one. On a machine with other work the wall-clock ratio of a single round says little: read
the median, and the ratio of CPU time of this process beside it.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.embedders.minilm import local_embedder
from retrieval.embedding import Embedder
from retrieval.policy_files import ingest_paths, policy_files
from retrieval.readers.registry import read_policy
from storage import embedded, paths
from storage.database import Database, open_database

MANUAL = Path(__file__).resolve().parents[1] / "data" / "policies"
BAR = 0.85
GIVEN = GivenMetadata(effective_from=date(2026, 1, 1))
TABLES = "policy_posting, policy_embedding, policy_passage, policy_edition, policy_text, policy_index"


class Spent(NamedTuple):
    wall: float
    cpu: float


def texts_of(sources: Sequence[Path]) -> list[str]:
    """What the ingestion of these files embeds."""
    texts: dict[str, None] = {}
    for path, _ in policy_files(sources):
        try:
            document = read_policy(path.read_bytes(), path.name, GIVEN)
        except DocumentError:
            continue
        texts |= {chunk.passage.indexed_text(): None for chunk in chunk_document(document, ChunkSettings())}
    return list(texts)


def bare(embedder: Embedder, texts: Sequence[str]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    embedder.embed(texts)
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


async def ingestion(database: Database, embedder: Embedder, sources: Sequence[Path]) -> tuple[Spent, int]:
    async with database.pool.connection() as connection:
        await connection.execute(f"TRUNCATE {TABLES}".encode())
    wall, cpu = time.perf_counter(), time.process_time()
    outcomes = await ingest_paths(database, sources, embedder, given=GIVEN)
    spent = Spent(time.perf_counter() - wall, time.process_time() - cpu)
    return spent, sum(done.embedded for done in outcomes)


async def measured(sources: Sequence[Path], rounds: int) -> list[tuple[int, Spent, Spent]]:
    """(passages, bare, ingestion) of each round, after one call that loads the model."""
    embedder = local_embedder()
    texts = texts_of(sources)
    embedder.embed(texts[:32])
    found = []
    async with open_database() as database:
        for place in range(rounds):
            if place % 2:
                spent, passages = await ingestion(database, embedder, sources)
                alone = bare(embedder, texts)
            else:
                alone = bare(embedder, texts)
                spent, passages = await ingestion(database, embedder, sources)
            found.append((passages, alone, spent))
    return found


def report(found: Sequence[tuple[int, Spent, Spent]]) -> None:
    table = Table("round", "passages", "bare /s", "ingestion /s", "ratio", "ratio of CPU time")
    ratios = [alone.wall / spent.wall for _, alone, spent in found]
    for place, (passages, alone, spent) in enumerate(found):
        table.add_row(
            str(place + 1),
            str(passages),
            f"{passages / alone.wall:.1f}",
            f"{passages / spent.wall:.1f}",
            f"{ratios[place]:.2f}",
            f"{alone.cpu / spent.cpu:.2f}",
        )
    cpu = statistics.median(alone.cpu / spent.cpu for _, alone, spent in found)
    table.add_row("median", "", "", "", f"{statistics.median(ratios):.2f} (bar {BAR})", f"{cpu:.2f}")
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="(default: the policy manual)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    models = paths.subfolder("models")
    folder = Path(tempfile.mkdtemp(prefix="underwright-bench-", dir="/tmp"))
    os.environ[paths.HOME_VARIABLE] = str(folder)
    try:
        (folder / "models").symlink_to(models)  # the graph that was written once serves here too
        report(asyncio.run(measured(options.paths or [MANUAL], options.rounds)))
    finally:
        embedded.release(folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
