"""Files and folders: what is found, in which order, and what is told of what cannot be read."""

import json
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders import raw_application
from graph.submissions import MAX_FILE_BYTES, Submissions, load_submissions

TODAY = date(2026, 11, 21)
SAMPLES = Path(__file__).parents[2] / "data/applications"


NOBODY = 65534


def load(*paths: Path) -> Submissions:
    return load_submissions(paths, today=TODAY)


def write(path: Path, application_id: str = "APP-1", **changes: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw_application(application_id=application_id, **changes)))
    return path


def ids(submissions: Submissions) -> list[str]:
    return [one.application.application_id for one in submissions.applications]


def told(submissions: Submissions) -> list[str]:
    return [problem.problem for problem in submissions.problems]


def test_all_samples_are_read_without_a_problem() -> None:
    submissions = load(SAMPLES)
    assert told(submissions) == []
    assert {"SAMPLE-17", "SAMPLE-18-FHA", "SAMPLE-18-CONVENTIONAL"} <= set(ids(submissions))


def test_a_folder_is_read_by_name_with_its_subfolders_after_its_files(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "inner/c.json"):
        write(tmp_path / name, name.replace("/", "-"))
    assert ids(load(tmp_path)) == ["a.json", "b.json", "inner-c.json"]


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    first, second = write(tmp_path / "z.json", "Z"), write(tmp_path / "a.json", "A")
    assert ids(load(first, second)) == ["Z", "A"]


def test_hidden_files_and_other_formats_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "a.json")
    write(tmp_path / ".hidden.json", "HIDDEN")
    write(tmp_path / ".git/b.json", "GIT")
    (tmp_path / "README.md").write_text("about these files")
    submissions = load(tmp_path)
    assert ids(submissions) == ["APP-1"]
    assert told(submissions) == []
    assert "README.md" in submissions.notes[0]


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    write(tmp_path / "b.json")
    submissions = load(tmp_path)
    assert ids(submissions) == ["APP-1"]
    assert submissions.problems[0].source == str(tmp_path / "a.json")


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    [problem] = load(tmp_path).problems
    assert problem.problem == "holds no application"
    assert ".json" in problem.remedy


def test_a_missing_path_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    submissions = load(tmp_path / "nowhere.json", write(tmp_path / "a.json"))
    assert told(submissions) == ["does not exist"]
    assert ids(submissions) == ["APP-1"]


def test_a_name_that_no_file_can_have_is_a_problem() -> None:
    assert len(load(Path("a\0b.json"), Path("x" * 5_000)).problems) == 2


def test_an_unsupported_ending_says_which_are_read(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK\x03\x04")
    [problem] = load(path).problems
    assert problem.remedy == "Send a file that ends in .json, .jsonl, .ndjson, .csv, .xml, .mismo."


def test_a_file_of_100_megabytes_is_refused_by_its_size_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    huge = tmp_path / "huge.json"
    huge.touch()
    os.truncate(huge, 100 * 1024 * 1024)
    write(tmp_path / "small.json")
    opened: list[str] = []
    real_open = Path.open

    def watched(path: Path, mode: str) -> Any:
        opened.append(path.name)
        return real_open(path, mode)

    monkeypatch.setattr(Path, "open", watched)
    submissions = load(tmp_path)
    assert told(submissions) == ["is larger than 20 MB"]
    assert opened == ["small.json"]
    assert ids(submissions) == ["APP-1"]


def test_a_file_just_within_the_limit_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "padded.json")
    path.write_bytes(path.read_bytes().ljust(MAX_FILE_BYTES))
    assert ids(load(path)) == ["APP-1"]


def test_a_loop_of_folders_ends(tmp_path: Path) -> None:
    write(tmp_path / "inner/a.json")
    (tmp_path / "inner/again").symlink_to(tmp_path, target_is_directory=True)
    submissions = load(tmp_path)
    assert ids(submissions) == ["APP-1"]
    assert told(submissions) == ["leads back to a folder that was already read"]


def test_a_link_to_nowhere_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "gone.json").symlink_to(tmp_path / "nothing")
    assert told(load(tmp_path)) == ["does not exist"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    assert told(load(tmp_path)) == ["is no ordinary file"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that exists and cannot be read")
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    unreadable = tmp_path / "memory.json"
    unreadable.symlink_to("/proc/self/mem")
    submissions = load(unreadable, write(tmp_path / "a.json"))
    assert told(submissions)[0].startswith("cannot be read: ")
    assert ids(submissions) == ["APP-1"]


def test_a_file_without_the_right_to_read_is_a_problem() -> None:
    """Root may read everything, so as root the file is read as nobody."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    secret = write(folder / "secret.json")
    assert told(load(secret)) == []  # and all that reading imports is there
    secret.chmod(0)
    as_root = os.geteuid() == 0
    try:
        if as_root:
            os.seteuid(NOBODY)
        assert told(load(secret)) == ["cannot be read: permission denied"]
    finally:
        if as_root:
            os.seteuid(0)
        shutil.rmtree(folder)


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json")
    submissions = load(path, tmp_path)
    assert ids(submissions) == ["APP-1"]
    assert told(submissions) == []
    assert "already read" in submissions.notes[0]


def test_the_later_of_two_equal_identifiers_is_a_problem_that_names_both_places(tmp_path: Path) -> None:
    write(tmp_path / "a.json")
    line = json.dumps(raw_application())
    (tmp_path / "b.jsonl").write_text(f"{line}\n")
    [problem] = load(tmp_path).problems
    assert (problem.source, problem.record) == (str(tmp_path / "b.jsonl"), "line 1")
    assert problem.field == "application_id"
    assert str(tmp_path / "a.json") in problem.problem


def test_equal_identifiers_within_one_file_are_told_by_record(tmp_path: Path) -> None:
    path = tmp_path / "both.json"
    path.write_text(json.dumps([raw_application(), raw_application()]))
    [problem] = load(path).problems
    assert problem.record == "application 2"
    assert "application 1" in problem.problem


def test_identifiers_that_differ_in_case_only_would_name_the_same_files(tmp_path: Path) -> None:
    write(tmp_path / "a.json", "App-1")
    write(tmp_path / "b.json", "APP-1")
    submissions = load(tmp_path)
    assert ids(submissions) == ["App-1"]
    [problem] = submissions.problems
    assert (problem.source, problem.application_id) == (str(tmp_path / "b.json"), "APP-1")
    where = tmp_path / "a.json"
    expected = f"the same identifier but for upper and lower case stands in {where}, which was read first"
    assert problem.problem == expected
