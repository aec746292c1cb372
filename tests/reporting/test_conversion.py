"""Converting files: what is written is what was read, nobody's file is overwritten, and refusals are one line."""

import io
import json
import stat
from datetime import date
from pathlib import Path

import pytest

from builders import application, raw_application
from lending.application import LoanApplication
from lending.formats import read
from random_applications import changes_of, drawn
from reporting.conversion import EVERYTHING_IS_WRITTEN, NOTHING_IS_WRITTEN, SOME_INPUT_IS_LEFT_OUT, as_json, convert

TODAY = date(2027, 12, 31)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(raw_application()), encoding="utf-8")
    return path


def applications_in(path: Path) -> list[LoanApplication]:
    result = read(path.name, path.read_bytes(), today=TODAY)
    assert not result.problems, [str(problem) for problem in result.problems]
    return [one.application for one in result.applications]


@pytest.mark.parametrize("name", ["out.xml", "out.mismo", "out.json", "a folder/OUT.XML"])
def test_a_file_holds_what_was_read(source: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (source.parent / "a folder").mkdir()
    target = source.parent / name
    assert convert(source, target) == EVERYTHING_IS_WRITTEN
    assert applications_in(target) == [application()]
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"Written: {target} (1 application)\n")


def test_what_is_written_names_its_applicants_and_is_for_its_owner_alone(source: Path) -> None:
    target = source.parent / "out.xml"
    convert(source, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("seed", range(10))
def test_json_that_we_write_is_read_back_as_it_was(seed: int) -> None:
    one = drawn(changes_of(seed))
    [again] = read("a.json", as_json([one]), today=TODAY).applications
    assert again.application == one


def test_there_and_back_again_is_the_same_file(source: Path) -> None:
    folder = source.parent
    for start, end in [("in.json", "a.json"), ("a.json", "b.xml"), ("b.xml", "c.json"), ("c.json", "d.xml")]:
        assert convert(folder / start, folder / end) == EVERYTHING_IS_WRITTEN
    assert (folder / "a.json").read_bytes() == (folder / "c.json").read_bytes()
    assert (folder / "b.xml").read_bytes() == (folder / "d.xml").read_bytes()


@pytest.mark.parametrize("ending", [".xml", ".json"])
def test_several_applications_are_written_together_and_what_is_unreadable_is_told(
    source: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = [raw_application(application_id=f"APP-{number}") for number in range(3)]
    source.write_text(json.dumps([*batch, raw_application(application_id="APP-9", program="none")]), encoding="utf-8")
    target = source.parent / f"out{ending}"
    assert convert(source, target) == SOME_INPUT_IS_LEFT_OUT
    assert [one.application_id for one in applications_in(target)] == ["APP-0", "APP-1", "APP-2"]
    unread, written = capsys.readouterr().err.splitlines()
    assert unread.startswith(f"Not read: {source}, application 4, APP-9, program:")
    assert written == f"Written: {target} (3 applications)"


def test_a_folder_is_converted_as_one(source: Path) -> None:
    (source.parent / "more.json").write_text(json.dumps(raw_application(application_id="APP-2")), encoding="utf-8")
    target = source.parent / "all.xml"
    assert convert(source.parent, target) == EVERYTHING_IS_WRITTEN
    assert len(applications_in(target)) == 2


def test_without_a_name_mismo_becomes_json_and_everything_else_mismo(
    source: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert convert(source, None) == EVERYTHING_IS_WRITTEN
    message = capfdbinary.readouterr().out
    assert message.startswith(b"<?xml")
    (source.parent / "in.xml").write_bytes(message)
    assert convert(source.parent / "in.xml", None) == EVERYTHING_IS_WRITTEN
    [again] = read("a.json", capfdbinary.readouterr().out, today=TODAY).applications
    assert again.application == application()


def test_what_a_message_says_beyond_what_is_read_is_told_and_not_carried_over(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    convert(source, message := source.parent / "in.xml")
    text = message.read_text(encoding="utf-8")
    message.write_text(text.replace("<PUDIndicator>", "<AttachmentType>Detached</AttachmentType><PUDIndicator>", 1))
    assert convert(message, source.parent / "out.json") == EVERYTHING_IS_WRITTEN
    notes = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Note: ")]
    assert len(notes) == 1
    assert notes[0].endswith("AttachmentType is not read")


@pytest.mark.parametrize("name", ["out", "out.csv", "out.txt", ".json"])
def test_an_ending_that_says_nothing_is_refused(source: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    target = source.parent / name
    assert convert(source, target) == NOTHING_IS_WRITTEN
    remedy = "Name a file that ends in .xml, .mismo, .json."
    assert capsys.readouterr().err == f"Cannot write: {target} has no ending that says what to write. {remedy}\n"
    assert not target.exists()


def test_a_file_that_is_there_is_left_alone(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = source.read_bytes()
    assert convert(source, source) == NOTHING_IS_WRITTEN
    assert "is there already" in capsys.readouterr().err
    assert source.read_bytes() == before
    link = source.parent / "link.xml"
    link.symlink_to(source.parent / "nowhere.xml")
    assert convert(source, link) == NOTHING_IS_WRITTEN


def test_a_folder_that_is_not_there_is_not_made(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = source.parent / "mistyped" / "deep"
    assert convert(source, folder / "out.xml") == NOTHING_IS_WRITTEN
    remedy = "Make it first, or name a file in another one."
    assert capsys.readouterr().err == f"Cannot write: the folder {folder} does not exist. {remedy}\n"
    assert not (source.parent / "mistyped").exists()


def test_nothing_is_written_where_nothing_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.xml"
    assert convert(tmp_path / "missing.json", target) == NOTHING_IS_WRITTEN
    assert "missing.json: does not exist" in capsys.readouterr().err
    assert not target.exists()


def test_a_place_where_nothing_can_be_written_is_told(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert(source, source / "out.xml") == NOTHING_IS_WRITTEN
    assert "cannot be written" in capsys.readouterr().err


def test_more_applications_than_a_message_holds_are_refused(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lending.mismo.MAX_DEALS", 2)
    source.write_text(json.dumps([raw_application(application_id=f"APP-{number}") for number in range(3)]))
    assert convert(source, source.parent / "out.xml") == NOTHING_IS_WRITTEN
    assert "Cannot write: the message is to hold 3 deals. Write one to 2 applications" in capsys.readouterr().err
    assert convert(source, source.parent / "out.json") == EVERYTHING_IS_WRITTEN


def test_a_screen_that_knows_few_letters_shows_a_question_mark(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stderr", narrow)
    assert convert(source, source.parent / "zażółć.xml") == EVERYTHING_IS_WRITTEN
    narrow.flush()
    assert b"za????.xml" in narrow.buffer.getvalue()
