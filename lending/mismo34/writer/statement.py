"""What our extension has to say of an object: the difference between it and what the standard's points give back."""

from collections.abc import Collection, Mapping
from typing import Literal, get_origin

from pydantic import BaseModel

from lending.mismo34.values import text_of


def statement(wanted: BaseModel, read: Mapping[str, object], but: Collection[str] = ()) -> dict[str, object]:
    """The fields that turn `read`, a settled raw mapping, into `wanted`; those named in `but` stand elsewhere.

    None says that there is nothing; a field that is neither read nor stated has its default. Of a list that differs
    every entry is stated.
    """
    fields = type(wanted).model_fields
    own: dict[str, object] = {name: None for name in read if name not in fields}
    for name, info in fields.items():
        if name in but:
            continue
        value, there = getattr(wanted, name), read.get(name)
        if there is None and not info.is_required() and get_origin(info.annotation) is not Literal:
            there = info.get_default(call_default_factory=True)
        if not _same(value, there):
            own[name] = _stated(value, there)
    return own


def _same(value: object, there: object) -> bool:
    match value:
        case None:
            return there is None
        case BaseModel():
            return isinstance(there, Mapping) and not statement(value, there)
        case tuple():
            entries = there if isinstance(there, list | tuple) else []
            return len(value) == len(entries) and all(map(_same, value, entries))
        case _:
            return there is not None and text_of(value) == text_of(there)


def _stated(value: object, there: object) -> object:
    match value:
        case None:
            return None
        case BaseModel():
            whole = statement(value, there if isinstance(there, Mapping) else {})
            return whole or _whole(value)
        case tuple():
            return [_stated(entry, None) for entry in value] or None
        case _:
            return text_of(value)


def _whole(value: BaseModel) -> dict[str, object]:
    """An object of nothing but defaults, which has to be told from no object at all."""
    return {name: _stated(getattr(value, name), None) for name in type(value).model_fields}
