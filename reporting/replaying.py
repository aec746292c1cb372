"""The command behind `scripts/replay.py`: past decisions derived again, run again, or held against today."""

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from pydantic import ValidationError
from rich.table import Table

from agents.derivation import derivation
from agents.record import ExaminationRecord
from agents.versions import rules_sha256
from graph.impact import Impact, impact_on
from graph.kept import UnknownRunError, find_run
from graph.old_rules import OldRulesError, derived_by
from graph.policies import CANNOT_OPEN
from graph.replay import replay
from graph.run import Pipeline, open_pipeline
from llm.routes import RoutesError
from reporting.output import OutputError, unwritable, write_whole
from reporting.terminal import console_on
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.recorded import RecordedRun, runs_in_database, runs_in_file
from storage.rules_source import rules_of

SAME = 0
CANNOT_WORK = 1
DIFFERS = 2

_STANDARD_OUTPUT = Path("-")
_SHOWN = 6
_NOTHING = "ended before there was an application"


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """`name` None: every run. `file`: an export of the ledger in place of the database.

    `against_current`: what today's rules and policies would decide, with `models` today's models too, of `profile`.
    """

    name: str | None = None
    file: Path | None = None
    against_current: bool = False
    models: bool = False
    profile: str | None = None
    json: Path | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one run: `derived` and `replayed` are "same", or what differs; `impact` where that was asked."""

    application_id: str
    thread_id: str
    decided_at: str
    outcome: str
    rules_sha256: str
    derived: str = "same"
    replayed: str = "same"
    impact: dict[str, Any] | None = None

    @property
    def differs(self) -> bool:
        if self.impact:
            return self.impact["changed"] is True
        return self.derived != "same" or self.replayed not in {"same", _NOTHING}


def run_again(asked: ReplayRequest) -> int:
    """The exit status: 0 where nothing differs, 2 where something does or cannot run, 1 where nothing can be read."""
    logging.getLogger().addHandler(logging.NullHandler())  # what failed is told once
    try:
        found = asyncio.run(_all(asked))
        _tell(asked, found)
    except UnknownRunError as error:
        print(f"Not found: {error}", file=sys.stderr)
        return CANNOT_WORK
    except (*CANNOT_OPEN, RoutesError, StorageError, OutputError, OSError) as error:
        print(f"Cannot replay: {' '.join(str(error).split())}", file=sys.stderr)
        return CANNOT_WORK
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        print(f"Cannot replay: the database fails: {told}. Look into its log, then run again.", file=sys.stderr)
        return CANNOT_WORK
    if not found:
        print("Cannot replay: there is no recorded run. Underwrite an application first: make run", file=sys.stderr)
        return CANNOT_WORK
    return DIFFERS if any(one.differs for one in found) else SAME


async def _all(asked: ReplayRequest) -> list[Told]:
    async with AsyncExitStack() as stack:
        pipeline: Pipeline | None = None
        database: Database | None = None
        if asked.against_current:
            pipeline = await stack.enter_async_context(open_pipeline(asked.profile))
            database = pipeline.database
        elif asked.file is None:
            database = await stack.enter_async_context(open_database())
        return [await _one(run, asked, database, pipeline) async for run in _runs(asked, database)]


async def _runs(asked: ReplayRequest, database: Database | None) -> AsyncIterator[RecordedRun]:
    if asked.file is not None:
        for run in runs_in_file(asked.file):
            if asked.name is None or asked.name in {run.thread_id, run.application_id}:
                yield run
        return
    assert database is not None  # noqa: S101 - opened where there is no file
    thread = (await find_run(database, asked.name)).run.thread_id if asked.name else None
    async for run in runs_in_database(database, thread):
        yield run


async def _one(run: RecordedRun, asked: ReplayRequest, database: Database | None, pipeline: Pipeline | None) -> Told:
    last = json.loads(run.documents[-1])
    outcome = (last.get("decision") or {}).get("outcome", "none")
    head = (run.application_id, run.thread_id, run.written_at, outcome, last["rules_sha256"])
    try:
        versions = [ExaminationRecord.model_validate_json(document) for document in run.documents]
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, fault["loc"]))
        unread = f"written in a form that this release does not read ({where})"
        return Told(*head, derived=await _by_its_rules(run, database), replayed=unread)
    if pipeline:
        return Told(*head, impact=_told(await impact_on(versions[-1], pipeline, with_models=asked.models)))
    derived = await _derived(run, versions[-1], database)
    if not versions[-1].routes:
        return Told(*head, derived=derived, replayed="recorded before runs could be run again")
    if versions[-1].rules_sha256 != rules_sha256():
        return Told(*head, derived=derived, replayed="not with other rules: --against-current tells what they decide")
    done = await replay(versions, run.verdict)
    return Told(*head, derived=derived, replayed="; ".join(done.differences) or ("same" if done.possible else _NOTHING))


async def _derived(run: RecordedRun, record: ExaminationRecord, database: Database | None) -> str:
    if record.rules_sha256 == rules_sha256():
        check = derivation(record)
        return "same" if check.passed else check.detail
    return await _by_its_rules(run, database)


async def _by_its_rules(run: RecordedRun, database: Database | None) -> str:
    sha256 = json.loads(run.documents[-1])["rules_sha256"]
    archive = await rules_of(database, sha256) if database else None
    if archive is None:
        return f"its rules {sha256[:12]} are not at hand: use the release that has them, or its database"
    try:
        parted = await derived_by(archive, sha256, run.documents[-1])
    except OldRulesError as error:
        return str(error)
    return f"another {', '.join(parted)}" if parted else "same"


def _told(impact: Impact) -> dict[str, Any]:
    return {
        "then": impact.then,
        "now": impact.now,
        "rules": list(impact.rules),
        "passages": list(impact.passages),
        "terms": list(impact.terms),
        "problem": impact.problem,
        "changed": impact.changed,
    }


def _tell(asked: ReplayRequest, found: list[Told]) -> None:
    if asked.json:
        lines = "".join(json.dumps(_flat(one), ensure_ascii=False) + "\n" for one in found)
        if asked.json == _STANDARD_OUTPUT:
            print(lines, end="")
            return
        try:
            write_whole(asked.json, lines.encode())
        except OSError as error:
            raise unwritable(asked.json, "--json", error) from None
    console = console_on(sys.stdout)
    counts = Counter(one.differs for one in found)
    shown = found if asked.name else [one for one in found if one.differs]
    if shown:
        console.print(_impacts(shown) if asked.against_current else _replays(shown))
    if not found:
        return
    whole = len(found)
    if asked.against_current:
        what = "today's rules, policies and models" if asked.models else "today's rules and policies"
        outcomes = sum(1 for one in found if one.impact and one.impact["then"] != one.impact["now"])
        print(f"{whole:,} decisions under {what}: {counts[False]:,} the same, {outcomes:,} with another outcome,")
        print(f"{counts[True] - outcomes:,} with the same outcome on other grounds.")
        return
    print(f"{whole:,} runs: {counts[False]:,} derived and run again, the same to the byte; {counts[True]:,} not.")


def _flat(one: Told) -> dict[str, Any]:
    named = ("application_id", "thread_id", "decided_at", "outcome", "rules_sha256", "derived", "replayed", "impact")
    return {name: getattr(one, name) for name in named}


def _replays(shown: list[Told]) -> Table:
    table = Table()
    for heading in ("application", "decided", "outcome", "facts and decision", "whole run"):
        table.add_column(heading, overflow="fold")
    for one in shown:
        table.add_row(one.application_id, one.decided_at[:10], one.outcome.replace("_", " "), one.derived, one.replayed)
    return table


def _impacts(shown: list[Told]) -> Table:
    table = Table()
    for heading in ("application", "decided", "then", "now", "what is otherwise"):
        table.add_column(heading, overflow="fold")
    for one in shown:
        impact = one.impact or {}
        parts = (("rules", impact["rules"]), ("policy of", impact["passages"]), ("", _words(impact["terms"])))
        otherwise = "; ".join(f"{what} {_few(names)}".strip() for what, names in parts if names)
        now = str(impact["now"] or "none").replace("_", " ")
        then = one.outcome.replace("_", " ")
        table.add_row(one.application_id, one.decided_at[:10], then, now, impact["problem"] or otherwise)
    return table


def _words(terms: list[str]) -> list[str]:
    return [name.replace("_", " ") for name in terms]


def _few(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
