"""Private mortgage insurance: whether a loan needs it, whether it can be had, and how much of the loan it covers."""

from lending.comparisons import at_least, not_applicable, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.ratios import ShownRatios
from lending.reasons import ReasonCode
from lending.rules import Case


def mortgage_insurance(case: Case) -> Finding:
    """Above the line the loan is insured, which an insurer may refuse; intake saw to it that the premium is stated."""
    rule_id, question = "collateral.mortgage_insurance", "When does a conventional loan need mortgage insurance?"
    above = case.program.private_insurance_above(case.application)
    if above is None:
        carries = "its own insurance or guaranty" if case.program.is_government else "no mortgage insurance"
        why = f"The {case.program.name} program carries {carries}."
        return not_applicable(rule_id, question, why, overlay("mortgage insurance"))
    shown, ratios = ShownRatios(case.facts.ratios), case.facts.ratios
    needed = ratios.ltv > above.value
    words = (
        f"At an LTV of {shown['ltv'].display}, {'above' if needed else 'not above'} {above.figure.display}, mortgage"
    )
    if not needed:
        figures = (shown["ltv"], above.figure)
        return stated(
            rule_id, FindingOutcome.PASS, question, f"{words} insurance is not needed.", above.citation, figures=figures
        )
    if case.application.loan.mortgage_insurance_denied:
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            f"{words} insurance is needed, and the insurer has denied it.",
            above.citation,
            figures=(shown["ltv"], above.figure),
            reason=ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED,
            weight=83,
        )
    premium = shown["mortgage_insurance"]
    return stated(
        rule_id,
        FindingOutcome.PASS if ratios.mortgage_insurance else FindingOutcome.CONDITION,
        question,
        f"{words} insurance is needed and costs {premium.display} a month.",
        above.citation,
        figures=(shown["ltv"], above.figure, premium),
        needs=None if ratios.mortgage_insurance else "Obtain the mortgage insurance certificate.",
        due=None if ratios.mortgage_insurance else "prior_to_closing",
    )


def insurance_coverage(case: Case) -> Finding:
    """The certificate covers at least the share that the guide prescribes for the LTV and the term."""
    rule_id = "collateral.insurance_coverage"
    question = "How much of the loan must mortgage insurance cover, by LTV and term?"
    required = case.program.private_insurance_coverage(case)
    if required is None:
        why = "The loan needs no private mortgage insurance."
        return not_applicable(rule_id, question, why, overlay("mortgage insurance coverage"))
    needs = f"Obtain a mortgage insurance certificate that covers {required.figure.display} of the loan."
    covered = case.application.loan.mortgage_insurance_coverage_percent
    ltv = ShownRatios(case.facts.ratios)["ltv"]
    if covered is None:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            f"The file does not state the insurance coverage, of which {required.figure.display} is needed.",
            required.citation,
            figures=(required.figure, ltv),
            needs=needs,
            due="prior_to_closing",
        )
    return at_least(
        rule_id,
        question,
        figure("insurance_coverage_stated", "insurance coverage", covered, Unit.PERCENT),
        required,
        otherwise=FindingOutcome.CONDITION,
        needs=needs,
        due="prior_to_closing",
        others=(ltv,),
    )


RULES = (mortgage_insurance, insurance_coverage)
