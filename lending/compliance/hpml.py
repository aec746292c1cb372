"""Higher-priced mortgage loans, 12 CFR 1026.35: allowed, with an escrow account."""

from lending.compliance.coverage import BUSINESS_PURPOSE, at_section, is_consumer_credit, is_first_lien, spread
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.property import Occupancy
from lending.rules import Case, not_applicable, stated
from lending.tables.loan_limits import CONFORMING
from lending.tables.regulation_z import SPREADS


def escrow(case: Case) -> Finding:
    rule_id, question = (
        "compliance.hpml_escrow",
        "Which loans are higher-priced mortgage loans that need an escrow account?",
    )
    row = SPREADS.on(case.closing)
    citation = at_section(row.citation, "12 CFR 1026.35(a)(1) and (b)")
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, citation)
    home, loan = case.application.property, case.application.loan
    if home.occupancy is not Occupancy.PRIMARY:
        why = "The rule on higher-priced mortgage loans covers principal dwellings only."
        return not_applicable(rule_id, question, why, citation)
    jumbo = loan.amount > CONFORMING.on(case.closing).value.ceiling[home.units - 1]
    spreads = row.value
    if not is_first_lien(case):
        points = spreads.higher_priced_subordinate
    else:
        points = spreads.higher_priced_first_jumbo if jumbo else spreads.higher_priced_first
    threshold = figure("hpml_spread", "HPML threshold", points, Unit.POINTS)
    measured = spread(case)
    higher = case.facts.pricing.apr - (loan.apor_percent or 0) >= points
    return stated(
        rule_id,
        FindingOutcome.CONDITION if higher else FindingOutcome.PASS,
        question,
        f"The {measured.label} is {measured.display}, {'at or above' if higher else 'below'} the {threshold.label} of "
        f"{threshold.display}.",
        citation,
        figures=(measured, threshold),
        needs="Establish an escrow account for taxes and insurance, kept for at least five years." if higher else None,
        due="prior_to_closing" if higher else None,
    )


RULES = (escrow,)
