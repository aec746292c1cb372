"""High-balance loans: Fannie Mae's figures for loans above the baseline in costly counties.

The eligibility matrix itself was not read: its figures are those of a lender's sheet of August 2024 that follows it.
"""

from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.property import Occupancy
from lending.tables.dated import DatedTable, since
from lending.tables.ltv import LtvKey, ltv_cells

MAXIMUM_LTV: DatedTable[dict[LtvKey, Decimal]] = DatedTable(
    "high-balance maximum LTV, fixed and adjustable",
    [
        since(
            date(2026, 1, 1),
            ltv_cells(
                (Occupancy.PRIMARY, (1,), 95, 95, 80),
                (Occupancy.PRIMARY, (2,), 85, 85, 75),
                (Occupancy.PRIMARY, (3, 4), 75, 75, 75),
                (Occupancy.SECOND_HOME, (1,), 90, 90, 75),
                (Occupancy.INVESTMENT, (1,), 85, 75, 75),
                (Occupancy.INVESTMENT, (2, 3, 4), 75, 75, 70),
            ),
            source="Fannie Mae eligibility matrix (secondary sources)",
            section="high-balance mortgage loans",
            certainty=Certainty.SECONDARY,
        )
    ],
)
