"""One object of our application as a deal states it in the standard's own elements, before our extension is laid over.

Reader and writer meet here: the reader lays the extension over an entry's fields, the writer reads what it has written
back into entries and puts into the extension what they do not say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lending.mismo34.tree import Container
from lending.mismo34.values import merged

ENDS_OF_ARCS = {
    "owner": "ASSET_IsAssociatedWith_ROLE",
    "mortgage": "ASSET_IsAssociatedWith_LIABILITY",
    "debtor": "LIABILITY_IsAssociatedWith_ROLE",
    "employer": "CURRENT_INCOME_ITEM_IsAssociatedWith_EMPLOYER",
}
"""The relationships that are read and written, by what stands at their `to` end."""


@dataclass(slots=True)
class Entry:
    """`kind` names the element of our extension below `container`, which holds what the standard does not say.

    `why_not` says why the standard alone makes it none of our objects, "" where nobody needs to be told. Where our
    extension describes it, it is one all the same.
    """

    container: Container
    kind: str
    fields: dict[str, object]
    why_not: str | None = None
    own: Mapping[str, object] = field(init=False)

    def __post_init__(self) -> None:
        self.own = self.container.extension(self.kind)

    @property
    def counts(self) -> bool:
        return self.why_not is None or bool(self.own)

    @property
    def completed(self) -> dict[str, object]:
        return merged(self.fields, self.own)


def completed(entries: list[Entry], notes: list[str]) -> list[dict[str, object]]:
    """The objects among the entries; why the others are none goes into the notes."""
    notes.extend(entry.why_not for entry in entries if entry.why_not and not entry.counts)
    return [entry.completed for entry in entries if entry.counts]


@dataclass(slots=True)
class Person:
    """A borrower with what he or she earns, and what was collected for monitoring, which reaches no rule."""

    entry: Entry
    identifier: str
    incomes: list[Entry]
    monitored: dict[str, object] | None


@dataclass(slots=True)
class Draft:
    """A deal as the standard states it."""

    deal: Entry
    property: Entry
    loan: Entry
    people: list[Person] = field(default_factory=list)
    debts: list[Entry] = field(default_factory=list)
    assets: list[Entry] = field(default_factory=list)
    owned: list[Entry] = field(default_factory=list)
    liens: list[Entry] = field(default_factory=list)
    fees: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
