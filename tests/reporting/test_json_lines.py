"""JSON lines: exact, in declared order, and a file that appears whole or not at all."""

import io
import json
from pathlib import Path

import pytest

from graph.result import PipelineResult
from reporting.json_lines import json_file, line_of, writer_on
from reporting.output import OutputError, folder_to_write
from told_results import told_result

RESULT = told_result()


def test_a_line_is_the_result_with_its_keys_as_declared() -> None:
    line = line_of(RESULT)
    assert line.count(b"\n") == 1
    assert json.loads(line) == RESULT.model_dump(mode="json")
    assert list(json.loads(line)) == list(PipelineResult.model_fields)


def test_lines_are_utf_8_whatever_the_stream_is_set_to() -> None:
    stream = io.BytesIO()
    writer_on(stream)(RESULT.model_copy(update={"review_items": ("§ 1026.43",)}))
    assert json.loads(stream.getvalue())["review_items"] == ["§ 1026.43"]


def test_a_file_appears_whole_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    with json_file(path) as write:
        write(RESULT)
        write(RESULT)
        assert not path.exists()
    assert path.read_bytes() == line_of(RESULT) * 2
    assert [file.name for file in tmp_path.iterdir()] == ["results.jsonl"]


def test_an_interrupted_run_leaves_what_stood_there_before(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text("before")

    def interrupted() -> None:
        with json_file(path) as write:
            write(RESULT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["results.jsonl"]


def test_an_existing_file_keeps_its_rights_and_its_link(tmp_path: Path) -> None:
    path, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    path.write_text("before")
    path.chmod(0o640)
    link.symlink_to(path)
    with json_file(link) as write:
        write(RESULT)
    assert link.is_symlink()
    assert path.read_bytes() == line_of(RESULT)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", [".", "missing/results.jsonl", "file/results.jsonl", "loop"])
def test_a_place_that_cannot_be_written_is_told_before_any_work(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with (
        pytest.raises(OutputError, match=r"^--json .* cannot be written: .+\. Name a place that you may write\.$"),
        json_file(tmp_path / name),
    ):
        pytest.fail("the block must not be entered")


def test_a_device_is_written_and_never_replaced() -> None:
    with json_file(Path("/dev/null")) as write:
        write(RESULT)
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no /dev/full")
def test_a_full_disk_is_told() -> None:
    with (
        pytest.raises(OutputError, match=r"--json /dev/full cannot be written: No space left on device"),
        json_file(Path("/dev/full")) as write,
    ):
        write(RESULT)


def test_the_callers_own_errors_pass_through(tmp_path: Path) -> None:
    def failing() -> None:
        with json_file(tmp_path / "results.jsonl"):
            raise ConnectionResetError("not about the file")

    with pytest.raises(ConnectionResetError):
        failing()


def test_a_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert folder_to_write(folder, "--report") == folder
    assert list(folder.iterdir()) == []


def test_a_file_where_a_folder_is_due_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"^--report .*file cannot be written: File exists\."):
        folder_to_write(tmp_path / "file", "--report")
