"""Regulation Z thresholds by the year of consummation: QM price and points and fees, HOEPA, HPML.

The dollar tiers of 12 CFR 1026.43(e)(2)(vi) and (e)(3)(i) are one set of bases adjusted each year; HOEPA's are another
name for two of them (1026.32(a)(1)(ii)). Spreads are percentage points over APOR and do not change with the year; each
provision has its own table, because each took effect on a day of its own.
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
class QmSpreads:
    """Percentage points over APOR below which a General QM must lie, by lien and size (1026.43(e)(2)(vi))."""

    first_top: Decimal = Decimal("2.25")
    first_middle: Decimal = Decimal("3.5")
    first_bottom: Decimal = Decimal("6.5")
    subordinate: Decimal = Decimal("3.5")
    subordinate_small: Decimal = Decimal("6.5")


QM_SPREADS = DatedTable(
    "General QM spreads over APOR",
    [
        since(
            date(2022, 10, 1),
            QmSpreads(),
            source="85 FR 86308 (mandatory for applications from that day)",
            section="12 CFR 1026.43(e)(2)(vi)",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class HigherPriced:
    """Percentage points over APOR at which a loan becomes higher-priced. `first_jumbo` is of 1026.35 only."""

    first: Decimal = Decimal("1.5")
    first_jumbo: Decimal = Decimal("2.5")
    subordinate: Decimal = Decimal("3.5")


HIGHER_PRICED_COVERED = DatedTable(
    "higher-priced covered transactions",
    [since(date(2014, 1, 10), HigherPriced(), source="Regulation Z", section="12 CFR 1026.43(b)(4) and (e)(1)")],
)
HIGHER_PRICED_MORTGAGE = DatedTable(
    "higher-priced mortgage loans",
    [since(date(2013, 6, 1), HigherPriced(), source="Regulation Z", section="12 CFR 1026.35(a)(1)")],
)


@dataclass(frozen=True, slots=True)
class AppraisalRule:
    """When a higher-priced mortgage loan needs a second appraisal: a resale soon after, at a much higher price.

    Days from the seller's purchase to the borrower's, and the rise in percent above which the second is needed.
    """

    short_resale_days: int = 90
    short_resale_rise_percent: Decimal = Decimal(10)
    long_resale_days: int = 180
    long_resale_rise_percent: Decimal = Decimal(20)
    copy_business_days: int = 3


HPML_APPRAISAL = DatedTable(
    "appraisals of higher-priced mortgage loans",
    [
        since(
            date(2014, 1, 18),
            AppraisalRule(),
            source="Regulation Z",
            section="12 CFR 1026.35(c)(3), (4) and (6)",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

HPML_APPRAISAL_EXEMPT_UP_TO = DatedTable(
    "loans exempt from the appraisal rule of higher-priced mortgage loans, in dollars",
    [
        year(
            number,
            _d(amount),
            source="Regulation Z annual exemption threshold for appraisals",
            section="12 CFR 1026.35(c)(2)(ii)",
            certainty=certainty,
        )
        for number, amount, certainty in (
            (2024, 32_400, Certainty.UNVERIFIED),
            (2025, 33_500, Certainty.OFFICIAL),
            (2026, 34_200, Certainty.OFFICIAL),
        )
    ],
)


@dataclass(frozen=True, slots=True)
class HoepaLimits:
    """A high-cost mortgage lies above one of these: points over APOR, or months and percent of a prepayment penalty.

    `personal_property_below` dollars: a first lien on personal property below it has a spread of its own.
    """

    first: Decimal = Decimal("6.5")
    personal_property: Decimal = Decimal("8.5")
    personal_property_below: Decimal = Decimal(50_000)
    subordinate: Decimal = Decimal("8.5")
    penalty_months: int = 36
    penalty_percent: Decimal = Decimal(2)


HOEPA_LIMITS = DatedTable(
    "HOEPA price and prepayment limits",
    [since(date(2014, 1, 10), HoepaLimits(), source="Regulation Z", section="12 CFR 1026.32(a)(1)")],
)


@dataclass(frozen=True, slots=True)
class BonaFidePoints:
    """Points over APOR up to which the undiscounted rate lets two discount points, or one, be left out."""

    two_up_to: Decimal = Decimal(1)
    one_up_to: Decimal = Decimal(2)


BONA_FIDE_POINTS = DatedTable(
    "bona fide discount points",
    [since(date(2014, 1, 10), BonaFidePoints(), source="Regulation Z", section="12 CFR 1026.32(b)(1)(i)(E) and (F)")],
)


@dataclass(frozen=True, slots=True)
class QmProduct:
    """The longest term, and a prepayment penalty's longest months and highest percent of what is prepaid."""

    longest_term_months: int = 360
    penalty_months: int = 36
    penalty_percent: Decimal = Decimal(2)


QM_PRODUCT = DatedTable(
    "qualified mortgage product limits",
    [since(date(2014, 1, 10), QmProduct(), source="Regulation Z", section="12 CFR 1026.43(e)(2)(ii) and (g)")],
)

FHA_SAFE_HARBOR_POINTS = DatedTable(
    "FHA qualified mortgage: points over APOR, besides the annual premium, up to which the safe harbor holds",
    [
        since(
            date(2014, 1, 10),
            Decimal("1.15"),
            source="HUD's qualified mortgage rule",
            section="24 CFR 203.19(b)",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

RETENTION_YEARS = DatedTable(
    "years after consummation for which evidence of the ability-to-repay and qualified mortgage rules is kept",
    [
        since(
            date(2014, 1, 10),
            3,
            source="Code of Federal Regulations",
            section="12 CFR 1026.25(c)(3)",
            certainty=Certainty.SECONDARY,
        )
    ],
)
