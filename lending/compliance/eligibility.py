"""Whether the program lends on this kind of loan at all: limit, term, occupancy, lien, entitlement."""

from decimal import Decimal

from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.loan import FeeKind, LienPriority
from lending.money import ZERO
from lending.program import Program
from lending.programs.base import limit
from lending.property import Occupancy
from lending.reasons import ReasonCode
from lending.rules import Case, at_least, at_most, not_applicable, overlay, stated
from lending.tables.conventional import TERM
from lending.tables.loan_limits import HIGHER_BASELINE_STATES

_TERMS = ReasonCode.OTHER_LOAN_TERMS
_OCCUPANCY_WORDS = {
    Occupancy.PRIMARY: "a primary residence",
    Occupancy.SECOND_HOME: "a second home",
    Occupancy.INVESTMENT: "an investment property",
}


def loan_limit(case: Case) -> Finding:
    """The base loan against the limit for its units.

    The floor passes everywhere; between it and the ceiling the county decides, which a person looks up. In some states
    the conforming floor is the others' ceiling; FHA's floor is the same everywhere, and only its ceiling is higher.
    """
    rule_id, name = "compliance.loan_limit", case.program.name
    question = f"What is the {name} loan limit for the number of units?"
    row = case.program.loan_limits(case.application)
    if row is None:
        why = f"The {name} program sets no loan limit for a veteran with full entitlement."
        return not_applicable(rule_id, question, why, overlay("program eligibility"))
    home, loan = case.application.property, case.application.loan
    floor, ceiling = row.value.floor[home.units - 1], row.value.ceiling[home.units - 1]
    highest: Decimal | None = ceiling
    if home.state in HIGHER_BASELINE_STATES:
        floor = ceiling if case.application.program is Program.CONVENTIONAL else floor
        highest = row.value.higher_ceiling_one_unit if home.units == 1 else None
    amount = figure("loan_amount", "loan amount", loan.amount, Unit.USD)
    below_floor = limit("loan_limit", f"{name} loan limit", floor, Unit.USD, row.citation)
    if highest is not None and loan.amount > highest:
        label = f"{name} loan limit of the costliest counties"
        above_ceiling = limit("loan_limit_ceiling", label, highest, Unit.USD, row.citation)
        return at_most(rule_id, question, amount, above_ceiling, reason=_TERMS, weight=60)
    otherwise = FindingOutcome.REFER
    needs = "Look up the loan limit of the county in which the property lies and compare the loan amount with it."
    return at_most(rule_id, question, amount, below_floor, otherwise=otherwise, needs=needs, reason=_TERMS, weight=60)


def occupancy(case: Case) -> Finding:
    """FHA and VA lend on primary residences; every program lends on what its LTV table lists."""
    home = case.application.property
    question = f"Which occupancy and number of units does the {case.program.name} program allow?"
    offered = case.program.maximum_ltv(case.application, case.facts.score_for_minimum) is not None
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
    """Conventional loans run 85 to 360 months, government loans at most 360."""
    row = TERM.on(case.application.application_date)
    measured = figure("term_months", "term", Decimal(case.application.loan.term_months), Unit.MONTHS)
    question = "What is the longest and the shortest loan term?"
    longest = limit("longest_term", "longest term", Decimal(row.value.longest), Unit.MONTHS, row.citation)
    shortest = limit("shortest_term", "shortest term", Decimal(row.value.shortest), Unit.MONTHS, row.citation)
    if case.application.program is Program.CONVENTIONAL and measured.value < shortest.value:  # type: ignore[operator]
        return at_least("compliance.loan_term", question, measured, shortest, reason=_TERMS, weight=50)
    return at_most("compliance.loan_term", question, measured, longest, reason=_TERMS, weight=50)


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


def entitlement(case: Case) -> Finding:
    """VA: a certificate of eligibility, and full entitlement; partial entitlement goes to a person."""
    rule_id, question = (
        "compliance.va_entitlement",
        "Does the veteran hold a certificate of eligibility and entitlement?",
    )
    citation = overlay("VA eligibility and entitlement")
    if case.application.program is not Program.VA:
        return not_applicable(rule_id, question, "The loan is not a VA loan.", citation)
    veterans = [b.veteran for b in case.application.borrowers if b.veteran is not None]
    if not veterans:
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            "No borrower is shown as an eligible veteran.",
            citation,
            reason=_TERMS,
            weight=58,
        )
    certified = [veteran for veteran in veterans if veteran.certificate_of_eligibility]
    if not certified:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The certificate of eligibility is not in the file.",
            citation,
            needs="Obtain the veteran's certificate of eligibility.",
            due="prior_to_approval",
        )
    if not any(veteran.full_entitlement for veteran in certified):
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            "The veteran's entitlement is partial.",
            citation,
            needs="Reckon the remaining entitlement against the county's conforming limit.",
        )
    return stated(
        rule_id, FindingOutcome.PASS, question, "The certificate of eligibility shows full entitlement.", citation
    )


def upfront_charge(case: Case) -> Finding:
    """The government premium or funding fee in the file against what the program prescribes, within a dollar."""
    rule_id = "compliance.upfront_charge"
    question = f"What upfront premium or funding fee does the {case.program.name} program charge?"
    citation = overlay("upfront mortgage insurance premium and VA funding fee")
    kind = FeeKind.GOVERNMENT_UPFRONT_PREMIUM
    paid = sum((fee.amount for fee in case.application.loan.fees if fee.kind is kind), ZERO)
    if case.application.program is Program.CONVENTIONAL:
        if not paid:
            return not_applicable(rule_id, question, "A conventional loan carries no government charge.", citation)
        stray = figure("upfront_charge_paid", "upfront charge in the file", paid, Unit.USD)
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"The file lists a government charge of {stray.display}, which a conventional loan does not carry.",
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
        f"The file carries an upfront charge of {shown[0].display}; the program prescribes {shown[1].display}.",
        citation,
        figures=shown,
        needs=None if agrees else f"Correct the upfront charge to {shown[1].display} and disclose it again.",
        due=None if agrees else "prior_to_closing",
    )


RULES = (loan_limit, occupancy, loan_term, lien_priority, entitlement, upfront_charge)
