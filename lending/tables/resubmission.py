"""How far a loan may move after automated underwriting without being underwritten again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.conventional import GUIDE
from lending.tables.dated import DatedTable, since


@dataclass(frozen=True, slots=True)
class LoanTolerance:
    """A refinance may grow by the lesser of the two."""

    dollars: Decimal = Decimal(500)
    percent: Decimal = Decimal(1)


LOAN_TOLERANCE = DatedTable(
    "growth of a refinance loan that needs no resubmission",
    [
        since(
            date(2026, 1, 1),
            LoanTolerance(),
            source=f"{GUIDE}; only its example was read",
            section="B3-2-10",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)
