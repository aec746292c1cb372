"""Pydantic's errors in people's words: the field, what is wrong with it, what to write instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic_core import ErrorDetails

from lending.formats.shape import APPLICATION, DISCRIMINATOR, Shape, dotted, follow, is_private
from lending.formats.wording import censored, listed, masked, nearest, printable, shown

_NAMES_ITS_FIELD = re.compile(r"([a-z_]+(?:\.[a-z_]+)*): (.+)\Z", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?\Z", re.ASCII)
_WRITTEN_DECIMAL = re.compile(r"Decimal\('([^']+)'\)\Z")
_WRITTEN_DATE = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)\Z")
_TOO_LARGE = {"less_than_equal": ("le", "above"), "less_than": ("lt", "not below")}
_TOO_SMALL = {"greater_than_equal": ("ge", "below"), "greater_than": ("gt", "not above")}
_BOUNDS = {**_TOO_LARGE, **_TOO_SMALL}


@dataclass(frozen=True, slots=True)
class Complaint:
    """`path` is the field, outermost step first; the texts repeat nothing that identifies a person."""

    path: tuple[str | int, ...]
    problem: str
    remedy: str

    @property
    def field(self) -> str:
        return censored(printable(dotted(self.path))) or "application"


def complaint(error: ErrorDetails) -> Complaint:  # noqa: PLR0911 - one return a kind of error
    """The words for one of pydantic's errors about an application."""
    path, shape = follow(error["loc"])
    private = is_private(path)
    kind = error["type"]
    if kind == "missing" and shape is not None:
        return Complaint(tuple(path), "is missing", f"Add {shape.in_words()}.")
    if shape is None:
        return _unknown_field(path)
    if kind == "value_error":
        return _said_by_the_model(error, path, shape, private=private)
    if shape.kind == "variants" and kind.startswith("union_tag"):
        given = error["input"].get(DISCRIMINATOR) if isinstance(error["input"], Mapping) else None
        path, shape = [*path, DISCRIMINATOR], shape.fields[DISCRIMINATOR]
        if given is None:
            return Complaint(tuple(path), "is missing", f"Add {shape.in_words()}.")
        return _not_a_choice(path, shape, given)
    if shape.kind == "choice" and not private:
        return _not_a_choice(path, shape, error["input"])
    if kind in _BOUNDS:
        return _out_of_bounds(error, path, shape, private=private)
    if kind in ("too_long", "too_short", "string_too_long", "string_too_short"):
        return _wrong_length(error, path)
    if kind == "decimal_max_places":
        places = error["ctx"]["decimal_places"]
        return Complaint(tuple(path), f"has more than {places} decimals", f"Round it to {places} decimals.")
    what = "the value" if private else _quoted(error["input"], shape)
    return Complaint(tuple(path), f"{what} is not {shape.in_words()}", f"Write {shape.in_words()}.")


def _unknown_field(path: list[str | int]) -> Complaint:
    *parents, name = path
    _, parent = follow(parents)
    known = (parent or APPLICATION).fields
    where = dotted(parents) or "an application"
    meant = nearest(str(name), known)
    safe_path = (*parents, masked(str(name)))
    if meant is not None:
        return Complaint(safe_path, f"is not a field of {where}", f"Did you mean {meant}? Rename it or remove it.")
    return Complaint(safe_path, f"is not a field of {where}", f"Remove it; the fields here are {listed(known)}.")


def _not_a_choice(path: list[str | int], shape: Shape, given: object) -> Complaint:
    meant = nearest(given, shape.choices) if isinstance(given, str) else None
    suggestion = f"Did you mean {meant}? Write" if meant is not None else "Write"
    return Complaint(tuple(path), f"{shown(given)} is not an allowed value", f"{suggestion} {shape.in_words()}.")


def _limit(said: object) -> object:
    """Pydantic gives the limits of decimals and dates as Python would write them."""
    if not isinstance(said, str):
        return said
    if (number := _WRITTEN_DECIMAL.match(said)) is not None:
        return Decimal(number[1])
    if (day := _WRITTEN_DATE.match(said)) is not None:
        return date(*(int(part) for part in day.groups()))
    return said


def _quoted(value: object, shape: Shape) -> str:
    """A value of a field; a number written as text is quoted as the number, which says more than its mask."""
    if isinstance(value, str) and shape.kind in ("money", "percent", "whole") and _PLAIN_NUMBER.match(value):
        return shown(Decimal(value))
    return shown(value)


def _out_of_bounds(error: ErrorDetails, path: list[str | int], shape: Shape, *, private: bool) -> Complaint:
    bound, relation = _BOUNDS[error["type"]]
    limit = _limit(error["ctx"][bound])
    said = f"{limit:,}" if isinstance(limit, int | Decimal) else str(limit)
    what = "the value" if private else _quoted(error["input"], shape)
    if error["type"] in _TOO_SMALL and limit == 0:
        what_is_wrong = f"{what} is negative" if bound == "ge" else f"{what} is not above zero"
        return Complaint(tuple(path), what_is_wrong, f"Write {'zero or more' if bound == 'ge' else 'more than zero'}.")
    most = "at most" if error["type"] in _TOO_LARGE else "at least"
    return Complaint(tuple(path), f"{what} is {relation} {said}", f"Write {most} {said}.")


def _wrong_length(error: ErrorDetails, path: list[str | int]) -> Complaint:
    context = error["ctx"]
    unit = "characters" if error["type"].startswith("string") else "entries"
    if error["type"].endswith("too_long"):
        most = context["max_length"]
        return Complaint(tuple(path), f"has more than {most:,} {unit}", f"Shorten it to at most {most:,} {unit}.")
    if unit == "characters":
        return Complaint(tuple(path), "is empty", "Write a text or leave the field out.")
    return Complaint(tuple(path), "is an empty list", f"Add at least {context['min_length']} entry.")


def _said_by_the_model(error: ErrorDetails, path: list[str | int], shape: Shape, *, private: bool) -> Complaint:
    """A rule that the domain object states itself, as `field: what is wrong; what to do`."""
    if shape.name == "state":
        return Complaint(
            tuple(path), f"{shown(error['input'])} is not the code of a US state", f"Write {shape.in_words()}."
        )
    text = censored(printable(str(error["ctx"]["error"])))
    if shape.kind not in ("object", "variants", "list"):
        if private:
            return Complaint(tuple(path), f"the value is not {shape.in_words()}", f"Write {shape.in_words()}.")
        return Complaint(tuple(path), f"{_quoted(error['input'], shape)} {text}", f"Write {shape.in_words()}.")
    named = _NAMES_ITS_FIELD.match(text)
    if named and named[1].split(".")[0] in shape.fields:
        path = [*path, *named[1].split(".")]
        text = named[2]
    problem, _, remedy = text.partition("; ")
    advice = f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "Correct the fields that contradict each other."
    return Complaint(tuple(path), problem, advice)
