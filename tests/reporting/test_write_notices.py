"""Letters are written whole, under names of their own, for their owner alone, and only when they may be sent."""

import stat
from datetime import date
from pathlib import Path

import pytest

from builders import application
from graph.result import PipelineResult
from letters import DATED, DEBTS, INCOMPLETE, JOINT, UNSOUND, Changes
from reporting.letter import Letter
from reporting.notices import problems_of, summary_of, write_letters
from reporting.output import OutputError, folder_to_write
from told_results import told_result


def written(changes: Changes, folder: Path, dated: date = DATED) -> tuple[Letter, ...]:
    return write_letters(told_result(changes), application(changes), dated, folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_letter_is_three_files_named_after_its_application(tmp_path: Path) -> None:
    written(DEBTS, tmp_path / "new")
    assert names(tmp_path / "new") == ["APP-1.html", "APP-1.pdf", "APP-1.txt"]
    assert (tmp_path / "new" / "APP-1.pdf").read_bytes().startswith(b"%PDF-")
    assert "Dear Robin Sample:" in (tmp_path / "new" / "APP-1.txt").read_text(encoding="utf-8")
    assert "Dear Robin Sample:" in (tmp_path / "new" / "APP-1.html").read_text(encoding="utf-8")


def test_another_borrowers_letter_is_named_so_that_no_application_can_be(tmp_path: Path) -> None:
    assert [letter.addressee for letter in written(JOINT, tmp_path)] == ["B1", "B2"]
    assert "APP-1+B2.pdf" in names(tmp_path)
    assert "Dear Alex Sample:" in (tmp_path / "APP-1+B2.txt").read_text(encoding="utf-8")
    assert len(names(tmp_path)) == 6


def test_only_the_owner_may_read_who_was_declined(tmp_path: Path) -> None:
    written(DEBTS, tmp_path)
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_earlier_letter_is_replaced(tmp_path: Path) -> None:
    written(DEBTS, tmp_path)
    written(INCOMPLETE, tmp_path)
    assert len(names(tmp_path)) == 3
    assert "incomplete" in (tmp_path / "APP-1.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("release", ["held", "pending"])
def test_nothing_is_written_before_the_result_is_released(release: str, tmp_path: Path) -> None:
    owing = told_result(DEBTS)
    assert owing.adverse_action
    kept = PipelineResult.model_validate({**owing.model_dump(), "release": release})
    assert write_letters(kept, application(DEBTS), DATED, tmp_path) == ()
    assert names(tmp_path) == []


def test_an_approval_owes_no_letter(tmp_path: Path) -> None:
    assert written({}, tmp_path) == ()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(OutputError, match=r"--notices .*taken cannot be written"):
        written(DEBTS, taken)


def test_what_keeps_letters_from_being_sent_is_told_without_a_name(tmp_path: Path) -> None:
    lacking = {**DEBTS, "borrowers.0.credit.scores": [{"bureau": "experian", "score": 600}]}
    letters = (*written(lacking, tmp_path), *written(UNSOUND, tmp_path))
    assert list(problems_of(letters)) == [
        "Notices: 1 of 2 lack something that the law asks for, as each says on top: APP-1."
    ]
    late = written(UNSOUND, tmp_path, date(2026, 4, 2))
    assert list(problems_of(late)) == [
        "Notices: 1 of 1 bear a day after their last one: APP-1. --notice-date sets the day."
    ]
    assert list(problems_of(written(UNSOUND, tmp_path))) == []


def test_a_day_before_the_application_is_told(tmp_path: Path) -> None:
    early = written(UNSOUND, tmp_path, date(2026, 3, 1))
    (told,) = problems_of(early)
    assert told.startswith("Notices: 1 of 1 bear a day before the application or the score that they report on: APP-1.")


def test_the_folder_that_is_made_for_letters_is_for_its_owner_alone(tmp_path: Path) -> None:
    written(DEBTS, tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    folder_to_write(tmp_path / "letters", "--notices", private=True)
    assert stat.S_IMODE((tmp_path / "letters").stat().st_mode) == 0o700


def test_many_letters_are_counted_and_some_are_named(tmp_path: Path) -> None:
    (late,) = written(UNSOUND, tmp_path, date(2026, 4, 2))
    (told,) = problems_of([late] * 5)
    assert "5 of 5" in told
    assert told.count("APP-1") == 3
    assert "APP-1, APP-1, APP-1 and 2 more." in told


def test_a_batch_says_what_it_wrote(tmp_path: Path) -> None:
    (one,) = written(UNSOUND, tmp_path)
    assert summary_of([one], Path("out")) == "Notices: 1 letter in out, each as text, HTML and PDF"
    assert summary_of([one, one], Path("out")) == "Notices: 2 letters in out, each as text, HTML and PDF"
    assert summary_of([], Path("out")) == "Notices: none is owed"


def test_what_a_batch_keeps_of_a_letter_has_no_text(tmp_path: Path) -> None:
    assert [letter.sections for letter in written(JOINT, tmp_path)] == [(), ()]
