"""The first look at a raw application: what no field may hold, whatever its type.

Numbers beyond a bank's precision, control characters, text that is not Unicode, nesting without end and our own
privacy tokens are taken out here, before any model sees them. The result is a plain copy of bounded size.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lending.formats.shape import APPLICATION, Shape
from lending.refused import Refused

MAX_DEPTH = 24
MAX_ENTRIES = 1_000
MAX_CHARACTERS = 20_000
_MAX_WHOLE_DIGITS = 15
_MAX_DECIMALS = 10

_TOO_MANY_DIGITS = Refused(f"has more than {_MAX_WHOLE_DIGITS} digits", "Write dollars, percent or a count as it is.")

_TOKEN = re.compile(r"\[\[[A-Z]+_\d+\]\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Halves of characters, and two codes that never are one: XML cannot hold them."""

_DIGITS_ONLY = frozenset({"ssn", "postal_code", "county_fips"})


def refusal_of_number(number: Decimal) -> Refused | None:
    """Why a number cannot be an amount, a rate or a count; None where it can."""
    if not number.is_finite():
        return Refused("is not a finite number", "Write digits such as 1250.50, or leave the field out.")
    if number and number.adjusted() >= _MAX_WHOLE_DIGITS:
        return _TOO_MANY_DIGITS
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MAX_DECIMALS:
        return Refused(f"has more than {_MAX_DECIMALS} decimals", "Round it: cents for dollars, six for rates.")
    return None


def _number(value: int | Decimal) -> int | Decimal | Refused:
    if isinstance(value, int):
        return value if abs(value) < 10**_MAX_WHOLE_DIGITS else _TOO_MANY_DIGITS
    refusal = refusal_of_number(value)
    if refusal is not None:
        return refusal
    return Decimal(f"{value:f}") if value else Decimal(0)


def _text(value: str, name: str) -> str | Refused:
    if len(value) > MAX_CHARACTERS:
        return Refused(f"is longer than {MAX_CHARACTERS:,} characters", "Shorten it.")
    if not value.isprintable():
        if _CONTROL.search(value):
            return Refused("contains control characters", "Remove them; the file may be damaged.")
        if _NO_TEXT.search(value):
            return Refused("contains characters that are no text", "Save the file as UTF-8 and replace them.")
    if _TOKEN.search(value):
        return Refused(
            "contains a placeholder such as [[SSN_1]]", "Write what the placeholder stands for, or leave the field out."
        )
    if name in _DIGITS_ONLY and not value.isascii():
        return Refused("contains characters other than plain digits", "Write the digits 0 to 9.")
    return value


def _value(value: object, shape: Shape | None, name: str, depth: int) -> object:  # noqa: PLR0911 - one return a kind
    match value:
        case Mapping():
            return _object(value, shape, depth)
        case list() | tuple():
            if depth >= MAX_DEPTH:
                return Refused("is nested too deeply", "An application has at most a handful of levels.")
            if len(value) > MAX_ENTRIES:
                return Refused(f"has more than {MAX_ENTRIES:,} entries", "Send what belongs to this one application.")
            item = shape.item if shape else None
            return [_value(entry, item, name, depth + 1) for entry in value]
        case bool():
            if shape is not None and shape.kind == "whole":
                return Refused("is true or false where a whole number is due", "Write a whole number.")
            return value
        case int() | Decimal():
            return _number(value)
        case str():
            return _text(value, name)
        case _:
            return value


def _object(value: Mapping[Any, object], shape: Shape | None, depth: int) -> dict[str, object] | Refused:
    if depth >= MAX_DEPTH:
        return Refused("is nested too deeply", "An application has at most a handful of levels.")
    if len(value) > MAX_ENTRIES:
        return Refused(f"has more than {MAX_ENTRIES:,} fields", "Send the fields of one application.")
    fields = shape.fields if shape else {}
    copy: dict[str, object] = {}
    for key, entry in value.items():
        if not isinstance(key, str) or isinstance(_text(key, ""), Refused):
            return Refused("has a field whose name is no readable text", "Correct the names of the fields.")
        copy[key] = _value(entry, fields.get(key), key, depth + 1)
    return copy


def screened(raw: Mapping[str, object]) -> dict[str, object] | Refused:
    """A bounded copy of `raw` in which every value that no field may hold is a `Refused`."""
    return _object(raw, APPLICATION, 0)


def refusals(tree: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Refused]]:
    """Every `Refused` in a screened tree with its path, in the tree's order."""
    match tree:
        case Refused():
            yield path, tree
        case dict():
            for key, entry in tree.items():
                yield from refusals(entry, (*path, key))
        case list():
            for number, entry in enumerate(tree):
                yield from refusals(entry, (*path, number))
        case _:
            return
