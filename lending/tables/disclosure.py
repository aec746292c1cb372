"""How exactly the cost of credit must be disclosed (12 CFR 1026.22)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.tables.dated import DatedTable, since


@dataclass(frozen=True, slots=True)
class AprTolerance:
    """Percentage points above or below the actual APR within which a disclosed one is accurate."""

    regular: Decimal = Decimal("0.125")
    irregular: Decimal = Decimal("0.25")


APR_TOLERANCE = DatedTable(
    "tolerance of a disclosed APR",
    [
        since(
            date(2011, 12, 30),
            AprTolerance(),
            source="Regulation Z",
            section="12 CFR 1026.22(a)(2) and (3)",
        )
    ],
)
