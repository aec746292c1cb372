"""What need not be kept any more is destroyed with its proof, and nothing else can be."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from builders import application
from graph.retention import Retained, purge, retained_runs
from graph.run import Pipeline
from own_server import own_server
from pipelines import in_pipeline
from storage import embedded
from storage.chain import Fault, Tamper
from storage.database import Database
from storage.ledger import PURGE, Ledger, check, read_ledger
from storage.ledger_file import export_lines, read_export
from storage.purge import note_hold
from storage.recorded import runs_in_database, runs_in_file

LATER = date(2032, 1, 1)
FILES: dict[str, dict[str, Any]] = {
    "OLD-1": {},
    "OLD-2": {"property.appraisal.condition": "C6"},
    "OLD-3": {"application_date": "2019-03-02"},  # no table reaches so far back: the record holds no decision
}


@pytest.fixture(autouse=True)
def a_database() -> Iterator[None]:
    with own_server():
        yield


async def underwritten(pipeline: Pipeline) -> None:
    for name, changes in FILES.items():
        await pipeline.run(application({**changes, "application_id": name}))


async def kept(database: Database, as_of: date) -> dict[str, Retained]:
    return {one.run.application_id: one async for one in retained_runs(database, as_of=as_of)}


async def rows_of(database: Database, thread_id: str) -> dict[str, int]:
    counts = {}
    for table in ("examination_record", "checkpoints", "checkpoint_blobs", "run", "ledger_entry"):
        async with database.pool.connection() as connection:
            query = f"SELECT count(*) AS rows FROM {table} WHERE thread_id = %s"  # noqa: S608 - constants
            row = await (await connection.execute(query.encode(), (thread_id,))).fetchone()
        counts[table] = row["rows"] if row else 0
    return counts


def test_a_run_is_due_the_day_after_its_last() -> None:
    async def run(pipeline: Pipeline) -> None:
        await underwritten(pipeline)
        until = (await kept(pipeline.database, LATER))["OLD-1"].until
        assert (await kept(pipeline.database, until))["OLD-1"].state == "kept"
        assert (await kept(pipeline.database, until + timedelta(days=1)))["OLD-1"].state == "due"

    in_pipeline(run)


def test_what_is_purged_leaves_its_proof_and_the_ledger_holds() -> None:
    async def run(pipeline: Pipeline) -> tuple[Ledger, Ledger, str]:
        database = pipeline.database
        await underwritten(pipeline)
        before = await read_ledger(database)
        due = (await kept(database, LATER))["OLD-1"]
        done = await purge(database, due)
        assert done.rows["examination_record"] == 1
        assert done.rows["checkpoints"] > 5
        left = await rows_of(database, due.run.thread_id)
        assert {table for table, count in left.items() if count} == {"ledger_entry"}
        assert {one.application_id async for one in runs_in_database(database)} == {"OLD-2", "OLD-3"}
        return before, await read_ledger(database), due.run.thread_id

    before, after, thread_id = in_pipeline(run)
    assert check(before) is None
    assert check(after) is None
    assert after.entries[: len(before.entries)] == before.entries
    (proof,) = after.entries[len(before.entries) :]
    assert (proof.kind, proof.thread_id) == (PURGE, thread_id)
    told = json.loads(proof.document)
    assert told["records"] == [before.digests[thread_id, 1]]
    assert told["why"]["rule"] == "regulatory-policy 6.1"


def test_an_export_tells_of_the_purge_and_holds_elsewhere(tmp_path: Path) -> None:
    async def run(pipeline: Pipeline) -> list[str]:
        await underwritten(pipeline)
        await purge(pipeline.database, (await kept(pipeline.database, LATER))["OLD-2"])
        return [line async for line in export_lines(pipeline.database)]

    file = tmp_path / "ledger.jsonl"
    file.write_text("\n".join(in_pipeline(run)) + "\n")
    assert check(read_export(file)) is None
    assert [one.application_id for one in runs_in_file(file)] == ["OLD-1", "OLD-3"]
    without_proof = [line for line in file.read_text().splitlines() if '"kind":"purge"' not in line]
    file.write_text("\n".join(without_proof) + "\n")
    fault = check(read_export(file))
    assert fault is not None
    assert fault.tamper in {Tamper.MISSING, Tamper.TRUNCATED}


@pytest.mark.usefixtures("a_database")
def test_the_database_deletes_no_record_without_proof() -> None:
    in_pipeline(underwritten)
    with psycopg.connect(embedded.start(), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.RestrictViolation, match="the ledger has no proof of a purge"):
            connection.execute("DELETE FROM examination_record WHERE application_id = 'OLD-1'")
        for statement in ("UPDATE examination_record SET version = 9", "TRUNCATE examination_record"):
            with pytest.raises(psycopg.errors.RestrictViolation, match="is append-only"):
                connection.execute(statement.encode())


def test_a_record_that_is_gone_without_proof_is_still_missing() -> None:
    in_pipeline(underwritten)
    with psycopg.connect(embedded.start(), autocommit=True) as connection:
        connection.execute("ALTER TABLE examination_record DISABLE TRIGGER purged_with_proof")
        connection.execute("DELETE FROM examination_record WHERE application_id = 'OLD-1'")

    async def run(pipeline: Pipeline) -> Fault | None:
        return check(await read_ledger(pipeline.database))

    assert in_pipeline(run) == Fault(Tamper.MISSING, 1)


def test_what_is_on_hold_or_not_due_cannot_be_purged() -> None:
    async def run(pipeline: Pipeline) -> None:
        database = pipeline.database
        await underwritten(pipeline)
        await note_hold(database, "OLD-1", "placed", "examination of 2031")
        held = (await kept(database, LATER))["OLD-1"]
        assert (held.state, held.reason) == ("held", "examination of 2031")
        with pytest.raises(ValueError, match="is held and cannot be purged"):
            await purge(database, held)
        early = (await kept(database, date(2026, 11, 27)))["OLD-2"]
        with pytest.raises(ValueError, match="is kept and cannot be purged"):
            await purge(database, early)
        await note_hold(database, "OLD-1", "lifted", "examination closed")
        assert (await kept(database, LATER))["OLD-1"].state == "due"
        assert check(await read_ledger(database)) is None

    in_pipeline(run)


def test_a_record_without_a_decision_is_kept_from_the_day_it_was_sealed() -> None:
    async def run(pipeline: Pipeline) -> Retained:
        await underwritten(pipeline)
        return (await kept(pipeline.database, LATER))["OLD-3"]

    found = in_pipeline(run)
    sealed = date.fromisoformat(found.run.written_at[:10])
    assert (found.until.year - sealed.year) * 12 + found.until.month - sealed.month == 25
