"""An application that is written as MISMO and read again is the application that it was, whatever it holds."""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from every_field import drawn
from lending.application import LoanApplication
from lending.formats import read
from lending.formats.screen import refusals, screened
from lending.mismo import Deal, read_deals, write_mismo
from mismo_exports import SAMPLE
from mutations import damaged_message, seeded
from random_applications import changes_of
from random_applications import drawn as drawn_loan

SEEDS = range(260)
LOANS = range(60)
TODAY = date(2027, 12, 31)
SAMPLES = Path(__file__).parents[2] / "data/applications"

XML_CHARACTER = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Production 2 of the XML 1.0 recommendation."""

Faces = dict[str, set[object]]
"""By field, as `Model.field`, what it has shown."""


@cache
def every() -> tuple[tuple[LoanApplication, Deal], ...]:
    """Applications of nothing but drawn fields, and what is read of each when it is written."""
    made = [one for one in map(drawn, SEEDS) if one is not None]
    assert len(made) > 0.9 * len(SEEDS), "the generator knows too few of the rules of the models"
    return tuple((one, back(one)) for one in made)


def back(one: LoanApplication) -> Deal:
    [deal] = read_deals(write_mismo(one))
    return deal


def test_every_application_comes_back_as_it_was_to_the_digit() -> None:
    for one, deal in every():
        again = LoanApplication.model_validate(deal.raw)
        assert again == one, one.application_id
        assert again.model_dump_json() == one.model_dump_json(), one.application_id


def test_of_what_we_write_nothing_is_left_unread() -> None:
    for one, deal in every():
        assert deal.notes == (), one.application_id


def test_what_has_been_read_is_written_as_the_same_bytes_again() -> None:
    for one, deal in every()[:30]:
        assert write_mismo(LoanApplication.model_validate(deal.raw)) == write_mismo(one), one.application_id


@pytest.mark.parametrize("seed", LOANS)
def test_a_loan_such_as_people_send_is_read_back_like_any_file(seed: int) -> None:
    one = drawn_loan(changes_of(seed))
    result = read("written.xml", write_mismo(one), today=TODAY)
    assert (result.problems, result.notes) == ((), ())
    assert [found.application for found in result.applications] == [one]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_sample_comes_back(path: Path) -> None:
    for found in read(path.name, path.read_bytes(), today=TODAY).applications:
        deal = back(found.application)
        assert LoanApplication.model_validate(deal.raw) == found.application
        assert deal.notes == ()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_read_of_a_damaged_message_can_be_written(seed: int) -> None:
    chance = seeded(f"written {seed}")
    found = 0
    for message in [SAMPLE.encode(), write_mismo(drawn_loan(changes_of(seed)))]:
        for _ in range(10):
            result = read("damaged.xml", damaged_message(message, chance), today=TODAY)
            assert result.applications or result.problems
            for one in result.applications:
                found += 1
                assert LoanApplication.model_validate(back(one.application).raw) == one.application
    assert found


def test_whatever_can_be_read_is_text_that_xml_can_hold() -> None:
    """The first look at an application refuses every character that the writer would have to refuse."""
    cannot = [chr(code) for code in range(0x110000) if not XML_CHARACTER.match(chr(code))]
    assert len(cannot) > 2_000
    for character in cannot:
        [(path, _)] = refusals(screened({"application_id": f"a{character}"}))
        assert path == ("application_id",), ascii(character)


def test_every_field_of_every_model_has_varied_in_the_round_trip() -> None:
    """A field that the generator never varies would pass the tests above without having been tried."""
    seen: Faces = {}
    for one, _ in every():
        _show(one, seen)
    lacking = {
        field: faces - seen.get(field, set())
        for model in _models(LoanApplication)
        for field, faces in _expected(model)
        if not faces <= seen.get(field, set())
    }
    assert lacking == {}
    plain = {field: faces for field, faces in seen.items() if not all(isinstance(face, type) for face in faces)}
    same = {field for field, faces in plain.items() if len(faces) == 1 and not field.endswith(".kind")}
    assert same == set()


def _show(model: BaseModel, seen: Faces) -> None:
    for name in type(model).model_fields:
        value = getattr(model, name)
        faces = seen.setdefault(f"{type(model).__name__}.{name}", set())
        values = value if isinstance(value, tuple) else [value]
        if isinstance(value, tuple):
            faces.add(f"{min(len(value), 2)} entries")
        for one in values:
            faces.add(type(one) if isinstance(one, BaseModel) else one)
            if isinstance(one, BaseModel):
                _show(one, seen)


def _models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The model and all below it."""
    found: set[type[BaseModel]] = set()
    left = [model]
    while left:
        found.add(here := left.pop())
        for info in here.model_fields.values():
            below = {kind for kind in _kinds(info.annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)}
            left.extend(below - found)
    return found


def _kinds(annotation: Any) -> Iterator[Any]:
    """What the annotation comes down to: types, and the words of a Literal."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated or origin is tuple:
        yield from _kinds(arguments[0])
    elif origin in (Union, UnionType):
        for one in arguments:
            yield from _kinds(one)
    elif origin is Literal:
        yield from arguments
    else:
        yield annotation


def _expected(model: type[BaseModel]) -> Iterator[tuple[str, set[object]]]:
    """What each field of the model must have shown: nothing and something, every word, every kind, every length."""
    for name, info in model.model_fields.items():
        faces: set[object] = set()
        for kind in _kinds(info.annotation):
            if kind is NoneType:
                faces.add(None)
            elif kind is bool:
                faces |= {True, False}
            elif isinstance(kind, str):
                faces.add(kind)
            elif issubclass(kind, Enum):
                faces.update(kind)
            elif issubclass(kind, BaseModel):
                faces.add(kind)
        if get_origin(info.annotation) is tuple:
            faces |= {"2 entries"}
            faces |= set() if any(getattr(one, "min_length", 0) for one in info.metadata) else {"0 entries"}
        yield f"{model.__name__}.{name}", faces
