"""USDA figures: the Section 502 guaranteed loan, 7 CFR part 3555 and Handbook HB-1-3555, and lender overlays."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.borrower import DerogatoryKind
from lending.citation import Certainty
from lending.tables.conventional import OVERLAY, Waiting
from lending.tables.dated import DatedTable, since

HANDBOOK = "USDA Handbook HB-1-3555"
_POLICY_START = date(2026, 1, 1)
_FEES_SECTION = "upfront guarantee fee and annual fee, 7 CFR 3555.107"


@dataclass(frozen=True, slots=True)
class Ratios:
    """Percent of income: the payment alone, and the payment with all debts."""

    front: Decimal
    back: Decimal


MANUAL_RATIOS = DatedTable(
    "USDA manual qualifying ratios",
    [
        since(
            date(2024, 9, 1),
            Ratios(Decimal(34), Decimal(41)),
            until=date(2025, 11, 3),
            source=f"{HANDBOOK}, procedure notice 621 of August 2024",
            section="chapter 11, ratio analysis; from the month's end, since the day was not read",
        ),
        since(
            date(2025, 11, 4),
            Ratios(Decimal(29), Decimal(41)),
            source="USDA Rural Development bulletin of 2025-11-21",
            section=f"{HANDBOOK}, chapter 11, ratio analysis",
        ),
    ],
)


@dataclass(frozen=True, slots=True)
class RatioWaiver:
    """What a purchase that is underwritten by hand may reach with good scores and one compensating factor."""

    front: Decimal
    back: Decimal
    minimum_score: int
    reserve_months: Decimal
    employment_months: int


RATIO_WAIVER = DatedTable(
    "USDA debt ratio waiver",
    [
        since(
            _POLICY_START,
            RatioWaiver(Decimal(32), Decimal(44), 680, Decimal(3), 24),
            source=HANDBOOK,
            section="paragraph 11.3 (debt ratio waivers and compensating factors)",
            certainty=Certainty.SECONDARY,
        )
    ],
)

AUTOMATED_RATIOS = DatedTable(
    "USDA automated qualifying ratios",
    [
        since(
            _POLICY_START,
            Ratios(Decimal(34), Decimal(46)),
            source=OVERLAY,
            section="USDA ratios with an Accept of the automated system, which sets none of its own",
            certainty=Certainty.OVERLAY,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class GuaranteeFees:
    """Percent of the loan with the fee that it finances: once at closing, and a year."""

    upfront: Decimal
    annual: Decimal


_SINCE_2016 = GuaranteeFees(Decimal(1), Decimal("0.35"))

GUARANTEE_FEES = DatedTable(
    "USDA guarantee fees",
    [
        since(
            date(2016, 10, 1),
            _SINCE_2016,
            until=date(2026, 9, 30),
            source="USDA notices of guarantee fees by fiscal year",
            section=_FEES_SECTION,
            certainty=Certainty.SECONDARY,
        ),
        since(
            date(2026, 10, 1),
            _SINCE_2016,
            source="USDA fees of fiscal year 2026, carried on: those of 2027 were not read",
            section=_FEES_SECTION,
            certainty=Certainty.UNVERIFIED,
        ),
    ],
)

MAXIMUM_LTV_PERCENT = DatedTable(
    "USDA maximum LTV without the financed guarantee fee",
    [
        since(
            _POLICY_START,
            Decimal(100),
            source="7 CFR 3555.103; value basis by the lender's collateral policy",
            section="maximum loan amount",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

SCORE_GUIDE = DatedTable(
    "USDA score guide",
    [since(_POLICY_START, 640, source=OVERLAY, section="minimum credit score", certainty=Certainty.OVERLAY)],
)

TERM_MONTHS = DatedTable(
    "USDA loan term in months",
    [
        since(
            _POLICY_START,
            360,
            source=HANDBOOK,
            section="chapter 7, loan terms",
            certainty=Certainty.SECONDARY,
        )
    ],
)

WAITING_PERIODS = DatedTable(
    "USDA waiting periods",
    [
        since(
            _POLICY_START,
            {
                DerogatoryKind.CHAPTER_7: Waiting(36, 36),
                DerogatoryKind.CHAPTER_11: Waiting(36, 36),
                DerogatoryKind.CHAPTER_13_DISCHARGED: Waiting(12, 12),
                DerogatoryKind.CHAPTER_13_DISMISSED: Waiting(12, 12),
                DerogatoryKind.FORECLOSURE: Waiting(36, 36),
                DerogatoryKind.DEED_IN_LIEU: Waiting(36, 36),
                DerogatoryKind.SHORT_SALE: Waiting(36, 36),
                DerogatoryKind.MORTGAGE_CHARGE_OFF: Waiting(36, 36),
            },
            source=f"{HANDBOOK} for Chapter 7 and foreclosure (secondary sources); the others by the lender's policy",
            section="chapter 10, significant derogatory credit",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

STUDENT_LOAN_PERCENT = DatedTable(
    "USDA student loan payment where none is reported, in percent of the balance a month",
    [
        since(
            _POLICY_START,
            Decimal("0.5"),
            source=HANDBOOK,
            section="chapter 11, student loans",
            certainty=Certainty.SECONDARY,
        )
    ],
)

CONCESSION_PERCENT = DatedTable(
    "USDA interested-party contribution limit in percent of the value basis",
    [
        since(
            _POLICY_START,
            Decimal(6),
            source=HANDBOOK,
            section="chapter 6, seller contributions",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)
