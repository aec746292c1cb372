"""High-balance: conventional loans above the baseline, up to the limit of a costly county (Selling Guide B5-1-01)."""

from typing import TYPE_CHECKING

from lending.comparisons import overlay, stated
from lending.findings import Finding, FindingOutcome
from lending.limits import Limit
from lending.program import Program
from lending.programs.base import percent_limit
from lending.programs.conventional import Conventional, is_manual
from lending.programs.loan_limit import Size, conforming_limit
from lending.tables import high_balance as tables

if TYPE_CHECKING:
    from lending.rules import Case


def automated_only(case: "Case") -> Finding:
    """The guide takes a high-balance loan through automated underwriting alone."""
    manual = is_manual(case.application)
    words = "underwritten by hand, which a high-balance loan may not be" if manual else "underwritten automatically"
    return stated(
        "compliance.high_balance_underwriting",
        FindingOutcome.REFER if manual else FindingOutcome.PASS,
        "How must a high-balance loan be underwritten?",
        f"The loan is {words}.",
        overlay("high-balance loans"),
        needs="Submit the loan to automated underwriting." if manual else None,
    )


class HighBalance(Conventional):
    """Everything that a conventional loan is asked, with limits of its own for size and LTV."""

    program = Program.HIGH_BALANCE
    name = "high-balance"

    def eligibility(self, case: "Case") -> tuple[Finding, ...]:
        return (*super().eligibility(case), automated_only(case))

    def maximum_ltv(self, case: "Case") -> Limit | None:
        """No LTV above 95 percent for anybody."""
        application = case.application
        row = tables.MAXIMUM_LTV.on(application.application_date)
        home = application.property
        percent = row.value.get((home.occupancy, application.loan.purpose, home.units))
        return None if percent is None else percent_limit("maximum_ltv", "maximum LTV", percent, row.citation)

    def loan_limit(self, case: "Case") -> Finding:
        return conforming_limit(case, Size.HIGH_BALANCE)
