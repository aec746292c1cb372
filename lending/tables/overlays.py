"""The lender's own limits, stricter than any agency's. Larkspur is fictional: a lender replaces this file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.conventional import OVERLAY
from lending.tables.dated import DatedTable, since


@dataclass(frozen=True, slots=True)
class Overlays:
    """Percent, days and dollars, as named."""

    payment_shock_percent: Decimal = Decimal(100)
    payment_shock_above_dti_percent: Decimal = Decimal(43)
    appraisal_age_days: int = 120
    credit_report_age_days: int = 120
    layered_markers: int = 3
    layered_score_below: int = 660
    layered_ltv_above_percent: Decimal = Decimal(90)
    layered_dti_above_percent: Decimal = Decimal(45)
    layered_reserves_below_months: Decimal = Decimal(2)
    layered_payment_shock_above_percent: Decimal = Decimal(100)
    layered_self_employed_below_months: int = 60
    factor_reserves_months_beyond: Decimal = Decimal(3)
    factor_payment_increase_dollars: Decimal = Decimal(100)
    factor_payment_increase_percent: Decimal = Decimal(5)
    factor_employment_months: int = 60


OVERLAYS = DatedTable(
    "lender's overlays",
    [since(date(2026, 1, 1), Overlays(), source=OVERLAY, section="overlays", certainty=Certainty.OVERLAY)],
)
