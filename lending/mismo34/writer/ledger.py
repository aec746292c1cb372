"""What the parts of the writer share: labels, the arcs between them, and which element stands for which object."""

import re
from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING

from pydantic import BaseModel

from lending.application import LoanApplication
from lending.mismo34.entries import ENDS_OF_ARCS, Entry
from lending.mismo34.tree import ARCROLE_PREFIX, XLINK
from lending.mismo34.writer.nodes import Node

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9._-]*\Z", re.ASCII)


class Ledger:
    """One deal's."""

    def __init__(self, application: LoanApplication) -> None:
        self._identifiers = set(_identifiers(application))
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._arcs: list[tuple[str, str, str]] = []
        self._objects: dict[tuple[Element, str], BaseModel] = {}

    def label(self, prefix: str, identifier: str | None = None) -> str:
        """A label that no other element of the deal has: the identifier where it can be one, else a number."""
        if identifier is not None and _LABEL.match(identifier) and identifier not in self._taken:
            self._taken.add(identifier)
            return identifier
        after = self._numbers.get(prefix, 0) + 1
        number = next(number for number in count(after) if f"{prefix}_{number}" not in self._identifiers)
        self._numbers[prefix] = number
        return f"{prefix}_{number}"

    def join(self, start: str, end: str, what: str) -> None:
        """An arc between two labels; `what` stands at its end, see `ENDS_OF_ARCS`."""
        self._arcs.append((start, end, ENDS_OF_ARCS[what]))

    def bind(self, node: Node, kind: str, model: BaseModel) -> None:
        """The object that the element stands for: what the standard does not say of it goes into its extension."""
        self._objects[node.element, kind] = model

    def bound(self, entry: Entry) -> BaseModel | None:
        """The object that what was read back stands for."""
        element = entry.container.element
        return self._objects.get((element, entry.kind)) if element is not None else None

    def write_arcs(self, deal: Node) -> None:
        for start, end, arc in self._arcs:
            attributes = deal.add("RELATIONSHIPS/RELATIONSHIP").element
            attributes.set(f"{{{XLINK}}}from", start)
            attributes.set(f"{{{XLINK}}}to", end)
            attributes.set(f"{{{XLINK}}}arcrole", f"{ARCROLE_PREFIX}{arc}")


def _identifiers(application: LoanApplication) -> Iterable[str]:
    for borrower in application.borrowers:
        yield borrower.borrower_id
        yield from (income.income_id for income in borrower.incomes)
    yield from (debt.debt_id for debt in application.debts)
    yield from (asset.asset_id for asset in application.assets)
    yield from (owned.property_id for owned in application.owned_properties)
    yield from (lien.lien_id for lien in application.loan.subordinate_liens)
