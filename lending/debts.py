"""Which debts count in the back-end ratio, and for how much a month. Rules: Fannie Mae Selling Guide B3-6-05."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from lending.application import LoanApplication, UnderwritingMethod
from lending.base import Frozen
from lending.income_items import RentalIncome
from lending.money import ZERO, share, to_cents
from lending.obligations import Debt, DebtKind
from lending.programs import rules_for
from lending.property import Occupancy
from lending.tables.qualifying import DEBTS, SHORT_DEBTS_PERCENT, DebtFigures

_PAID_ONCE = frozenset({DebtKind.COLLECTION, DebtKind.CHARGE_OFF, DebtKind.JUDGMENT, DebtKind.TAX_LIEN})
_MAINTENANCE = frozenset({DebtKind.ALIMONY, DebtKind.SEPARATE_MAINTENANCE})
_SUPPORT = _MAINTENANCE | {DebtKind.CHILD_SUPPORT}
SHORT = "ten payments or fewer remain"
DEDUCTED = "taken off income instead"
COVERED = "funds beyond closing and reserves cover its balance"
NOT_COVERED = "share of the balance, because no funds beyond closing and reserves cover it"
"""What a charge account counts for; `lending.charge_accounts` decides which of the two it is."""


class CountedDebt(Frozen):
    """One debt's monthly dollars in the ratio; `why` says how they were reckoned or why they are zero."""

    debt_id: str
    kind: DebtKind
    monthly: Decimal
    why: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    """What the treatment of one debt takes from the rest of the file, established once."""

    application: LoanApplication
    figures: DebtFigures
    short_are_material: bool
    in_present_housing: bool
    sold: frozenset[str]
    in_rentals: frozenset[str]


def is_deducted_from_income(debt: Debt) -> bool:
    """Whether the lender takes the payment off income instead of adding it to the debts.

    Never child support, and never a payment that the file does not state.
    """
    return debt.deduct_from_income and debt.kind in _MAINTENANCE and debt.monthly_payment is not None


def _payments(debts: Iterable[Debt]) -> Decimal:
    return sum((debt.monthly_payment or ZERO for debt in debts), ZERO)


def _in_present_housing(application: LoanApplication) -> bool:
    """Whether the ratio counts a present housing expense and it is large enough to hold the mortgages on that home."""
    if application.property.occupancy is Occupancy.PRIMARY:
        return False
    present = sum((borrower.current_monthly_housing or ZERO for borrower in application.borrowers), ZERO)
    return _payments(debt for debt in application.debts if debt.present_housing) <= present


def _in_rentals(application: LoanApplication) -> frozenset[str]:
    """Properties whose net rent already bears their mortgages: its PITIA is large enough to hold their payments."""
    items = (item for borrower in application.borrowers for item in borrower.incomes)
    costs: dict[str, Decimal] = {}
    for item in items:
        if isinstance(item, RentalIncome) and item.property_id is not None:
            costs[item.property_id] = costs.get(item.property_id, ZERO) + item.monthly_pitia
    return frozenset(
        place
        for place, pitia in costs.items()
        if _payments(debt for debt in application.debts if debt.property_id == place) <= pitia
    )


def _is_short(debt: Debt, figures: DebtFigures) -> bool:
    return debt.months_remaining is not None and debt.months_remaining <= figures.short_installment_payments


def _left_out_of_itself(debt: Debt, file: _File) -> str | None:
    """Why the debt does not count, whatever the borrowers earn."""
    child_care = debt.kind is DebtKind.CHILD_CARE and not rules_for(file.application).residual_income_required
    reasons = (
        (debt.to_be_paid_at_closing, "paid off at closing"),
        (debt.property_id in file.sold, "its property is sold by closing"),
        (debt.paid_by_other_for_12_months, "another party has paid it for 12 months"),
        (debt.present_housing and file.in_present_housing, "part of the present housing expense"),
        (debt.property_id in file.in_rentals, "part of what the rented property costs"),
        (debt.kind in _SUPPORT and _is_short(debt, file.figures), SHORT),
        (is_deducted_from_income(debt), DEDUCTED),
        (child_care, "child care counts only where residual income is tested"),
        (debt.kind in _PAID_ONCE and not debt.monthly_payment, "no monthly payment is due"),
    )
    return next((why for holds, why in reasons if holds), None)


def _may_drop_out(debt: Debt, file: _File) -> bool:
    """A short installment; one whose payment the file does not state cannot be shown to be immaterial, so it stays."""
    known = debt.kind is DebtKind.INSTALLMENT and debt.monthly_payment is not None
    return known and _is_short(debt, file.figures) and _left_out_of_itself(debt, file) is None


def _left_out(debt: Debt, file: _File) -> str | None:
    if not file.short_are_material and _may_drop_out(debt, file):
        return SHORT
    return _left_out_of_itself(debt, file)


def share_of_balance(debt: Debt, application: LoanApplication) -> Decimal:
    """Dollars a month; the automated system takes no less than the minimum, a manual file the share alone."""
    figures = DEBTS.on(application.application_date).value
    amount = to_cents(share(debt.balance, figures.revolving_percent))
    automated = application.underwriting_method is UnderwritingMethod.AUTOMATED
    return max(amount, figures.revolving_minimum) if automated else amount


def _student_loan(debt: Debt, file: _File) -> CountedDebt:
    rules = rules_for(file.application)
    monthly = rules.student_loan_payment(debt, file.application)
    if monthly or not debt.balance:
        why = f"student loan by the {rules.name} rule"
        return CountedDebt(debt_id=debt.debt_id, kind=debt.kind, monthly=monthly, why=why)
    why = "documented payment of zero under an income-driven plan" if debt.income_driven else "deferred past closing"
    return CountedDebt(debt_id=debt.debt_id, kind=debt.kind, monthly=ZERO, why=why, left_out=True)


def _count(debt: Debt, file: _File) -> CountedDebt:
    why = _left_out(debt, file)
    if why is None and debt.kind is DebtKind.CHARGE_ACCOUNT:
        why = COVERED
    if why is not None:
        return CountedDebt(debt_id=debt.debt_id, kind=debt.kind, monthly=ZERO, why=why, left_out=True)
    if debt.kind is DebtKind.STUDENT_LOAN:
        return _student_loan(debt, file)
    if debt.kind is DebtKind.REVOLVING and not debt.monthly_payment and debt.balance > 0:
        monthly = share_of_balance(debt, file.application)
        why = "share of the balance, because no payment is reported"
    elif debt.monthly_payment is None:
        monthly, why = ZERO, "no payment is reported"
    else:
        monthly, why = debt.monthly_payment, "payment reported"
    return CountedDebt(debt_id=debt.debt_id, kind=debt.kind, monthly=monthly, why=why)


def _file(application: LoanApplication, monthly_income: Decimal) -> _File:
    """Short installments are material together: several small ones weigh on a budget as one large one does."""
    day = application.application_date
    plain = _File(
        application=application,
        figures=DEBTS.on(day).value,
        short_are_material=False,
        in_present_housing=_in_present_housing(application),
        sold=frozenset(owned.property_id for owned in application.owned_properties if owned.sold_by_closing),
        in_rentals=_in_rentals(application),
    )
    short = _payments(debt for debt in application.debts if _may_drop_out(debt, plain))
    material = short > share(monthly_income, SHORT_DEBTS_PERCENT.on(day).value)
    return replace(plain, short_are_material=material)


def count_debts(application: LoanApplication, monthly_income: Decimal) -> tuple[CountedDebt, ...]:
    """Every debt in the application's order; charge accounts as if funds covered them (`lending.charge_accounts`).

    `monthly_income` is the qualifying income in dollars, against which short debts are material or not.
    """
    file = _file(application, monthly_income)
    return tuple(_count(debt, file) for debt in application.debts)


def deducted_from_income(application: LoanApplication, debts: Iterable[CountedDebt]) -> Decimal:
    """Dollars a month that lower the qualifying income, because they are not counted as debts."""
    deducted = {counted.debt_id for counted in debts if counted.why == DEDUCTED}
    return _payments(debt for debt in application.debts if debt.debt_id in deducted)
