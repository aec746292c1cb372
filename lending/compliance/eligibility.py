"""Whether the program lends on this kind of loan at all: limit, term, occupancy, lien, and what only it asks."""

from decimal import Decimal

from lending.comparisons import at_least, at_most, not_applicable, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.loan import FeeKind, LienPriority
from lending.money import ZERO
from lending.property import Occupancy
from lending.reasons import ReasonCode
from lending.rules import Case

_TERMS = ReasonCode.OTHER_LOAN_TERMS
_OCCUPANCY_WORDS = {
    Occupancy.PRIMARY: "a primary residence",
    Occupancy.SECOND_HOME: "a second home",
    Occupancy.INVESTMENT: "an investment property",
}


def loan_limit(case: Case) -> Finding:
    return case.program.loan_limit(case)


def occupancy(case: Case) -> Finding:
    """A program lends on what its LTV table lists."""
    home = case.application.property
    question = f"Which occupancy and number of units does the {case.program.name} program allow?"
    offered = case.program.maximum_ltv(case) is not None
    kind = _OCCUPANCY_WORDS[home.occupancy]
    units = figure("units", "units", home.units, Unit.COUNT)
    plural = "unit" if home.units == 1 else "units"
    verb = "lends" if offered else "does not lend"
    return stated(
        "compliance.occupancy",
        FindingOutcome.PASS if offered else FindingOutcome.FAIL,
        question,
        f"The {case.program.name} program {verb} on {kind} with {units.display} {plural} for this purpose.",
        overlay("program eligibility: occupancy and units"),
        figures=(units,),
        reason=_TERMS,
        weight=55,
    )


def loan_term(case: Case) -> Finding:
    limits = case.program.loan_term(case)
    measured = figure("term_months", "term", Decimal(case.application.loan.term_months), Unit.MONTHS)
    question = "What is the longest and the shortest loan term?"
    if limits.shortest is not None and case.application.loan.term_months < limits.shortest.value:
        return at_least("compliance.loan_term", question, measured, limits.shortest, reason=_TERMS, weight=50)
    return at_most("compliance.loan_term", question, measured, limits.longest, reason=_TERMS, weight=50)


def lien_priority(case: Case) -> Finding:
    first = case.application.loan.lien is LienPriority.FIRST
    question = "Which lien, loan limits and program eligibility tests are part of compliance?"
    return stated(
        "compliance.lien_priority",
        FindingOutcome.PASS if first else FindingOutcome.FAIL,
        question,
        "The loan is a first lien." if first else "The loan is a subordinate lien, which the programs do not offer.",
        overlay("program eligibility: lien priority"),
        reason=_TERMS,
        weight=50,
    )


def upfront_charge(case: Case) -> Finding:
    """The government premium or funding fee in the file against what the program prescribes, within a dollar."""
    rule_id = "compliance.upfront_charge"
    question = f"What upfront premium or funding fee does the {case.program.name} program charge?"
    citation = overlay("upfront premiums, funding fees and guarantee fees")
    kind = FeeKind.GOVERNMENT_UPFRONT_PREMIUM
    paid = sum((fee.amount for fee in case.application.loan.fees if fee.kind is kind), ZERO)
    if case.program.upfront_charge is None:
        if not paid:
            why = f"A {case.program.name} loan carries no government charge."
            return not_applicable(rule_id, question, why, citation)
        stray = figure("upfront_charge_paid", "upfront charge in the file", paid, Unit.USD)
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"The file lists a government charge of {stray.display}, which a {case.program.name} loan does not carry.",
            citation,
            figures=(stray,),
            needs="Find out what the charge is and list it as such, so that the LTV and the fee tests count it.",
        )
    due = case.facts.upfront_charge
    shown = (
        figure("upfront_charge_paid", "upfront charge in the file", paid, Unit.USD),
        figure("upfront_charge_due", "upfront charge prescribed", due, Unit.USD),
    )
    agrees = abs(paid - due) <= 1
    return stated(
        rule_id,
        FindingOutcome.PASS if agrees else FindingOutcome.CONDITION,
        question,
        f"The {case.program.upfront_charge} in the file is {shown[0].display}; {shown[1].display} is prescribed.",
        citation,
        figures=shown,
        needs=None if agrees else f"Correct the upfront charge to {shown[1].display} and disclose it again.",
        due=None if agrees else "prior_to_closing",
    )


RULES = (loan_limit, occupancy, loan_term, lien_priority, upfront_charge)
