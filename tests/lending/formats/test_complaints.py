"""Errors that today's models cannot cause, and a field of a type that the readers do not know yet."""

import pytest
from pydantic_core import ErrorDetails

from lending.base import Frozen
from lending.formats.complaints import complaint
from lending.formats.shape import _of_model


def test_a_limit_in_an_unknown_writing_is_told_as_it_stands() -> None:
    error = ErrorDetails(
        type="greater_than_equal",
        loc=("application_date",),
        msg="",
        input="1899-12-31",
        ctx={"ge": "the first day of the last century"},
    )
    assert complaint(error).remedy == "Write at least the first day of the last century."


class Photographed(Frozen):
    photograph: bytes


class Described(Frozen):
    description: dict[str, str]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (Photographed, "photograph: a field of type <class 'bytes'> is new to the readers"),
        (Described, r"description: a field of type dict\[str, str\] is new to the readers"),
    ],
)
def test_a_field_of_an_unknown_type_is_a_loud_error(model: type[Frozen], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        _of_model(model, "property")
