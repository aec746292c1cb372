"""FHA figures (HUD Handbook 4000.1 and mortgagee letters), most of them from secondary sources, and lender overlays."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.borrower import DerogatoryKind
from lending.citation import Certainty
from lending.tables.conventional import OVERLAY, Waiting
from lending.tables.dated import DatedTable, since

HANDBOOK = "HUD Handbook 4000.1"
_POLICY_START = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class ScoreBands:
    """`standard_ltv` from `standard_score` on, `low_score_ltv` from `minimum_score` up to it. Percent."""

    minimum_score: int
    standard_score: int
    low_score_ltv: Decimal
    standard_ltv: Decimal
    cash_out_ltv: Decimal


SCORE_AND_LTV = DatedTable(
    "FHA score and LTV",
    [
        since(
            _POLICY_START,
            ScoreBands(500, 580, Decimal(90), Decimal("96.5"), Decimal(80)),
            source=HANDBOOK,
            section="II.A.2 (maximum mortgage amounts)",
            certainty=Certainty.SECONDARY,
        )
    ],
)


RATE_TERM_LTV_PERCENT = DatedTable(
    "highest LTV of an FHA rate-and-term refinance at the standard score",
    [
        since(
            _POLICY_START,
            Decimal("96.5"),
            source=OVERLAY,
            section="FHA rate-and-term refinance",
            certainty=Certainty.OVERLAY,
        )
    ],
)
"""Stricter than the agency's own limit, so that a refinance is held to the figure of a purchase."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """Percent: the highest front-end and back-end ratio."""

    front: Decimal
    back: Decimal


MANUAL_RATIOS = DatedTable(
    "FHA manual qualifying ratios, without, with one and with two compensating factors",
    [
        since(
            _POLICY_START,
            (
                Ratios(Decimal(31), Decimal(43)),
                Ratios(Decimal(37), Decimal(47)),
                Ratios(Decimal(40), Decimal(50)),
            ),
            source=HANDBOOK,
            section="II.A.5.d (manual qualifying ratios, with and without compensating factors)",
            certainty=Certainty.SECONDARY,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class CompensatingFactors:
    """Months of PITIA left for up to two and for more units; a housing payment that rises by no more than the lesser.

    The third is residual income at VA's table. Two more are a person's to document: no discretionary debt (which
    reaches 40 and 40 percent) asks for six months of accounts paid in full, and significant income that is not counted.
    """

    reserve_months_one_or_two_units: int
    reserve_months_more_units: int
    payment_increase_dollars: Decimal
    payment_increase_percent: Decimal


COMPENSATING_FACTORS = DatedTable(
    "FHA compensating factors",
    [
        since(
            _POLICY_START,
            CompensatingFactors(3, 6, Decimal(100), Decimal(5)),
            source=HANDBOOK,
            section="II.A.5.d (compensating factors)",
            certainty=Certainty.SECONDARY,
        )
    ],
)
AUTOMATED_RATIOS = DatedTable(
    "FHA automated qualifying ratios",
    [
        since(
            _POLICY_START,
            Ratios(Decimal("46.9"), Decimal("56.9")),
            source=OVERLAY,
            section="FHA ratios under automated underwriting",
            certainty=Certainty.OVERLAY,
        )
    ],
)

NONPERMANENT_RESIDENTS = DatedTable(
    "whether FHA insures loans of residents whose stay is not permanent",
    [
        since(
            date(2024, 1, 1),
            value=True,
            source=HANDBOOK,
            section="II.A.1.b (residency)",
            certainty=Certainty.SECONDARY,
            until=date(2025, 5, 24),
        ),
        since(
            date(2025, 5, 25),
            value=False,
            source="HUD Mortgagee Letter 2025-09",
            section="residency requirements",
            certainty=Certainty.SECONDARY,
        ),
    ],
)
"""By the day on which the case number is assigned, for which the application's date stands."""

UPFRONT_PREMIUM_PERCENT = DatedTable(
    "FHA upfront mortgage insurance premium in percent of the base loan",
    [
        since(
            date(2023, 3, 20),
            Decimal("1.75"),
            source="HUD Mortgagee Letter 2023-05",
            section="upfront premium",
            certainty=Certainty.SECONDARY,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class AnnualPremiums:
    """Annual premium as bands of (LTV up to, basis points), for short and long terms and small and large loans."""

    large_loan_above: Decimal
    short_term_up_to_months: int
    long_small: tuple[tuple[Decimal, int], ...]
    long_large: tuple[tuple[Decimal, int], ...]
    short_small: tuple[tuple[Decimal, int], ...]
    short_large: tuple[tuple[Decimal, int], ...]
    eleven_years_up_to_ltv: Decimal


def _bands(*bands: tuple[int, int]) -> tuple[tuple[Decimal, int], ...]:
    return tuple((Decimal(ltv), points) for ltv, points in bands)


ANNUAL_PREMIUM = DatedTable(
    "FHA annual mortgage insurance premium",
    [
        since(
            date(2023, 3, 20),
            AnnualPremiums(
                large_loan_above=Decimal(726_200),
                short_term_up_to_months=180,
                long_small=_bands((95, 50), (1000, 55)),
                long_large=_bands((95, 70), (1000, 75)),
                short_small=_bands((90, 15), (1000, 40)),
                short_large=_bands((78, 15), (90, 40), (1000, 65)),
                eleven_years_up_to_ltv=Decimal(90),
            ),
            source="HUD Mortgagee Letter 2023-05",
            section="annual premium",
            certainty=Certainty.SECONDARY,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class ReserveMonths:
    one_or_two_units: int
    three_or_four_units: int


MANUAL_RESERVES = DatedTable(
    "FHA reserves under manual underwriting",
    [
        since(
            _POLICY_START,
            ReserveMonths(1, 3),
            source=HANDBOOK,
            section="II.A.5.d (reserves)",
            certainty=Certainty.SECONDARY,
        )
    ],
)

WAITING_PERIODS = DatedTable(
    "FHA waiting periods",
    [
        since(
            _POLICY_START,
            {
                DerogatoryKind.CHAPTER_7: Waiting(24, 24),
                DerogatoryKind.CHAPTER_11: Waiting(24, 24),
                DerogatoryKind.CHAPTER_13_DISCHARGED: Waiting(12, 12),
                DerogatoryKind.CHAPTER_13_DISMISSED: Waiting(12, 12),
                DerogatoryKind.FORECLOSURE: Waiting(36, 36),
                DerogatoryKind.DEED_IN_LIEU: Waiting(36, 36),
                DerogatoryKind.SHORT_SALE: Waiting(36, 36),
                DerogatoryKind.MORTGAGE_CHARGE_OFF: Waiting(36, 36),
            },
            source=HANDBOOK,
            section="II.A.5.a (bankruptcy, foreclosure, short sale)",
            certainty=Certainty.SECONDARY,
        )
    ],
)

STUDENT_LOAN_PERCENT = DatedTable(
    "FHA student loan payment where none is reported, in percent of the balance a month",
    [
        since(
            date(2021, 8, 16),
            Decimal("0.5"),
            source="HUD Mortgagee Letter 2021-13",
            section="student loans",
            certainty=Certainty.SECONDARY,
        )
    ],
)

CONCESSION_PERCENT = DatedTable(
    "FHA interested-party contribution limit in percent of the value basis",
    [
        since(
            _POLICY_START,
            Decimal(6),
            source=OVERLAY,
            section="interested-party contributions",
            certainty=Certainty.OVERLAY,
        )
    ],
)
