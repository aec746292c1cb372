"""What an error says of foreign input: enough to find it, and nothing that identifies anybody."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import raw_application
from lending.formats.json_format import read_json
from lending.formats.screen import MAX_DEPTH
from lending.formats.shape import Shape
from lending.formats.wording import shown


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


def nested(value: object, how: str) -> Any:
    for _ in range(MAX_DEPTH + 1):
        value = [value] if how == "list" else {"deeper": value}
    return value


@pytest.mark.parametrize("how", ["list", "object"])
def test_what_is_nested_too_deeply_is_refused(how: str) -> None:
    problems = problems_with({"employers": nested("x", how)})
    assert any("is nested too deeply" in problem for problem in problems), problems


def test_a_field_whose_name_is_no_text_is_refused() -> None:
    problems = problems_with({"loan": {"amount\x07": 1}})
    assert any("has a field whose name is no readable text" in problem for problem in problems), problems


def problems_with(changes: dict[str, Any]) -> list[str]:

    data = json.dumps({**raw_application(), **changes}).encode()
    return [str(problem) for problem in read_json("file.json", data, today=date(2026, 10, 1)).problems]
