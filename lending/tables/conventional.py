"""Fannie Mae conventional figures, and the lender's overlays on them.

Selling Guide, edition of 2026-06-03, unless a row says otherwise. The eligibility matrix itself was not read: its
figures come from secondary sources and are marked so.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.borrower import DerogatoryKind
from lending.citation import Certainty
from lending.property import Occupancy
from lending.tables.dated import DatedTable, since
from lending.tables.ltv import LtvKey, ltv_cells

GUIDE = "Fannie Mae Selling Guide (edition of 2026-06-03)"
OVERLAY = "Larkspur Home Lending credit policy"
_POLICY_START = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class LtvMatrix:
    """Maximum LTV in percent. `highest_fixed` is for a fixed-rate purchase of a one-unit primary residence.

    A first-time buyer or a HomeReady loan reaches it, where every borrower will live there. `manual_non_occupant` caps
    a manual primary residence in which a borrower will not live.
    """

    cells: dict[LtvKey, Decimal]
    highest_fixed: Decimal
    manual_non_occupant: Decimal


_SEVERAL = (2, 3, 4)

MAXIMUM_LTV = DatedTable(
    "conventional maximum LTV",
    [
        since(
            _POLICY_START,
            LtvMatrix(
                ltv_cells(
                    (Occupancy.PRIMARY, (1,), 95, 95, 80),
                    (Occupancy.PRIMARY, _SEVERAL, 95, 95, 75),
                    (Occupancy.SECOND_HOME, (1,), 90, 90, 75),
                    (Occupancy.INVESTMENT, (1,), 85, 75, 75),
                    (Occupancy.INVESTMENT, _SEVERAL, 75, 75, 70),
                ),
                highest_fixed=Decimal(97),
                manual_non_occupant=Decimal(90),
            ),
            source="Fannie Mae eligibility matrix (secondary sources)",
            section="B2-1.2-01; eligibility matrix",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class DtiLimits:
    automated: Decimal
    manual_accept: Decimal
    manual_maximum: Decimal


MAXIMUM_DTI = DatedTable(
    "conventional maximum DTI",
    [since(_POLICY_START, DtiLimits(Decimal(50), Decimal(36), Decimal(45)), source=GUIDE, section="B3-6-02")],
)


MINIMUM_SCORE_AUTOMATED = DatedTable(
    "conventional minimum score, automated",
    [since(_POLICY_START, 620, source=OVERLAY, section="minimum credit score", certainty=Certainty.OVERLAY)],
)
MINIMUM_SCORE_MANUAL_FIXED = DatedTable(
    "conventional minimum score, manual, fixed rate",
    [since(_POLICY_START, 620, source=GUIDE, section="B3-5.1-01")],
)
MINIMUM_SCORE_MANUAL_ARM = DatedTable(
    "conventional minimum score, manual, adjustable rate",
    [since(_POLICY_START, 640, source=GUIDE, section="B3-5.1-01")],
)


@dataclass(frozen=True, slots=True)
class ReserveMonths:
    """Months of PITIA. The cash-out figure applies where the back-end ratio is above `cash_out_above_dti`."""

    second_home: int
    more_units_or_investment: int
    cash_out: int
    cash_out_above_dti: Decimal


RESERVES = DatedTable(
    "conventional reserves",
    [since(_POLICY_START, ReserveMonths(2, 6, 6, Decimal(45)), source=GUIDE, section="B3-4.1-01")],
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Months from completion to closing, and the months where extenuating circumstances are documented."""

    standard: int
    extenuating: int


WAITING_PERIODS = DatedTable(
    "conventional waiting periods",
    [
        since(
            _POLICY_START,
            {
                DerogatoryKind.CHAPTER_7: Waiting(48, 24),
                DerogatoryKind.CHAPTER_11: Waiting(48, 24),
                DerogatoryKind.CHAPTER_13_DISCHARGED: Waiting(24, 24),
                DerogatoryKind.CHAPTER_13_DISMISSED: Waiting(48, 24),
                DerogatoryKind.FORECLOSURE: Waiting(84, 36),
                DerogatoryKind.DEED_IN_LIEU: Waiting(48, 24),
                DerogatoryKind.SHORT_SALE: Waiting(48, 24),
                DerogatoryKind.MORTGAGE_CHARGE_OFF: Waiting(48, 24),
            },
            source=GUIDE,
            section="B3-5.3-07",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class TermMonths:
    shortest: int
    longest: int


TERM = DatedTable(
    "conventional loan term", [since(_POLICY_START, TermMonths(85, 360), source=GUIDE, section="loan terms")]
)


@dataclass(frozen=True, slots=True)
class SeasoningMonths:
    """From the note of the existing first lien, and from the day on which a borrower came on title, to closing."""

    first_lien_months: int
    title_months: int


CASH_OUT_SEASONING = DatedTable(
    "conventional cash-out seasoning",
    [since(_POLICY_START, SeasoningMonths(12, 6), source=GUIDE, section="B2-1.3-03 (cash-out refinance)")],
)

LIMITED_CASH_OUT = DatedTable(
    "limited cash-out: percent of the new loan, and dollars, whichever is greater",
    [
        since(
            _POLICY_START, (Decimal(1), Decimal(2_000)), source=GUIDE, section="B2-1.3-02 (limited cash-out refinance)"
        )
    ],
)

CONCESSIONS = DatedTable(
    "interested-party contribution limits in percent of the value basis, by LTV above which they hold",
    [
        since(
            _POLICY_START,
            {
                "primary": ((Decimal(90), Decimal(3)), (Decimal(75), Decimal(6)), (Decimal(0), Decimal(9))),
                "investment": ((Decimal(0), Decimal(2)),),
            },
            source=GUIDE,
            section="B3-4.1-02 (interested-party contributions)",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class ExemptLoanLimits:
    """Loans outside the ability-to-repay rule: points and fees in percent of the total loan, spread in points."""

    points_and_fees_percent: Decimal
    spread_points: Decimal


EXEMPT_LOANS = DatedTable(
    "price and fee limits of loans exempt from ability to repay",
    [since(_POLICY_START, ExemptLoanLimits(Decimal(5), Decimal("6.5")), source=GUIDE, section="B2-1.5")],
)

STUDENT_LOAN_PERCENT = DatedTable(
    "conventional student loan payment where none is reported, in percent of the balance a month",
    [since(_POLICY_START, Decimal(1), source=GUIDE, section="B3-6-05")],
)

INSURANCE_ABOVE_LTV = DatedTable(
    "LTV above which conventional loans carry mortgage insurance",
    [since(_POLICY_START, Decimal(80), source=GUIDE, section="B7-1-02")],
)

INSURANCE_ENDS_AT_PERCENT = DatedTable(
    "share of the original value at which conventional mortgage insurance ends by schedule",
    [
        since(
            _POLICY_START,
            Decimal(78),
            source="Homeowners Protection Act",
            section="12 USC 4902(b)",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class OpenCollections:
    """Dollars that may stay open: in all, and for a single account (None: single accounts do not matter)."""

    total: Decimal
    each_below: Decimal | None


@dataclass(frozen=True, slots=True)
class CollectionLimits:
    """A one-unit primary residence under automated underwriting has no limit."""

    several_units_or_second_home: OpenCollections
    investment: OpenCollections
    manual: OpenCollections


COLLECTIONS = DatedTable(
    "collections and charge-offs that may stay open",
    [
        since(
            _POLICY_START,
            CollectionLimits(
                several_units_or_second_home=OpenCollections(Decimal(5_000), None),
                investment=OpenCollections(Decimal(1_000), Decimal(250)),
                manual=OpenCollections(Decimal(1_000), Decimal(250)),
            ),
            source=GUIDE,
            section="B3-5.3 (collections and charge-offs)",
        )
    ],
)


@dataclass(frozen=True, slots=True)
class MostFinanced:
    """Financed properties of a borrower, the subject among them. Other primary residences have no such limit."""

    second_home_or_investment: int
    homeready: int


FINANCED_PROPERTIES = DatedTable(
    "most financed properties",
    [since(_POLICY_START, MostFinanced(10, 2), source=GUIDE, section="B2-2-03 (multiple financed properties)")],
)

OCCUPANT_DTI = DatedTable(
    "back-end DTI of the occupants alone on a manual loan with a borrower who will not live there",
    [since(_POLICY_START, Decimal(43), source=GUIDE, section="B2-2-04 (non-occupant borrowers)")],
)


@dataclass(frozen=True, slots=True)
class InsuranceCoverage:
    """Percent of the loan that mortgage insurance covers, as bands of (LTV up to, coverage).

    `long` is for fixed rates above `short_term_up_to_months` and for every adjustable rate. A HomeReady loan never
    needs more than `homeready_most`.
    """

    short_term_up_to_months: int
    short: tuple[tuple[Decimal, int], ...]
    long: tuple[tuple[Decimal, int], ...]
    homeready_most: int


def _coverage(*percents: int) -> tuple[tuple[Decimal, int], ...]:
    return tuple(zip(map(Decimal, (85, 90, 95, 97)), percents, strict=True))


INSURANCE_COVERAGE = DatedTable(
    "conventional mortgage insurance coverage",
    [
        since(
            _POLICY_START,
            InsuranceCoverage(240, _coverage(6, 12, 25, 35), _coverage(12, 25, 30, 35), 25),
            source=GUIDE,
            section="B7-1-02",
        )
    ],
)
