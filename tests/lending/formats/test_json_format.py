"""JSON and JSONL: batches, broken files, and what JSON libraries usually let pass."""

import json
from datetime import date
from typing import Any

import pytest

from builders import raw_application
from lending.formats import ReadResult, read

TODAY = date(2026, 3, 15)


def reading(data: bytes | str, name: str = "apps.json") -> ReadResult:
    return read(name, data.encode() if isinstance(data, str) else data, today=TODAY)


def text(**changes: Any) -> str:
    return json.dumps(raw_application(**changes))


def ids(result: ReadResult) -> list[str]:
    return [one.application.application_id for one in result.applications]


def test_one_object_is_one_application() -> None:
    result = reading(text())
    assert ids(result) == ["APP-1"]
    assert result.applications[0].record is None
    assert not result.problems


def test_a_list_is_a_batch_whose_broken_member_does_not_stop_the_others() -> None:
    batch = [raw_application(), raw_application(program="x", application_id="APP-2"), raw_application(), "no"]
    result = reading(json.dumps(batch))
    assert len(result.applications) == 2
    assert [(problem.record, problem.field) for problem in result.problems] == [
        ("application 2", "program"),
        ("application 4", None),
    ]


def test_lines_are_read_one_by_one_and_broken_ones_are_named() -> None:
    result = reading("\n".join([text(), "", "{broken", text(application_id="APP-2")]), "apps.jsonl")
    assert ids(result) == ["APP-1", "APP-2"]
    assert [one.record for one in result.applications] == ["line 1", "line 4"]
    [problem] = result.problems
    assert problem.record == "line 3, column 2"


def test_lines_in_a_file_called_json_are_read_as_lines() -> None:
    assert ids(reading(f"{text()}\n{text(application_id='APP-2')}\n")) == ["APP-1", "APP-2"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_read_with_and_without_a_mark(mark: bytes) -> None:
    named = raw_application({"borrowers.0.identity.first_name": "Zoë 李"})
    result = reading(mark + json.dumps(named, ensure_ascii=False).encode())
    assert result.applications[0].application.borrowers[0].identity.first_name == "Zoë 李"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["apps.json", "apps.jsonl", "apps.csv"])
def test_other_unicode_encodings_are_named(encoding: str, name: str) -> None:
    [problem] = reading(text().encode(encoding), name).problems
    assert "UTF-16" in problem.problem
    assert problem.remedy == "Save it as UTF-8 and read it again."


def test_latin_1_is_told_by_its_first_foreign_byte() -> None:
    data = b'{\n"city": "Caf\xe9"}'
    [problem] = reading(data).problems
    assert "byte 15, in line 2" in problem.problem
    assert "Latin-1" in problem.problem


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("[]", "is an empty list"),
        ("3", "is not an application"),
        ('"text"', "is not an application"),
        ("{'single': 1}", "is not valid JSON"),
        ('{"a": 1,}', "is not valid JSON"),
    ],
)
def test_files_without_an_application(data: str, words: str) -> None:
    result = reading(data)
    assert words in result.problems[0].problem
    assert result.problems[0].record


@pytest.mark.parametrize("length", [1, 10, 100, 500])
def test_a_truncated_file_is_told_to_be_cut_off(length: int) -> None:
    [problem] = reading(text()[:-length]).problems
    assert "complete" in problem.problem or "delimiter" in problem.problem
    assert problem.record is not None
    assert problem.record.startswith("line 1, column ")


@pytest.mark.parametrize("opening", ["[", '{"a":', "[{"])
def test_nesting_without_end_is_refused_without_recursion(opening: str) -> None:
    [problem] = reading(opening * 200_000).problems
    assert problem.problem == "is nested too deeply"


def test_brackets_inside_text_are_no_nesting() -> None:
    assert ids(reading(text().replace("Robin", "[" * 100)))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("NaN", "is NaN"),
        ("-Infinity", "is -Infinity"),
        ("1e999999", "more than 15 digits"),
        ("1e99999999999999999999", "beyond any number"),
        ("-1e-999999", "more than 10 decimals"),
        ("9" * 100_000, "is a number of 100,000 characters"),
        (f"0.{'3' * 100_000}", "is a number of 100,002 characters"),
    ],
)
def test_numbers_that_are_none_are_refused_in_their_field(written: str, words: str) -> None:
    result = reading(text().replace('"300000"', written))
    [problem] = result.problems
    assert problem.field == "loan.amount"
    assert words in problem.problem


def test_amounts_are_read_digit_by_digit() -> None:
    result = reading(text().replace('"300000"', "300000.10"))
    assert str(result.applications[0].application.loan.amount) == "300000.10"


def test_a_name_that_stands_twice_is_refused_even_where_both_values_agree() -> None:
    doubled = text().replace('"amount": "300000"', '"amount": "300000", "amount": "300000"')
    [problem] = reading(doubled).problems
    assert (problem.field, problem.problem) == ("loan.amount", "stands twice in the same object")


def test_control_characters_are_told_by_field() -> None:
    [problem] = reading(text().replace("Robin", "Ro\tbin\x01")).problems
    assert problem.field == "borrowers[0].identity.first_name"


@pytest.mark.parametrize(("records", "words"), [(3, "is not an application"), (4, "holds more than 3 applications")])
def test_a_file_of_too_many_applications_is_refused_whole(
    records: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lending.formats.json_format.MAX_RECORDS", 3)
    assert words in reading(f"[{','.join('1' * records)}]").problems[0].problem
    assert words in reading("1\n" * records, "apps.jsonl").problems[0].problem


def test_content_wins_over_a_wrong_ending() -> None:
    assert ids(reading(text(), "apps.xml")) == ["APP-1"]
    assert ids(reading(text(), "apps.txt")) == ["APP-1"]


def test_a_file_of_unknown_format_says_which_are_known() -> None:
    [problem] = reading(b"%PDF-1.7", "apps.pdf").problems
    assert problem.remedy == "Send a file that ends in .json, .jsonl, .ndjson, .csv, .xml, .mismo."


def test_thousands_of_problems_are_counted_not_told() -> None:
    result = reading("x\n" * 2_500, "apps.jsonl")
    assert len(result.problems) == 1_001
    assert result.problems[-1].problem == "and 1,500 more problems"
