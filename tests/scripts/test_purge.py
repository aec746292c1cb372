"""Destroying what need not be kept any more, as people do it: the real script."""

from collections.abc import Iterator

import pytest

from builders import application
from commands import script
from graph.run import Pipeline
from own_server import own_server
from pipelines import in_pipeline


@pytest.fixture(autouse=True, scope="module")
def a_database() -> Iterator[None]:
    async def run(pipeline: Pipeline) -> None:
        for number in (1, 2):
            await pipeline.run(application(application_id=f"PURGE-{number}"))

    with own_server():
        in_pipeline(run)
        yield


def told_by(name: str, *options: str, status: int = 0) -> str:
    return "".join(script(name, *options, status=status))


def test_the_story_of_a_retention_run() -> None:
    assert told_by("purge.py", "--as-of", "2026-11-27") == (
        "As of 2026-11-27: 0 runs may be destroyed (--yes destroys them); 0 held; 2 still to be kept.\n"
    )
    assert "a hold was placed" in told_by("purge.py", "--hold", "PURGE-2", "--reason", "in dispute")
    told = told_by("purge.py", "--as-of", "2035-01-01")
    assert "in dispute" in told
    assert told.splitlines()[-1].startswith("As of 2035-01-01: 1 runs may be destroyed (--yes destroys them); 1 held;")
    done = told_by("purge.py", "--as-of", "2035-01-01", "--yes").splitlines()[-1]
    assert done == "As of 2035-01-01: 1 runs destroyed, each with its proof in the ledger; 1 held; 0 still to be kept."
    assert told_by("verify_ledger.py").startswith("The ledger holds: 8 entries, 1 records.")
    assert told_by("replay.py", "--all").startswith("1 runs: 1 derived and run again, the same to the byte")
    assert told_by("inspect_trace.py", "PURGE-1", status=2).startswith("Not found: ")
    assert "a hold was lifted" in told_by("purge.py", "--lift", "PURGE-2", "--reason", "settled")


@pytest.mark.parametrize(
    "options",
    [("--hold", "X"), ("--reason", "because"), ("--lift", "X", "--reason", "r", "--yes"), ("--as-of", "soon")],
)
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...]) -> None:
    assert "purge.py: " in told_by("purge.py", *options, status=1)
