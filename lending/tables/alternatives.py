"""The grid on which other terms are searched for, and how far it reaches. The lender's own: a lender replaces it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.citation import Certainty
from lending.tables.conventional import OVERLAY
from lending.tables.dated import DatedTable, since


@dataclass(frozen=True, slots=True)
class Grid:
    """Steps and reach of each lever. Dollars, percent and months, as named.

    Loan and price move in `dollars_share_percent` of themselves, rounded up to whole `dollars_step`s.
    `points_for_one_percent`: discount points (percent of the loan) that buy one percentage point of rate. A program's
    `effort` ranks a change of program among changes that are measured in percent of the loan.
    """

    dollars_step: Decimal = Decimal(500)
    dollars_share_percent: Decimal = Decimal("0.5")
    smallest_loan_percent: Decimal = Decimal(75)
    price_reach_percent: Decimal = Decimal(10)
    rate_step_percent: Decimal = Decimal("0.125")
    points_for_one_percent: Decimal = Decimal(4)
    most_points: Decimal = Decimal(2)
    usual_terms_months: tuple[int, ...] = (120, 180, 240, 300, 360)
    program_effort_percent: Decimal = Decimal(10)
    reserves_step_dollars: Decimal = Decimal(500)
    reserves_reach_percent: Decimal = Decimal(25)
    income_step_dollars: Decimal = Decimal(50)
    income_reach_at_least_dollars: Decimal = Decimal(2000)


GRID = DatedTable(
    "grid of alternatives",
    [since(date(2026, 1, 1), Grid(), source=OVERLAY, section="counteroffers", certainty=Certainty.OVERLAY)],
)
