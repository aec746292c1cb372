"""The command as people run it: the real script in a process of its own, over small files."""

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builders import application, raw_application
from graph.result import AgentReport, PipelineResult
from lending.decision import Outcome
from pipelines import in_pipeline
from reporting.command import Request, underwrite

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "run_pipeline.py"
SECONDS = 120

VOLATILE = frozenset({"thread_id", "record", "latency_ms"})
"""What differs between two runs of the same application: the run's name, the seal over a record that holds it, time."""

HEAVY = {
    "pydantic",
    "langgraph",
    "langchain_core",
    "langsmith",
    "psycopg",
    "numpy",
    "rich",
    "jinja2",
    "reportlab",
    "onnxruntime",
}
ROOMS = {"lending", "llm", "retrieval", "storage", "agents", "graph", "reporting"}

KEYS_OF_THE_ISSUE = {
    "application_id",
    "outcome",
    "principal_reasons",
    "conditions",
    "ratios",
    "findings",
    "citations",
    "agents",
    "errors",
    "thread_id",
}
RATIOS_OF_THE_ISSUE = {"ltv", "cltv", "hcltv", "front_end_dti", "back_end_dti", "reserves_months"}
AGENT_KEYS_OF_THE_ISSUE = {
    "agent",
    "provider",
    "model",
    "prompt_hash",
    "tokens",
    "cost_usd",
    "latency_ms",
    "fell_back",
}


@dataclass(frozen=True)
class Done:
    """One run of the script and what it left behind."""

    status: int
    stdout: str
    stderr: str
    folder: Path

    def results(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stdout.splitlines()]


def script(*arguments: object, folder: Path, **environment: str) -> Done:
    """Started from another folder than the checkout, since nothing may depend on where a person stands."""
    done = subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode(), folder)


def write_json(path: Path, raw: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three applications that can be read and two files that cannot."""
    folder = tmp_path_factory.mktemp("inbox")
    write_json(folder / "1-clean.json", raw_application(application_id="CLEAN"))
    write_json(folder / "2-negative.json", raw_application({"application_id": "NEGATIVE", "loan.amount": "-300000"}))
    unsound = {"application_id": "UNSOUND", "property.appraisal.condition": "C6"}
    write_json(folder / "3-unsound.json", raw_application(unsound))
    (folder / "4-cut-off.json").write_text('{"application_id": "CUT", ', encoding="utf-8")
    write_json(folder / "5-silent.json", raw_application({"application_id": "SILENT", "property.monthly_taxes": None}))
    return folder


@pytest.fixture(scope="module")
def mixed(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("mixed")
    notices = ("--notices", "letters", "--notice-date", "2026-03-20")
    return script(inbox, "--json", "-", "--report", "pages/new", *notices, folder=folder)


@pytest.fixture(scope="module")
def quiet(mixed: Done, inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("quiet")
    assert mixed.status != 1
    return script(inbox, "--quiet", "--json", "results.jsonl", folder=folder)


@pytest.fixture(scope="module")
def single(mixed: Done, inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """To a stdout that knows ASCII only."""
    assert mixed.status != 1
    folder = tmp_path_factory.mktemp("single")
    return script(inbox / "3-unsound.json", folder=folder, PYTHONIOENCODING="ascii")


def without_volatile(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_volatile(item) for key, item in value.items() if key not in VOLATILE}
    return [without_volatile(item) for item in value] if isinstance(value, list) else value


def test_the_others_are_processed_where_some_cannot_be_read(mixed: Done) -> None:
    assert mixed.status == 2
    outcomes = {result["application_id"]: result["outcome"] for result in mixed.results()}
    assert outcomes == {"CLEAN": "approve", "UNSOUND": "decline", "SILENT": "incomplete"}


def test_what_cannot_be_read_is_named_with_its_field_and_remedy(mixed: Done) -> None:
    told = [line for line in mixed.stderr.splitlines() if line.startswith("Not read: ")]
    assert len(told) == 2
    assert re.search(r"2-negative\.json, NEGATIVE, loan\.amount: .+ - Write more than zero\.", told[0])
    assert re.search(r"4-cut-off\.json, line 1.*: ends before it is complete - ", told[1])
    assert "2 inputs could not be read" in " ".join(mixed.stderr.split())


def test_json_on_stdout_leaves_what_people_read_to_stderr(mixed: Done) -> None:
    assert len(mixed.results()) == 3
    assert re.search(r"^Application +Program +Outcome", mixed.stderr, re.MULTILINE)
    assert "3 applications in" in mixed.stderr


def test_results_come_in_the_order_of_the_input(mixed: Done) -> None:
    assert [result["application_id"] for result in mixed.results()] == ["CLEAN", "UNSOUND", "SILENT"]


def test_each_line_has_the_keys_that_were_agreed(mixed: Done) -> None:
    for result in mixed.results():
        assert list(result) == list(PipelineResult.model_fields)
        assert result.keys() >= KEYS_OF_THE_ISSUE
        assert result["outcome"] in set(Outcome)
        for agent in result["agents"]:
            assert list(agent) == list(AgentReport.model_fields)
            assert agent.keys() >= AGENT_KEYS_OF_THE_ISSUE
        for finding in result["findings"]:
            assert finding.keys() >= {"rule_id", "outcome", "figures", "limit", "citation"}
    declined = next(result for result in mixed.results() if result["outcome"] == "decline")
    assert declined["ratios"].keys() >= RATIOS_OF_THE_ISSUE
    [reason] = declined["principal_reasons"]
    assert reason.keys() == {"reason_code", "text", "hmda_code", "rule_id", "report_use", "key_factors"}
    assert reason["rule_id"] == "collateral.condition"


def test_a_page_is_written_for_each_application(mixed: Done) -> None:
    pages = sorted((mixed.folder / "pages" / "new").glob("*.html"))
    assert len(pages) == 3
    assert all(page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html") for page in pages)
    assert "Reports: 3 pages in pages/new" in mixed.stderr


def test_a_letter_is_written_for_each_notice_that_is_owed(mixed: Done) -> None:
    names = sorted(path.name for path in (mixed.folder / "letters").iterdir())
    assert names == [f"{name}.{ending}" for name in ("SILENT", "UNSOUND") for ending in ("html", "pdf", "txt")]
    declined = (mixed.folder / "letters" / "UNSOUND.txt").read_text(encoding="utf-8")
    assert "March 20, 2026" in declined
    assert "Dear Robin Sample:" in declined
    assert "Notices: 2 letters in letters, each as text, HTML and PDF" in mixed.stderr


def test_what_is_told_and_what_json_holds_names_nobody(mixed: Done) -> None:
    for output in (mixed.stdout, mixed.stderr):
        for name in ("Robin", "Sample", "Invented Way"):
            assert name not in output
    owed = {result["application_id"]: result["adverse_action"] for result in mixed.results()}
    assert {name: [notice["kind"] for notice in notices] for name, notices in owed.items()} == {
        "CLEAN": [],
        "UNSOUND": ["adverse_action"],
        "SILENT": ["incompleteness"],
    }


def test_a_notice_date_that_is_none_is_refused_as_an_option(tmp_path: Path) -> None:
    done = script("--notice-date", "tomorrow", folder=tmp_path)
    assert done.status == 1
    assert "'tomorrow' is not a date written as YYYY-MM-DD" in done.stderr


def test_two_runs_decide_the_same_to_the_byte(mixed: Done, quiet: Done) -> None:
    again = [json.loads(line) for line in (quiet.folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    first, second = (json.dumps(without_volatile(results)) for results in (mixed.results(), again))
    assert len(again) == 3
    assert first == second


def test_quiet_says_nothing_but_problems(quiet: Done) -> None:
    assert quiet.status == 2
    assert quiet.stdout == ""
    assert all(line.startswith("Not read: ") for line in quiet.stderr.splitlines())
    assert len(quiet.stderr.splitlines()) == 2
    assert [file.name for file in quiet.folder.iterdir()] == ["results.jsonl"]


def test_a_single_application_is_told_whole(single: Done) -> None:
    assert single.status == 0
    assert re.search(r"^UNSOUND +Conv\. +decline", single.stdout, re.MULTILINE)
    for part in ("Measured against limits", "Narratives", "Policy passages cited", "Principal reasons", "Agents"):
        assert part in single.stdout
    assert single.stdout.endswith("1 decline.\n")
    assert "UNSOUND: decline" in single.stderr


def test_outside_a_terminal_nothing_but_plain_text_is_written(single: Done, mixed: Done) -> None:
    assert single.stdout.isascii()
    for text in (single.stdout, single.stderr, mixed.stderr):
        assert text.replace("\n", "").isprintable()


@pytest.fixture
def started(mixed: Done, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A run of many applications that has just finished its first one, and has a file to keep."""
    assert mixed.status != 1
    (tmp_path / "results.jsonl").write_text("before")
    many = "\n".join(json.dumps(raw_application(application_id=f"APP-{number}")) for number in range(400))
    (tmp_path / "many.jsonl").write_text(many)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child of whoever ignores it ignores it too
    process = subprocess.Popen(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPT), "many.jsonl", "--json", "results.jsonl"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    with process:
        assert process.stderr is not None
        assert any(line.startswith("1/400 ") for line in process.stderr)
        yield process
        process.kill()


def test_an_interrupted_run_leaves_nothing_half_written(started: "subprocess.Popen[str]", tmp_path: Path) -> None:
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=SECONDS)
    assert started.returncode == 130
    assert errors.splitlines()[-1] == "Stopped."
    assert "Traceback" not in errors
    assert (tmp_path / "results.jsonl").read_text() == "before"
    assert {file.name for file in tmp_path.iterdir()} == {"many.jsonl", "results.jsonl"}


def test_a_reader_that_leaves_early_is_no_error(mixed: Done, inbox: Path) -> None:
    assert mixed.status != 1
    with subprocess.Popen(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPT), str(inbox / "1-clean.json"), "--json", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 128 + signal.SIGPIPE


def test_a_model_that_never_answers_is_told_even_where_each_outcome_stands(mixed: Done, inbox: Path) -> None:
    assert mixed.status != 1
    files = (inbox / "1-clean.json", inbox / "3-unsound.json")
    nobody = "http://127.0.0.1:9"
    done = script(*files, "--profile", "local", "--quiet", folder=mixed.folder, OLLAMA_HOST=nobody)
    assert done.status == 0
    (told,) = done.stderr.splitlines()
    assert told.startswith("Wording: 2 of 2 have the template's words where a model was asked: ")
    assert "no Ollama server answers; start it with `ollama serve`" in told


def test_a_collector_without_the_packages_for_it_is_told(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("llm.telemetry.is_installed", lambda: False)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert underwrite(Request(paths=(inbox / "1-clean.json",), quiet=True)) == 0
    assert capsys.readouterr().err == (
        "Note: no spans are sent: run `make extras`, or install underwright[telemetry].\n"
    )


def test_the_summary_tells_what_the_models_of_a_batch_came_to(mixed: Done, inbox: Path) -> None:
    assert "Models: " not in mixed.stdout + mixed.stderr
    files = (inbox / "1-clean.json", inbox / "3-unsound.json")
    done = script(*files, "--profile", "local", folder=mixed.folder, OLLAMA_HOST="http://127.0.0.1:9", COLUMNS="120")
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("Models: ")]
    pattern = r"Models: (\d+) calls, (\d+) failed, (\d+) more not sent \((\d+) circuit_open, (\d+) unreachable\); 0 tok"
    count = re.match(pattern, told)
    assert count
    assert count[1] == count[2] == count[5]
    assert count[3] == count[4]
    (row,) = [line for line in done.stdout.splitlines() if line.strip().startswith("ollama llama3.1:8b")]
    assert row.split()[2:4] == [count[1], count[1]]


def test_help_names_every_option_and_every_profile(tmp_path: Path) -> None:
    done = script("--help", folder=tmp_path)
    profiles = tomllib.loads((ROOT / "llm" / "routes.toml").read_text(encoding="utf-8"))["profiles"]
    assert done.status == 0
    for word in ("PATH", "--profile", "--json", "--report", "--notices", "--notice-date", "--quiet", *profiles):
        assert word in done.stdout


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, "-X", "importtime", str(SCRIPT), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in imported
    assert not imported & (HEAVY | ROOMS)


def test_a_wrong_option_is_not_taken_for_unreadable_input(tmp_path: Path) -> None:
    done = script("--nonsense", folder=tmp_path)
    assert done.status == 1
    assert "unrecognized arguments: --nonsense" in done.stderr


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_json(tmp_path / "clean.json", raw_application(application_id="CLEAN"))


def refused(request: Request, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line with which the command says that it cannot run."""
    assert underwrite(request) == 1
    out, err = capsys.readouterr()
    assert out == ""
    told = [line for line in err.splitlines() if not re.match(r"\d+/\d+ ", line)]
    assert len(told) == 1
    assert told[0].startswith("Cannot run: ")
    return told[0]


def test_an_unknown_profile_is_named_with_those_there_are(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(Request(paths=(clean,), profile="embeded"), capsys)
    assert 'did you mean "embedded"?' in line
    assert "local, dev, production" in line


def test_a_database_that_cannot_be_had_is_told_without_its_password(
    clean: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:hush-hush@127.0.0.1:1/nowhere")  # pragma: allowlist secret
    line = refused(Request(paths=(clean,)), capsys)
    assert "Check DATABASE_URL" in line
    assert "hush-hush" not in line


def test_a_place_that_cannot_be_written_is_told_before_any_work(
    clean: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = clean / "below-a-file"
    for option, request in (
        ("--json", Request(paths=(clean,), json=place)),
        ("--report", Request(paths=(clean,), report=place)),
        ("--notices", Request(paths=(clean,), notices=place)),
    ):
        assert f"{option} {place} cannot be written: Not a directory." in refused(request, capsys)


def test_pages_and_letters_of_the_same_names_need_two_folders(
    clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")
    (tmp_path / "out").mkdir()
    line = refused(Request(paths=(clean,), report=tmp_path / "out", notices=tmp_path / "link"), capsys)
    assert f"--report and --notices both name {tmp_path / 'link'}" in line
    assert "Name two folders." in line


def test_nothing_that_can_be_read_needs_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@127.0.0.1:1/nowhere")
    results = tmp_path / "results.jsonl"
    assert underwrite(Request(paths=(tmp_path / "missing.json",), json=results)) == 2
    out, err = capsys.readouterr()
    assert "missing.json: does not exist" in err
    assert out.startswith("0 applications in ")
    assert results.read_bytes() == b""


def test_a_quiet_run_without_problems_is_silent(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert underwrite(Request(paths=(clean,), quiet=True)) == 0
    assert capsys.readouterr() == ("", "")


def test_an_application_that_breaks_the_pipeline_is_named_and_the_others_are_done(
    clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.run import Pipeline  # noqa: PLC0415 - to be broken here

    run = Pipeline.run

    async def breaking(self: Pipeline, asked: Any, **more: Any) -> PipelineResult:
        if asked.application_id == "CLEAN":
            raise RuntimeError("the disk is on fire")
        return await run(self, asked, **more)

    monkeypatch.setattr(Pipeline, "run", breaking)
    other = write_json(tmp_path / "other.json", raw_application(application_id="OTHER"))
    assert underwrite(Request(paths=(clean, other))) == 2
    out, err = capsys.readouterr()
    assert re.search(r"^No outcome: CLEAN: RuntimeError: the disk is on fire - ", err, re.MULTILINE)
    assert re.search(r"^OTHER +Conv\. +approve", out, re.MULTILINE)
    assert "1 approve, 1 without an outcome." in out


def test_the_pipeline_tells_each_agent_as_it_starts() -> None:
    nodes: list[str] = []
    in_pipeline(lambda pipeline: pipeline.run(application(), progress=lambda _thread, node: nodes.append(node)))
    agents_and_joins = ["intake", "ratio", "compliance", "underwriting", "judged", "decision", "worded"]
    assert nodes == [*agents_and_joins, "audit", "validator", "release"]
