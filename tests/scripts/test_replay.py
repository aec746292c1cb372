"""Past decisions, as people have them derived and run again: the real script."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from builders import application
from commands import script
from graph.run import Pipeline
from own_server import own_server
from pipelines import in_pipeline
from storage import embedded, paths

DECLINED: dict[str, object] = {"property.appraisal.condition": "C6"}
FILES: tuple[dict[str, object], ...] = ({}, {"property.monthly_taxes": None}, DECLINED)


@pytest.fixture(name="folder", scope="module")
def folder_with_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database of three decisions, and what it exports."""
    folder = tmp_path_factory.mktemp("replay")

    async def run(pipeline: Pipeline) -> None:
        for number, file in enumerate(FILES, start=1):
            await pipeline.run(application({**file, "application_id": f"PAST-{number}"}))

    with own_server():
        in_pipeline(run)
        script("verify_ledger.py", "--export", str(folder / "ledger.jsonl"))
        yield folder


def test_every_run_is_the_same_again_from_the_database_and_from_an_export(folder: Path) -> None:
    told = "3 runs: 3 derived and run again, the same to the byte; 0 not.\n"
    assert script("replay.py", "--all") == (told, "")
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv(paths.HOME_VARIABLE, "/nowhere")  # another machine
        assert script("replay.py", "--all", "--from", str(folder / "ledger.jsonl")) == (told, "")


@pytest.mark.usefixtures("folder")
def test_one_run_is_told_in_json() -> None:
    (line,) = script("replay.py", "PAST-2", "--json", "-")[0].splitlines()
    told = json.loads(line)
    assert (told["application_id"], told["outcome"]) == ("PAST-2", "incomplete")
    assert (told["derived"], told["replayed"], told["impact"]) == ("same", "same", None)


@pytest.mark.usefixtures("folder")
def test_what_would_be_decided_otherwise_today_is_a_table() -> None:
    same, _ = script("replay.py", "--all", "--against-current")
    assert same.startswith("3 decisions under today's rules and policies: 3 the same, 0 with another outcome,")


def test_a_changed_export_is_told_and_the_others_are_run(folder: Path) -> None:
    lines = (folder / "ledger.jsonl").read_text().splitlines()
    changed = [line.replace('\\"outcome\\":\\"approve\\"', '\\"outcome\\":\\"decline\\"') for line in lines]
    (folder / "changed.jsonl").write_text("\n".join(changed) + "\n")
    options = ("--all", "--from", str(folder / "changed.jsonl"))
    out, _ = script("replay.py", *options, status=2)
    (told,) = (json.loads(line) for line in script("replay.py", *options, "--json", "-", status=2)[0].splitlines()[:1])
    assert told["application_id"] == "PAST-1"
    assert "the decision cannot be derived again" in told["derived"]
    assert "PAST-1" in out
    assert "PAST-2" not in out
    assert out.splitlines()[-1] == "3 runs: 2 derived and run again, the same to the byte; 1 not."


def test_rules_that_are_not_at_hand_are_told(folder: Path) -> None:
    lines = (folder / "ledger.jsonl").read_text()
    now = json.loads(json.loads(lines.splitlines()[1])["record"])["rules_sha256"]
    (folder / "other.jsonl").write_text(lines.replace(now, "0" * 64))
    out, _ = script("replay.py", "PAST-1", "--from", str(folder / "other.jsonl"), "--json", "-", status=2)
    told = json.loads(out)
    assert told["derived"] == "its rules 000000000000 are not at hand: use the release that has them, or its database"
    assert told["replayed"] == "not with other rules: --against-current tells what they decide"


@pytest.mark.usefixtures("folder")
def test_the_rules_that_decided_are_kept_in_the_database() -> None:
    with psycopg.connect(embedded.start()) as connection:
        (count,) = connection.execute("SELECT count(*) FROM rules_source").fetchone() or (0,)
    assert count == 1


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        ((), 1, "name a run or an application, or say --all"),
        (("X", "--all"), 1, "name a run or an application, or say --all"),
        (("--all", "--models"), 1, "--models and --profile go with --against-current"),
        (("NOBODY",), 1, "Not found: no run and no application is called NOBODY"),
        (("--all", "--from", "/no/such/file"), 1, "Cannot replay:"),
        (("--all", "--from", __file__), 1, "a line is none of an exported ledger"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_done_is_told(options: tuple[str, ...], status: int, told: str) -> None:
    assert told in script("replay.py", *options, status=status)[1]
