"""Collateral: whether the property is worth the loan and fit to secure it."""

from dataclasses import replace
from decimal import Decimal

from lending.comparisons import at_most, not_applicable, overlay, stated
from lending.contributions import loan_to_value, sales_concession
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limits import Limit, limit
from lending.loan import Purpose
from lending.money import round_up_whole
from lending.property import ConditionRating, Occupancy, PropertyType
from lending.ratios import ShownRatios, financing
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.tables.overlays import OVERLAYS
from lending.underwriting.credit import key_factor_figures

_COLLATERAL = ReasonCode.COLLATERAL_INSUFFICIENT


def _ratio_held(case: Case, ratio: Decimal) -> Decimal:
    """What of a loan-to-value ratio is held against a limit: the next whole percent, or the ratio itself."""
    return round_up_whole(ratio) if case.program.delivers_whole_percent_ltv else ratio


def _value_is_at_fault(case: Case, name: str, most: Decimal) -> bool:
    """Whether the ratio is too high because of the appraised value, and not because too little is paid down.

    A purchase has the price to compare with. It is the price less what the seller gives beyond its limit, since that
    is what the buyer pays in truth.
    """
    price = case.application.loan.purchase_price
    if case.application.loan.purpose is not Purpose.PURCHASE or price is None:
        return True
    paid = price - sales_concession(case.application)
    amount = financing(case.application.loan)[name]
    return _ratio_held(case, loan_to_value(case.application, amount, paid)) <= most


def _true_cause(case: Case, failed: Finding, maximum: Limit, name: str) -> Finding:
    """`failed` with the reason that it fails for: the score that lowers the limit, the value, or the down payment."""
    held, most = _ratio_held(case, getattr(case.facts.ratios, name)), maximum.value
    if (by := maximum.lowered_by_score) is not None:
        most = Decimal(str(by.standard.value))
        if held <= most:
            why = f"The credit score is {by.score.display}; from {by.standard_score.display} on the maximum is"
            return failed.model_copy(
                update={
                    "statement": f"{failed.statement} {why} {by.standard.display}.",
                    "figures": (*failed.figures, by.score, by.standard_score, by.standard, *key_factor_figures(case)),
                    "reason_code": ReasonCode.OTHER_CREDIT_SCORE,
                }
            )
    if _value_is_at_fault(case, name, most):
        return failed
    return failed.model_copy(update={"reason_code": ReasonCode.OTHER_INSUFFICIENT_CASH})


def _ltv_rule(case: Case, name: str, weight: int) -> Finding:
    """Conventional loans are delivered at the next whole percent, the others are held to their limit exactly."""
    rule_id = f"collateral.{name}"
    question = f"What is the maximum LTV of {case.program.name} loans?"
    maximum = case.program.maximum_ltv(case)
    if maximum is None:
        why = "The program does not lend on this occupancy, purpose and number of units, so it has no limit for them."
        return not_applicable(rule_id, question, why, overlay("maximum LTV"))
    label = f"maximum {name.upper()}"
    maximum = replace(maximum, figure=maximum.figure.model_copy(update={"label": label}))
    measured = ShownRatios(case.facts.ratios)[name]
    others: tuple[Figure, ...] = ()
    if case.program.delivers_whole_percent_ltv:
        whole = _ratio_held(case, getattr(case.facts.ratios, name))
        others = (measured,)
        measured = figure(f"{name}_delivered", f"{name.upper()} as delivered", whole, Unit.PERCENT)
    found = at_most(rule_id, question, measured, maximum, reason=_COLLATERAL, weight=weight, others=others)
    return _true_cause(case, found, maximum, name) if found.outcome is FindingOutcome.FAIL else found


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
        figure("appraisal_age_days", "age of the appraisal at closing, in days", days, Unit.COUNT),
        limit("appraisal_age_limit", "oldest age allowed", row.value.appraisal_age_days, Unit.COUNT, row.citation),
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
    basis = ShownRatios(case.facts.ratios)["value_basis"]
    which = "appraised value" if basis.value == appraisal.value < loan.purchase_price else "purchase price"
    if case.facts.ratios.value_basis < min(appraisal.value, loan.purchase_price):
        which = "price less what the seller gives beyond its limit"
    return stated(
        rule_id,
        FindingOutcome.PASS,
        question,
        f"The appraised value is {value.display} and the price {price.display}; the {which}, {basis.display}, is the "
        "value basis.",
        citation,
        figures=(value, price, basis),
    )


_TYPE_WORDS = {
    PropertyType.SINGLE_FAMILY: "detached house",
    PropertyType.CONDOMINIUM: "condominium",
    PropertyType.PLANNED_UNIT_DEVELOPMENT: "house in a planned unit development",
    PropertyType.COOPERATIVE: "cooperative",
    PropertyType.TWO_TO_FOUR_UNIT: "house of several units",
    PropertyType.MANUFACTURED: "manufactured home",
}


def property_type(case: Case) -> Finding:
    """A project is reviewed before closing; a manufactured home is a one-unit primary residence and refers."""
    rule_id, question = "collateral.property_type", "How are manufactured homes, condominiums and cooperatives treated?"
    citation, home = overlay("property types"), case.application.property
    words = f"The property is a {_TYPE_WORDS[home.property_type]}."
    if home.property_type is PropertyType.MANUFACTURED:
        if home.occupancy is not Occupancy.PRIMARY:
            words = "The property is a manufactured home that is no primary residence, which is not offered."
            return stated(rule_id, FindingOutcome.FAIL, question, words, citation, reason=_COLLATERAL, weight=83)
        needs = "An underwriter reviews title, data plate and foundation of the manufactured home."
        return stated(rule_id, FindingOutcome.REFER, question, words, citation, needs=needs)
    if home.property_type in {PropertyType.CONDOMINIUM, PropertyType.COOPERATIVE}:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            words,
            citation,
            needs="Complete the review of the condominium or cooperative project.",
            due="prior_to_closing",
        )
    return stated(rule_id, FindingOutcome.PASS, question, words, citation)


RULES = (
    ltv,
    cltv,
    hcltv,
    condition,
    appraisal_age,
    price_and_value,
    property_type,
)
