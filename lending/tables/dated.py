"""Tables whose rows hold for a span of dates. A look-up outside every span is an error, never a guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from lending.citation import Certainty, Citation

T = TypeVar("T")


class DateOutsideTableError(LookupError):
    """No row of the table holds on the date."""

    def __init__(self, table: str, day: date, nearest_from: date, nearest_to: date | None) -> None:
        self.table, self.day = table, day
        span = f"{nearest_from} to {nearest_to}" if nearest_to else f"{nearest_from} on"
        super().__init__(f"table {table!r} has no row for {day}; the nearest row holds from {span}")


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """`effective_to` is the last day on which the row holds; None while no later one is known."""

    effective_from: date
    effective_to: date | None
    value: T
    citation: Citation

    def distance_days(self, day: date) -> int:
        if day < self.effective_from:
            return (self.effective_from - day).days
        if self.effective_to is not None and day > self.effective_to:
            return (day - self.effective_to).days
        return 0


class DatedTable(Generic[T]):
    """Rows in order of their dates, without overlap; both are checked when the table is made."""

    def __init__(self, name: str, rows: Sequence[Row[T]]) -> None:
        if not rows:
            raise ValueError(f"table {name!r} has no rows")
        for earlier, later in pairwise(rows):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                raise ValueError(f"table {name!r}: the row of {later.effective_from} overlaps the one before it")
        self.name = name
        self.rows = tuple(rows)

    def on(self, day: date) -> Row[T]:
        """The row in force on `day`. Raises `DateOutsideTableError` with the table, the date and the nearest row."""
        for row in self.rows:
            if row.distance_days(day) == 0:
                return row
        nearest = min(self.rows, key=lambda row: row.distance_days(day))
        raise DateOutsideTableError(self.name, day, nearest.effective_from, nearest.effective_to)


def year(
    number: int,
    value: T,
    *,
    source: str,
    section: str,
    certainty: Certainty = Certainty.OFFICIAL,
) -> Row[T]:
    """A row that holds for one calendar year, as most thresholds do."""
    first = date(number, 1, 1)
    citation = Citation(source=source, section=section, effective=first, certainty=certainty)
    return Row(first, date(number, 12, 31), value, citation)


def since(
    first: date,
    value: T,
    *,
    source: str,
    section: str,
    certainty: Certainty = Certainty.OFFICIAL,
    until: date | None = None,
) -> Row[T]:
    """A row that holds from `first` on, up to `until` where that is known."""
    return Row(first, until, value, Citation(source=source, section=section, effective=first, certainty=certainty))
