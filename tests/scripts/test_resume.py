"""A batch that was stopped, as people stop and resume it: the real script, real signals."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import raw_application
from commands import SCRIPTS, SECONDS, script
from own_server import own_server

MANY = 60


@pytest.fixture(name="folder")
def folder_of_many(tmp_path: Path) -> Iterator[Path]:
    """A folder with a file of many applications, and a database of their own."""
    many = (json.dumps(raw_application(application_id=f"MANY-{number:02}")) for number in range(MANY))
    (tmp_path / "many.jsonl").write_text("\n".join(many))
    with own_server():
        yield tmp_path


def stopped_by(number: signal.Signals, folder: Path) -> tuple[int, str]:
    """The exit status and the messages of a run that got the signal when a few applications were done."""
    with subprocess.Popen(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPTS / "run_pipeline.py"), "many.jsonl", "--json", "stopped.jsonl"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert any(line.startswith(f"5/{MANY} ") for line in process.stderr)
        process.send_signal(number)
        _, errors = process.communicate(timeout=SECONDS)
    return process.returncode, errors


def resumed(folder: Path, *options: str) -> list[dict[str, str]]:
    out, errors = script("run_pipeline.py", "many.jsonl", "--resume", "--quiet", "--json", "-", *options, folder=folder)
    assert not errors
    return [json.loads(line) for line in out.splitlines()]


def test_sigterm_drains_and_the_rest_is_done_when_it_is_resumed(folder: Path) -> None:
    status, errors = stopped_by(signal.SIGTERM, folder)
    told = errors.splitlines()[-1]
    written = [json.loads(line) for line in (folder / "stopped.jsonl").read_text().splitlines()]
    assert status == 2
    assert told == f"Told to stop: {MANY - len(written)} not begun. Run again with --resume: it goes on from here."
    assert 5 <= len(written) < MANY
    everything = resumed(folder)
    assert everything[: len(written)] == written
    assert [one["application_id"] for one in everything] == [f"MANY-{number:02}" for number in range(MANY)]


def test_what_was_killed_is_resumed_and_a_resumed_batch_only_told_again(folder: Path) -> None:
    status, _ = stopped_by(signal.SIGKILL, folder)
    assert status == -signal.SIGKILL
    assert not (folder / "stopped.jsonl").exists()
    everything = resumed(folder)
    assert [one["application_id"] for one in everything] == [f"MANY-{number:02}" for number in range(MANY)]
    assert {one["release"] for one in everything} == {"released"}
    assert resumed(folder) == everything


def test_a_batch_under_a_key_is_run_once(folder: Path) -> None:
    (folder / "many.jsonl").write_text(json.dumps(raw_application(application_id="ONE")))
    options = ("many.jsonl", "--key", "2026-11-27", "--quiet", "--json", "-")
    first, second = (script("run_pipeline.py", *options, folder=folder)[0] for _ in range(2))
    assert first == second
    assert json.loads(first)["outcome"] == "approve"
