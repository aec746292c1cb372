"""Figures for qualifying income: Fannie Mae Selling Guide, edition of 2026-06-03, and the lender's income policy."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty, Citation
from lending.tables.conventional import GUIDE, OVERLAY
from lending.tables.dated import DatedTable, since

_POLICY_START = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class IncomeFigures:
    """Percent and months. For Social Security without a return only a share of the benefit may be grossed up.

    `continuance_months`: income with a defined end counts only if it is paid for so long after closing.
    """

    gross_up_percent: Decimal = Decimal(25)
    social_security_nontaxable_percent: Decimal = Decimal(15)
    rental_percent: Decimal = Decimal(75)
    continuance_months: int = 36


INCOME = DatedTable("qualifying income", [since(_POLICY_START, IncomeFigures(), source=GUIDE, section="B3-3 (income)")])


FHA_GROSS_UP_PERCENT = DatedTable(
    "FHA gross-up of nontaxable income in percent, where the file documents no higher tax rate",
    [
        since(
            _POLICY_START,
            Decimal(15),
            source="HUD Handbook 4000.1",
            section="II.A.4.c (nontaxable income)",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)


VARIABLE_PAY_MONTHS = DatedTable(
    "months for which overtime, bonus or commission must have been earned",
    [since(_POLICY_START, 12, source=GUIDE, section="B3-3 (variable income)")],
)


@dataclass(frozen=True, slots=True)
class EmploymentFigures:
    """Months of work to document, and the gaps within them that need a letter or a person's judgment.

    A gap longer than `judged_gap_months` needs no judgment once the borrower has been back for `back_at_work_months`.
    """

    history_months: int = 24
    explained_gap_days: int = 30
    judged_gap_months: int = 6
    back_at_work_months: int = 6


EMPLOYMENT = DatedTable(
    "employment history",
    [
        since(
            _POLICY_START,
            EmploymentFigures(),
            source=OVERLAY,
            section="employment history and gaps",
            certainty=Certainty.OVERLAY,
        )
    ],
)

EMPLOYMENT_CONFIRMED_BUSINESS_DAYS = DatedTable(
    "business days before the note within which the employer confirms the employment",
    [
        since(
            _POLICY_START,
            10,
            source=GUIDE,
            section="verbal verification of employment (read in an older edition)",
            certainty=Certainty.SECONDARY,
        )
    ],
)

LEAVE = Citation(source=GUIDE, section="B3-3.3-09 (temporary leave)", effective=_POLICY_START)
"""The rule on temporary leave has no figure of its own: it compares dates of the file."""


@dataclass(frozen=True, slots=True)
class BusinessFigures:
    """Months of self-employment: `shortest_months` below which nothing counts, `history_months` that need no judgment.

    One tax year is enough from `established_months` on, where the borrower owns `established_ownership_percent` or
    more. A tax return more than `newest_return_lag_years` older than the year of the application is out of date.
    """

    shortest_months: int = 12
    history_months: int = 24
    established_months: int = 60
    established_ownership_percent: Decimal = Decimal(25)
    newest_return_lag_years: int = 2


BUSINESS = DatedTable(
    "self-employment", [since(_POLICY_START, BusinessFigures(), source=GUIDE, section="B3-3 (self-employment)")]
)

SUPPORT_MONTHS_RECEIVED = DatedTable(
    "months for which alimony or child support must have been received",
    [since(_POLICY_START, 6, source=GUIDE, section="B3-3.4-02")],
)

RENTAL_EXPERIENCE_MONTHS = DatedTable(
    "months of experience with rental property from which rent may exceed the property's own cost",
    [since(_POLICY_START, 12, source=GUIDE, section="B3-3.8-01")],
)


@dataclass(frozen=True, slots=True)
class DepletionFigures:
    """Percent of LTV, CLTV and HCLTV up to which assets may count as income; the higher for owners of `owner_age`."""

    maximum_ltv_percent: Decimal = Decimal(70)
    older_owner_maximum_ltv_percent: Decimal = Decimal(80)
    owner_age: int = 62


DEPLETION = DatedTable(
    "assets as income",
    [
        since(
            _POLICY_START,
            DepletionFigures(),
            source=GUIDE,
            section="B3-3 (employment-related assets as qualifying income; limits of an older edition)",
            certainty=Certainty.UNVERIFIED,
        )
    ],
)
