"""Which debts count in the back-end ratio, and for how much a month. Rules: Fannie Mae Selling Guide B3-6-05."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.money import ZERO, share, to_cents
from lending.obligations import Debt, DebtKind
from lending.programs import rules_for
from lending.property import Occupancy
from lending.tables.qualifying import DEBTS

_PAID_ONCE = frozenset({DebtKind.COLLECTION, DebtKind.CHARGE_OFF, DebtKind.JUDGMENT, DebtKind.TAX_LIEN})
_ENDS_BY_ITSELF = frozenset({DebtKind.INSTALLMENT, DebtKind.ALIMONY, DebtKind.CHILD_SUPPORT})


class CountedDebt(Frozen):
    """One debt's monthly dollars in the ratio; `why` says how they were reckoned or why they are zero."""

    debt_id: str
    kind: DebtKind
    monthly: Decimal
    why: str
    left_out: bool = False


def _in_present_housing(application: LoanApplication) -> bool:
    """Whether the ratio counts a present housing expense and it is large enough to hold the mortgages on that home."""
    if application.property.occupancy is Occupancy.PRIMARY:
        return False
    present = sum((borrower.current_monthly_housing or ZERO for borrower in application.borrowers), ZERO)
    mortgages = (debt.monthly_payment or ZERO for debt in application.debts if debt.present_housing)
    return sum(mortgages, ZERO) <= present


def _left_out(debt: Debt, application: LoanApplication, short_payments: int) -> str | None:
    if debt.to_be_paid_at_closing:
        return "paid off at closing"
    if debt.paid_by_other_for_12_months:
        return "another party has paid it for 12 months"
    if debt.present_housing and _in_present_housing(application):
        return "part of the present housing expense"
    if debt.kind in _PAID_ONCE and not debt.monthly_payment:
        return "no monthly payment is due"
    if debt.kind in _ENDS_BY_ITSELF and debt.months_remaining is not None and debt.months_remaining <= short_payments:
        return "ten payments or fewer remain"
    return None


def count_debt(debt: Debt, application: LoanApplication) -> CountedDebt:
    figures = DEBTS.on(application.application_date).value
    why = _left_out(debt, application, figures.short_installment_payments)
    if why is not None:
        return CountedDebt(debt_id=debt.debt_id, kind=debt.kind, monthly=ZERO, why=why, left_out=True)
    if debt.kind is DebtKind.STUDENT_LOAN:
        monthly = rules_for(application).student_loan_payment(debt, application)
        why = f"student loan by the {rules_for(application).name} rule"
    elif debt.kind is DebtKind.REVOLVING and not debt.monthly_payment and debt.balance > 0:
        monthly = max(to_cents(share(debt.balance, figures.revolving_percent)), figures.revolving_minimum)
        why = "share of the balance, because no payment is reported"
    else:
        monthly = debt.monthly_payment or ZERO
        why = "no payment is reported" if debt.monthly_payment is None else "payment reported"
    return CountedDebt(debt_id=debt.debt_id, kind=debt.kind, monthly=monthly, why=why)


def count_debts(application: LoanApplication) -> tuple[CountedDebt, ...]:
    return tuple(count_debt(debt, application) for debt in application.debts)
