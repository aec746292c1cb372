"""Reserves for financed properties besides the subject: Fannie Mae Selling Guide, edition of 2026-06-03."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.tables.conventional import GUIDE
from lending.tables.dated import DatedTable, since


@dataclass(frozen=True, slots=True)
class OtherReserves:
    """Pairs of a number of financed properties and, up to it, percent of the unpaid principal of the others.

    Above the last number the last percentage goes on.
    """

    bands: tuple[tuple[int, Decimal], ...]

    def percent(self, financed: int) -> Decimal:
        return next((percent for up_to, percent in self.bands if financed <= up_to), self.bands[-1][1])


OTHER_RESERVES = DatedTable(
    "reserves for other financed properties",
    [
        since(
            date(2026, 1, 1),
            OtherReserves(((4, Decimal(2)), (6, Decimal(4)), (10, Decimal(6)))),
            source=GUIDE,
            section="B3-4.1-01",
        )
    ],
)
