"""Which types a graph's state is made of, read from its annotations: the allow-list of what a checkpoint may hold."""

import dataclasses
from collections.abc import Iterable
from enum import Enum
from typing import get_args, get_type_hints

from pydantic import BaseModel
from typing_extensions import is_typeddict  # knows its own TypedDict as well as that of typing


def reachable(roots: Iterable[type]) -> set[type]:
    """Every pydantic model, dataclass, named tuple and enum among `roots` and in their fields, at any depth.

    A `TypedDict` among them is looked into and is not itself a type of any value. What no annotation names (a subclass
    in a field of its base class, the contents of an `Any`) has to be among `roots`.
    """
    found: set[type] = set()
    seen: dict[int, object] = {}  # not all are hashable; holding them keeps their ids from being used again
    pending: list[object] = list(roots)
    while pending:
        annotation = pending.pop()
        if id(annotation) in seen:
            continue
        seen[id(annotation)] = annotation
        pending.extend(get_args(annotation))
        if alias := getattr(annotation, "__value__", None):
            pending.append(alias)
        if isinstance(annotation, type):
            if _is_state_type(annotation):
                found.add(annotation)
            pending.extend(_field_types(annotation))
    return found


def _is_state_type(kind: type) -> bool:
    return issubclass(kind, BaseModel | Enum) or dataclasses.is_dataclass(kind) or _is_named_tuple(kind)


def _is_named_tuple(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def _field_types(kind: type) -> Iterable[object]:
    if issubclass(kind, BaseModel):
        return [field.annotation for field in kind.model_fields.values()]
    if dataclasses.is_dataclass(kind) or is_typeddict(kind) or _is_named_tuple(kind):
        return get_type_hints(kind).values()
    return ()
