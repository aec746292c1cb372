"""The command behind `scripts/run_pipeline.py`: applications in; outcomes as a table, JSON lines and pages out.

Problems go to stderr, one line each. What a person reads goes to stdout, or to stderr where stdout carries JSON.
"""

import asyncio
import logging
import os
import signal
import stat
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO

import psycopg
from rich.text import Text

from graph.batch import Run, Runner, run_batch
from graph.policies import CANNOT_OPEN
from graph.result import PipelineResult
from graph.run import Pipeline, open_pipeline
from graph.submissions import Submissions, load_submissions
from graph.taking_up import Interrupted, TakingUp, UnderKey
from lending.application import LoanApplication
from lending.decision import Outcome
from lending.formats import ReadApplication
from llm import telemetry
from llm.routes import RoutesError
from reporting.call_story import print_usage
from reporting.calls import asked_calls
from reporting.json_lines import Write, json_file, writer_on
from reporting.letter import Letter
from reporting.notices import problems_of, summary_of, write_letters
from reporting.output import OutputError, folder_to_write, shortened, unwritable
from reporting.progress import Progress, progress_on
from reporting.story import print_story
from reporting.terminal import Row, Totals, console_on, print_table, row_of, show
from reporting.usage import Spent, spent_in_words, spent_on

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "applications"
STANDARD_OUTPUT = Path("-")

EVERY_APPLICATION_HAS_AN_OUTCOME = 0
CANNOT_WORK = 1
SOMETHING_HAS_NO_OUTCOME = 2

_NOTES_TOLD = 4
_CANNOT_START = (RoutesError, *CANNOT_OPEN)


@dataclass(frozen=True, slots=True)
class Request:
    """`paths` empty: the samples. `json`: a file's name, or "-" for stdout. `profile` None: the environment's.

    `notices`: where the letters go; `notice_date` None: they are dated today. `resume`: go on with what was interrupted
    and tell again what has a result. `key`: a batch is run once under it.
    """

    paths: tuple[Path, ...] = ()
    profile: str | None = None
    json: Path | None = None
    report: Path | None = None
    notices: Path | None = None
    notice_date: date | None = None
    resume: bool = False
    key: str | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class _Folders:
    """Where pages and letters go; None where none were asked for."""

    pages: Path | None
    notices: Path | None


@dataclass(slots=True)
class _Batch:
    """What is kept of a batch after each result was written: a row each, and the result itself where it is the only."""

    rows: list[Row] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    failures: list[Run] = field(default_factory=list)
    not_begun: int = 0
    fallbacks: list[str] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    pages: list[Path] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    result: PipelineResult | None = None


def underwrite(request: Request) -> int:
    """The exit status: 0 where every application got an outcome, 2 where something did not, 1 where nothing can run.

    Raises BrokenPipeError where nobody reads stdout any more, and OSError where it cannot be written.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # what failed is told once, with its application
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a character less is better than no output
    try:
        return asyncio.run(_underwrite(request))
    except (*_CANNOT_START, OutputError) as error:
        _tell(f"Cannot run: {' '.join(str(error).split())}")
        return CANNOT_WORK
    except psycopg.Error as error:
        _tell(f"Cannot run: the database fails: {' '.join(str(error).split())}. Look into its log, then run again.")
        return CANNOT_WORK


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


async def _underwrite(request: Request) -> int:
    began = time.perf_counter()
    with ExitStack() as outputs:
        write = _json_writer(request, outputs)
        folders = _Folders(
            folder_to_write(request.report, "--report") if request.report else None,
            folder_to_write(request.notices, "--notices", private=True) if request.notices else None,
        )
        if folders.pages and folders.notices and folders.pages.samefile(folders.notices):
            raise OutputError(
                f"--report and --notices both name {request.notices}, where a letter would replace the page of its "
                "application. Name two folders."
            )
        submissions = _read(request)
        batch = _Batch()
        if submissions.applications or request.resume:
            await _run(request, submissions.applications, batch, write, folders)
    if problem := telemetry.why_not():
        _tell(f"Note: {problem}.")
    for run in batch.failures:
        _tell(f"No outcome: {run.application_id}: {run.failure} - Run it again; if it fails again, report it.")
    if batch.not_begun:
        _tell(f"Told to stop: {batch.not_begun} not begun. Run again with --resume: it goes on from here.")
    if batch.fallbacks:
        count = f"{len(batch.fallbacks)} of {len(batch.rows)}"
        _tell(f"Wording: {count} have the template's words where a model was asked: {batch.fallbacks[0]}.")
    unread = len({(problem.source, problem.record) for problem in submissions.problems})
    totals = Totals(batch.outcomes, len(batch.failures), unread, time.perf_counter() - began)
    for problem in problems_of(batch.letters):
        _tell(problem)
    if not request.quiet:
        _print(sys.stderr if request.json == STANDARD_OUTPUT else sys.stdout, request, batch, totals)
    complete = not (batch.failures or batch.not_begun or submissions.problems)
    return EVERY_APPLICATION_HAS_AN_OUTCOME if complete else SOMETHING_HAS_NO_OUTCOME


def _json_writer(request: Request, outputs: ExitStack) -> Write | None:
    if request.json is None:
        return None
    if request.json == STANDARD_OUTPUT:
        return writer_on(sys.stdout.buffer)
    return outputs.enter_context(json_file(request.json))


def _today() -> date:
    return datetime.now().astimezone().date()


def _read(request: Request) -> Submissions:
    paths = request.paths or (shortened(SAMPLES),)
    submissions = load_submissions(paths, today=_today())
    for problem in submissions.problems:
        _tell(f"Not read: {problem}")
    notes = submissions.notes
    if len(notes) > _NOTES_TOLD and len(submissions.applications) > 1:
        notes = (f"{len(notes)} parts of the input were not read, and none had to be; run a file alone to see them.",)
    for note in () if request.quiet else notes:
        _tell(f"Note: {note}")
    return submissions


async def _run(
    request: Request, read: tuple[ReadApplication, ...], batch: _Batch, write: Write | None, folders: "_Folders"
) -> None:
    applications = [one.application for one in read]
    with _progress(request) as progress:
        async with open_pipeline(request.profile, notice=progress.notice) as pipeline:
            known = {application.application_id for application in applications}
            others = [run for run in await pipeline.interrupted() if run.application_id not in known]
            others = others if request.resume else []
            progress.expect(
                [application.application_id for application in applications] + [run.application_id for run in others]
            )
            with _told_to_stop() as stop:
                runner = _runner(request, pipeline)
                async with aclosing(run_batch(runner, applications, watcher=progress, stop=stop)) as runs:
                    submitted = iter(applications)
                    async for run in runs:
                        _note(run, next(submitted), request, batch, write, folders)
                async with aclosing(run_batch(Interrupted(pipeline), others, watcher=progress, stop=stop)) as runs:
                    async for run in runs:
                        _note(run, None, request, batch, write, folders)
            if len(batch.rows) > 1:
                batch.result = None


def _runner(request: Request, pipeline: Pipeline) -> Runner[LoanApplication]:
    if request.key:
        return UnderKey(pipeline, request.key)
    return TakingUp(pipeline) if request.resume else pipeline


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """Set by SIGTERM: what is under way comes to its end, and what is done is written."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    try:
        yield stop
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _note(  # noqa: PLR0917 - one call site for each kind of run
    run: Run,
    application: LoanApplication | None,
    request: Request,
    batch: _Batch,
    write: Write | None,
    folders: _Folders,
) -> None:
    if not run.begun:
        batch.not_begun += 1
        return
    batch.rows.append(row_of(run))
    if run.result is None:
        batch.failures.append(run)
        return
    batch.outcomes[run.result.outcome] += 1
    reasons = (agent.fallback_reason for agent in run.result.agents if agent.fell_back)
    batch.fallbacks += [reason or "no reason given" for reason in reasons][:1]
    batch.spent += spent_on(asked_calls((agent.agent, agent.calls) for agent in run.result.agents))
    if write:
        write(run.result)
    if folders.pages:
        batch.pages.append(_page(run.result, folders.pages))
    if folders.notices and application:
        day = request.notice_date or _today()
        batch.letters += write_letters(run.result, application, day, folders.notices)
    batch.result = run.result


def _progress(request: Request) -> Progress:
    if request.quiet:
        return Progress()
    console = console_on(sys.stderr)
    live = sys.stderr.isatty() and console.is_interactive
    if request.json == STANDARD_OUTPUT:  # which may end on the same screen, directly or through a pipe
        live = live and stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    return progress_on(console, live=live)


def _page(result: PipelineResult, folder: Path) -> Path:
    from reporting.html import write_report  # noqa: PLC0415 - the templates' engine, needed only with --report

    try:
        return write_report(result, folder)
    except OSError as error:
        raise unwritable(folder, "--report", error) from None


def _print(stream: IO[str], request: Request, batch: _Batch, totals: Totals) -> None:
    console = console_on(stream)
    if batch.rows:
        print_table(console, batch.rows)
    if batch.result:
        print_story(console, batch.result)
    if batch.rows:
        console.print()
    show(console, Text(totals.words()))
    if batch.spent.by_model:
        show(console, Text(f"Models: {spent_in_words(batch.spent)}."))
        print_usage(console, "Model", batch.spent.by_model)
    if batch.pages:
        one = len(batch.pages) == 1
        where = f"Report: {batch.pages[0]}" if one else f"Reports: {len(batch.pages)} pages in {request.report}"
        console.print(where, soft_wrap=True)
    if request.notices:
        console.print(summary_of(batch.letters, request.notices), soft_wrap=True)
    if request.json and request.json != STANDARD_OUTPUT:
        console.print(f"JSON lines: {request.json}", soft_wrap=True)
