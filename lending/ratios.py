"""The ratios of an application, each computed once and read by every rule, narrative and report.

Ratios that a limit caps are rounded up at the sixth decimal and reserves are rounded down there, so that rounding can
never flatter a file. LTV follows the agencies: truncated to two decimals (Selling Guide B2-1.2-01).
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.cash import Funds, note_amount
from lending.debts import CountedDebt
from lending.findings import Figure, Unit, figure
from lending.income import QualifiedIncome, subject_rent_monthly
from lending.loan import Purpose
from lending.money import ZERO, percent_of, truncate
from lending.payments import (
    QM_LOOK_AHEAD_MONTHS,
    amortizing_months,
    highest_rate_within,
    monthly_payment,
)
from lending.programs import rules_for
from lending.programs.base import MortgageInsurance
from lending.property import Occupancy

_SIXTH = Decimal("0.000001")


class Ratios(Frozen):
    """Dollars a month, percent, months. None where a ratio has no meaning (no income, no present housing expense)."""

    note_amount: Decimal
    value_basis: Decimal
    qualifying_rate: Decimal
    note_principal_and_interest: Decimal
    principal_and_interest: Decimal
    mortgage_insurance: Decimal
    pitia: Decimal
    qualifying_income: Decimal
    monthly_debts: Decimal
    ltv: Decimal
    cltv: Decimal
    hcltv: Decimal
    front_end_dti: Decimal | None
    back_end_dti: Decimal | None
    funds_to_close: Decimal
    funds_available: Decimal
    reserves_months: Decimal
    payment_shock: Decimal | None


_FIGURES: dict[str, tuple[str, Unit]] = {
    "note_amount": ("note amount", Unit.USD),
    "value_basis": ("value basis", Unit.USD),
    "qualifying_rate": ("qualifying rate", Unit.RATE),
    "note_principal_and_interest": ("principal and interest at the note rate", Unit.USD),
    "principal_and_interest": ("qualifying principal and interest", Unit.USD),
    "mortgage_insurance": ("monthly mortgage insurance", Unit.USD),
    "pitia": ("PITIA", Unit.USD),
    "qualifying_income": ("qualifying income a month", Unit.USD),
    "monthly_debts": ("monthly debts", Unit.USD),
    "ltv": ("LTV", Unit.PERCENT),
    "cltv": ("CLTV", Unit.PERCENT),
    "hcltv": ("HCLTV", Unit.PERCENT),
    "front_end_dti": ("front-end DTI", Unit.PERCENT),
    "back_end_dti": ("back-end DTI", Unit.PERCENT),
    "funds_to_close": ("funds to close", Unit.USD),
    "funds_available": ("funds available", Unit.USD),
    "reserves_months": ("reserves", Unit.MONTHS),
    "payment_shock": ("payment shock", Unit.PERCENT),
}


def ratio_figures(ratios: Ratios) -> dict[str, Figure]:
    """Every ratio that has a meaning, by name, as people read it."""
    values = ((name, label, unit, getattr(ratios, name)) for name, (label, unit) in _FIGURES.items())
    return {name: figure(name, label, value, unit) for name, label, unit, value in values if value is not None}


def value_basis(application: LoanApplication) -> Decimal:
    """The lesser of price and appraised value on a purchase, the appraised value otherwise."""
    appraisal = application.property.appraisal
    candidates = [appraisal.value] if appraisal else []
    if application.loan.purpose is Purpose.PURCHASE and application.loan.purchase_price is not None:
        candidates.append(application.loan.purchase_price)
    if not candidates:
        raise ValueError("property.appraisal: without an appraised value or a price there is no value basis")
    return min(candidates)


def qualifying_rate(application: LoanApplication) -> Decimal:
    """The highest rate of the first five years (43(e)(2)(iv)), or the program's own rule where that is higher."""
    loan = application.loan
    return max(highest_rate_within(loan, QM_LOOK_AHEAD_MONTHS), rules_for(application).qualifying_rate(loan))


def _capped(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole <= 0:
        return None
    return percent_of(part, whole).quantize(_SIXTH, rounding=ROUND_CEILING)


def loan_to_values(application: LoanApplication) -> tuple[Decimal, Decimal, Decimal]:
    """LTV, CLTV and HCLTV of the base loan, in percent truncated to two decimals."""
    basis = value_basis(application)
    liens = application.loan.subordinate_liens
    drawn = sum((lien.balance for lien in liens), application.loan.amount)
    lines = sum((lien.balance if lien.credit_limit is None else lien.credit_limit for lien in liens), ZERO)
    full = application.loan.amount + lines
    ltv, cltv, hcltv = (truncate(percent_of(part, basis), 2) for part in (application.loan.amount, drawn, full))
    return ltv, cltv, hcltv


def compute_ratios(
    application: LoanApplication,
    incomes: tuple[QualifiedIncome, ...],
    debts: tuple[CountedDebt, ...],
    insurance: MortgageInsurance,
    funds: Funds,
) -> Ratios:
    """Raises ValueError where the file lacks what a ratio needs; intake finds that first and stops the file."""
    loan, home = application.loan, application.property
    note = note_amount(loan)
    rate = qualifying_rate(application)
    payment = monthly_payment(note, rate, amortizing_months(loan))
    escrow = (home.monthly_taxes or ZERO) + (home.monthly_insurance or ZERO) + home.monthly_flood_insurance
    liens = sum((lien.monthly_payment for lien in loan.subordinate_liens), ZERO)
    pitia = payment + escrow + home.monthly_association_dues + insurance.monthly + liens

    present = sum((borrower.current_monthly_housing or ZERO for borrower in application.borrowers), ZERO)
    rent = subject_rent_monthly(application)
    income = sum((item.monthly for item in incomes if item.monthly > 0), ZERO)
    obligations = sum((debt.monthly for debt in debts), ZERO)
    obligations -= sum((item.monthly for item in incomes if item.monthly < 0), ZERO)
    if home.occupancy is Occupancy.PRIMARY:
        housing = pitia
        income += rent
    else:
        housing = present
        net = rent - pitia
        income, obligations = (income + net, obligations) if net > 0 else (income, obligations - net)

    left_months = funds.left / pitia if pitia else ZERO
    ltv, cltv, hcltv = loan_to_values(application)
    shock = _capped(pitia - present, present) if home.occupancy is Occupancy.PRIMARY else None
    return Ratios(
        note_amount=note,
        value_basis=value_basis(application),
        qualifying_rate=rate,
        note_principal_and_interest=monthly_payment(note, loan.note_rate_percent, amortizing_months(loan)),
        principal_and_interest=payment,
        mortgage_insurance=insurance.monthly,
        pitia=pitia,
        qualifying_income=income,
        monthly_debts=obligations,
        ltv=ltv,
        cltv=cltv,
        hcltv=hcltv,
        front_end_dti=_capped(housing, income),
        back_end_dti=_capped(housing + obligations, income),
        funds_to_close=funds.to_close,
        funds_available=funds.usable,
        reserves_months=max(left_months, ZERO).quantize(_SIXTH, rounding=ROUND_FLOOR),
        payment_shock=shock,
    )
