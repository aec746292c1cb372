"""Collateral: whether the property is worth the loan and fit to secure it."""

from lending.application import Program
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.loan import Purpose
from lending.money import round_up_whole, share
from lending.programs.base import limit
from lending.property import ConditionRating, PropertyType
from lending.ratios import ratio_figures
from lending.reasons import ReasonCode
from lending.rules import Case, at_least, at_most, not_applicable, overlay, stated
from lending.tables.conventional import CASH_OUT_SEASONING_MONTHS, INSURANCE_ABOVE_LTV, LIMITED_CASH_OUT
from lending.tables.overlays import OVERLAYS

_COLLATERAL = ReasonCode.COLLATERAL_INSUFFICIENT


def _ltv_rule(case: Case, name: str, weight: int) -> Finding:
    """The ratio as truncated to two decimals; conventional loans are delivered at the next whole percent above it."""
    rule_id = f"collateral.{name}"
    question = f"What is the maximum {name.upper()} for a {case.program.name} loan by occupancy and purpose?"
    maximum = case.program.maximum_ltv(case.application, case.facts.score_for_minimum)
    if maximum is None:
        why = "The program does not lend on this occupancy, so it has no limit for it."
        return not_applicable(rule_id, question, why, overlay("maximum LTV"))
    measured = ratio_figures(case.facts.ratios)[name]
    whole = round_up_whole(getattr(case.facts.ratios, name))
    if case.application.program is Program.CONVENTIONAL:
        delivered = figure(f"{name}_delivered", f"{name.upper()} as delivered", whole, Unit.PERCENT)
        return at_most(rule_id, question, delivered, maximum, reason=_COLLATERAL, weight=weight, others=(measured,))
    return at_most(rule_id, question, measured, maximum, reason=_COLLATERAL, weight=weight)


def ltv(case: Case) -> Finding:
    return _ltv_rule(case, "ltv", 82)


def cltv(case: Case) -> Finding:
    if not case.application.loan.subordinate_liens:
        question = "What is the maximum CLTV?"
        return not_applicable("collateral.cltv", question, "There is no other financing.", overlay("maximum CLTV"))
    return _ltv_rule(case, "cltv", 81)


def hcltv(case: Case) -> Finding:
    if not any(lien.credit_limit is not None for lien in case.application.loan.subordinate_liens):
        question = "What is the maximum HCLTV?"
        return not_applicable("collateral.hcltv", question, "There is no line of credit.", overlay("maximum HCLTV"))
    return _ltv_rule(case, "hcltv", 80)


def condition(case: Case) -> Finding:
    rule_id, question = "collateral.condition", "Which property condition rating is not acceptable?"
    citation = overlay("property condition")
    appraisal = case.application.property.appraisal
    rating = appraisal.condition if appraisal else None
    if rating is None:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The file states no condition rating for the property.",
            citation,
            needs="Obtain the appraiser's condition rating.",
            due="prior_to_approval",
        )
    shown = figure("condition_rating", "condition rating", rating.value, Unit.TEXT)
    unsound = rating is ConditionRating.C6
    return stated(
        rule_id,
        FindingOutcome.FAIL if unsound else FindingOutcome.PASS,
        question,
        f"The appraiser rates the property's condition {shown.display}.",
        citation,
        figures=(shown,),
        reason=_COLLATERAL,
        weight=84,
    )


def appraisal_age(case: Case) -> Finding:
    rule_id, question = "collateral.appraisal_age", "How old may the appraisal be at closing?"
    row = OVERLAYS.on(case.application.application_date)
    appraisal = case.application.property.appraisal
    if appraisal is None:
        return not_applicable(rule_id, question, "There is no appraisal.", row.citation)
    days = (case.closing - appraisal.effective_date).days
    return at_most(
        rule_id,
        question,
        figure("appraisal_age_days", "age of the appraisal in days at closing", days, Unit.COUNT),
        limit("appraisal_age_limit", "oldest age in days", row.value.appraisal_age_days, Unit.COUNT, row.citation),
        otherwise=FindingOutcome.CONDITION,
        needs="Obtain an appraisal update.",
        due="prior_to_closing",
    )


def price_and_value(case: Case) -> Finding:
    """An appraisal below the price is no fault by itself: the lesser of the two is the value basis."""
    rule_id, question = "collateral.value_basis", "Which value is the basis of LTV when the appraisal and price differ?"
    citation = overlay("value basis")
    appraisal, loan = case.application.property.appraisal, case.application.loan
    if loan.purpose is not Purpose.PURCHASE or appraisal is None or loan.purchase_price is None:
        why = "The appraised value is the value basis of a refinance."
        return not_applicable(rule_id, question, why, citation)
    value = figure("appraised_value", "appraised value", appraisal.value, Unit.USD)
    price = figure("purchase_price", "purchase price", loan.purchase_price, Unit.USD)
    below = appraisal.value < loan.purchase_price
    basis = "appraised value" if below else "purchase price"
    return stated(
        rule_id,
        FindingOutcome.PASS,
        question,
        f"The appraised value is {value.display} and the price {price.display}; the {basis} is the value basis.",
        citation,
        figures=(value, price),
    )


def cash_out_seasoning(case: Case) -> Finding:
    rule_id, question = (
        "collateral.cash_out_seasoning",
        "How old must the existing first lien be for a cash-out refinance?",
    )
    row = CASH_OUT_SEASONING_MONTHS.on(case.application.application_date)
    loan = case.application.loan
    if loan.purpose is not Purpose.CASH_OUT_REFINANCE:
        return not_applicable(rule_id, question, "The loan is not a cash-out refinance.", row.citation)
    if loan.existing_first_lien_note_date is None:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The note date of the existing first lien is not in the file.",
            row.citation,
            needs="Obtain the note of the existing first lien.",
            due="prior_to_approval",
        )
    months = months_between(loan.existing_first_lien_note_date, case.closing)
    return at_least(
        rule_id,
        question,
        figure("first_lien_age_months", "age of the existing first lien in months", months, Unit.COUNT),
        limit("seasoning_months", "months required", row.value, Unit.COUNT, row.citation),
        reason=ReasonCode.OTHER_LOAN_TERMS,
        weight=65,
    )


def limited_cash_out(case: Case) -> Finding:
    """A rate-and-term refinance that gives more cash than the limit must be asked for as a cash-out refinance."""
    rule_id, question = "collateral.limited_cash_out", "How much cash may a limited cash-out refinance give back?"
    row = LIMITED_CASH_OUT.on(case.application.application_date)
    loan = case.application.loan
    if loan.purpose is not Purpose.RATE_TERM_REFINANCE:
        return not_applicable(rule_id, question, "The loan is not a limited cash-out refinance.", row.citation)
    percent, dollars = row.value
    return at_most(
        rule_id,
        question,
        figure("cash_back", "cash back to the borrowers", loan.cash_to_borrower, Unit.USD),
        limit(
            "cash_back_limit", "limit on cash back", max(share(loan.amount, percent), dollars), Unit.USD, row.citation
        ),
        otherwise=FindingOutcome.REFER,
        needs="Restructure the loan as a cash-out refinance or reduce the cash back.",
    )


def manufactured_home(case: Case) -> Finding:
    rule_id, question = "collateral.property_type", "How are manufactured homes and cooperatives treated?"
    citation = overlay("property types")
    kind = case.application.property.property_type
    special = kind in {PropertyType.MANUFACTURED, PropertyType.COOPERATIVE}
    name = kind.replace("_", " ")
    return stated(
        rule_id,
        FindingOutcome.REFER if special else FindingOutcome.PASS,
        question,
        f"The property is a {name}."
        if kind is not PropertyType.TWO_TO_FOUR_UNIT
        else "The property has several units.",
        citation,
        needs=f"An underwriter reviews the project and title of the {name}." if special else None,
    )


def mortgage_insurance(case: Case) -> Finding:
    """A conventional loan above the insurance line must state its insurance."""
    rule_id, question = "collateral.mortgage_insurance", "When does a conventional loan need mortgage insurance?"
    row = INSURANCE_ABOVE_LTV.on(case.application.application_date)
    if case.application.program is not Program.CONVENTIONAL:
        why = f"The {case.program.name} program carries its own insurance or guaranty."
        return not_applicable(rule_id, question, why, row.citation)
    shown = ratio_figures(case.facts.ratios)
    line = figure("insurance_above_ltv", "LTV above which insurance is needed", row.value, Unit.PERCENT)
    needed = case.facts.ratios.ltv > row.value
    there = case.application.loan.mortgage_insurance_annual_percent is not None
    words = (
        f"At an LTV of {shown['ltv'].display}, {'above' if needed else 'not above'} {line.display}, mortgage insurance "
        f"is {'needed' if needed else 'not needed'}"
    )
    words += f" and costs {shown['mortgage_insurance'].display} a month." if needed and there else "."
    missing = needed and not there
    figures = (shown["ltv"], line, *((shown["mortgage_insurance"],) if needed and there else ()))
    return stated(
        rule_id,
        FindingOutcome.REFER if missing else FindingOutcome.PASS,
        question,
        words,
        row.citation,
        figures=figures,
        needs="Obtain a mortgage insurance quote and run the file again with its premium." if missing else None,
    )


RULES = (
    ltv,
    cltv,
    hcltv,
    condition,
    appraisal_age,
    price_and_value,
    cash_out_seasoning,
    limited_cash_out,
    manufactured_home,
    mortgage_insurance,
)
