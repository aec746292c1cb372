"""The command that tells a run's story, as people run it: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builders import application
from pipelines import in_pipeline

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "inspect_trace.py"
SECONDS = 120
HEAVY = {"pydantic", "psycopg", "numpy", "rich", "jinja2", "langgraph", "lending", "storage", "graph", "reporting"}

Done = subprocess.CompletedProcess[str]


def script(*arguments: object, folder: Path, flags: tuple[str, ...] = (), **environment: str) -> Done:
    return subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, *flags, str(SCRIPT), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def thread() -> str:
    """The thread of a run that lies in the session's database."""
    return in_pipeline(lambda pipeline: pipeline.run(application({"application_id": "TRACED-7"}))).thread_id


def test_a_story_and_its_json_come_from_the_same_account(thread: str, tmp_path: Path) -> None:
    done = script("TRACED-7", "--json", "out/story.json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Run {thread}\n")
    assert "no model was asked" in done.stdout
    whole = json.loads((tmp_path / "out" / "story.json").read_text(encoding="utf-8"))
    assert (whole["thread_id"], whole["state"], whole["calls"]) == (thread, "ended", [])


def test_a_dash_gives_one_json_object_and_no_story(thread: str, tmp_path: Path) -> None:
    done = script(thread[:-2], "--json", "-", "--records", folder=tmp_path)
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["versions"][0]["document"]["thread_id"] == thread


def test_a_name_that_nothing_has_is_told_with_the_nearest(thread: str, tmp_path: Path) -> None:
    assert thread
    done = script("TRACDE-7", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Not found: ")
    assert "TRACED-7" in line


def test_a_database_that_cannot_be_reached_is_told_in_a_line(tmp_path: Path) -> None:
    done = script("TRACED-7", folder=tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Cannot inspect: ")


def test_a_file_that_cannot_be_written_is_told_in_a_line(thread: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = script(thread, "--json", "folder", folder=tmp_path)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Cannot inspect: --json folder cannot be written")


def test_help_names_every_option_and_imports_nothing_heavy(tmp_path: Path) -> None:
    done = script("--help", folder=tmp_path, flags=("-X", "importtime"))
    assert done.returncode == 0
    for word in ("ID", "--json", "--records"):
        assert word in done.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in imported
    assert not imported & HEAVY


def test_a_page_is_written_beside_the_story(thread: str, tmp_path: Path) -> None:
    done = script("TRACED-7", "--html", "out/run.html", folder=tmp_path)
    assert done.stdout.splitlines()[-1] == "Page: out/run.html"
    assert thread in (tmp_path / "out" / "run.html").read_text(encoding="utf-8")


def test_two_runs_are_told_apart_in_place_of_the_story(thread: str, tmp_path: Path) -> None:
    done = script("TRACED-7", "--diff", thread, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{thread}  and  {thread}")
    assert script("TRACED-7", "--diff", "NOBODY", folder=tmp_path).returncode == 2
    refused = script("TRACED-7", "--diff", thread, "--json", "-", folder=tmp_path)
    assert "--diff tells two runs apart" in refused.stderr
