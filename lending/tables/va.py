"""VA figures: 38 USC 3729 (funding fee), 38 CFR 36.4340 and Lenders Handbook M26-7 chapter 4 (residual income)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.borrower import DerogatoryKind
from lending.citation import Certainty
from lending.tables.conventional import OVERLAY, Waiting
from lending.tables.dated import DatedTable, since

HANDBOOK = "VA Lenders Handbook M26-7, chapter 4"
_POLICY_START = date(2026, 1, 1)

REGIONS: dict[str, frozenset[str]] = {
    "northeast": frozenset("CT ME MA NH NJ NY PA RI VT".split()),
    "midwest": frozenset("IL IN IA KS MI MN MO NE ND OH SD WI".split()),
    "south": frozenset("AL AR DE DC FL GA KY LA MD MS NC OK PR SC TN TX VA WV".split()),
    "west": frozenset("AK AZ CA CO HI ID MT NV NM OR UT WA WY".split()),
}


@dataclass(frozen=True, slots=True)
class ResidualIncome:
    """Dollars a month by region for families of one to five, and for each member more up to `largest_family`."""

    small_loan_below: Decimal
    large: dict[str, tuple[int, int, int, int, int]]
    small: dict[str, tuple[int, int, int, int, int]]
    large_each_more: int
    small_each_more: int
    largest_family: int


RESIDUAL_INCOME = DatedTable(
    "VA residual income",
    [
        since(
            _POLICY_START,
            ResidualIncome(
                small_loan_below=Decimal(80_000),
                large={
                    "northeast": (450, 755, 909, 1025, 1062),
                    "midwest": (441, 738, 889, 1003, 1039),
                    "south": (441, 738, 889, 1003, 1039),
                    "west": (491, 823, 990, 1117, 1158),
                },
                small={
                    "northeast": (390, 654, 788, 888, 921),
                    "midwest": (382, 641, 772, 868, 902),
                    "south": (382, 641, 772, 868, 902),
                    "west": (425, 713, 859, 967, 1004),
                },
                large_each_more=80,
                small_each_more=75,
                largest_family=7,
            ),
            source=HANDBOOK,
            section="tables of residual income by region; 38 CFR 36.4340(e)",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Guideline:
    """A back-end ratio above `dti_percent` asks for residual income of `residual_percent` of the table, or a person."""

    dti_percent: Decimal
    residual_percent: Decimal
    maintenance_dollars_per_square_foot: Decimal


GUIDELINE = DatedTable(
    "VA debt-to-income guideline",
    [
        since(
            _POLICY_START,
            Guideline(Decimal(41), Decimal(120), Decimal("0.14")),
            source=HANDBOOK,
            section="38 CFR 36.4340(c)",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class FundingFees:
    """Percent of the loan: purchase by down payment of (0, 5, 10) percent for first and later use, cash-out, IRRRL."""

    first_use: tuple[Decimal, Decimal, Decimal]
    later_use: tuple[Decimal, Decimal, Decimal]
    cash_out: tuple[Decimal, Decimal]
    rate_reduction: Decimal


FUNDING_FEE = DatedTable(
    "VA funding fee",
    [
        since(
            date(2023, 4, 7),
            FundingFees(
                first_use=(Decimal("2.15"), Decimal("1.5"), Decimal("1.25")),
                later_use=(Decimal("3.3"), Decimal("1.5"), Decimal("1.25")),
                cash_out=(Decimal("2.15"), Decimal("3.3")),
                rate_reduction=Decimal("0.5"),
            ),
            source="38 USC 3729(b)",
            section="funding fee table",
            certainty=Certainty.SECONDARY,
            until=date(2031, 11, 14),
        )
    ],
)

MINIMUM_SCORE = DatedTable(
    "VA minimum score",
    [since(_POLICY_START, 580, source=OVERLAY, section="minimum credit score", certainty=Certainty.OVERLAY)],
)


@dataclass(frozen=True, slots=True)
class LtvPercent:
    standard: Decimal
    cash_out: Decimal


MAXIMUM_LTV_PERCENT = DatedTable(
    "VA maximum LTV in percent of the reasonable value, without the funding fee",
    [
        since(
            _POLICY_START,
            LtvPercent(standard=Decimal(100), cash_out=Decimal(90)),
            source="VA Lenders Handbook M26-7, chapter 3; cash-out by the lender's collateral policy",
            section="maximum loan",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

WAITING_PERIODS = DatedTable(
    "VA waiting periods",
    [
        since(
            _POLICY_START,
            {
                DerogatoryKind.CHAPTER_7: Waiting(24, 24),
                DerogatoryKind.CHAPTER_11: Waiting(24, 24),
                DerogatoryKind.CHAPTER_13_DISCHARGED: Waiting(12, 12),
                DerogatoryKind.CHAPTER_13_DISMISSED: Waiting(12, 12),
                DerogatoryKind.FORECLOSURE: Waiting(24, 24),
                DerogatoryKind.DEED_IN_LIEU: Waiting(24, 24),
                DerogatoryKind.SHORT_SALE: Waiting(24, 24),
                DerogatoryKind.MORTGAGE_CHARGE_OFF: Waiting(24, 24),
            },
            source=HANDBOOK,
            section="derogatory credit",
            certainty=Certainty.SECONDARY,
        )
    ],
)

STUDENT_LOAN_PERCENT_A_YEAR = DatedTable(
    "VA student loan threshold payment, in percent of the balance a year",
    [since(date(2017, 2, 1), Decimal(5), source="VA Circular 26-17-02", section="student loans")],
)
