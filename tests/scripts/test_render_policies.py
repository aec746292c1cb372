"""The command that renders policies, as people run it: in a process of its own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "render_policies.py"
POLICY = "---\ndocument: gifts\ntitle: Gifts\nversion: 1\neffective_from: 2026-01-01\n---\n## 1 Gifts\n\nA gift.\n"


def run(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=folder)  # noqa: S603 - our own script


def test_a_folder_is_rendered_in_all_formats_and_a_bad_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gifts.md").write_text(POLICY)
    (tmp_path / "in" / "wrong.md").write_text("no front matter")
    done = run("in", "--out", "out", folder=tmp_path)
    assert done.returncode == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["gifts.docx", "gifts.html", "gifts.pdf"]
    assert done.stdout.split() == ["out/gifts.pdf", "out/gifts.docx", "out/gifts.html"]
    assert done.stderr.startswith("wrong.md: line 1: no front matter")


def test_one_format_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "gifts.md").write_text(POLICY)
    done = run("gifts.md", "--out", "out", "--format", "html", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "out/gifts.html\n", "")


def test_nothing_to_render_and_a_wrong_option_are_errors(tmp_path: Path) -> None:
    done = run("missing.md", "--out", "out", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "missing.md: No such file or directory" in done.stderr
    assert run("--format", "rtf", folder=tmp_path).returncode == 1


def test_help_needs_no_library(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", str(SCRIPT), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)  # noqa: S603 - our own script
    assert "build/policies" in done.stdout
    assert "reportlab" not in done.stderr
