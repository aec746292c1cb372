"""HomeReady: the guide's conventional loan for borrowers of modest income (Selling Guide B5-6-01)."""

from typing import TYPE_CHECKING

from lending.comparisons import at_most, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.limits import limit
from lending.loan import Purpose
from lending.payments import MONTHS_A_YEAR
from lending.property import Occupancy
from lending.reasons import ReasonCode

if TYPE_CHECKING:
    from lending.rules import Case

RULE_ID = "compliance.homeready"
QUESTION = "Which income, occupancy and purpose does a HomeReady loan allow?"
_TERMS = ReasonCode.OTHER_LOAN_TERMS
_WEIGHT = 57


def homeready(case: "Case") -> Finding:
    """A primary residence, no cash-out, and qualifying income within the limit of the area, which the file states."""
    citation = overlay("HomeReady loans")
    application = case.application
    if (
        application.property.occupancy is not Occupancy.PRIMARY
        or application.loan.purpose is Purpose.CASH_OUT_REFINANCE
    ):
        words = "A HomeReady loan buys or refinances a primary residence without cash out, which this loan does not."
        return stated(RULE_ID, FindingOutcome.FAIL, QUESTION, words, citation, reason=_TERMS, weight=_WEIGHT)
    annual = case.facts.ratios.qualifying_income * MONTHS_A_YEAR
    income = figure("annual_income", "qualifying income a year", annual, Unit.USD)
    most = application.household.income_limit if application.household else None
    if most is None:
        return stated(
            RULE_ID,
            FindingOutcome.CONDITION,
            QUESTION,
            f"The qualifying income of {income.display} a year cannot be held against the income limit of the area.",
            citation,
            figures=(income,),
            needs="Look up the HomeReady income limit of the census tract and confirm that the income is within it.",
            due="prior_to_approval",
        )
    bound = limit("income_limit", "HomeReady income limit of the area", most, Unit.USD, citation)
    return at_most(RULE_ID, QUESTION, income, bound, reason=_TERMS, weight=_WEIGHT)
