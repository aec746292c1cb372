"""General qualified mortgage, 12 CFR 1026.43(e)(2): product features, term, points and fees, and price.

There is no debt-to-income cap: the 43 percent test left the rule (85 FR 86308). FHA and VA loans follow their own
definitions (24 CFR 203.19, 38 CFR 36.4300), which drop the price test. The lender makes only qualified mortgages.
"""

from datetime import date
from decimal import Decimal

from lending.cash import note_amount
from lending.comparisons import at_most, less_than, not_applicable, overlay, regulation, stated
from lending.compliance.coverage import (
    BUSINESS_PURPOSE,
    apor,
    apr,
    higher_priced_points,
    is_consumer_credit,
    is_first_lien,
    is_higher_priced,
    qm_spread,
    spread,
)
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.limits import Limit, limit
from lending.money import CENT, percent_of, share
from lending.payments import MONTHS_A_YEAR
from lending.programs.base import QmDefinition
from lending.property import PropertyType
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.tables.conventional import EXEMPT_LOANS
from lending.tables.regulation_z import (
    FHA_SAFE_HARBOR_POINTS,
    HIGHER_PRICED_COVERED,
    QM_FEES,
    QM_PRICE,
    QM_PRODUCT,
    QM_SPREADS,
    FeeTiers,
)

EFFECTIVE = date(2014, 1, 10)
_TERMS = ReasonCode.OTHER_LOAN_TERMS
_EXEMPT_QUESTION = "How high may points and fees and the spread be on an exempt business-purpose investment loan?"
_THREE, _FIVE, _EIGHT = Decimal(3), Decimal(5), Decimal(8)


def points_and_fees_cap(tiers: FeeTiers, loan_amount: Decimal, total_loan_amount: Decimal) -> Decimal:
    """Dollars. The tier goes by the note amount, the percentage by the total loan amount (1026.43(e)(3)(i))."""
    if loan_amount >= tiers.three_percent_from:
        return share(total_loan_amount, _THREE)
    if loan_amount >= tiers.upper_flat_from:
        return tiers.upper_flat
    if loan_amount >= tiers.five_percent_from:
        return share(total_loan_amount, _FIVE)
    if loan_amount >= tiers.lower_flat_from:
        return tiers.lower_flat
    return share(total_loan_amount, _EIGHT)


def features(case: Case) -> Finding:
    """No negative amortization, no interest-only period, no balloon, at most 30 years; exempt loans by overlay."""
    rule_id, question = "compliance.qm_features", "Which loan features may a qualified mortgage not have?"
    citation = regulation("12 CFR 1026.43(e)(2)(i) and (ii)", EFFECTIVE)
    barred = "which a qualified mortgage may not have"
    if not is_consumer_credit(case):
        citation = overlay("prohibited features of exempt loans")
        barred = "which the lender bars on loans for a business purpose too"
    loan = case.application.loan
    longest = QM_PRODUCT.on(case.closing).value.longest_term_months
    found = [
        words
        for words, there in (
            ("negative amortization", loan.negative_amortization),
            ("an interest-only period", loan.interest_only_months > 0),
            ("a balloon payment", loan.balloon_due_month is not None),
            ("a term above thirty years", loan.term_months > longest),
        )
        if there
    ]
    statement = (
        f"The loan has {' and '.join(found)}, {barred}."
        if found
        else "The loan has no negative amortization, interest-only period or balloon, and runs at most thirty years."
    )
    outcome = FindingOutcome.FAIL if found else FindingOutcome.PASS
    return stated(rule_id, outcome, question, statement, citation, reason=_TERMS, weight=70)


def points_and_fees(case: Case) -> Finding:
    rule_id, question = (
        "compliance.qm_points_and_fees",
        "Which points-and-fees caps apply by note amount and closing year?",
    )
    pricing = case.facts.pricing
    row = QM_FEES.on(case.closing)
    cap, citation = (
        points_and_fees_cap(row.value, note_amount(case.application.loan), pricing.total_loan_amount),
        row.citation,
    )
    if not is_consumer_credit(case):
        exempt = EXEMPT_LOANS.on(case.application.application_date)
        cap = share(pricing.total_loan_amount, exempt.value.points_and_fees_percent)
        question, citation = _EXEMPT_QUESTION, exempt.citation
    return at_most(
        rule_id,
        question,
        figure("points_and_fees", "points and fees", pricing.points_and_fees, Unit.USD),
        limit("points_and_fees_cap", "points-and-fees cap", cap, Unit.USD, citation),
        reason=_TERMS,
        weight=72,
        others=(figure("total_loan_amount", "total loan amount", pricing.total_loan_amount, Unit.USD),),
    )


def price(case: Case) -> Finding:
    """The APR must lie above the APOR by less than the tier's spread, which is wider for small manufactured homes."""
    rule_id, question = "compliance.qm_price", "How far may the APR lie above the APOR for a General QM?"
    spreads = QM_SPREADS.on(case.closing)
    if not is_consumer_credit(case):
        exempt = EXEMPT_LOANS.on(case.application.application_date)
        threshold = limit(
            "exempt_spread", "price limit of an exempt loan", exempt.value.spread_points, Unit.POINTS, exempt.citation
        )
        shown = (apr(case), apor(case))
        return at_most(rule_id, _EXEMPT_QUESTION, spread(case), threshold, reason=_TERMS, weight=74, others=shown)
    if case.program.qm_definition is not QmDefinition.GENERAL:
        why = f"The {case.program.name} definition of a qualified mortgage has no price test."
        return not_applicable(rule_id, question, why, spreads.citation)
    row, amount = QM_PRICE.on(case.closing), note_amount(case.application.loan)
    if is_first_lien(case):
        manufactured = case.application.property.property_type is PropertyType.MANUFACTURED
        points = (
            spreads.value.first_top
            if amount >= row.value.top
            else spreads.value.first_middle
            if amount >= row.value.middle and not manufactured
            else spreads.value.first_bottom
        )
    else:
        small = amount < row.value.middle
        points = spreads.value.subordinate_small if small else spreads.value.subordinate
    return less_than(
        rule_id,
        question,
        qm_spread(case),
        limit("qm_price_spread", "General QM price threshold", points, Unit.POINTS, row.citation),
        reason=_TERMS,
        weight=74,
        others=(apr(case), apor(case)),
    )


def _fha_threshold(case: Case) -> Limit:
    """HUD's: points over the APOR that grow with the annual premium, which is in the APR."""
    row = FHA_SAFE_HARBOR_POINTS.on(case.closing)
    annual = case.facts.ratios.mortgage_insurance * MONTHS_A_YEAR
    premium = percent_of(annual, case.application.loan.amount).quantize(CENT)
    label = "FHA safe harbor's threshold"
    return limit("higher_priced_spread", label, row.value + premium, Unit.POINTS, row.citation)


def presumption(case: Case) -> Finding:
    """Safe harbour below the higher-priced threshold, rebuttable presumption from it on: either may be made.

    FHA's safe harbour still holds at its threshold.
    """
    rule_id = "compliance.qm_presumption"
    question = "When does a qualified mortgage have the safe harbor or the rebuttable presumption?"
    citation = HIGHER_PRICED_COVERED.on(case.closing).citation
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, citation)
    measured = spread(case)
    match case.program.qm_definition:
        case QmDefinition.GENERAL:
            points = higher_priced_points(case)
            threshold = limit("higher_priced_spread", "higher-priced threshold", points, Unit.POINTS, citation)
            safe = not is_higher_priced(case)
        case QmDefinition.FHA:
            threshold = _fha_threshold(case)
            safe = Decimal(str(measured.value)) <= threshold.value
        case _:
            why = f"Under the {case.program.name} program the presumption follows the agency's own rule."
            return not_applicable(rule_id, question, why, citation)
    return stated(
        rule_id,
        FindingOutcome.PASS,
        question,
        f"With a {measured.label} of {measured.display} against {threshold.figure.display}, a qualified mortgage has "
        f"the {'safe harbor' if safe else 'rebuttable presumption'} of compliance.",
        threshold.citation,
        figures=(measured, threshold.figure),
    )


def prepayment_penalty(case: Case) -> Finding:
    """1026.43(g) allows one on a fixed-rate qualified mortgage that is not higher-priced; the programs have none."""
    rule_id, question = "compliance.prepayment_penalty", "When may a covered loan carry a prepayment penalty?"
    row = QM_PRODUCT.on(case.closing)
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, row.citation)
    loan = case.application.loan
    penalty = loan.prepayment_penalty
    if penalty is None:
        return stated(rule_id, FindingOutcome.PASS, question, "The loan carries no prepayment penalty.", row.citation)
    shown = (
        figure("penalty_months", "months with a prepayment penalty", penalty.months, Unit.COUNT),
        figure("penalty_percent", "highest prepayment penalty", penalty.max_percent_of_prepaid, Unit.PERCENT),
    )
    barred = [
        words
        for words, there in (
            ("the rate is adjustable", loan.arm is not None),
            ("the loan is higher-priced", is_higher_priced(case)),
            (f"it runs {shown[0].display} months", penalty.months > row.value.penalty_months),
            (f"it comes to {shown[1].display}", penalty.max_percent_of_prepaid > row.value.penalty_percent),
            ("no loan without one was offered", not loan.alternative_without_penalty_offered),
        )
        if there
    ]
    why = " and ".join(barred) or "the lender's programs have none"
    return stated(
        rule_id,
        FindingOutcome.FAIL,
        question,
        f"The loan carries a prepayment penalty although {why}.",
        row.citation if barred else overlay("prepayment penalties"),
        figures=shown,
        reason=_TERMS,
        weight=68,
    )


RULES = (features, points_and_fees, price, presumption, prepayment_penalty)
