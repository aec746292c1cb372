"""Capital: money to close and what is left of it."""

from decimal import Decimal

from lending.cash import closing_costs
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.loan import Purpose
from lending.money import ZERO, share
from lending.obligations import AssetKind
from lending.program import Program
from lending.programs.base import limit
from lending.property import Occupancy
from lending.ratios import ratio_figures
from lending.reasons import ReasonCode
from lending.rules import Case, Details, at_least, at_most, not_applicable, overlay, stated
from lending.tables.conventional import CONCESSIONS
from lending.tables.qualifying import ASSETS

_CASH = ReasonCode.OTHER_INSUFFICIENT_CASH


def _if_short(case: Case, needed: Decimal, weight: int) -> Details:
    """What a shortfall means: a condition where assets awaiting documents would cover it, otherwise a failure."""
    funds = case.facts.funds
    potential = sum((asset.if_documented for asset in funds.assets), ZERO)
    if potential > funds.usable and potential >= needed:
        words = "Verify the assets that count for nothing until they are verified."
        if funds.undocumented_large_deposits:
            words = "Document the source of the large deposits that are left out of the funds."
            if not all(asset.verified for asset in case.application.assets):
                words += " Verify the assets that count for nothing until they are verified."
        return Details(otherwise=FindingOutcome.CONDITION, needs=words, due="prior_to_approval", weight=weight)
    return Details(reason=_CASH, weight=weight)


def funds_to_close(case: Case) -> Finding:
    shown = ratio_figures(case.facts.ratios)
    needed = limit(
        "funds_to_close", "funds to close", case.facts.ratios.funds_to_close, Unit.USD, overlay("funds to close")
    )
    question = "How are funds to close calculated and verified?"
    details = _if_short(case, case.facts.ratios.funds_to_close, 78)
    return at_least("capital.funds_to_close", question, shown["funds_available"], needed, **details)


def reserves(case: Case) -> Finding:
    shown = ratio_figures(case.facts.ratios)
    back_end = case.facts.ratios.back_end_dti or Decimal(0)
    required = case.program.reserves(case.application, back_end)
    question = f"How many months of reserves does a {case.program.name} loan need for this occupancy?"
    ratios = case.facts.ratios
    details = _if_short(case, ratios.funds_to_close + required.value * ratios.pitia, 76)
    details["others"] = (shown["pitia"],)
    return at_least("capital.reserves", question, shown["reserves_months"], required, **details)


def large_deposits(case: Case) -> Finding:
    """Large deposits without a documented source are taken off the funds; the rest may suffice without them."""
    rule_id, question = "capital.large_deposits", "When must the source of a large deposit be documented?"
    citation = ASSETS.on(case.application.application_date).citation
    amount = case.facts.funds.undocumented_large_deposits
    if not amount:
        words = "No large deposit without a documented source is in the accounts."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    total = figure("undocumented_large_deposits", "large deposits without a documented source", amount, Unit.USD)
    return stated(
        rule_id,
        FindingOutcome.PASS,
        question,
        f"Large deposits without a documented source come to {total.display}; they are left out of the funds.",
        citation,
        figures=(total,),
    )


def _own_funds(case: Case) -> tuple[Decimal, Decimal]:
    """Dollars of the borrowers' own money in the purchase, and what it must come to where gifts are used."""
    application, ratios = case.application, case.facts.ratios
    home, figures = application.property, ASSETS.on(application.application_date).value
    own = sum((a.usable for a in case.facts.funds.assets if a.kind is not AssetKind.GIFT), ZERO)
    own += application.loan.earnest_money_paid
    reached = (
        application.program is Program.CONVENTIONAL
        and application.loan.purpose is Purpose.PURCHASE
        and ratios.ltv > figures.own_funds_above_ltv_percent
        and (home.occupancy is Occupancy.SECOND_HOME or (home.occupancy is Occupancy.PRIMARY and home.units > 1))
    )
    return own, share(ratios.value_basis, figures.own_funds_percent) if reached else ZERO


def gifts(case: Case) -> Finding:
    """Gifts need a letter and proof of transfer, leave own funds, and are not allowed on an investment property."""
    rule_id, question = "capital.gifts", "When are gift funds allowed and how are they documented?"
    citation = overlay("gifts")
    amount = sum((a.balance for a in case.application.assets if a.kind is AssetKind.GIFT), Decimal(0))
    if not amount:
        return not_applicable(rule_id, question, "No gift funds are used.", citation)
    total = figure("gift_funds", "gift funds", amount, Unit.USD)
    own, least = _own_funds(case)
    if own < least:
        shown = (total, figure("own_funds", "own funds", own, Unit.USD))
        least_figure = figure("own_funds_required", "own funds required", least, Unit.USD)
        words = f"Gift funds of {total.display} leave own funds of {shown[1].display} against {least_figure.display} "
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            f"{words}required.",
            ASSETS.on(case.application.application_date).citation,
            figures=(*shown, least_figure),
            reason=_CASH,
            weight=70,
        )
    if case.application.property.occupancy is Occupancy.INVESTMENT:
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            f"Gift funds of {total.display} are not allowed on an investment property.",
            citation,
            figures=(total,),
            reason=_CASH,
            weight=70,
        )
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"Gift funds of {total.display} are part of the money to close.",
        citation,
        figures=(total,),
        needs="Obtain the signed gift letter and proof of the transfer.",
        due="prior_to_approval",
    )


def concessions(case: Case) -> Finding:
    """Interested-party contributions against the closing costs, and as a share of the value basis by CLTV."""
    rule_id, question = "capital.concessions", "What is the limit on interested-party contributions?"
    row = CONCESSIONS.on(case.application.application_date)
    loan, ratios = case.application.loan, case.facts.ratios
    if loan.purpose is not Purpose.PURCHASE or not loan.seller_concessions:
        return not_applicable(rule_id, question, "The seller makes no contribution.", row.citation)
    kind = "investment" if case.application.property.occupancy is Occupancy.INVESTMENT else "primary"
    if case.application.program is not Program.CONVENTIONAL:
        kind = case.application.program.value
    percent = next(allowed for above, allowed in row.value[kind] if max(ratios.ltv, ratios.cltv) > above or above == 0)
    measured = figure(
        "seller_concessions_percent",
        "seller's contribution in percent of the value basis",
        loan.seller_concessions / ratios.value_basis * 100,
        Unit.PERCENT,
    )
    needs = "Reduce the contribution to the limit, or reduce the price by the excess."
    costs = figure("closing_costs", "closing costs and prepaid items", closing_costs(loan), Unit.USD)
    if loan.seller_concessions > closing_costs(loan) and measured.value <= percent:  # type: ignore[operator]
        paid = figure("seller_concessions", "seller's contribution", loan.seller_concessions, Unit.USD)
        words = f"The seller's contribution of {paid.display} exceeds the closing costs and prepaid items of "
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            f"{words}{costs.display}, and may not pay the down payment.",
            row.citation,
            figures=(paid, costs),
            needs="Reduce the contribution to the closing costs, or reduce the price by the excess.",
            due="prior_to_closing",
        )
    return at_most(
        rule_id,
        question,
        measured,
        limit("concession_limit", "limit on contributions", percent, Unit.PERCENT, row.citation),
        otherwise=FindingOutcome.CONDITION,
        needs=needs,
        due="prior_to_closing",
    )


RULES = (funds_to_close, reserves, large_deposits, gifts, concessions)
