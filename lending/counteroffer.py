"""A smaller loan on which every test passes, where only the size of the loan stood in the way.

Lender's decision policy, section 2.5. The offer is found by running the core on the changed application, so whatever
is offered has passed every rule that an application passes.
"""

from collections.abc import Callable
from decimal import Decimal

from lending.application import LoanApplication
from lending.decision import Decision, Offer, Outcome
from lending.facts import UnderwritingFacts
from lending.findings import Finding, FindingOutcome
from lending.loan import FeeKind
from lending.money import share
from lending.programs import rules_for
from lending.ratios import loan_to_values
from lending.tables.overlays import OVERLAYS

SHRINKS_WITH_THE_LOAN = frozenset(
    {
        "collateral.ltv",
        "collateral.cltv",
        "collateral.hcltv",
        "capacity.front_end_dti",
        "capacity.back_end_dti",
        "capacity.va_residual_income",
    }
)
"""Rules that a smaller loan can only bring closer to passing; funds and reserves it can only strain."""

Assess = Callable[[LoanApplication], tuple[UnderwritingFacts | None, tuple[Finding, ...], Decision]]
"""The core without counteroffers: facts, underwriting findings and decision."""


def with_loan_amount(application: LoanApplication, amount: Decimal) -> LoanApplication:
    """The application with a base loan of `amount` and its government charge as the program then prescribes it."""
    smaller = application.model_copy(update={"loan": application.loan.model_copy(update={"amount": amount})})
    ltv, _, _ = loan_to_values(smaller)
    charge = rules_for(smaller).insurance(smaller, ltv).upfront
    fees = tuple(
        fee.model_copy(update={"amount": charge}) if fee.kind is FeeKind.GOVERNMENT_UPFRONT_PREMIUM else fee
        for fee in smaller.loan.fees
    )
    return smaller.model_copy(update={"loan": smaller.loan.model_copy(update={"fees": fees})})


def _failed(findings: tuple[Finding, ...]) -> frozenset[str]:
    return frozenset(finding.rule_id for finding in findings if finding.outcome is FindingOutcome.FAIL)


def _largest_cured(application: LoanApplication, assess: Assess, smallest: int, asked: int, step: int) -> int | None:
    """The largest number of steps at which no curable rule fails; None where even the smallest fails one."""

    def cured(steps: int) -> bool:
        _, findings, _ = assess(with_loan_amount(application, Decimal(steps * step)))
        return bool(findings) and not _failed(findings) & SHRINKS_WITH_THE_LOAN

    low, high = smallest, asked
    if low >= high or not cured(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if cured(middle):
            low = middle
        else:
            high = middle
    return low


def reconsidered(
    application: LoanApplication, underwriting: tuple[Finding, ...], decision: Decision, assess: Assess
) -> Decision:
    """`decision`, or a counteroffer in the place of a decline that only rules of the loan's size led to."""
    failed = _failed(underwriting)
    if decision.outcome is not Outcome.DECLINE or not failed or not failed <= SHRINKS_WITH_THE_LOAN:
        return decision
    overlays = OVERLAYS.on(application.application_date).value
    step, asked = overlays.counteroffer_step_dollars, application.loan.amount
    smallest = -(-share(asked, overlays.counteroffer_smallest_percent) // step)
    steps = _largest_cured(application, assess, int(smallest), int(-(-asked // step)), int(step))
    if steps is None:
        return decision
    offered = Decimal(steps) * step
    facts, _, passes = assess(with_loan_amount(application, offered))
    if facts is None or passes.outcome not in {Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS}:
        return decision
    offer = Offer(loan_amount=offered, ratios=facts.ratios)
    return decision.model_copy(
        update={"outcome": Outcome.COUNTEROFFER, "conditions": passes.conditions, "offer": offer}
    )
