"""One text for one value: the JSON that is hashed, sealed and compared byte by byte."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_json(value: object) -> str:
    """JSON with sorted keys, no spaces and no escapes beyond the necessary.

    Decimals are strings with the digits that they have (1.50 is not 1.5), dates and times ISO 8601, enums their values,
    pydantic models what `model_dump(mode="json")` gives. Raises `TypeError` for what has no single such text, a `float`
    first of all, and `ValueError` for a number that is not finite or text that is not Unicode; both name the place.
    """
    text = json.dumps(_plain(value, "$"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"a text holds a lone surrogate, near {error.object[: error.start][-40:]!a}") from None
    return text


def _plain(value: object, place: str) -> object:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
        if _is_plain(value):
            return value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_key(key, place): _plain(item, f"{place}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{place}[{index}]") for index, item in enumerate(value)]
    return _scalar(value, place)


def _is_plain(value: object) -> bool:
    """Whether there is nothing to change or to refuse in it: so it is with what most models dump, and quickly seen."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and _is_plain(item) for key, item in value.items())  # type: ignore[attr-defined]
    if kind is list:
        return all(map(_is_plain, value))  # type: ignore[call-overload]
    return kind in _PLAIN


def _scalar(value: object, place: str) -> object:
    match value:
        case Enum():
            return _scalar(value.value, place)
        case None | bool() | int() | str():
            return value
        case Decimal() if value.is_finite():
            return str(value)
        case Decimal():
            raise ValueError(f"{place} is {value}, which no record can hold")
        case date():
            return to_jsonable_python(value)
        case float():
            raise TypeError(f"{place} is a float ({value!r}): its digits depend on how it was reached; use Decimal")
        case _:
            raise TypeError(f"{place} is a {type(value).__name__}, which has no canonical JSON")


def _key(key: object, place: str) -> str:
    plain = key.value if isinstance(key, Enum) else key
    if not isinstance(plain, str):
        raise TypeError(f"{place} has the key {key!r}: keys are texts")
    return plain
