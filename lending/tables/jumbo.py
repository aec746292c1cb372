"""Jumbo: the lender's own program above every agency's limit. Larkspur is fictional: a lender replaces this file.

The figures lie where one lender's sheets of 2026 lie: a score of 680 to 720, LTV up to 80, DTI of 43 to 45, reserves of
6 to 12 months.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.borrower import DerogatoryKind
from lending.citation import Certainty
from lending.property import Occupancy
from lending.tables.conventional import OVERLAY, Waiting
from lending.tables.dated import DatedTable, since
from lending.tables.ltv import LtvKey, ltv_cells


@dataclass(frozen=True, slots=True)
class Jumbo:
    """Percent, dollars and months. `reserve_months` are bands of (loan up to, months of PITIA)."""

    ltv: dict[LtvKey, Decimal]
    minimum_score: int
    dti: Decimal
    highest_amount: Decimal
    reserve_months: tuple[tuple[Decimal, int], ...]
    second_appraisal_above: Decimal
    financed_properties: int


JUMBO = DatedTable(
    "jumbo program",
    [
        since(
            date(2026, 1, 1),
            Jumbo(
                ltv=ltv_cells(
                    (Occupancy.PRIMARY, (1,), 80, 80, 75),
                    (Occupancy.SECOND_HOME, (1,), 75, 75, None),
                ),
                minimum_score=700,
                dti=Decimal(43),
                highest_amount=Decimal(3_000_000),
                reserve_months=((Decimal(1_500_000), 6), (Decimal(3_000_000), 12)),
                second_appraisal_above=Decimal(1_500_000),
                financed_properties=4,
            ),
            source=OVERLAY,
            section="jumbo loans",
            certainty=Certainty.OVERLAY,
        )
    ],
)

_SEVEN_YEARS = Waiting(84, 84)

WAITING_PERIODS = DatedTable(
    "jumbo waiting periods",
    [
        since(
            date(2026, 1, 1),
            dict.fromkeys(set(DerogatoryKind) - {DerogatoryKind.CHAPTER_13_IN_REPAYMENT}, _SEVEN_YEARS),
            source=OVERLAY,
            section="jumbo loans: waiting periods",
            certainty=Certainty.OVERLAY,
        )
    ],
)
