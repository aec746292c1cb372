"""Destroying what need not be kept any more, as people do it: the real script."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import application
from graph.run import Pipeline
from kill_runs import own_database
from pipelines import in_pipeline

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
SECONDS = 120


@pytest.fixture(autouse=True, scope="module")
def a_database() -> Iterator[None]:
    async def run(pipeline: Pipeline) -> None:
        for number in (1, 2):
            await pipeline.run(application(application_id=f"PURGE-{number}"))

    with own_database():
        in_pipeline(run)
        yield


def script(name: str, *options: str, status: int = 0) -> str:
    done = subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPTS / name), *options], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_the_story_of_a_retention_run() -> None:
    assert script("purge.py", "--as-of", "2026-11-27") == (
        "As of 2026-11-27: 0 runs may be destroyed (--yes destroys them); 0 held; 2 still to be kept.\n"
    )
    assert "a hold was placed" in script("purge.py", "--hold", "PURGE-2", "--reason", "in dispute")
    told = script("purge.py", "--as-of", "2035-01-01")
    assert "in dispute" in told
    assert told.splitlines()[-1].startswith("As of 2035-01-01: 1 runs may be destroyed (--yes destroys them); 1 held;")
    done = script("purge.py", "--as-of", "2035-01-01", "--yes").splitlines()[-1]
    assert done == "As of 2035-01-01: 1 runs destroyed, each with its proof in the ledger; 1 held; 0 still to be kept."
    assert script("verify_ledger.py").startswith("The ledger holds: 8 entries, 1 records.")
    assert script("replay.py", "--all").startswith("1 runs: 1 derived and run again, the same to the byte")
    assert script("inspect_trace.py", "PURGE-1", status=2).startswith("Not found: ")
    assert "a hold was lifted" in script("purge.py", "--lift", "PURGE-2", "--reason", "settled")


@pytest.mark.parametrize(
    "options",
    [("--hold", "X"), ("--reason", "because"), ("--lift", "X", "--reason", "r", "--yes"), ("--as-of", "soon")],
)
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...]) -> None:
    assert "purge.py: " in script("purge.py", *options, status=1)
