"""High-cost mortgages, 12 CFR 1026.32(a)(1): any of three tests makes one, and the lender makes none.

All three compare strictly: a figure on the threshold is not above it.
"""

from decimal import Decimal

from lending.cash import note_amount
from lending.comparisons import at_most, not_applicable, stated
from lending.compliance.coverage import (
    BUSINESS_PURPOSE,
    apor,
    hoepa_spread,
    is_consumer_credit,
    is_first_lien,
)
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.limits import limit
from lending.money import share
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.tables.regulation_z import HOEPA_FEES, HOEPA_LIMITS

_TERMS = ReasonCode.OTHER_LOAN_TERMS
_FIVE, _EIGHT = Decimal(5), Decimal(8)


def price(case: Case) -> Finding:
    rule_id, question = "compliance.hoepa_apr", "At which APR over APOR is a loan a high-cost mortgage under HOEPA?"
    row = HOEPA_LIMITS.on(case.closing)
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, row.citation)
    small = note_amount(case.application.loan) < row.value.personal_property_below
    if not is_first_lien(case):
        points = row.value.subordinate
    elif case.application.property.personal_property and small:
        points = row.value.personal_property
    else:
        points = row.value.first
    threshold = limit("hoepa_spread", "HOEPA price threshold", points, Unit.POINTS, row.citation)
    shown = (figure("apr", "APR", case.facts.pricing.hoepa_apr, Unit.RATE), apor(case))
    return at_most(rule_id, question, hoepa_spread(case), threshold, reason=_TERMS, weight=90, others=shown)


def fees_threshold(
    loan_amount: Decimal, total_loan_amount: Decimal, five_percent_from: Decimal, flat: Decimal
) -> Decimal:
    """Dollars: 5 percent of the total loan amount, on small loans the lesser of 8 percent and the flat amount."""
    if loan_amount >= five_percent_from:
        return share(total_loan_amount, _FIVE)
    return min(share(total_loan_amount, _EIGHT), flat)


def points_and_fees(case: Case) -> Finding:
    rule_id, question = "compliance.hoepa_fees", "Which points and fees make a high-cost mortgage under HOEPA?"
    row, pricing = HOEPA_FEES.on(case.closing), case.facts.pricing
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, row.citation)
    amount = note_amount(case.application.loan)
    threshold = fees_threshold(amount, pricing.total_loan_amount, row.value.five_percent_from, row.value.flat)
    return at_most(
        rule_id,
        question,
        figure("points_and_fees", "points and fees", pricing.points_and_fees, Unit.USD),
        limit("hoepa_fees_threshold", "HOEPA points-and-fees threshold", threshold, Unit.USD, row.citation),
        reason=_TERMS,
        weight=92,
    )


def prepayment(case: Case) -> Finding:
    rule_id = "compliance.hoepa_prepayment"
    question = "Which prepayment penalty makes a high-cost mortgage under HOEPA?"
    row = HOEPA_LIMITS.on(case.closing)
    citation = row.citation
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, citation)
    penalty = case.application.loan.prepayment_penalty
    if penalty is None:
        words = "No prepayment penalty is possible."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    months = figure("penalty_months", "months with a prepayment penalty", penalty.months, Unit.COUNT)
    percent = figure("penalty_percent", "highest prepayment penalty", penalty.max_percent_of_prepaid, Unit.PERCENT)
    too_long = penalty.months > row.value.penalty_months
    too_high = penalty.max_percent_of_prepaid > row.value.penalty_percent
    high_cost = too_long or too_high
    return stated(
        rule_id,
        FindingOutcome.FAIL if high_cost else FindingOutcome.PASS,
        question,
        f"A penalty of up to {percent.display} is possible for {months.display} months after closing, "
        f"{'which makes' if high_cost else 'which by itself does not make'} a high-cost mortgage.",
        citation,
        figures=(months, percent),
        reason=_TERMS,
        weight=91,
    )


RULES = (price, points_and_fees, prepayment)
