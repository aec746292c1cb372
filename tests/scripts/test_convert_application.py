"""The command that converts files, as people run it: in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from builders import application, raw_application
from lending.mismo import write_mismo

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "convert_application.py"


def run(*arguments: object, folder: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-X", "importtime", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=folder)  # noqa: S603 - our own script


def told(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line for line in done.stderr.decode().splitlines() if not line.startswith("import time:")]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(raw_application()), encoding="utf-8")
    return path


def test_a_file_becomes_a_mismo_message(source: Path) -> None:
    done = run("in.json", "out.xml", folder=source.parent)
    assert (done.returncode, done.stdout) == (0, b"")
    assert told(done) == ["Written: out.xml (1 application)"]
    assert (source.parent / "out.xml").read_bytes() == write_mismo(application())


def test_stdout_carries_nothing_but_the_message(source: Path) -> None:
    done = run("in.json", folder=source.parent)
    assert (done.returncode, told(done)) == (0, [])
    assert done.stdout == write_mismo(application())


def test_help_needs_no_room_and_says_what_the_exit_status_means(tmp_path: Path) -> None:
    done = run("--help", folder=tmp_path)
    assert done.returncode == 0
    assert b"Exit status: 0" in done.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.decode().splitlines()}
    assert not imported & {"pydantic", "lending", "graph", "reporting", "defusedxml"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the following arguments are required: IN"),
        ([""], "the name is empty"),
        (["a", "b", "c"], "unrecognized arguments: c"),
        (["missing.json"], "missing.json: does not exist"),
        (["in.json", "in.json"], "in.json is there already"),
        (["in.json", "out.csv"], "Name a file that ends in .xml, .mismo, .json."),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_1(source: Path, arguments: list[str], words: str) -> None:
    done = run(*arguments, folder=source.parent)
    assert (done.returncode, done.stdout) == (1, b"")
    assert words in told(done)[-1]
    assert [path.name for path in source.parent.iterdir()] == ["in.json"]


def test_a_reader_who_leaves_and_a_full_disk_are_no_traceback(source: Path) -> None:
    command = [sys.executable, str(SCRIPT), str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own script
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)  # noqa: S603 - our own script
    assert done.returncode == 1
    assert done.stderr == b"Cannot go on: No space left on device. Look where the output goes.\n"
