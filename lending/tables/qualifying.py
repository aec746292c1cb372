"""Figures for qualifying income, debts and assets: Fannie Mae Selling Guide, edition of 2026-06-03."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.conventional import GUIDE, OVERLAY
from lending.tables.dated import DatedTable, since

_POLICY_START = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class IncomeFigures:
    """`gross_up_percent` of nontaxable income; for Social Security without a return only that share of it counts."""

    gross_up_percent: Decimal = Decimal(25)
    social_security_nontaxable_percent: Decimal = Decimal(15)
    rental_percent: Decimal = Decimal(75)
    continuance_months: int = 36
    self_employment_history_months: int = 24
    shortest_employment_history_months: int = 24


INCOME = DatedTable("qualifying income", [since(_POLICY_START, IncomeFigures(), source=GUIDE, section="B3-3 (income)")])


@dataclass(frozen=True, slots=True)
class DebtFigures:
    """Instalments of this many payments or fewer may be left out; revolving debt without a payment counts a share."""

    short_installment_payments: int = 10
    revolving_percent: Decimal = Decimal(5)
    revolving_minimum: Decimal = Decimal(10)


DEBTS = DatedTable("recurring debts", [since(_POLICY_START, DebtFigures(), source=GUIDE, section="B3-6-05")])


@dataclass(frozen=True, slots=True)
class AssetFigures:
    """A deposit above this share of monthly income is large; retirement funds count at a share of the balance.

    Where gifts help to pay for a conventional second home or two to four units above that LTV, `own_funds_percent` of
    the value basis comes from the borrowers themselves (Selling Guide B3-4; lender's assets policy, section 2.3).
    """

    large_deposit_percent: Decimal = Decimal(50)
    retirement_percent: Decimal = Decimal(60)
    own_funds_percent: Decimal = Decimal(5)
    own_funds_above_ltv_percent: Decimal = Decimal(80)


ASSETS = DatedTable(
    "assets",
    [
        since(
            _POLICY_START,
            AssetFigures(),
            source=f"{GUIDE}; {OVERLAY}",
            section="B3-4.2-02 (large deposits); retirement funds by the lender's assets policy",
            certainty=Certainty.OVERLAY,
        )
    ],
)
