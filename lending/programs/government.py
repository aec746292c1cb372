"""What the programs that an agency insures or guarantees have in common. Each of them adds its own beside it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from lending.application import LoanApplication
from lending.limits import Limit
from lending.loan import LoanTerms
from lending.programs.base import (
    CashOutSeasoning,
    TermLimits,
    arm_qualifying_rate,
    cash_out_seasoning_limits,
    limited_cash_out_limit,
    months_limit,
)
from lending.tables.conventional import TERM

if TYPE_CHECKING:
    from lending.rules import Case


class GovernmentProgram:
    """No private mortgage insurance, one representative score, LTV exactly, at most thirty years."""

    is_government = True
    averages_scores_when_manual = False
    manual_collection_limits = False
    score_is_guideline = False
    dti_is_guideline = False
    residual_income_required = False
    delivers_whole_percent_ltv = False
    own_funds_beside_gifts = False

    def occupant_dti(self, case: "Case") -> Limit | None:
        del case
        return None

    def maximum_financed_properties(self, case: "Case") -> Limit | None:
        del case
        return None

    def loan_term(self, case: "Case") -> TermLimits:
        row = TERM.on(case.application.application_date)
        return TermLimits(months_limit("longest_term", "longest term", row.value.longest, row.citation), None)

    def cash_out_seasoning(self, application: LoanApplication) -> CashOutSeasoning:
        """The first lien as on a conventional loan, by the lender's collateral policy; the title may be new."""
        return CashOutSeasoning(cash_out_seasoning_limits(application).first_lien, None)

    def limited_cash_back(self, application: LoanApplication) -> Limit:
        """As on a conventional loan, by the lender's collateral policy."""
        return limited_cash_out_limit(application)

    def private_insurance_above(self, application: LoanApplication) -> Limit | None:
        del application
        return None

    def private_insurance_coverage(self, case: "Case") -> Limit | None:
        del case
        return None

    def own_gross_up_percent(self, application: LoanApplication) -> Decimal | None:
        del application
        return None

    def qualifying_rate(self, loan: LoanTerms) -> Decimal:
        return arm_qualifying_rate(loan)
