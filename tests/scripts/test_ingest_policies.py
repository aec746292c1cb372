"""The command that ingests policies, as people run it: in a process of its own, with the local model."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from made_policy_files import scanned_pdf

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "ingest_policies.py"
TEXT = "Gift policy\n\n1 Gifts\n\nA gift comes from a relative.\n\n2 Letters\n\nThe donor signs a letter.\n"


def run(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - our own script
        command,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", **environment},
    )


@pytest.fixture
def small_index() -> Iterator[Path]:
    """A data folder whose index holds one short policy: to embed the whole manual anew takes a minute."""
    with tempfile.TemporaryDirectory(prefix="underwright-", dir="/tmp") as name:
        home = Path(name)
        home.chmod(0o755)  # the embedded server runs as another user where the tests run as root
        (home / "gift-policy.txt").write_text(TEXT)
        first = run("gift-policy.txt", "--effective-from", "2026-01-01", folder=home, UNDERWRIGHT_HOME=name)
        assert first.returncode == 0, first.stderr
        yield home


def test_a_folder_is_ingested_once_and_then_left_alone(tmp_path: Path) -> None:
    (tmp_path / "gift-policy.txt").write_text(TEXT)
    options = ("--effective-from", "2026-01-01", "--program", "FHA", "va", "--state", "ca")
    first = run(tmp_path, *options, folder=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    assert "gift-policy@2026-01-01  added" in first.stdout
    assert "1 files, 0 of them not read; 2 passages written, 2 of them embedded." in first.stdout
    again = run(tmp_path, *options, folder=tmp_path)
    assert again.returncode == 0
    assert "unchanged" in again.stdout
    assert "0 passages written, 0 of them embedded" in again.stdout


def test_a_bad_file_is_in_the_table_and_in_the_exit_status(tmp_path: Path) -> None:
    (tmp_path / "other-policy.txt").write_text(TEXT.replace("relative", "friend"))
    (tmp_path / "scan.pdf").write_bytes(scanned_pdf())
    done = run(tmp_path, "--effective-from", "2026-01-01", folder=tmp_path)
    assert done.returncode == 2
    assert "other-policy@2026-01-01" in done.stdout
    assert "Run text recognition" in done.stdout
    assert "2 files, 1 of them not read" in done.stdout


def test_the_index_is_made_anew_without_a_file(tmp_path: Path, small_index: Path) -> None:
    """As the message of a mismatched index says."""
    done = run("--reembed", folder=tmp_path, UNDERWRIGHT_HOME=str(small_index))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Making the index anew with all-MiniLM-L6-v2\n"


def test_without_a_first_day_the_file_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "gift-policy.txt").write_text(TEXT)
    done = run("gift-policy.txt", folder=tmp_path)
    assert done.returncode == 2
    assert "Pass --effective-from YYYY-MM-DD" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("x.txt", "--effective-from", "01/02/2026"),
            "--effective-from 01/02/2026: must be a date written as YYYY-MM-DD",
        ),
        (("x.txt", "--program", "heloc"), "--program"),
        (("x.txt", "--state", "California"), "--state"),
        ((), "name a policy file or a folder of them"),
        (("empty",), "There is no file at these paths"),
    ],
)
def test_what_cannot_run_is_told_in_a_line(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    (tmp_path / "empty").mkdir()
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
