"""Capital: money to close, what is left of it, and how many other homes that has to carry."""

from decimal import Decimal

from lending.comparisons import Details, at_least, at_most, not_applicable, overlay
from lending.financed_properties import count_financed
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limits import limit
from lending.money import ZERO
from lending.ratios import ShownRatios
from lending.reasons import ReasonCode
from lending.reserves import RequiredReserves, required_reserves
from lending.rules import Case

_CASH = ReasonCode.OTHER_INSUFFICIENT_CASH


def _if_short(case: Case, documented: Decimal, needed: Decimal, weight: int) -> Details:
    """What a shortfall means: a condition where assets awaiting documents would cover it, otherwise a failure."""
    funds = case.facts.funds
    if funds.usable_if_documented > funds.usable and documented >= needed:
        words = "Verify the assets that count for nothing until they are verified."
        if funds.undocumented_large_deposits:
            words = "Document the source of the large deposits that are left out of the funds."
            if not all(asset.verified for asset in case.application.assets):
                words += " Verify the assets that count for nothing until they are verified."
        return Details(otherwise=FindingOutcome.CONDITION, needs=words, due="prior_to_approval", weight=weight)
    return Details(reason=_CASH, weight=weight)


def funds_to_close(case: Case) -> Finding:
    shown, funds = ShownRatios(case.facts.ratios), case.facts.funds
    needed = limit("funds_to_close", "funds to close", funds.to_close, Unit.USD, overlay("funds to close"))
    question = "How are funds to close calculated and verified?"
    details = _if_short(case, funds.usable_if_documented, funds.to_close, 78)
    return at_least("capital.funds_to_close", question, shown["funds_available"], needed, **details)


def _financed_figures(required: RequiredReserves) -> tuple[Figure, ...]:
    financed = required.financed
    return (
        figure("financed_properties", "financed properties", financed.count, Unit.COUNT),
        figure("others_unpaid", "unpaid principal of other financed properties", financed.others_unpaid, Unit.USD),
        figure("others_percent", "share of it held in reserve", financed.percent, Unit.PERCENT),
        figure("others_reserves", "reserves for other financed properties", financed.reserves, Unit.USD),
    )


def reserves(case: Case) -> Finding:
    """In months of PITIA, or in dollars where other financed properties ask for reserves of their own."""
    rule_id = "capital.reserves"
    question = f"How many months of reserves does a {case.program.name} loan need for this occupancy?"
    shown, funds = ShownRatios(case.facts.ratios), case.facts.funds
    required = required_reserves(case.application, case.facts.ratios)
    details = _if_short(case, funds.left_if_documented, required.dollars, 76)
    if not required.financed.reserves:
        details["others"] = (shown["pitia"],)
        return at_least(rule_id, question, shown["reserves_months"], required.months, **details)
    details["others"] = (shown["reserves_months"], shown["pitia"], required.months.figure, *_financed_figures(required))
    left = figure("reserves", "reserves after closing", max(funds.left, ZERO), Unit.USD)
    label = "required reserves for the subject and other financed properties"
    needed = limit("required_reserves_dollars", label, required.dollars, Unit.USD, required.months.citation)
    return at_least(rule_id, question, left, needed, **details)


def financed_properties(case: Case) -> Finding:
    """The guide's number is for automated files; the lender holds manual ones to it too (assets policy 4.3)."""
    rule_id, question = "capital.financed_properties", "How many financed properties may a borrower have?"
    maximum = case.program.maximum_financed_properties(case)
    if maximum is None:
        why = "The number of financed properties is not limited for this loan."
        return not_applicable(rule_id, question, why, overlay("other financed properties"))
    count = figure("financed_properties", "financed properties", count_financed(case.application).count, Unit.COUNT)
    return at_most(rule_id, question, count, maximum, reason=ReasonCode.OTHER_LOAN_TERMS, weight=64)


RULES = (funds_to_close, reserves, financed_properties)
