"""Covers what identifies a person in data of any shape and depth, before it leaves for a tracing service."""

from collections.abc import Callable, Mapping
from typing import Any

Cover = Callable[[str], str]

_SHORTEST_NUMBER = 4
"""Digits of the shortest identifier that a vault knows in a text: an account number."""


def cover_tree(value: Any, cover: Cover) -> Any:  # noqa: ANN401 - any tree of JSON
    """A copy of a JSON tree with `cover` applied to every text in it: values, keys, and numbers of four digits or more.

    Walks without recursion, so that no depth is too deep. What is neither a container, a text nor a number passes.
    """
    root: list[Any] = [None]
    todo: list[tuple[Any, Any, Any]] = [(root, 0, value)]
    while todo:
        holder, place, entry = todo.pop()
        if isinstance(entry, str):
            holder[place] = cover(entry)
        elif isinstance(entry, bool) or entry is None:
            holder[place] = entry
        elif isinstance(entry, int):
            holder[place] = _number(entry, cover)
        elif isinstance(entry, float):
            holder[place] = _number(int(entry), cover, entry) if entry.is_integer() else entry
        elif isinstance(entry, Mapping):
            copy: dict[Any, Any] = {}
            holder[place] = copy
            todo += [(copy, cover(key) if isinstance(key, str) else key, part) for key, part in entry.items()]
        elif isinstance(entry, list | tuple):
            parts: list[Any] = [None] * len(entry)
            holder[place] = parts
            todo += [(parts, number, part) for number, part in enumerate(entry)]
        else:
            holder[place] = entry
    return root[0]


def _number(value: int, cover: Cover, otherwise: float | None = None) -> int | float | str:
    """The number, or what its digits are covered with."""
    text = str(abs(value))
    stands = value if otherwise is None else otherwise
    if len(text) < _SHORTEST_NUMBER:
        return stands
    shown = cover(text)
    return stands if shown == text else shown
