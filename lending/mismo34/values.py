"""Values of a MISMO document with the place that they came from, and the small arithmetic done on them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lending.refused import Refused

_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,10})?\Z", re.ASCII)
_YES = frozenset({"true", "1", "yes"})


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
    def amount(self) -> Decimal | None:
        return Decimal(self.text) if self.text is not None and _AMOUNT.match(self.text) else None

    def __or__(self, other: "Sourced") -> "Sourced":
        """The first of the two that the document has; where it has neither, the first place is the one to fill."""
        return other if self.value is None and other.value is not None else self


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
    known = ", ".join(table)
    return Sourced(Refused("is a value that is not known here", f"Known are {known}."), leaf.place)


def merged(fields: dict[str, object], own: Mapping[str, object]) -> dict[str, object]:
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
