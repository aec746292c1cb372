"""The base loan against the limit of the county: what passes everywhere, what the county decides, what goes beyond.

A loan of the wrong size for its program may be the right size for another, which the finding names.
"""

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from lending.comparisons import Details, at_most, not_applicable, overlay, stated
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limit_in_force import How, LimitInForce, LimitKind, limits_for
from lending.limits import Limit, limit
from lending.reasons import ReasonCode

if TYPE_CHECKING:
    from lending.rules import Case

RULE_ID = "compliance.loan_limit"
_WEIGHT = 60


class Size(StrEnum):
    """The program that lends on a loan of this size."""

    CONVENTIONAL = "conventional"
    HIGH_BALANCE = "high-balance"
    JUMBO = "jumbo"


def question(name: str) -> str:
    return f"What is the {name} loan limit for the number of units?"


def no_loan_limit(case: "Case") -> Finding:
    name = case.program.name
    why = f"The {name} program sets no loan limit."
    return not_applicable(RULE_ID, question(name), why, overlay("program eligibility"))


def amount_of(case: "Case") -> Figure:
    return figure("loan_amount", "loan amount", case.application.loan.amount, Unit.USD)


def limit_of(case: "Case", dollars: Decimal, found: LimitInForce, where: str = "") -> Limit:
    return limit("loan_limit", f"{case.program.name} loan limit{where}", dollars, Unit.USD, found.citation)


def county_limits(case: "Case", kind: LimitKind) -> LimitInForce:
    """FHA's by the day of the case number, for which the application's date stands; the others by the closing."""
    home = case.application.property
    day = case.application.application_date if kind is LimitKind.FHA else case.closing
    return limits_for(kind, home.state, home.county_fips, home.units, day)


def undecided(case: "Case", found: LimitInForce) -> Finding:
    """Refers: the file does not say which limit holds."""
    name, amount = case.program.name, amount_of(case)
    return stated(
        RULE_ID,
        FindingOutcome.REFER,
        question(name),
        f"The {name} loan limit for a loan of {amount.display} is not known, because {found.why}.",
        found.citation,
        figures=(amount,),
        needs=found.needs,
    )


_FAILS: Details = {"reason": ReasonCode.OTHER_LOAN_TERMS, "weight": _WEIGHT}


def agency_limit(case: "Case", kind: LimitKind) -> Finding:
    """Up to the county's limit passes, above it fails; without one, what lies between floor and ceiling refers."""
    found, amount, asked = county_limits(case, kind), amount_of(case), question(case.program.name)
    dollars = case.application.loan.amount
    if found.how is How.WRONG_STATE:
        return undecided(case, found)
    if found.limit is not None:
        return at_most(RULE_ID, asked, amount, limit_of(case, found.limit, found, " of the county"), **_FAILS)
    if dollars <= found.floor:
        return at_most(RULE_ID, asked, amount, limit_of(case, found.floor, found), **_FAILS)
    if found.ceiling is not None and dollars > found.ceiling:
        highest = limit_of(case, found.ceiling, found, " of the costliest counties")
        return at_most(RULE_ID, asked, amount, highest, **_FAILS)
    return undecided(case, found)


def size_of(dollars: Decimal, found: LimitInForce) -> tuple[Size, Decimal] | None:
    """The size and the limit that makes it so: the one it stays within or, of a jumbo loan, the one it exceeds.

    None where the county decides between two sizes and its limit is not known.
    """
    if dollars <= found.floor:
        return Size.CONVENTIONAL, found.floor
    if found.limit is not None:
        return (Size.HIGH_BALANCE if dollars <= found.limit else Size.JUMBO), found.limit
    if found.ceiling is not None and dollars > found.ceiling:
        return Size.JUMBO, found.ceiling
    return None


def conforming_limit(case: "Case", own: Size, most: Limit | None = None) -> Finding:
    """Passes a loan of the program's `own` size, up to `most` where no county limits that size.

    A loan above the limits fails. One of another size that the lender makes refers, so that it is underwritten as such.
    """
    found, amount, asked = county_limits(case, LimitKind.CONFORMING), amount_of(case), question(case.program.name)
    sized = None if found.how is How.WRONG_STATE else size_of(case.application.loan.amount, found)
    if sized is None:
        return undecided(case, found)
    size, dollars = sized
    if size is own:
        return at_most(RULE_ID, asked, amount, most or limit_of(case, dollars, found), **_FAILS)
    where = " of the county" if found.limit is not None else " of the costliest counties"
    if size is Size.JUMBO:
        failed = at_most(RULE_ID, asked, amount, limit_of(case, dollars, found, where), **_FAILS)
        return failed.model_copy(update={"statement": f"{failed.statement} A loan of that size is a jumbo loan."})
    bound = figure("size_limit", f"limit of {size} loans", dollars, Unit.USD)
    return stated(
        RULE_ID,
        FindingOutcome.REFER,
        asked,
        f"Loan amount: {amount.display}, within the {bound.label} of {bound.display}; it is a {size} loan.",
        found.citation,
        figures=(amount, bound),
        needs=f"Underwrite the loan as a {size} loan.",
    )
