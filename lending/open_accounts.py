"""Judgments, liens, collections and past-due amounts: which of them are paid at closing (lender's credit policy 5)."""

from decimal import Decimal

from lending.application import LoanApplication, UnderwritingMethod
from lending.money import ZERO
from lending.obligations import Debt, DebtKind
from lending.programs import rules_for
from lending.property import Occupancy
from lending.tables.conventional import COLLECTIONS

_JUDGMENTS = frozenset({DebtKind.JUDGMENT, DebtKind.TAX_LIEN})
_COLLECTIONS = frozenset({DebtKind.COLLECTION, DebtKind.CHARGE_OFF})


def _open(application: LoanApplication, kinds: frozenset[DebtKind]) -> list[Debt]:
    return [d for d in application.debts if d.kind in kinds and d.balance > 0 and not d.to_be_paid_at_closing]


def open_judgments(application: LoanApplication) -> list[Debt]:
    """Judgments and tax liens that the closing does not pay yet, medical ones among them: all of them must be paid."""
    return _open(application, _JUDGMENTS)


def open_collections(application: LoanApplication) -> list[Debt]:
    """Collections and charge-offs that are not medical and that the closing does not pay yet."""
    return [debt for debt in _open(application, _COLLECTIONS) if not debt.medical]


def collections_to_pay(application: LoanApplication) -> list[Debt]:
    """The open collections that may not stay so for the property's use (government loans as automated conventional)."""
    found, home = open_collections(application), application.property
    limits = COLLECTIONS.on(application.application_date).value
    total = sum((debt.balance for debt in found), ZERO)
    manual = application.underwriting_method is UnderwritingMethod.MANUAL
    if manual and rules_for(application).manual_collection_limits:
        each = limits.manual.each_below
        small = each is not None and all(debt.balance < each for debt in found)
        return [] if small or total <= limits.manual.total else found
    if home.occupancy is Occupancy.PRIMARY and home.units == 1:
        return []
    if home.occupancy is not Occupancy.INVESTMENT:
        return [] if total <= limits.several_units_or_second_home.total else found
    each = limits.investment.each_below
    if total > limits.investment.total:
        return found
    return [debt for debt in found if each is not None and debt.balance >= each]


def cash_to_clear(application: LoanApplication) -> Decimal:
    """Dollars that judgments, collections and past-due accounts take at closing, besides debts marked to be paid."""
    paid = [*open_judgments(application), *collections_to_pay(application)]
    behind = (d.past_due_amount for d in application.debts if not d.to_be_paid_at_closing and d not in paid)
    return sum((debt.balance for debt in paid), ZERO) + sum(behind, ZERO)
