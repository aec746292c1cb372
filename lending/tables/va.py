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
    """Dollars a month by region for families of one to five, and for each member more up to `largest_family`.

    `active_duty_reduction_percent` is taken off for a borrower on active duty, who has the use of a base.
    """

    small_loan_below: Decimal
    large: dict[str, tuple[int, int, int, int, int]]
    small: dict[str, tuple[int, int, int, int, int]]
    large_each_more: int
    small_each_more: int
    largest_family: int
    active_duty_reduction_percent: Decimal


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
                active_duty_reduction_percent=Decimal(5),
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
    """Percent of the loan: purchase by down payment of (0, 5, 10) percent for first and later use, cash-out, IRRRL.

    `manufactured_home` is for a home that is bought as personal property (38 USC 3712); one that is real estate with
    its land pays as any other house.
    """

    first_use: tuple[Decimal, Decimal, Decimal]
    later_use: tuple[Decimal, Decimal, Decimal]
    cash_out: tuple[Decimal, Decimal]
    rate_reduction: Decimal
    manufactured_home: Decimal


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
                manufactured_home=Decimal(1),
            ),
            source="38 USC 3729(b)",
            section="funding fee table",
            certainty=Certainty.SECONDARY,
            until=date(2031, 11, 14),
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """`basic_dollars` for a loan of up to `basic_up_to`; above it `county_percent` of the county's conforming limit.

    The limit is that of one unit, whatever the number of units. `guaranty_percent` of the value is what entitlement and
    down payment must come to together, which is what the secondary market asks of a VA loan.
    """

    basic_dollars: Decimal
    basic_up_to: Decimal
    county_percent: Decimal
    guaranty_percent: Decimal


ENTITLEMENT = DatedTable(
    "VA entitlement and guaranty",
    [
        since(
            date(2020, 1, 1),
            Entitlement(
                basic_dollars=Decimal(36_000),
                basic_up_to=Decimal(144_000),
                county_percent=Decimal(25),
                guaranty_percent=Decimal(25),
            ),
            source="38 USC 3703(a)(1)",
            section="guaranty by amount of the loan, as amended by the Blue Water Navy Vietnam Veterans Act",
            certainty=Certainty.SECONDARY,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class RateReduction:
    """What a refinance of a VA loan by a VA loan must do for the veteran.

    A fixed rate that stays fixed falls by `fixed_points`, one that turns adjustable by `adjustable_points`; the costs
    are earned back within `recoupment_months`, and the old loan is `seasoning_days` past its first payment.
    """

    fixed_points: Decimal
    adjustable_points: Decimal
    recoupment_months: int
    seasoning_days: int


RATE_REDUCTION = DatedTable(
    "VA interest rate reduction refinancing",
    [
        since(
            date(2018, 5, 25),
            RateReduction(Decimal("0.5"), Decimal(2), recoupment_months=36, seasoning_days=210),
            source="38 USC 3709",
            section="recoupment, net tangible benefit and seasoning",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

MINIMUM_SCORE = DatedTable(
    "VA minimum score",
    [since(_POLICY_START, 580, source=OVERLAY, section="minimum credit score", certainty=Certainty.OVERLAY)],
)
"""VA itself asks for no score."""

MAXIMUM_LTV_PERCENT = DatedTable(
    "VA maximum LTV in percent of the reasonable value, without the funding fee",
    [
        since(
            _POLICY_START,
            Decimal(100),
            source="VA Lenders Handbook M26-7, chapter 3",
            section="maximum loan",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)

CASH_OUT_LTV_PERCENT = DatedTable(
    "lender's maximum LTV of VA cash-out refinances in percent of the reasonable value",
    [
        since(
            _POLICY_START,
            Decimal(90),
            source=OVERLAY,
            section="LTV of VA cash-out refinances (VA allows 100 percent)",
            certainty=Certainty.OVERLAY,
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

STUDENT_LOAN_DEFERRED_MONTHS = DatedTable(
    "months past closing from which a deferred student loan counts for nothing under VA",
    [since(date(2017, 2, 1), 12, source="VA Circular 26-17-02", section="student loans")],
)

CONCESSION_PERCENT = DatedTable(
    "VA interested-party contribution limit in percent of the value basis",
    [
        since(
            _POLICY_START,
            Decimal(4),
            source=OVERLAY,
            section="interested-party contributions",
            certainty=Certainty.OVERLAY,
        )
    ],
)
