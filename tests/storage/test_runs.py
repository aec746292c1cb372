"""Which runs the database holds something of."""

import asyncio
from uuid import uuid4

from storage.database import open_database
from storage.records import append_record
from storage.runs import KeptRun, find_runs


def kept_after(beginning: str, *records: tuple[str, str, int], limit: int = 50) -> list[KeptRun]:
    """The runs found by a beginning, once records of (thread, application, version) were appended."""

    async def run() -> list[KeptRun]:
        async with open_database() as database:
            for thread, application, version in records:
                document = f'{{"made":"{uuid4().hex}"}}'
                await append_record(
                    database, thread_id=thread, application_id=application, version=version, document=document
                )
            return await find_runs(database, beginning, limit=limit)

    return asyncio.run(run())


def test_a_run_is_found_by_the_beginning_of_its_own_name_and_of_its_application() -> None:
    mark = uuid4().hex
    records = ((f"{mark}-t1", f"app-{mark}", 1), (f"{mark}-t1", f"app-{mark}", 2), (f"{mark}-t2", f"app-{mark}", 1))
    by_thread = kept_after(mark, *records)
    assert [(run.thread_id, run.application_id, run.versions) for run in by_thread] == [
        (f"{mark}-t2", f"app-{mark}", 1),
        (f"{mark}-t1", f"app-{mark}", 2),
    ]
    assert kept_after(f"app-{mark}") == by_thread
    assert kept_after(f"app-{mark}", limit=1) == by_thread[:1]
    assert not any(run.checkpointed for run in by_thread)
    assert all(run.began <= run.ended for run in by_thread)


def test_signs_with_a_meaning_in_a_pattern_are_plain_letters() -> None:
    mark = uuid4().hex
    kept_after(mark, (mark, "A-1", 1))
    assert [run.thread_id for run in kept_after(f"{mark[:-1]}%")] == []
    assert [run.thread_id for run in kept_after(mark[:-1])] == [mark]
