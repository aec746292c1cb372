"""What would change the answer, for a file that is not approved as asked for."""

from lending.alternatives.means import co_borrower_income, debt_paid_off, reserves_added
from lending.alternatives.search import Search
from lending.alternatives.smallest import smallest_changes
from lending.alternatives.steps import Levers
from lending.alternatives.terms import (
    longer_term,
    lower_price,
    other_program,
    plain_structure,
    rate_bought_down,
    smaller_loan,
)
from lending.application import LoanApplication
from lending.decision import Alternative, Decision, Lever, Outcome
from lending.facts import UnderwritingFacts
from lending.findings import Finding, FindingOutcome

LEVERS: dict[Lever, Levers] = {
    Lever.SMALLER_LOAN: smaller_loan,
    Lever.RATE_BOUGHT_DOWN: rate_bought_down,
    Lever.LONGER_TERM: longer_term,
    Lever.PLAIN_STRUCTURE: plain_structure,
    Lever.DEBT_PAID_OFF: debt_paid_off,
    Lever.RESERVES_ADDED: reserves_added,
    Lever.LOWER_PRICE: lower_price,
    Lever.CO_BORROWER_INCOME: co_borrower_income,
    Lever.OTHER_PROGRAM: other_program,
}
_ASKED_FOR = frozenset({Outcome.DECLINE, Outcome.REFER, Outcome.COUNTEROFFER})


def what_would_change(
    application: LoanApplication, facts: UnderwritingFacts | None, intake: tuple[Finding, ...], decision: Decision
) -> tuple[Alternative, ...]:
    """Empty where the file is approved or incomplete, or where it contradicts itself, which no other terms cure."""
    contradicted = any(finding.outcome is FindingOutcome.REFER for finding in intake)
    if facts is None or contradicted or decision.outcome not in _ASKED_FOR:
        return ()
    return smallest_changes(Search.of(application), LEVERS)
