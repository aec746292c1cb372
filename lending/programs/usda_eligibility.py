"""What only a USDA guaranteed loan asks: household income, a rural area, a fixed rate, and which loan is refinanced."""

from typing import TYPE_CHECKING

from lending.comparisons import at_most, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.limits import limit
from lending.loan import Purpose
from lending.program import Program
from lending.reasons import ReasonCode

if TYPE_CHECKING:
    from lending.rules import Case

_TERMS = ReasonCode.OTHER_LOAN_TERMS


def household_income(case: "Case") -> Finding:
    """The adjusted income of everybody in the household, whether or not it helps to repay, against the area's limit."""
    rule_id, question = "compliance.usda_income", "How much may a household earn for a USDA guaranteed loan?"
    citation, household = overlay("USDA eligibility: household income"), case.application.household
    income = household.adjusted_annual_income if household else None
    most = household.income_limit if household else None
    if income is None or most is None:
        lacks = "adjusted household income" if income is None else "income limit of the county"
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"The file does not state the {lacks}, so the household's eligibility is not known.",
            citation,
            needs=f"Complete the household income worksheet and add the {lacks} to the file.",
        )
    bound = limit("income_limit", "income limit of the county", most, Unit.USD, citation)
    measured = figure("household_income", "adjusted household income a year", income, Unit.USD)
    return at_most(rule_id, question, measured, bound, reason=_TERMS, weight=58)


def rural_area(case: "Case") -> Finding:
    """A purchase lies in an eligible area; a refinance of a USDA loan may lie where the area no longer is one."""
    rule_id, question = "compliance.usda_area", "Where may a property lie for a USDA guaranteed loan?"
    citation, rural = overlay("USDA eligibility: rural area"), case.application.property.in_eligible_rural_area
    if case.application.loan.purpose is not Purpose.PURCHASE and rural is not True:
        words = "The loan refinances, for which an area that is no longer rural remains eligible."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    if rural is None:
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            "The file does not say whether the property lies in an eligible rural area.",
            citation,
            needs="Look up the address on the agency's map of eligible areas and add the answer to the file.",
        )
    return stated(
        rule_id,
        FindingOutcome.PASS if rural else FindingOutcome.FAIL,
        question,
        f"The property lies {'in' if rural else 'outside'} an eligible rural area.",
        citation,
        reason=_TERMS,
        weight=59,
    )


def fixed_rate(case: "Case") -> Finding:
    fixed = case.application.loan.arm is None
    return stated(
        "compliance.usda_fixed_rate",
        FindingOutcome.PASS if fixed else FindingOutcome.FAIL,
        "May a USDA guaranteed loan have an adjustable rate?",
        f"The rate is {'fixed' if fixed else 'adjustable, which USDA does not guarantee'}.",
        overlay("USDA eligibility: fixed rate"),
        reason=_TERMS,
        weight=56,
    )


def refinanced_loan(case: "Case") -> Finding:
    """Asked of a refinance only: it pays off a USDA loan."""
    paid_off = case.application.loan.refinances_program
    known = paid_off is not None
    usda = paid_off is Program.USDA
    words = (
        f"{'a USDA loan' if usda else 'a loan of another program'}" if known else "a loan whose program is not known"
    )
    return stated(
        "compliance.usda_refinance",
        FindingOutcome.PASS if usda else FindingOutcome.FAIL if known else FindingOutcome.REFER,
        "Which loans may a USDA guaranteed loan refinance?",
        f"The refinance pays off {words}.",
        overlay("USDA eligibility: refinances"),
        reason=_TERMS,
        weight=56,
        needs=None if known else "Establish whether the loan to be paid off is a USDA direct or guaranteed loan.",
    )


def eligibility(case: "Case") -> tuple[Finding, ...]:
    findings = (household_income(case), rural_area(case), fixed_rate(case))
    return findings if case.application.loan.purpose is Purpose.PURCHASE else (*findings, refinanced_loan(case))
