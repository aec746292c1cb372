"""Regulation Z thresholds by the year of consummation: QM price and points and fees, HOEPA, HPML.

The dollar tiers of 12 CFR 1026.43(e)(2)(vi) and (e)(3)(i) are one set of bases adjusted each year; HOEPA's are another
name for two of them (1026.32(a)(1)(ii)). Spreads are percentage points over APOR and do not change with the year.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.dated import DatedTable, Row, since, year


@dataclass(frozen=True, slots=True)
class PriceTiers:
    """First-lien loans from `top` have the tightest spread, from `middle` the next one, smaller ones the widest."""

    top: Decimal
    middle: Decimal


@dataclass(frozen=True, slots=True)
class FeeTiers:
    """Lower bounds of the note amount for: 3 percent, a flat cap, 5 percent, a flat cap; below them 8 percent."""

    three_percent_from: Decimal
    upper_flat: Decimal
    upper_flat_from: Decimal
    five_percent_from: Decimal
    lower_flat: Decimal
    lower_flat_from: Decimal


@dataclass(frozen=True, slots=True)
class HoepaFees:
    """`five_percent_from` dollars on: 5 percent; below it the lesser of 8 percent and `flat`."""

    five_percent_from: Decimal
    flat: Decimal


def _d(number: int) -> Decimal:
    return Decimal(number)


def _price(number: int, top: int, middle: int, source: str) -> Row[PriceTiers]:
    return year(number, PriceTiers(_d(top), _d(middle)), source=source, section="12 CFR 1026.43(e)(2)(vi)")


_NOTICE = {
    2024: "Regulation Z annual threshold notice for 2024",
    2025: "Regulation Z annual threshold notice for 2025",
    2026: "90 FR 57890 (Regulation Z annual threshold notice for 2026)",
}

QM_PRICE = DatedTable(
    "QM price tiers",
    [
        _price(2024, 130_461, 78_277, _NOTICE[2024]),
        _price(2025, 134_841, 80_905, _NOTICE[2025]),
        _price(2026, 137_958, 82_775, _NOTICE[2026]),
    ],
)

QM_FEES = DatedTable(
    "QM points-and-fees caps",
    [
        year(
            2014,
            FeeTiers(_d(100_000), _d(3_000), _d(60_000), _d(20_000), _d(1_000), _d(12_500)),
            source="78 FR 6408 (the bases before any adjustment)",
            section="12 CFR 1026.43(e)(3)(i)",
        ),
        year(
            2024,
            FeeTiers(_d(130_461), _d(3_914), _d(78_277), _d(26_092), _d(1_305), _d(16_308)),
            source=_NOTICE[2024],
            section="12 CFR 1026.43(e)(3)(i)",
            certainty=Certainty.SECONDARY,
        ),
        year(
            2025,
            FeeTiers(_d(134_841), _d(4_045), _d(80_905), _d(26_968), _d(1_348), _d(16_855)),
            source=_NOTICE[2025],
            section="12 CFR 1026.43(e)(3)(i)",
        ),
        year(
            2026,
            FeeTiers(_d(137_958), _d(4_139), _d(82_775), _d(27_592), _d(1_380), _d(17_245)),
            source=_NOTICE[2026],
            section="12 CFR 1026.43(e)(3)(i)",
        ),
    ],
)

HOEPA_FEES = DatedTable(
    "HOEPA points-and-fees thresholds",
    [
        year(number, HoepaFees(_d(base), _d(flat)), source=_NOTICE[number], section="12 CFR 1026.32(a)(1)(ii)")
        for number, base, flat in ((2024, 26_092, 1_305), (2025, 26_968, 1_348), (2026, 27_592, 1_380))
    ],
)


@dataclass(frozen=True, slots=True)
class Spreads:
    """Percentage points over APOR. QM must lie below its spread; HPML and HPCT begin at theirs; HOEPA above its.

    The last two bound the undiscounted rate at which two points or one are bona fide (1026.32(b)(1)(i)(E), (F)).
    """

    qm_first_top: Decimal = Decimal("2.25")
    qm_first_middle: Decimal = Decimal("3.5")
    qm_first_bottom: Decimal = Decimal("6.5")
    qm_subordinate: Decimal = Decimal("3.5")
    qm_subordinate_small: Decimal = Decimal("6.5")
    higher_priced_first: Decimal = Decimal("1.5")
    higher_priced_first_jumbo: Decimal = Decimal("2.5")
    higher_priced_subordinate: Decimal = Decimal("3.5")
    hoepa_first: Decimal = Decimal("6.5")
    hoepa_subordinate: Decimal = Decimal("8.5")
    two_bona_fide_points: Decimal = Decimal(1)
    one_bona_fide_point: Decimal = Decimal(2)


SPREADS = DatedTable(
    "Regulation Z spreads over APOR",
    [
        since(
            date(2022, 10, 1),
            Spreads(),
            source="Regulation Z",
            section="12 CFR 1026.43(b)(4), (e)(2)(vi); 1026.32(a); 1026.35(a)",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class ProductLimits:
    """QM's longest term; HOEPA's prepayment penalty limits (months from consummation, percent of what is prepaid)."""

    qm_max_term_months: int = 360
    hoepa_penalty_months: int = 36
    hoepa_penalty_percent: Decimal = Decimal(2)


PRODUCT = DatedTable(
    "Regulation Z product limits",
    [
        since(
            date(2014, 1, 10),
            ProductLimits(),
            source="Regulation Z",
            section="12 CFR 1026.43(e)(2), (g); 1026.32(a)(1)(iii)",
        )
    ],
)
