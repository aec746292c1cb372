"""What an error says of foreign input: enough to find it, and nothing that identifies anybody."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import raw_application
from lending.formats.csv_format import read_csv
from lending.formats.json_format import read_json
from lending.formats.result import ReadResult
from lending.formats.screen import MAX_DEPTH, MAX_ENTRIES
from lending.formats.shape import Shape
from lending.formats.wording import shown

TODAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (1200, "1,200"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1e40"), "this number"),
        (Decimal("NaN"), "this number"),
        ("Robin", '"Robin"'),
        ({"a": 1}, "an object"),
        ([1], "a list"),
        (object(), "this value"),
    ],
)
def test_a_value_as_an_error_quotes_it(value: object, words: str) -> None:
    assert shown(value) == words


def test_a_list_of_objects_says_what_each_entry_is() -> None:
    entry = Shape("object", fields={"amount": Shape("money")}, required=("amount",))
    assert Shape("list", item=entry).in_words() == "a list, each entry an object with amount"


def test_a_choice_of_objects_says_what_chooses() -> None:
    whole = Shape("variants", variants={"salary": Shape("object"), "rent": Shape("object")})
    assert whole.in_words() == "an object with kind (salary, rent)"


def nested(value: object, how: str, times: int) -> Any:
    for _ in range(times):
        value = [value] if how == "list" else {"deeper": value}
    return value


@pytest.mark.parametrize("how", ["list", "object"])
def test_what_is_nested_too_deeply_is_refused(how: str) -> None:
    # the second level of the application is the first that counts here
    problems = problems_with({"employers": nested("x", how, MAX_DEPTH)})
    assert any("is nested too deeply" in problem for problem in problems), problems


def test_a_field_whose_name_is_no_text_is_refused() -> None:
    for changes in ({"loan": {"amount\x07": 1}}, {"amount\x07": 1}):
        problems = problems_with(changes)
        assert any("has a field whose name is no readable text" in problem for problem in problems), problems


def problems_with(changes: dict[str, Any]) -> list[str]:
    return told(read_json("file.json", json.dumps({**raw_application(), **changes}).encode(), today=TODAY))


def told(result: ReadResult) -> list[str]:
    return [str(problem) for problem in result.problems]


def test_two_objects_that_do_not_stand_on_a_line_each_are_told() -> None:
    (problem,) = told(read_json("file.json", b'{\n"a": 1}\n{}', today=TODAY))
    assert "extra data" in problem


def test_a_list_that_is_too_long_is_refused() -> None:
    problems = problems_with({"letters": [1] * (MAX_ENTRIES + 1)})
    assert any("has more than 1,000 entries" in problem for problem in problems), problems


def test_a_header_that_does_not_end_is_told() -> None:
    (problem, *_) = told(read_csv("file.csv", b'application_id,"amount\n1,2\n', today=TODAY))
    assert "the header has a quotation mark that is not closed" in problem
