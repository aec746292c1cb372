"""What the seller pays: within its limit and the costs, or a sales concession that lowers the price."""

from lending.comparisons import at_most, not_applicable, overlay, stated
from lending.contributions import closing_costs, contract_basis, contribution_limit, sales_concession
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.loan import Purpose
from lending.money import percent_of
from lending.ratios import ShownRatios
from lending.rules import Case


def concessions(case: Case) -> Finding:
    """As a share of the contract's basis by its CLTV, and against the closing costs.

    The value basis and the funds to close are already figured without the excess, so that the file stands on its own
    whichever way the contract is amended.
    """
    rule_id, question = "capital.concessions", "What is the limit on interested-party contributions?"
    application, given = case.application, case.application.loan.seller_concessions
    if application.loan.purpose is not Purpose.PURCHASE or not given:
        why = "The seller makes no contribution."
        return not_applicable(rule_id, question, why, overlay("interested-party contributions"))
    allowed = contribution_limit(application)
    measured = figure(
        "seller_concessions_percent",
        "seller's contribution in percent of the value basis",
        percent_of(given, contract_basis(application)),
        Unit.PERCENT,
    )
    excess = figure("sales_concession", "sales concession", sales_concession(application), Unit.USD)
    reduced = ShownRatios(case.facts.ratios)["value_basis"]
    if percent_of(given, contract_basis(application)) > allowed.value or not excess.value:
        return at_most(
            rule_id,
            question,
            measured,
            allowed,
            otherwise=FindingOutcome.CONDITION,
            needs="Reduce the contribution to what is allowed, or reduce the price by the excess.",
            due="prior_to_closing",
            others=(excess, reduced) if excess.value else (),
        )
    paid = figure("seller_concessions", "seller's contribution", given, Unit.USD)
    costs = figure("closing_costs", "closing costs and prepaid items", closing_costs(application.loan), Unit.USD)
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"The seller's contribution of {paid.display} exceeds the closing costs and prepaid items of "
        f"{costs.display} and may not pay the down payment; {excess.display} of it come off the price.",
        allowed.citation,
        figures=(paid, costs, excess, reduced),
        needs="Reduce the contribution to the closing costs, or reduce the price by the excess.",
        due="prior_to_closing",
    )


RULES = (concessions,)
