"""Obligations that the file shows only in part: accounts due in full, liens without a payment, homes to be sold."""

from lending.charge_accounts import charge_accounts
from lending.comparisons import not_applicable, overlay, stated
from lending.debts import COVERED
from lending.financed_properties import financed_others
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income_items import RentalIncome
from lending.loan import Purpose
from lending.money import ZERO
from lending.obligations import DebtKind
from lending.reserves import required_reserves
from lending.rules import Case


def charge_account_balances(case: Case) -> Finding:
    """They are no debt while funds beyond closing and reserves cover them; otherwise a share of each counts."""
    rule_id, question = "capacity.charge_accounts", "How are 30-day charge accounts treated?"
    citation = overlay("revolving and charge accounts")
    accounts = charge_accounts(case.application, case.facts.debts)
    if not accounts:
        return not_applicable(rule_id, question, "No charge account is open.", citation)
    beyond = case.facts.funds.left - required_reserves(case.application, case.facts.ratios).dollars
    owed = figure("charge_accounts", "charge accounts", sum((debt.balance for debt in accounts), ZERO), Unit.USD)
    funds = figure("funds_beyond", "funds beyond closing and reserves", max(beyond, ZERO), Unit.USD)
    named = {debt.debt_id for debt in accounts}
    covered = all(counted.why == COVERED for counted in case.facts.debts if counted.debt_id in named)
    verb = "cover" if covered else "do not cover"
    so = "are no debt" if covered else "count with a share of their balance"
    words = (
        f"Funds beyond closing and reserves of {funds.display} {verb} charge accounts of {owed.display}, which {so}."
    )
    return stated(rule_id, FindingOutcome.PASS, question, words, citation, figures=(funds, owed))


def subordinate_payments(case: Case) -> Finding:
    """A second lien that owes a balance and shows no payment is never taken as free."""
    rule_id, question = "capacity.subordinate_payment", "How is a subordinate lien without a payment treated?"
    citation = overlay("PITIA")
    liens = case.application.loan.subordinate_liens
    if not liens:
        return not_applicable(rule_id, question, "There is no other financing.", citation)
    silent = [lien.lien_id for lien in liens if lien.balance > 0 and not lien.monthly_payment]
    if not silent:
        words = "Every subordinate lien that owes a balance shows its payment."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    count = figure("liens_without_payment", "liens without a payment", len(silent), Unit.COUNT)
    return stated(
        rule_id,
        FindingOutcome.REFER,
        question,
        f"Subordinate liens that owe a balance and show no payment: {count.display}.",
        citation,
        figures=(count,),
        needs=f"Take the payment of {', '.join(silent)} from its note, or the note's word that none is due.",
    )


def mortgages_paid_by_sale(case: Case) -> Finding:
    """On a purchase a mortgage that the closing pays off comes out of a sale, which the file has to show.

    A home that is marked as sold shows it, and one that is kept is paid off from the borrowers' funds.
    """
    rule_id, question = "capacity.mortgages_paid_by_sale", "When may the mortgage on a home that is sold be left out?"
    citation, application = overlay("contingent debts"), case.application
    paid = [
        debt
        for debt in application.debts
        if debt.kind is DebtKind.MORTGAGE and debt.to_be_paid_at_closing and debt.property_id is None
    ]
    if application.loan.purpose is not Purpose.PURCHASE or not paid:
        why = "No mortgage is left out because a home is to be sold that the file does not list."
        return not_applicable(rule_id, question, why, citation)
    owed = figure("paid_by_sale", "mortgages to be paid off", sum((debt.balance for debt in paid), ZERO), Unit.USD)
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"Mortgages of {owed.display} are to be paid off at closing from a sale that the file does not show.",
        citation,
        figures=(owed,),
        needs=f"Obtain the settlement statement of the sale that pays off {', '.join(d.debt_id for d in paid)}.",
        due="prior_to_closing",
    )


def mortgages_of_owned_properties(case: Case) -> Finding:
    """A financed home in the list of real estate has its mortgage among the debts or in a rent's PITIA.

    A mortgage or a rent that names no home may belong to any of them.
    """
    rule_id, question = "capacity.owned_properties", "How do mortgages on other real estate enter the debts?"
    citation, application = overlay("contingent debts"), case.application
    refinance = application.loan.purpose is not Purpose.PURCHASE
    rents = [item for b in application.borrowers for item in b.incomes if isinstance(item, RentalIncome)]
    mortgages = [d for d in application.debts if d.kind is DebtKind.MORTGAGE]
    named = {item.property_id for item in rents} | {debt.property_id for debt in mortgages}
    unnamed = sum(item.property_id is None for item in rents)
    unnamed += sum(d.property_id is None and not (refinance and d.to_be_paid_at_closing) for d in mortgages)
    others = financed_others(application)
    if not others:
        return not_applicable(rule_id, question, "No other property of the borrowers is financed.", citation)
    silent = [owned for owned in others if owned.property_id not in named]
    if len(silent) <= unnamed:
        words = "Every financed property has its mortgage among the debts or in the cost of a rented home."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    count = figure("properties_without_debt", "financed properties without a mortgage", len(silent), Unit.COUNT)
    return stated(
        rule_id,
        FindingOutcome.REFER,
        question,
        f"Financed properties whose mortgage is not among the debts: {count.display}.",
        citation,
        figures=(count,),
        needs=f"Find out the payment on {', '.join(o.property_id for o in silent)} and run the file again.",
    )


RULES = (charge_account_balances, subordinate_payments, mortgages_paid_by_sale, mortgages_of_owned_properties)
