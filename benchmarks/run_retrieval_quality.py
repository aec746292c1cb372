"""What each stage of retrieval is worth on the questions of `data/eval`. Run by `make bench-retrieval`.

The ablation is on the development half, on which the defaults were chosen; the defaults are then shown on both halves,
by category. Means with 95 % bootstrap intervals over the questions. The policy manual is read into a database of its
own on the embedded server, which is dropped afterwards.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import get_args

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from rich.console import Console
from rich.table import Table

from eval.questions import Category, Question, load_questions
from eval.retrieval import Asked, calibrated, measured, put, refusals, right_version
from graph.policies import POLICIES, VECTORS
from retrieval.embedders.minilm import local_embedder
from retrieval.embedders.shipped import ShippedVectors
from retrieval.ingest import ensure_corpus, exclusive
from retrieval.rerankers.registry import reranker_beside
from retrieval.rerankers.token_table import fill_token_vectors
from retrieval.search import PolicySearch
from retrieval.settings import SearchSettings
from retrieval.stages.rerank import RerankSettings
from storage import embedded
from storage.database import Database, open_database

DATABASE = f"underwright_retrieval_quality_{os.getpid()}"
LIMITS = {"recall@5": 0.95}
LEAST_REFUSED, MOST_FALSELY = 0.90, 0.03

DEFAULTS = SearchSettings()
_PLAIN = DEFAULTS.model_copy(update={"rewrite": False, "rerank": None, "refuse": False})


def _with(**changed: object) -> SearchSettings:
    return _PLAIN.model_copy(update=changed)


ABLATION: dict[str, SearchSettings] = {
    "dense alone": _with(asked=False, lexical=False, fusion="rrf"),
    "BM25 alone (passages with their questions)": _with(dense=False, fusion="rrf"),
    "dense and BM25, RRF": _with(asked=False, fusion="rrf"),
    "dense and BM25, convex": _with(asked=False, dense_share=0.6, asked_share=0.0),
    "with the questions of passages, RRF": _with(fusion="rrf"),
    "with the questions of passages, convex": _PLAIN,
    "and rewriting": _with(rewrite=True),
    "and diversity 0.7": _with(rewrite=True, relevance_share=0.7),
    "and late interaction, weight 0.2 (defaults)": _with(rewrite=True, rerank=DEFAULTS.rerank),
    "and late interaction, weight 0.5": _with(rewrite=True, rerank=RerankSettings(depth=20, weight=0.5)),
}


@asynccontextmanager
async def manual() -> AsyncIterator[Database]:
    """The policy manual in a database of its own, with the token vectors that late interaction wants."""
    server = await asyncio.to_thread(embedded.start)
    name = sql.Identifier(DATABASE)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        try:
            async with open_database(make_conninfo(server, dbname=DATABASE)) as database:
                embedder = local_embedder()
                started = time.perf_counter()
                await ensure_corpus(database, POLICIES, lambda: ShippedVectors(embedder, VECTORS))
                async with exclusive(database) as lock:
                    await fill_token_vectors(lock, embedder)
                print(f"The manual was read in {timedelta(seconds=round(time.perf_counter() - started))}.", flush=True)
                yield database
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def row(asked: Sequence[Asked]) -> list[str]:
    return [str(interval) for interval in measured(asked).values()]


async def ablation(database: Database, questions: Sequence[Question]) -> None:
    answerable = [question for question in questions if question.answerable]
    table = Table("stages", "recall@5", "recall@10", "nDCG@10", "MRR", "ms", title="Development half, stage by stage")
    embedder = local_embedder()
    reranker = reranker_beside(embedder)
    for name, settings in ABLATION.items():
        search = PolicySearch(database, embedder, settings=settings, reranker=reranker)
        await put(search, answerable[:10])  # loads the model
        started = time.perf_counter()
        asked = await put(search, answerable)
        each = 1000 * (time.perf_counter() - started) / len(answerable)
        table.add_row(name, *row(asked), f"{each:.0f}")
    Console(width=150).print(table)


async def shown(search: PolicySearch, questions: Sequence[Question], title: str) -> bool:
    """By category; whether every limit is kept."""
    asked = await put(search, questions)
    table = Table("category", "questions", "recall@5", "recall@10", "nDCG@10", "MRR", title=title)
    for category in get_args(Category):
        of = [one for one in asked if one.question.category == category and one.question.answerable]
        if of:
            table.add_row(category, str(len(of)), *row(of))
    answered = [one for one in asked if one.question.answerable]
    table.add_row("all that are answered", str(len(answered)), *row(asked), style="bold")
    told, old = refusals(asked), [one for one in answered if one.question.category == "superseded version"]
    versions = sum(map(right_version, old)) / len(old)
    console = Console(width=150)
    console.print(table)
    console.print(
        f"superseded versions: {versions:.0%} right (limit 100%); unanswerable refused: {told.refused} "
        f"(limit {LEAST_REFUSED}); refused although answered: {told.falsely} (limit {MOST_FALSELY})"
    )
    kept = measured(asked)["recall@5"].mean >= LIMITS["recall@5"] and versions == 1
    return kept and told.refused.mean >= LEAST_REFUSED and told.falsely.mean <= MOST_FALSELY


def missed(asked: Sequence[Asked]) -> None:
    """The development questions whose sections are not all among the first five, for whoever tunes."""
    for one in asked:
        needed = [reference.section_id for reference in one.question.references]
        wanting = one.question.answerable and measured([one])["recall@5"].mean < 1
        if wanting or one.refused == one.question.answerable:
            told = one.result.verdict.confidence if one.result.verdict else None
            print(f"{one.question.id} {told}: {one.question.question}\n   {needed}\n   {list(one.sections[:5])}")


async def run(options: argparse.Namespace) -> bool:
    development, test = load_questions(split="development"), load_questions(split="test")
    async with manual() as database:
        embedder = local_embedder()
        search = PolicySearch(database, embedder, settings=DEFAULTS, reranker=reranker_beside(embedder))
        if options.calibrate:
            print(calibrated(await put(search, development)))
            return True
        if options.missed:
            missed(await put(search, development))
            return True
        if not options.defaults:
            await ablation(database, development)
        await shown(search, development, "Development half, defaults")
        return await shown(search, test, "Test half, defaults")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--defaults", action="store_true", help="leave the ablation out")
    parser.add_argument("--calibrate", action="store_true", help="fit the refusal of unanswerable questions, and stop")
    parser.add_argument("--missed", action="store_true", help="list what goes wrong on the development half, and stop")
    kept = asyncio.run(run(parser.parse_args()))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
