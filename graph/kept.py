"""What is kept of a run: its sealed records, and the checkpoints of its way. Reads both, runs nothing.

A record is sealed before the validator has looked at it, so how the file was released stands in a checkpoint alone;
what an earlier version said stands in its record alone. A run that stopped midway has checkpoints and no record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

from agents.case_file import CaseFile, Verdict
from agents.record import ExaminationRecord
from graph.build import build_graph
from graph.ports import questions_of
from graph.state import PipelineState
from graph.threads import application_of_thread
from storage.checkpoints import open_saver
from storage.database import Database
from storage.errors import StateTypeError, StorageError
from storage.records import Record, read_record
from storage.runs import KeptRun, find_runs

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.types import StateSnapshot

_NAMED = 5


class UnknownRunError(LookupError):
    """No run has this name, or several have. Says which names are near."""


@dataclass(frozen=True, slots=True)
class Found:
    """A run, and the other runs of its application, the newest first."""

    run: KeptRun
    application_id: str
    others: tuple[KeptRun, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A version of the examination record, as it was sealed and as it is read."""

    kept: Record
    record: ExaminationRecord


@dataclass(frozen=True, slots=True)
class Visit:
    """One node at work. `ended` is None where the run never got past it."""

    node: str
    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything about one run. `case` is as the last checkpoint has it, else as the last record tells it.

    `waiting` names the nodes that come next, none where the run came to its end or has no checkpoints.
    `rejected` maps a version of the record to the verdict that had its wording written again, `questions` the key of a
    call to what was sent with it beside the prompt files.
    """

    found: Found
    case: CaseFile
    sealed: tuple[Sealed, ...]
    visits: tuple[Visit, ...] = ()
    waiting: tuple[str, ...] = ()
    rejected: Mapping[int, Verdict] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


async def find_run(database: Database, name: str) -> Found:
    """The run of that thread id, else the newest of that application, else the only one whose name begins so.

    A beginning that fits several runs of one application gives the newest. Raises UnknownRunError.
    """
    fitting = await find_runs(database, name) if name else []
    of_thread = [run for run in fitting if run.thread_id == name]
    of_application = [run for run in fitting if application_of(run) == name]
    chosen = of_thread or of_application or fitting
    applications = list(dict.fromkeys(application_of(run) for run in chosen))
    if len(applications) > 1:
        listed = ", ".join(applications[:_NAMED]) + (", ..." if len(applications) > _NAMED else "")
        raise UnknownRunError(f"{name} is the beginning of {len(applications)} applications: {listed}. Name one whole.")
    if not chosen:
        raise UnknownRunError(await _nothing_called(database, name))
    application_id = applications[0]
    related = of_application or await find_runs(database, application_id)
    others = (run for run in related if run != chosen[0] and application_of(run) == application_id)
    return Found(chosen[0], application_id, tuple(others))


def application_of(run: KeptRun) -> str:
    return run.application_id or application_of_thread(run.thread_id)


async def _nothing_called(database: Database, name: str) -> str:
    every = await find_runs(database)
    if not every:
        return "the database holds no run yet. Underwrite an application first: make run"
    applications = list(dict.fromkeys(application_of(run) for run in every))
    threads = [run.thread_id for run in every]
    near = list(dict.fromkeys(get_close_matches(name, [*applications, *threads], n=_NAMED, cutoff=0.5)))
    words = f"the nearest are: {', '.join(near)}" if near else f"the newest are: {', '.join(applications[:_NAMED])}"
    return f"no run and no application is called {name or 'nothing'}; {words}. Name one of them, or its beginning."


async def read_run(database: Database, found: Found) -> Kept:
    """Raises StorageError where what is kept was written in a form that is no longer read."""
    sealed = [await _sealed(database, found.run.thread_id, number + 1) for number in range(found.run.versions)]
    questions = await questions_of(database, found.run.thread_id)
    if not found.run.checkpointed:
        return Kept(found, sealed[-1].record.case(), tuple(sealed), questions=questions)
    history = await _history(database, found.run.thread_id)
    if not history:  # ended before its first node
        return Kept(found, CaseFile(reference=found.application_id), (), waiting=("intake",))
    try:
        return Kept(
            found=found,
            case=CaseFile.model_validate(history[-1].values),
            sealed=tuple(sealed),
            visits=_visits(history),
            waiting=tuple(task.name for task in history[-1].tasks),
            rejected=_rejected(history),
            questions=questions,
        )
    except ValidationError as error:
        raise _of_another_form(found.run.thread_id, "a checkpoint", error) from None


async def _sealed(database: Database, thread_id: str, version: int) -> Sealed:
    kept = await read_record(database, thread_id, version)
    if kept is None:
        raise StorageError(f"Version {version} of the record of {thread_id} is missing. Restore it from a copy.")
    try:
        return Sealed(kept, ExaminationRecord.model_validate_json(kept.document))
    except ValidationError as error:
        raise _of_another_form(thread_id, f"version {version} of the record", error) from None


def _of_another_form(thread_id: str, what: str, error: ValidationError) -> StorageError:
    fault = error.errors(include_input=False, include_url=False)[0]
    field_name = ".".join(str(part) for part in fault["loc"])
    return StorageError(
        f"{what} of {thread_id} has a form that this release does not read ({field_name}: {fault['msg']}). "
        "Read it with the release that wrote it."
    )


async def _history(database: Database, thread_id: str) -> "list[StateSnapshot]":
    """The oldest first; the state before the first node ran is left out."""
    graph = build_graph(await open_saver(database, [PipelineState]))
    config: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    try:
        history = [snapshot async for snapshot in graph.aget_state_history(config)]
    except StateTypeError as error:
        raise StorageError(f"A checkpoint of {thread_id} has a form that this release does not read: {error}") from None
    return [snapshot for snapshot in reversed(history) if "__start__" not in snapshot.next]


def _visits(history: "list[StateSnapshot]") -> tuple[Visit, ...]:
    times = [datetime.fromisoformat(snapshot.created_at or "") for snapshot in history]
    return tuple(
        Visit(node, times[number], times[number + 1] if number + 1 < len(history) else None)
        for number, snapshot in enumerate(history)
        for node in snapshot.next
    )


def _rejected(history: "list[StateSnapshot]") -> dict[int, Verdict]:
    verdicts = {}
    for snapshot in history:
        record, verdict = snapshot.values.get("record"), snapshot.values.get("verdict")
        if "rewrite" in snapshot.next and record and verdict:
            verdicts[record.version] = verdict
    return verdicts
