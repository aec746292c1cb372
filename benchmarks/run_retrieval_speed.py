"""How fast the policy index answers, and whether it answers right, at several sizes. Run by `make bench-retrieval`.

    invented corpus -> our index (a database of its own on the embedded server, dropped afterwards)
                    -> the peers (another interpreter, all in memory): LangChain, LlamaIndex; bm25s as oracle

Time is that of `PolicySearch.retrieve` with the query's vector known: dense and lexical ranking, fusion, and loading
the passages, as any caller waits for it, and without the stages that the peers have no counterpart for (other wordings,
reranking, refusal). Exactness is checked on the same questions, with and without filters.

The peers want other versions of shared packages, so they have an environment of their own, `.venv-peers`, which `make`
installs from `requirements/peers.txt`. Without it the benchmark says what is missing and measures ours.
"""

import argparse
import asyncio
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.retrieval_speed.checks import SCOPES, Check, check_dense, check_lexical  # noqa: E402 - found through ROOT
from benchmarks.retrieval_speed.corpus import TODAY, Corpus, Query, invent, queries  # noqa: E402 - as above
from benchmarks.retrieval_speed.database import Filled, KnownVectors, filled, own_database  # noqa: E402 - as above
from benchmarks.retrieval_speed.reference import Reference  # noqa: E402 - as above
from benchmarks.retrieval_speed.rivals import Rivals, ask_rivals  # noqa: E402 - as above
from retrieval.search import PolicySearch, SearchSettings  # noqa: E402 - as above
from storage.database import Database  # noqa: E402 - as above

SIZES = (1_000, 10_000, 100_000)
QUERIES = 100
ROUNDS = 3
PEERS = ROOT / ".venv-peers" / "bin" / "python"
MOST_FOR_PEERS = 10_000
LIMIT_MS = {100_000: 80.0}
LEAST_RATIO = {10_000: 10.0}
LEAST_RECALL = 0.99
HYBRID_ONLY = SearchSettings(rewrite=False, rerank=None, refuse=False)


async def search_times(database: Database, asked: Sequence[Query]) -> list[float]:
    """Milliseconds of each question in each round, after one round that is not counted."""
    search = PolicySearch(database, KnownVectors(asked), settings=HYBRID_ONLY)
    taken = []
    for number in range(ROUNDS + 1):
        for query in asked:
            started = perf_counter()
            await search.retrieve(query.text, as_of=TODAY)
            if number:
                taken.append((perf_counter() - started) * 1000)
    return taken


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), float(np.percentile(times, 95))


def speed_row(size: int, who: str, times: Sequence[float], ours: Sequence[float]) -> tuple[str, ...]:
    middle, high = percentiles(times)
    own_middle, own_high = percentiles(ours)
    if times is ours:
        limit = LIMIT_MS.get(size)
        held = "" if limit is None else f"{limit:g} ms p95: {_verdict(high <= limit)} ({high / limit:.0%})"
        return (f"{size:,}", who, f"{middle:.1f}", f"{high:.1f}", "", held)
    least = LEAST_RATIO.get(size)
    slower = middle / own_middle
    held = "" if least is None else f"{least:g} times: {_verdict(slower >= least)}"
    return (f"{size:,}", who, f"{middle:.1f}", f"{high:.1f}", f"{slower:.1f} / {high / own_high:.1f}", held)


def _verdict(holds: bool) -> str:
    return "holds" if holds else "[bold red]missed[/]"


def check_row(size: int, check: Check) -> tuple[str, ...]:
    oracle = "" if check.bm25s is None else str(check.bm25s)
    held = check.mistakes == 0 and not check.bm25s and check.recall >= LEAST_RECALL
    return (
        f"{size:,}",
        check.scope,
        f"{check.passages:,}",
        str(check.mistakes),
        oracle,
        f"{check.recall:.4f}",
        f"{check.dense_ms[0]:.1f} / {check.dense_ms[1]:.1f}",
        f"{check.lexical_ms[0]:.1f} / {check.lexical_ms[1]:.1f}",
        _verdict(held),
    )


def filled_row(size: int, done: Filled) -> tuple[str, ...]:
    tables = [f"{megabytes:.0f}" for megabytes in done.megabytes.values()]
    rate = f"{done.passages / done.seconds:.0f}"
    return (f"{size:,}", f"{done.passages:,}", f"{done.seconds:.1f}", rate, *tables, f"{done.graph_megabytes:.0f}")


async def measure(
    url: str, corpus: Corpus, asked: Sequence[Query], rivals: Rivals, console: Console
) -> tuple[list[float], list[Check], Filled]:
    reference = Reference(corpus)
    async with filled(url, corpus) as (database, done):
        console.print(f"  indexed in {done.seconds:.0f} s")
        times = await search_times(database, asked)
        checks = []
        for name, scope in SCOPES.items():
            narrowed = scope(corpus)
            wrong, wrong_by_bm25s, lexical_ms = await check_lexical(database, reference, asked, narrowed, rivals.bm25s)
            recall, dense_ms = await check_dense(database, reference, asked, narrowed)
            passages = int(reference.selected(narrowed).sum())
            checks.append(Check(name, passages, wrong, wrong_by_bm25s, recall, dense_ms, lexical_ms))
        return times, checks, done


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="passages in force")
    parser.add_argument("--queries", type=int, default=QUERIES, metavar="N", help="questions at each size")
    parser.add_argument("--peers", type=Path, default=PEERS, metavar="PYTHON", help="an interpreter that has the peers")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    console = Console(width=160)
    speed = Table("passages", "who", "p50 ms", "p95 ms", "p50 / p95 times ours", "limit")
    speed.title = f"Hybrid search without the embedding, {options.queries} questions of 8 terms"
    right = Table("passages", "filter", "in scope", "BM25 wrong", "by bm25s", "recall@10", "dense ms", "BM25 ms", "")
    right.title = "Against exact BM25 and the exact scan; ms are p50 / p95 of one stage"
    cost = Table("passages", "stored", "s", "passages / s", "passages MB", "postings MB", "vectors MB", "graph MB")
    cost.title = "Filling the index, one transaction for each edition; vectors with their graph"
    told: dict[str, None] = {}
    for size in options.sizes:
        console.print(f"{size:,} passages")
        corpus = invent(size)
        asked = queries(corpus, options.queries)
        rivals = ask_rivals(options.peers, corpus, asked, timed=size <= MOST_FOR_PEERS)
        with own_database() as url:
            times, checks, done = asyncio.run(measure(url, corpus, asked, rivals, console))
        speed.add_row(*speed_row(size, "Underwright", times, times))
        for who, theirs in rivals.times.items():
            speed.add_row(*speed_row(size, who, theirs, times))
        for check in checks:
            right.add_row(*check_row(size, check))
        cost.add_row(*filled_row(size, done))
        told |= dict.fromkeys(rivals.told)
    for table in (speed, right, cost):
        console.print(table)
    for line in told:
        console.print(line)


if __name__ == "__main__":
    main()
