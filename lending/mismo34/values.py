"""Values of a MISMO document with the place that they came from, and the small arithmetic done on them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.refused import Refused

_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,10})?\Z", re.ASCII)
_YES = frozenset({"true", "1", "yes"})
_NO = frozenset({"false", "0", "no"})
_MAX_DECIMALS = 10


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value (None where the document has none) and its MISMO path below DEAL."""

    value: object
    place: str

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    @property
    def is_yes(self) -> bool:
        return (self.text or "").casefold() in _YES

    @property
    def is_doubtful(self) -> bool:
        """Whether a text stands here that is neither a yes nor a no."""
        return self.text is not None and self.text.casefold() not in _YES | _NO

    @property
    def amount(self) -> Decimal | None:
        return Decimal(self.text) if self.text is not None and _AMOUNT.match(self.text) else None

    def __or__(self, other: "Sourced") -> "Sourced":
        """The first of the two that the document has; where it has neither, the first place is the one to fill."""
        return other if self.value is None and other.value is not None else self


def text_of(value: object) -> str:
    """A value as both the standard's leaves and our extension's hold it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            exponent = value.as_tuple().exponent
            long = isinstance(exponent, int) and -exponent > _MAX_DECIMALS
            return f"{value.normalize() if long else value:f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def total(leaves: Iterable[Sourced]) -> Sourced | None:
    """The sum of those leaves that the document has; a leaf that is no amount is handed on for its field to refuse."""
    present = [leaf for leaf in leaves if leaf.value is not None]
    if not present:
        return None
    amounts = [leaf.amount for leaf in present]
    for leaf, amount in zip(present, amounts, strict=True):
        if amount is None:
            return leaf
    return Sourced(str(sum(amount for amount in amounts if amount is not None)), present[0].place)


def translated(leaf: Sourced, table: Mapping[str, object]) -> Sourced:
    """Our word for one of the standard's; any other is refused in its place."""
    if leaf.value is None or leaf.text is None:
        return leaf
    if leaf.text in table:
        return Sourced(table[leaf.text], leaf.place)
    return unknown(leaf, table)


def unknown(leaf: Sourced, known: Iterable[str]) -> Sourced:
    """A word that is none of those known, refused in its place."""
    return Sourced(Refused("is a value that is not known here", f"Known are {', '.join(known)}."), leaf.place)


def flag(leaf: Sourced) -> Sourced:
    """A yes or a no; any other text is refused in its place."""
    if leaf.text is None:
        return leaf
    if leaf.is_doubtful:
        return Sourced(Refused("is neither true nor false", "Write true or false."), leaf.place)
    return Sourced(leaf.is_yes, leaf.place)


def merged(fields: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """`fields` with our extension's laid over them: what it names wins, what it does not name stays."""
    result = dict(fields)
    for name, value in own.items():
        there = result.get(name)
        result[name] = merged(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return result


def settled(tree: object, places: dict[str, str], path: str = "") -> object:
    """The tree without `Sourced` wrappers and absent values; `places` learns where each field came from."""
    match tree:
        case Sourced():
            places[path] = tree.place
            return tree.value
        case dict():
            entries = {name: settled(child, places, f"{path}.{name}" if path else name) for name, child in tree.items()}
            return {name: child for name, child in entries.items() if child is not None}
        case list():
            return [settled(child, places, f"{path}[{number}]") for number, child in enumerate(tree)]
        case _:
            return tree


def first_present(leaves: Iterable[Sourced]) -> Sourced | None:
    return next((leaf for leaf in leaves if leaf.value is not None), None)
