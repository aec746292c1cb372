"""The command that shows who answers for whom, as people run it: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm.routes import ROUTES_FILE
from provider_stubs import OllamaStub
from unconfigured import closed_port, no_settings_of_this_machine

__all__ = ["closed_port", "no_settings_of_this_machine"]

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "show_routes.py"

Done = subprocess.CompletedProcess[str]


def run(*arguments: object, folder: Path, **environment: str) -> Done:
    """Started from another folder than the checkout, since nothing may depend on where a person stands."""
    return subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def line_of(done: Done, start: str) -> str:
    return next(line for line in done.stdout.splitlines() if line.startswith(start))


def test_every_agent_is_shown_with_model_zone_method_and_dated_price(tmp_path: Path) -> None:
    done = run("--profile", "dev", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Profile dev" in done.stdout
    words = line_of(done, "decision").split()
    assert words[1:6] == ["openai", "gpt-4o", "external", "json", "schema"]
    assert words[6:9] == ["2.50", "1.250", "10.00"]
    assert len(words[9].split("-")) == 3
    assert "or else ollama llama3.1:8b" in done.stdout
    assert "in process" in line_of(done, "ratio")
    assert "template: no model" in line_of(done, "audit")
    assert "$0.25" in done.stdout
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())


def test_a_profile_that_may_not_run_in_production_is_refused_as_the_pipeline_refuses_it(tmp_path: Path) -> None:
    done = run("--profile", "dev", folder=tmp_path, APP_ENV="production")
    assert (done.returncode, done.stdout) == (1, "")
    assert "which APP_ENV=production forbids" in done.stderr


def test_a_routes_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = run("--routes", "nowhere.toml", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "check the path of the routes file" in done.stderr


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    read, written = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, our own script
            [sys.executable, str(SCRIPT)],
            cwd=tmp_path,
            stdout=written,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    finally:
        os.close(written)
    assert (done.returncode, done.stderr) == (141, b"")


class TestReachability:
    def test_of_nobody_is_nothing_to_worry_about(self, tmp_path: Path) -> None:
        done = run("--check", "--profile", "embedded", folder=tmp_path)
        assert done.returncode == 0
        assert "nobody to reach" in done.stdout

    def test_of_a_server_that_nobody_runs_is_told_with_what_to_do(self, tmp_path: Path, closed_port: str) -> None:
        done = run("--check", "--profile", "local", folder=tmp_path, OLLAMA_HOST=closed_port)
        assert done.returncode == 2
        assert "start it with `ollama serve`" in line_of(done, "ollama llama3.1:8b")
        assert line_of(done, "ollama qwen2.5:7b")

    @pytest.mark.parametrize(("missing", "status"), [(False, 0), (True, 2)])
    def test_of_each_model_is_asked_once_however_many_agents_use_it(
        self, tmp_path: Path, *, missing: bool, status: int
    ) -> None:
        routes = tmp_path / "routes.toml"
        routes.write_text(ROUTES_FILE.read_text(encoding="utf-8"), encoding="utf-8")
        with OllamaStub() as stub:
            for _ in range(2):
                if missing:
                    stub.fails(404)
                else:
                    stub.sends({"details": {}, "model_info": {}})
            done = run("--check", "--profile", "local", "--routes", routes, folder=tmp_path, OLLAMA_HOST=stub.url)
        assert done.returncode == status
        assert sorted(received.body["model"] for received in stub.received) == ["llama3.1:8b", "qwen2.5:7b"]
        told = line_of(done, "ollama llama3.1:8b")
        assert ("ollama pull llama3.1:8b" in told) is missing
        assert told.endswith(": reached") is not missing
