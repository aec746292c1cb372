"""Other terms of the loan on which every test passes, offered where nothing but the terms stood in the way.

Lender's decision policy, section 2.5. Whatever is offered has passed every rule that an application passes.
"""

from lending.alternatives.search import Search
from lending.alternatives.smallest import smallest_changes
from lending.alternatives.steps import Levers
from lending.alternatives.terms import longer_term, plain_structure, smaller_loan
from lending.application import LoanApplication
from lending.decision import Decision, Lever, Offer, Outcome
from lending.facts import UnderwritingFacts

LENDERS_LEVERS: dict[Lever, Levers] = {
    Lever.SMALLER_LOAN: smaller_loan,
    Lever.LONGER_TERM: longer_term,
    Lever.PLAIN_STRUCTURE: plain_structure,
}
"""What the lender alone can offer; everything else is the applicant's to bring."""


def reconsidered(application: LoanApplication, facts: UnderwritingFacts | None, decision: Decision) -> Decision:
    """`decision`, or in the place of a decline a counteroffer of the terms that differ least."""
    if decision.outcome is not Outcome.DECLINE or facts is None:
        return decision
    passing = smallest_changes(Search.of(application), LENDERS_LEVERS)
    if not passing:
        return decision
    chosen = min(passing, key=lambda alternative: (alternative.effort_percent, len(alternative.changes)))
    terms = {change.lever: change.figures for change in chosen.changes}
    amount = terms[Lever.SMALLER_LOAN][0].value if Lever.SMALLER_LOAN in terms else application.loan.amount
    months = terms[Lever.LONGER_TERM][0].value if Lever.LONGER_TERM in terms else application.loan.term_months
    offer = Offer(loan_amount=amount, term_months=months, changes=chosen.changes, ratios=chosen.ratios)
    return decision.model_copy(
        update={"outcome": Outcome.COUNTEROFFER, "conditions": chosen.conditions, "offer": offer}
    )
