"""Refinances: how old the loan and the title are before cash is taken out, and how much cash is none."""

from lending.cash import cash_back
from lending.comparisons import at_least, at_most, not_applicable, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.loan import Purpose
from lending.reasons import ReasonCode
from lending.rules import Case

_TERMS = ReasonCode.OTHER_LOAN_TERMS
_NO_CASH_OUT = "The loan is not a cash-out refinance."


def cash_out_seasoning(case: Case) -> Finding:
    """From the note of the first lien that is paid off to closing; a home without one has nothing to season."""
    rule_id = "collateral.cash_out_seasoning"
    question = "How old must the existing first lien be for a cash-out refinance?"
    loan, needed = case.application.loan, case.program.cash_out_seasoning(case.application).first_lien
    if loan.purpose is not Purpose.CASH_OUT_REFINANCE:
        return not_applicable(rule_id, question, _NO_CASH_OUT, needed.citation)
    if loan.existing_first_lien_note_date is None:
        if not loan.payoff_amount:
            return not_applicable(rule_id, question, "The refinance pays off no first lien.", needed.citation)
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The note date of the existing first lien is not in the file.",
            needed.citation,
            needs="Obtain the note of the existing first lien.",
            due="prior_to_approval",
        )
    months = months_between(loan.existing_first_lien_note_date, case.closing)
    measured = figure("first_lien_age_months", "months from the existing first lien to closing", months, Unit.COUNT)
    return at_least(rule_id, question, measured, needed, reason=_TERMS, weight=65)


def title_seasoning(case: Case) -> Finding:
    """From the day on which a borrower came on title to closing; delayed financing of a cash purchase need not wait."""
    rule_id = "collateral.title_seasoning"
    question = "How long must a borrower have been on title before a cash-out refinance?"
    loan, needed = case.application.loan, case.program.cash_out_seasoning(case.application).title
    if loan.purpose is not Purpose.CASH_OUT_REFINANCE or needed is None:
        why = f"The {case.program.name} program does not ask it." if needed is None else _NO_CASH_OUT
        return not_applicable(rule_id, question, why, overlay("cash-out refinances"))
    if loan.delayed_financing:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The loan gives back the money of a purchase that was paid without a mortgage, which need not wait.",
            needed.citation,
            needs="Document an arm's-length purchase without a mortgage, the source of its money, and that the loan is "
            "no larger than that money and the costs of the new loan.",
            due="prior_to_approval",
        )
    if case.application.property.acquired_on is None:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The file does not say when a borrower came on title.",
            needed.citation,
            needs="Obtain the deed that shows since when a borrower has been on title.",
            due="prior_to_approval",
        )
    months = months_between(case.application.property.acquired_on, case.closing)
    measured = figure("title_age_months", "months on title at closing", months, Unit.COUNT)
    return at_least(rule_id, question, measured, needed, reason=_TERMS, weight=65)


def limited_cash_out(case: Case) -> Finding:
    """A rate-and-term refinance that gives more cash than the limit must be asked for as a cash-out refinance.

    Cash that the terms leave over counts even where the file does not state it.
    """
    rule_id, question = "collateral.limited_cash_out", "How much cash may a limited cash-out refinance give back?"
    allowed, loan = case.program.limited_cash_back(case.application), case.application.loan
    if loan.purpose is not Purpose.RATE_TERM_REFINANCE:
        return not_applicable(rule_id, question, "The loan is not a limited cash-out refinance.", allowed.citation)
    return at_most(
        rule_id,
        question,
        figure("cash_back", "cash back to the borrowers", cash_back(loan), Unit.USD),
        allowed,
        otherwise=FindingOutcome.REFER,
        needs="Restructure the loan as a cash-out refinance or reduce the cash back.",
    )


RULES = (cash_out_seasoning, title_seasoning, limited_cash_out)
