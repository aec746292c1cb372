"""The command that asks the policy manual, as people run it: in a process of its own, over the project's manual."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reporting.asking import Question, ask

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "ask_policy.py"
SECONDS = 1_200
"""The first process may have to embed the whole manual, on a machine that does other things."""

FORECLOSURE = "How many years must pass after a foreclosure before a conventional loan?"
CLOSING = "Who holds the closing, and what does the bank attorney hold for a cooperative?"
FOREIGN = "Which sauce suits a poached turbot?"

HEAVY = {"pydantic", "psycopg", "numpy", "rich", "jinja2", "onnxruntime", "tokenizers", "langgraph"}
ROOMS = {"lending", "llm", "retrieval", "storage", "agents", "graph", "reporting"}

Done = subprocess.CompletedProcess[str]


def run(*arguments: object, folder: Path, flags: tuple[str, ...] = ()) -> Done:
    """Started from another folder than the checkout, since nothing may depend on where a person stands."""
    return subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, *flags, str(SCRIPT), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def told(done: Done) -> dict[str, Any]:
    """The one JSON object on stdout."""
    (line,) = done.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """What was asked of the manual of 2025, and the page that was written."""
    folder = tmp_path_factory.mktemp("earlier")
    done = run(FORECLOSURE, "--as-of", "2025-06-01", "--explain", "--html", "pages/answer.html", folder=folder)
    return done, folder / "pages" / "answer.html"


def answer_for(state: str, folder: Path) -> Done:
    return run(CLOSING, "--json", "--state", state, "--program", "FHA", "--limit", 4, "--budget", 120, folder=folder)


@pytest.fixture(scope="module")
def new_york(earlier: tuple[Done, Path], tmp_path_factory: pytest.TempPathFactory) -> Done:
    assert earlier[0].returncode == 0
    return answer_for("ny", tmp_path_factory.mktemp("new-york"))


@pytest.fixture(scope="module")
def california(earlier: tuple[Done, Path], tmp_path_factory: pytest.TempPathFactory) -> Done:
    assert earlier[0].returncode == 0
    return answer_for("CA", tmp_path_factory.mktemp("california"))


def test_the_manual_answers_as_it_was_in_force_on_the_day(earlier: tuple[Done, Path]) -> None:
    done, _ = earlier
    assert done.returncode == 0
    assert done.stdout.startswith("As of 2025-06-01.\n")
    assert re.search(r"^1\. Credit Policy 2025\.1, 4\.3 Foreclosure", done.stdout, re.MULTILINE)
    assert "| foreclosure | 7 years |" in done.stdout
    assert re.search(
        r"credit-policy@2025\.1#4\.3, characters \d+ to \d+, in force from 2025-01-01 to 2025-12-31", done.stdout
    )
    assert "@2026" not in done.stdout


def test_explained_every_stage_tells_what_it_made_of_a_passage(earlier: tuple[Done, Path]) -> None:
    text = earlier[0].stdout
    assert f"asked: {FORECLOSURE}" in text
    assert re.search(r"^passage +dense +asked +lexical +fused +diverse +rerank$", text, re.MULTILINE)
    assert re.search(
        r"^credit-policy@2025\.1#4\.3 +1 \(0\.\d{3}\) +1 \(0\.\d{3}\) +\d+ \(\d+\.\d{3}\)", text, re.MULTILINE
    )
    assert re.search(
        r"^confidence \d\.\d\d: nearest questions that are answered 0\.\d\d, that are not 0\.\d\d$", text, re.MULTILINE
    )


def test_the_page_shows_the_passages_marked_and_needs_nothing_else(earlier: tuple[Done, Path]) -> None:
    done, path = earlier
    assert "The page is pages/answer.html." in done.stderr
    page = path.read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert FORECLOSURE in page
    assert "credit-policy@2025.1#4.3" in page
    assert '<tr class="quote"><td>foreclosure</td>' in page
    assert '<mark class="quote">' in page
    assert not re.search(r"<script|\bsrc=|\bhref=|url\(", page)


def test_without_an_answer_no_passage_is_offered_as_one(earlier: tuple[Done, Path], tmp_path: Path) -> None:
    assert earlier[0].returncode == 0
    done = run(FOREIGN, folder=tmp_path)
    assert done.returncode == 3
    assert "Insufficient context: the manual does not seem to answer this." in done.stdout
    assert "characters" not in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_state_brings_its_own_overlay_and_no_other(new_york: Done, california: Done) -> None:
    for done, state, others in ((new_york, "NY", "state-new-york"), (california, "CA", None)):
        answer = told(done)
        assert (answer["state"], answer["program"]) == (state, "fha")
        passages = [found["passage"] for found in answer["result"]["passages"]]
        assert {code for passage in passages for code in passage["states"]} <= {state}
        assert all(not passage["programs"] or "fha" in passage["programs"] for passage in passages)
        assert others is None or passages[0]["document"] == others


def test_json_holds_the_result_the_quotes_and_whether_it_answers(new_york: Done) -> None:
    answer = told(new_york)
    assert new_york.returncode == (0 if answer["sufficient"] else 3)
    assert answer["question"] == CLOSING == answer["result"]["wordings"][0]
    assert date.fromisoformat(answer["as_of"])
    passages = {found["passage"]["passage_id"]: found["passage"] for found in answer["result"]["passages"]}
    assert [found["rank"] for found in answer["result"]["passages"]] == [1, 2, 3, 4]
    assert answer["context"]["tokens"] <= 120
    quotes = [quote for entry in answer["context"]["passages"] for quote in entry["quotes"]]
    assert quotes
    for quote in quotes:
        passage = passages[quote["passage_id"]]
        assert quote["text"] == passage["text"][quote["start"] - passage["start"] : quote["end"] - passage["start"]]


def test_a_reader_that_leaves_early_is_no_error(earlier: tuple[Done, Path], tmp_path: Path) -> None:
    assert earlier[0].returncode == 0
    with subprocess.Popen(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPT), FORECLOSURE, "--as-of", "2025-06-01"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "the following arguments are required: question"),
        (("x", "--nonsense"), "unrecognized arguments: --nonsense"),
        (("x", "--as-of", "tomorrow"), "'tomorrow' is not a date written as YYYY-MM-DD"),
        (("x", "--limit", "0"), "'0' is not a whole number above zero"),
        (("x", "--program", "heloc"), "--program: 'heloc' is none of conventional, high_balance, fha"),
        (("x", "--state", "XX"), "--state: 'XX' is no postal code of a state"),
    ],
)
def test_a_wrong_option_is_told_in_a_line(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_option_and_imports_nothing_heavy(tmp_path: Path) -> None:
    done = run("--help", folder=tmp_path, flags=("-X", "importtime"))
    assert done.returncode == 0
    for word in ("question", "--as-of", "--program", "--state", "--limit", "--budget", "--explain", "--json", "--html"):
        assert word in done.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in imported
    assert not imported & (HEAVY | ROOMS)


def refused(question: Question, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line with which the command says that it cannot ask."""
    assert ask(question) == 1
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("Cannot ask: ")
    return line


def test_an_empty_question_is_told(earlier: tuple[Done, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert earlier[0].returncode == 0
    assert "empty query" in refused(Question("  ", as_of=date(2026, 6, 1)), capsys)


def test_a_page_that_cannot_be_written_is_told(
    earlier: tuple[Done, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert earlier[0].returncode == 0
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "below" / "answer.html"
    question = Question(FORECLOSURE, as_of=date(2026, 6, 1), html=place)
    assert f"--html {place} cannot be written: Not a directory." in refused(question, capsys)


def test_an_unknown_profile_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(Question(FORECLOSURE, as_of=date(2026, 6, 1), profile="embeded"), capsys)
    assert 'did you mean "embedded"?' in line


def test_a_database_that_cannot_be_had_is_told_without_its_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:hush-hush@127.0.0.1:1/nowhere")  # pragma: allowlist secret
    line = refused(Question(FORECLOSURE, as_of=date(2026, 6, 1)), capsys)
    assert "Check DATABASE_URL" in line
    assert "hush-hush" not in line
