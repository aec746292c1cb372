"""Conforming and FHA loan limits in dollars, by year and by number of units (1 to 4).

The ceiling of the years 2024 and 2025 for two to four units is 150 percent of the baseline, which is how the statute
sets it (12 USC 1717(b)(2)); the other figures are as published. County limits between the two are not in this table.
"""

from dataclasses import dataclass
from decimal import Decimal

from lending.tables.dated import DatedTable, Row, year

FourUnits = tuple[Decimal, Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class LoanLimits:
    """`floor` holds in every county, `ceiling` in the costliest ones.

    `higher_ceiling_one_unit` takes the ceiling's place in `HIGHER_BASELINE_STATES`; None where no source was read.
    """

    floor: FourUnits
    ceiling: FourUnits
    higher_ceiling_one_unit: Decimal | None = None


def _units(one: int, two: int, three: int, four: int) -> FourUnits:
    return Decimal(one), Decimal(two), Decimal(three), Decimal(four)


def _fhfa(number: int, baseline: FourUnits, ceiling: FourUnits, higher: int | None = None) -> Row[LoanLimits]:
    value = LoanLimits(baseline, ceiling, None if higher is None else Decimal(higher))
    return year(number, value, source="FHFA conforming loan limit values", section=f"{number} baseline and ceiling")


CONFORMING = DatedTable(
    "conforming loan limits",
    [
        _fhfa(2024, _units(766_550, 981_500, 1_186_350, 1_474_400), _units(1_149_825, 1_472_250, 1_779_525, 2_211_600)),
        _fhfa(
            2025, _units(806_500, 1_032_650, 1_248_150, 1_551_250), _units(1_209_750, 1_548_975, 1_872_225, 2_326_875)
        ),
        _fhfa(
            2026,
            _units(832_750, 1_066_250, 1_288_800, 1_601_750),
            _units(1_249_125, 1_599_375, 1_933_200, 2_402_625),
            higher=1_873_675,
        ),
    ],
)

FHA = DatedTable(
    "FHA loan limits",
    [
        year(
            2026,
            LoanLimits(
                _units(541_287, 693_050, 837_700, 1_041_125),
                _units(1_249_125, 1_599_375, 1_933_200, 2_402_625),
                Decimal(1_873_625),
            ),
            source="HUD Mortgagee Letter 2025-23",
            section="floor and ceiling",
        ),
    ],
)

HIGHER_BASELINE_STATES = frozenset({"AK", "HI", "GU", "VI"})
"""Where the conforming baseline is the contiguous states' ceiling (FHFA, 12 USC 1717(b)(2))."""
