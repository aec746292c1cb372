"""LIABILITIES and EXPENSES. Support and care are expenses of the standard, whatever else is owed a liability."""

from collections.abc import Iterable

from lending.mismo34 import maps, points
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.nodes import Node
from lending.obligations import Debt, DebtKind

_EXPENSES = maps.written(maps.EXPENSES)
_KINDS = maps.written(maps.DEBTS)
_DESCRIPTIONS = maps.written(maps.DESCRIBED_DEBTS)
_MAINTENANCE = frozenset({DebtKind.ALIMONY, DebtKind.SEPARATE_MAINTENANCE})


def write_debts(deal: Node, debts: Iterable[Debt], homes: dict[str, str], ledger: Ledger) -> None:
    """`homes` are the labels of the real estate owned by its identifiers."""
    for debt in debts:
        if debt.kind in _EXPENSES:
            _write_expense(deal, debt, ledger)
        else:
            label = _write_liability(deal, debt, ledger)
            if debt.property_id is not None:
                ledger.join(homes[debt.property_id], label, "mortgage")


def _write_expense(deal: Node, debt: Debt, ledger: Ledger) -> None:
    expense = deal.add("EXPENSES/EXPENSE", ledger.label("EXPENSE", debt.debt_id))
    ledger.bind(expense, "DEBT", debt)
    expense.put("AlimonyOwedToName" if debt.kind in _MAINTENANCE else "ExpenseDescription", debt.creditor)
    expense.put("ExpenseType", _EXPENSES[debt.kind])
    expense.put_all(points.EXPENSE, debt)


def _write_liability(deal: Node, debt: Debt, ledger: Ledger) -> str:
    liability = deal.add("LIABILITIES/LIABILITY", ledger.label("LIABILITY", debt.debt_id))
    ledger.bind(liability, "DEBT", debt)
    described = debt.kind in _DESCRIPTIONS and not _is_deferred(debt)
    liability.put("LIABILITY_DETAIL/LiabilityType", maps.OTHER if described else _KINDS[debt.kind])
    if described:
        liability.put("LIABILITY_DETAIL/LiabilityTypeOtherDescription", _DESCRIPTIONS[debt.kind].capitalize())
    liability.put("LIABILITY_DETAIL/LiabilityExclusionIndicator", debt.paid_by_other_for_12_months)
    liability.put("LIABILITY_HOLDER/NAME/FullName", debt.creditor)
    liability.put_all(points.LIABILITY, debt)
    return liability.label


def _is_deferred(debt: Debt) -> bool:
    """The standard's type for student loans is of those that are deferred; others are described in words."""
    return debt.kind is DebtKind.STUDENT_LOAN and debt.deferred_until is not None
