"""Which runs may be purged: those whose records need not be kept any more, and whose application nobody holds."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from pydantic import ValidationError

from agents.record import ExaminationRecord
from lending.deadlines import months_after
from lending.retention import kept_until
from lending.tables import regulation_b
from storage.database import Database
from storage.purge import Purged, held_applications, purge_run
from storage.recorded import RecordedRun, runs_in_database

State = Literal["kept", "held", "due"]


@dataclass(frozen=True, slots=True)
class Retained:
    """`until` is the last day on which the record has to be there. `reason` is that of a hold."""

    run: RecordedRun
    until: date
    state: State
    reason: str | None = None


async def retained_runs(database: Database, *, as_of: date) -> AsyncIterator[Retained]:
    """Every recorded run, and whether it may be purged on that day."""
    holds = await held_applications(database)
    async for run in runs_in_database(database):
        yield _retained(run, holds, as_of)


def _retained(run: RecordedRun, holds: Mapping[str, str], as_of: date) -> Retained:
    until = _until(run)
    reason = holds.get(run.application_id)
    if until >= as_of:
        return Retained(run, until, "kept", reason)
    return Retained(run, until, "held" if reason is not None else "due", reason)


def _until(run: RecordedRun) -> date:
    """By the record's own dates; where it has none, or is not read any more, from the day on which it was sealed."""
    sealed = datetime.fromisoformat(run.written_at).date()
    try:
        record = ExaminationRecord.model_validate_json(run.documents[-1])
        if record.application and record.decision:
            return kept_until(record.application, record.decision)
    except (ValidationError, LookupError):
        pass
    return months_after(sealed, regulation_b.RETENTION_MONTHS.on(sealed).value)


async def purge(database: Database, due: Retained) -> Purged:
    """Destroys the run, its proof in the ledger first. `due` is one whose state is that."""
    if due.state != "due":
        raise ValueError(f"{due.run.thread_id} is {due.state} and cannot be purged")
    hashes = [sha256(document.encode()).hexdigest() for document in due.run.documents]
    why = {"rule": "regulatory-policy 6.1", "kept_until": due.until}
    return await purge_run(
        database,
        thread_id=due.run.thread_id,
        application_id=due.run.application_id,
        records=hashes,
        why=why,
    )
