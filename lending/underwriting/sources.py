"""Where the money comes from: large deposits, earnest money, what must be sold first, funds that need papers."""

from lending.cash import earnest_money, left_of
from lending.comparisons import at_least, not_applicable, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import monthly_income
from lending.limits import limit
from lending.loan import Purpose
from lending.money import ZERO, share
from lending.obligations import AssetKind
from lending.reserves import required_reserves
from lending.rules import Case
from lending.tables.qualifying import ASSETS, LIQUIDATION_PERCENT

_SECURITIES = frozenset({AssetKind.STOCKS_AND_BONDS, AssetKind.RETIREMENT})
_SOLD_FIRST = _SECURITIES | {AssetKind.LIFE_INSURANCE}
_PAPERS = {
    AssetKind.TRUST: "the trust's terms, which let the borrowers draw the money at once",
    AssetKind.LIFE_INSURANCE: "the insurer's statement of the cash value less any policy loan",
    AssetKind.SECURED_BORROWED_FUNDS: "the terms of the loan that the asset secures, its transfer, and its payment "
    "among the debts",
}
_BUSINESS = frozenset({AssetKind.BUSINESS})
_SPECIAL = _BUSINESS | _PAPERS.keys()


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


def earnest_deposit(case: Case) -> Finding:
    """Earnest money as large as a large deposit is proved where closing and reserves could not do without it."""
    rule_id, question = "capital.earnest_money", "How is earnest money that has been paid documented?"
    citation, application = overlay("eligible assets and counted percentages"), case.application
    amount = earnest_money(application)
    if application.loan.purpose is not Purpose.PURCHASE or not amount:
        return not_applicable(rule_id, question, "No earnest money has been paid.", citation)
    percent = ASSETS.on(application.application_date).value.large_deposit_percent
    largest = share(monthly_income(case.facts.incomes), percent)
    paid = figure("earnest_money", "earnest money", amount, Unit.USD)
    line = figure("large_deposit", "amount above which a deposit is large", largest, Unit.USD)
    listed = (a for a in application.assets if a.kind is AssetKind.EARNEST_MONEY and a.verified)
    shown = sum((asset.balance for asset in listed), ZERO) >= amount
    spare = case.facts.funds.left_undrawn - required_reserves(application, case.facts.ratios).dollars
    asked = amount > largest and not shown and amount > spare
    if shown:
        words = "and is documented"
    elif amount <= largest:
        words = f"not above {line.display}, where a deposit is large"
    else:
        words = f"above {line.display}, where a deposit is large, and closing and reserves "
        words += "need it" if asked else "do not need it"
    return stated(
        rule_id,
        FindingOutcome.CONDITION if asked else FindingOutcome.PASS,
        question,
        f"Earnest money of {paid.display} has been paid, {words}.",
        citation,
        figures=(paid, line),
        needs="Show the withdrawal of the earnest money and the holder's receipt." if asked else None,
        due="prior_to_approval" if asked else None,
    )


def liquidation(case: Case) -> Finding:
    """Securities that pay at closing are proved to be sold, unless they are worth a fifth more than what they pay."""
    rule_id, question = "capital.liquidation", "When must the sale of stocks, bonds or retirement funds be documented?"
    row, funds = LIQUIDATION_PERCENT.on(case.application.application_date), case.facts.funds
    cash = sum((asset.undrawn for asset in funds.assets if asset.kind not in _SOLD_FIRST), ZERO)
    value = sum((asset.undrawn for asset in funds.assets if asset.kind in _SECURITIES), ZERO)
    to_pay = max(funds.to_close - cash, ZERO)
    if not to_pay or not any(asset.undrawn for asset in funds.assets if asset.kind in _SOLD_FIRST):
        why = "Nothing has to be sold to pay what is due at closing."
        return not_applicable(rule_id, question, why, row.citation)
    label = "value that needs no proof of sale"
    enough = limit("liquidation_value", label, share(to_pay, row.value), Unit.USD, row.citation)
    return at_least(
        rule_id,
        question,
        figure("securities", "securities and retirement funds", value, Unit.USD),
        enough,
        otherwise=FindingOutcome.CONDITION,
        needs="Document the sale or withdrawal, and that the borrowers received the money.",
        due="prior_to_closing",
        others=(figure("to_be_sold", "part of the funds to close that they must pay", to_pay, Unit.USD),),
    )


def _suffice_without(case: Case, kinds: frozenset[AssetKind], *, documented: bool = False) -> bool:
    """Whether closing and reserves can do without funds of `kinds`, as the others are or once they are documented."""
    funds = case.facts.funds
    due = funds.to_close - funds.awaited_equity if documented else funds.to_close
    rest = (asset for asset in funds.assets if asset.kind not in kinds)
    required = required_reserves(case.application, case.facts.ratios).dollars
    return left_of(rest, due, documented=documented) >= required


def special_funds(case: Case) -> Finding:
    """Funds that count only under terms of their own, looked at where closing and reserves need them.

    A withdrawal from a business goes to a person, who weighs what it does to the income that the business earns; not
    where documents of the other assets would do instead.
    """
    rule_id, question = (
        "capital.special_funds",
        "When do trust funds, life insurance, secured borrowing or business funds count?",
    )
    citation = overlay("eligible assets and counted percentages")
    listed = [a for a in case.facts.funds.assets if a.usable and (a.kind in _PAPERS or a.kind is AssetKind.BUSINESS)]
    if not listed:
        return not_applicable(rule_id, question, "No funds of this kind are used.", citation)
    total = figure("special_funds", "funds of this kind", sum((a.usable for a in listed), ZERO), Unit.USD)
    if _suffice_without(case, _SPECIAL):
        words = f"Funds of this kind of {total.display} are in the file; closing and reserves do not need them."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation, figures=(total,))
    papers = [words for kind, words in _PAPERS.items() if any(asset.kind is kind for asset in listed)]
    needs = [f"Obtain {', and '.join(papers)}."] if papers else []
    business = any(a.kind in _BUSINESS for a in listed) and not _suffice_without(case, _BUSINESS)
    refers = business and not _suffice_without(case, _BUSINESS, documented=True)
    if refers:
        needs.insert(0, "An underwriter analyzes whether the business can spare the money.")
    elif business:
        needs.insert(0, "Document the assets that are left out of the funds, so that the business need not pay.")
    return stated(
        rule_id,
        FindingOutcome.REFER if refers else FindingOutcome.CONDITION,
        question,
        f"Closing and reserves need funds of this kind of {total.display}.",
        citation,
        figures=(total,),
        needs=" ".join(needs),
        due=None if refers else "prior_to_approval",
    )


RULES = (large_deposits, earnest_deposit, liquidation, special_funds)
