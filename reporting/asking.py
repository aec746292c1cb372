"""The command behind `scripts/ask_policy.py`: a question to the policy manual, the passages that answer it out.

Problems go to stderr, one line each; what was found goes to stdout.
"""

import asyncio
import logging
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg

from graph.policies import CANNOT_OPEN, open_manual
from lending.program import Program
from llm.routes import RoutesError, load_routes, selected_profile
from reporting.output import OutputError, unwritable, write_whole
from reporting.policy_answer import Answer, answer_json, print_answer
from reporting.policy_pages import PageView
from reporting.terminal import console_on
from retrieval.context import build_context
from retrieval.pages import page_around
from storage.database import open_database

ANSWERED = 0
CANNOT_WORK = 1
INSUFFICIENT = 3

_CANNOT_START = (RoutesError, OutputError, *CANNOT_OPEN)


@dataclass(frozen=True, slots=True)
class Question:
    """`budget`: tokens that the quotes may take. `html`: where a page goes. `profile` None: the environment's."""

    question: str
    as_of: date
    program: Program | None = None
    state: str | None = None
    limit: int = 5
    budget: int = 800
    explain: bool = False
    json: bool = False
    html: Path | None = None
    profile: str | None = None


def ask(question: Question) -> int:
    """The exit status: 0 where the manual answers, 3 where it does not, 1 where nothing can be asked."""
    logging.getLogger().addHandler(logging.NullHandler())  # what failed is told once
    if not question.question.strip():
        print("Cannot ask: this is an empty query. Say what to look for.", file=sys.stderr)
        return CANNOT_WORK
    try:
        return asyncio.run(_ask(question))
    except _CANNOT_START as error:
        print(f"Cannot ask: {' '.join(str(error).split())}", file=sys.stderr)
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        print(f"Cannot ask: the database fails: {told}. Look into its log, then ask again.", file=sys.stderr)
    return CANNOT_WORK


async def _ask(asked: Question) -> int:
    answer = await _answer(asked)
    if asked.html:
        from reporting.html import render_answer  # noqa: PLC0415 - only where a page is asked for

        try:
            write_whole(asked.html, render_answer(answer).encode())
        except OSError as error:
            raise unwritable(asked.html, "--html", error) from error
        print(f"The page is {asked.html}.", file=sys.stderr)
    if asked.json:
        print(answer_json(answer))
    else:
        print_answer(console_on(sys.stdout), answer, explain=asked.explain)
    return ANSWERED if answer.result.sufficient else INSUFFICIENT


async def _answer(asked: Question) -> Answer:
    routes = await asyncio.to_thread(load_routes, asked.profile)
    profile = asked.profile or selected_profile()
    async with open_database() as database:
        manual = await open_manual(database, profile, routes, notice=lambda words: print(words, file=sys.stderr))
        result = await manual.search.retrieve(
            asked.question, as_of=asked.as_of, limit=asked.limit, program=asked.program, state=asked.state
        )
        rarity = await manual.search.rarity(asked.question, asked.as_of)
        found = [retrieved.passage for retrieved in result.passages]
        context = build_context(asked.question, found, asked.budget, rarity)
        quotes = {entry.passage.passage_id: entry.quotes for entry in context.passages}
        views = [
            PageView(passage, await page_around(database, passage), quotes.get(passage.passage_id, ()))
            for passage in (found if asked.html else ())
        ]
    return Answer(
        question=asked.question,
        as_of=asked.as_of,
        program=asked.program,
        state=asked.state,
        result=result,
        context=context,
        pages=tuple(views),
    )
