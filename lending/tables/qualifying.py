"""Figures for debts and assets: Fannie Mae Selling Guide, edition of 2026-06-03."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.conventional import GUIDE
from lending.tables.dated import DatedTable, since

_POLICY_START = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class DebtFigures:
    """Installments of this many payments or fewer may be left out; revolving debt without a payment counts a share."""

    short_installment_payments: int = 10
    revolving_percent: Decimal = Decimal(5)
    revolving_minimum: Decimal = Decimal(10)


DEBTS = DatedTable("recurring debts", [since(_POLICY_START, DebtFigures(), source=GUIDE, section="B3-6-05")])

SHORT_DEBTS_PERCENT = DatedTable(
    "short installments that are material: their payments together in percent of qualifying income a month",
    [
        since(
            _POLICY_START,
            Decimal(5),
            source="Larkspur Home Lending capacity policy",
            section="installment debts and leases",
            certainty=Certainty.OVERLAY,
        )
    ],
)
"""The guide leaves short debts out unless they are material, and says no figure (Selling Guide B3-6-05)."""


@dataclass(frozen=True, slots=True)
class AssetFigures:
    """A deposit above this share of monthly income is large.

    Where gifts help to pay for a conventional second home or two to four units above that LTV, `own_funds_percent` of
    the value basis comes from the borrowers themselves.
    """

    large_deposit_percent: Decimal = Decimal(50)
    own_funds_percent: Decimal = Decimal(5)
    own_funds_above_ltv_percent: Decimal = Decimal(80)


ASSETS = DatedTable(
    "assets",
    [since(_POLICY_START, AssetFigures(), source=GUIDE, section="B3-4.2-02 (large deposits), B3-4.3-04 (gifts)")],
)

RETIREMENT_PERCENT = DatedTable(
    "share of a vested retirement account that counts, in percent",
    [
        since(
            _POLICY_START,
            Decimal(60),
            source="Larkspur Home Lending assets policy",
            section="eligible assets and counted percentages",
            certainty=Certainty.OVERLAY,
        )
    ],
)

LIQUIDATION_PERCENT = DatedTable(
    "value of securities, in percent of what they must pay, from which their sale needs no proof",
    [
        since(
            _POLICY_START,
            Decimal(120),
            source="Fannie Mae Selling Guide (secondary copy of the edition of 2015-06-30)",
            section="B3-4.3-01 (stocks, bonds, mutual funds)",
            certainty=Certainty.SECONDARY,
        )
    ],
)
