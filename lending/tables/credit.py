"""What each program asks of a credit history beyond the waiting period of a single event."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.conventional import GUIDE, OVERLAY, Waiting
from lending.tables.dated import DatedTable, since

_POLICY_START = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class CreditStandards:
    """`multiple_filings`: months after several bankruptcies of one borrower; None where a person decides.

    `repayment_plan_months`: how long a Chapter 13 plan must have been paid before a loan is made while it still runs;
    None where no loan is. `shortened_foreclosure_ltv`: percent up to which extenuating circumstances shorten the period
    after a foreclosure, on the purchase of a principal residence or a refinance without cash out; None where nothing
    more is asked. `reviews_30_day_lates`: a mortgage payment 30 days late within 12 months takes a manual file, and any
    cash-out, to a person.
    """

    multiple_filings: Waiting | None
    repayment_plan_months: int | None
    shortened_foreclosure_ltv: Decimal | None
    reviews_30_day_lates: bool


CONVENTIONAL = DatedTable(
    "conventional credit history",
    [
        since(
            _POLICY_START,
            CreditStandards(Waiting(60, 36), None, Decimal(90), reviews_30_day_lates=False),
            source=GUIDE,
            section="B3-5.3-07 (significant derogatory credit events)",
        )
    ],
)
FHA = DatedTable(
    "FHA credit history",
    [
        since(
            _POLICY_START,
            CreditStandards(None, 12, None, reviews_30_day_lates=True),
            source="HUD Handbook 4000.1",
            section="II.A.5.a (Chapter 13 in repayment, housing obligations)",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)
VA = DatedTable(
    "VA credit history",
    [
        since(
            _POLICY_START,
            CreditStandards(None, 12, None, reviews_30_day_lates=False),
            source="VA Lenders Handbook M26-7, chapter 4",
            section="Chapter 13 in repayment",
            certainty=Certainty.SECONDARY,
        )
    ],
)
USDA = DatedTable(
    "USDA credit history",
    [
        since(
            _POLICY_START,
            CreditStandards(None, 12, None, reviews_30_day_lates=False),
            source="HB-1-3555, chapter 10",
            section="Chapter 13 in repayment",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)
LENDER = DatedTable(
    "lender's credit history for its own program",
    [
        since(
            _POLICY_START,
            CreditStandards(None, None, None, reviews_30_day_lates=True),
            source=OVERLAY,
            section="credit history of jumbo loans",
            certainty=Certainty.OVERLAY,
        )
    ],
)

FILINGS_WITHIN_MONTHS = DatedTable(
    "months within which several bankruptcies of one borrower count as multiple filings",
    [since(_POLICY_START, 84, source=GUIDE, section="B3-5.3-07 (multiple bankruptcy filings)")],
)

FEWEST_TRADELINES = DatedTable(
    "accounts on a credit report below which a manual file needs further references",
    [since(_POLICY_START, 3, source=OVERLAY, section="limited credit", certainty=Certainty.OVERLAY)],
)
