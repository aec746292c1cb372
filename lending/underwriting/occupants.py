"""Occupants: where a borrower helps to repay a home that only the others live in, theirs is a ratio of its own."""

from decimal import Decimal

from lending.comparisons import at_most, not_applicable, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.money import ZERO, percent_of
from lending.occupants import will_occupy
from lending.reasons import ReasonCode
from lending.rules import Case


def occupants_income(case: Case) -> Decimal:
    """Dollars a month of the qualifying income that the borrowers earn who will live in the home, its rent with it."""
    elsewhere = {
        item.income_id
        for borrower in case.application.borrowers
        if not will_occupy(borrower)
        for item in borrower.incomes
    }
    theirs = (i.monthly for i in case.facts.incomes if i.income_id in elsewhere and i.monthly > 0)
    return case.facts.ratios.qualifying_income - sum(theirs, ZERO)


def occupant_dti(case: Case) -> Finding:
    """The payment and the debts against the occupants' income alone.

    The file does not say who owes which debt. So the ratio passes where it does with all debts, fails where the payment
    alone is too much, and between the two a person sorts the debts.
    """
    rule_id = "capacity.occupant_dti"
    question = "What DTI may occupants have alone on a manual loan with a non-occupant co-borrower?"
    allowed = case.program.occupant_dti(case)
    if allowed is None:
        why = "The occupants' own ratio is asked of manual loans with a borrower who will not live in the home."
        return not_applicable(rule_id, question, why, overlay("non-occupant co-borrowers"))
    ratios, income = case.facts.ratios, occupants_income(case)
    earned = figure("occupants_income", "occupants' qualifying income a month", income, Unit.USD)
    if income <= 0:
        words = f"The occupants' qualifying income is {earned.display} a month, which carries no payment."
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            words,
            allowed.citation,
            figures=(earned,),
            reason=ReasonCode.INCOME_INSUFFICIENT,
            weight=92,
        )
    alone, together = percent_of(ratios.pitia, income), percent_of(ratios.pitia + ratios.monthly_debts, income)
    if together <= allowed.value or alone > allowed.value:
        within = together <= allowed.value
        label = "occupants' DTI with every debt" if within else "occupants' DTI with the payment alone"
        measured = figure("occupant_dti", label, together if within else alone, Unit.PERCENT)
        reason = ReasonCode.INCOME_INSUFFICIENT
        return at_most(rule_id, question, measured, allowed, reason=reason, weight=92, others=(earned,))
    shown = (
        figure("occupant_dti", "occupants' DTI with every debt", together, Unit.PERCENT),
        figure("occupant_dti_payment", "with the payment alone", alone, Unit.PERCENT),
    )
    return stated(
        rule_id,
        FindingOutcome.REFER,
        question,
        f"The occupants' DTI is {shown[0].display} with every debt and {shown[1].display} with the payment alone; "
        f"the {allowed.figure.label} is {allowed.figure.display}.",
        allowed.citation,
        figures=(*shown, allowed.figure, earned),
        needs="Establish which debts the occupants owe and hold their ratio with those alone against the limit.",
    )


RULES = (occupant_dti,)
