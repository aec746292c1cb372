"""Conforming and FHA loan limits in dollars, by year and by number of units (1 to 4): what holds everywhere.

The conforming ceiling of 2024 and 2025 for two to four units is 150 percent of the baseline, which is how the statute
sets it (12 USC 1717(b)(2)). The limits of the counties between floor and ceiling are in `lending.tables.counties`;
`lending.limit_in_force` chooses among them.
"""

from dataclasses import dataclass
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.dated import DatedTable, Row, year

FourUnits = tuple[Decimal, Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class LoanLimits:
    """`floor` holds in every county, `ceiling` in the costliest ones."""

    floor: FourUnits
    ceiling: FourUnits


def _units(one: int, two: int, three: int, four: int) -> FourUnits:
    return Decimal(one), Decimal(two), Decimal(three), Decimal(four)


def _fhfa(number: int, baseline: FourUnits, ceiling: FourUnits) -> Row[LoanLimits]:
    value = LoanLimits(baseline, ceiling)
    return year(number, value, source="FHFA conforming loan limit values", section=f"{number} baseline and ceiling")


CONFORMING = DatedTable(
    "conforming loan limits",
    [
        _fhfa(2024, _units(766_550, 981_500, 1_186_350, 1_474_400), _units(1_149_825, 1_472_250, 1_779_525, 2_211_600)),
        _fhfa(
            2025, _units(806_500, 1_032_650, 1_248_150, 1_551_250), _units(1_209_750, 1_548_975, 1_872_225, 2_326_875)
        ),
        _fhfa(
            2026, _units(832_750, 1_066_250, 1_288_800, 1_601_750), _units(1_249_125, 1_599_375, 1_933_200, 2_402_625)
        ),
    ],
)


def _hud(
    number: int, letter: str, floor: FourUnits, ceiling: FourUnits, certainty: Certainty = Certainty.SECONDARY
) -> Row[LoanLimits]:
    source = f"HUD Mortgagee Letter {letter}"
    return year(number, LoanLimits(floor, ceiling), source=source, section="floor and ceiling", certainty=certainty)


FHA = DatedTable(
    "FHA loan limits",
    [
        _hud(
            2024,
            "2023-21",
            _units(498_257, 637_950, 771_125, 958_350),
            _units(1_149_825, 1_472_250, 1_779_525, 2_211_600),
        ),
        _hud(
            2025,
            "2024-21",
            _units(524_225, 671_200, 811_275, 1_008_300),
            _units(1_209_750, 1_548_975, 1_872_225, 2_326_875),
        ),
        _hud(
            2026,
            "2025-23",
            _units(541_287, 693_050, 837_700, 1_041_125),
            _units(1_249_125, 1_599_375, 1_933_200, 2_402_625),
            Certainty.OFFICIAL,
        ),
    ],
)

HIGHER_BASELINE_STATES = frozenset({"AK", "HI", "GU", "VI"})
"""Where the conforming baseline is the other states' ceiling (12 USC 1717(b)(2)); FHA's floor is the same everywhere.

Both ceilings are higher there. For 2026 FHFA announced 1,873,675 dollars for one unit and HUD's letter prints
1,873,625, so each has a table of its own.
"""

HigherCeiling = tuple[Decimal, ...]
"""From one unit on, for as many units as a figure was read."""


def _higher(number: int, source: str, *dollars: int, certainty: Certainty = Certainty.SECONDARY) -> Row[HigherCeiling]:
    value = tuple(map(Decimal, dollars))
    return year(
        number, value, source=source, section=f"{number}, Alaska, Hawaii, Guam, Virgin Islands", certainty=certainty
    )


CONFORMING_HIGHER_CEILING = DatedTable(
    "conforming ceiling of Alaska, Hawaii, Guam and the Virgin Islands",
    [
        _higher(2024, "FHFA conforming loan limit values", 1_724_725),
        _higher(2025, "FHFA conforming loan limit values", 1_814_625),
        _higher(2026, "FHFA conforming loan limit values", 1_873_675, certainty=Certainty.OFFICIAL),
    ],
)

FHA_HIGHER_CEILING = DatedTable(
    "FHA ceiling of Alaska, Hawaii, Guam and the Virgin Islands",
    [
        _higher(2024, "HUD Mortgagee Letter 2023-21", 1_724_725, 2_208_375, 2_669_275, 3_317_400),
        _higher(2025, "HUD Mortgagee Letter 2024-21", 1_814_625, 2_323_450, 2_808_325, 3_490_300),
        _higher(2026, "HUD Mortgagee Letter 2025-23", 1_873_625, 2_399_050, 2_899_800, 3_603_925),
    ],
)

UNIT_BASES = DatedTable(
    "bases of the loan limits of one to four units, whose ratios a county's limits keep",
    [
        year(
            number,
            _units(417_000, 533_850, 645_300, 801_950),
            source="12 USC 1717(b)(2)",
            section="limits by number of units; a county's are cut to 50 dollars, as FHFA and HUD publish them",
            certainty=Certainty.SECONDARY,
        )
        for number in (2024, 2025, 2026)
    ],
)
