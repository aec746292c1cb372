"""The ratios of an application, each computed once and read by every rule, narrative and report.

Ratios that a limit caps are rounded up at the sixth decimal and reserves are rounded down there, so that rounding can
never flatter a file. LTV, CLTV and HCLTV are counted as the loan's program does: `lending.contributions.loan_to_value`.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.cash import Funds, note_amount
from lending.contributions import loan_to_value, value_basis
from lending.debts import CountedDebt, deducted_from_income
from lending.findings import Figure, Unit, figure
from lending.income import QualifiedIncome, subject_rent_monthly
from lending.loan import LoanTerms
from lending.money import ZERO, percent_of
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
_RENTAL = "rental"


class Ratios(Frozen):
    """Dollars a month, percent, months. None where a ratio has no meaning (no income, no present housing expense).

    `net_rental_loss` is part of `monthly_debts`: what rented homes, an investment subject among them, cost beyond
    their rent; None where none loses.
    """

    note_amount: Decimal
    value_basis: Decimal
    qualifying_rate: Decimal
    note_principal_and_interest: Decimal
    principal_and_interest: Decimal
    mortgage_insurance: Decimal
    pitia: Decimal
    qualifying_income: Decimal
    monthly_debts: Decimal
    net_rental_loss: Decimal | None
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
    "net_rental_loss": ("net rental loss, part of the monthly debts", Unit.USD),
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


def ratio_figure(ratios: Ratios, name: str) -> Figure | None:
    """One ratio as people read it; None where it has no meaning."""
    label, unit = _FIGURES[name]
    value = getattr(ratios, name)
    return None if value is None else figure(name, label, value, unit)


class ShownRatios(Mapping[str, Figure]):
    """Every ratio that has a meaning, by name, each made when it is asked for: most rules show one or two of many."""

    def __init__(self, ratios: Ratios) -> None:
        self._ratios = ratios

    def __getitem__(self, name: str) -> Figure:
        shown = ratio_figure(self._ratios, name)
        if shown is None:
            raise KeyError(name)
        return shown

    def __iter__(self) -> Iterator[str]:
        return (name for name in _FIGURES if getattr(self._ratios, name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def ratio_figures(ratios: Ratios) -> dict[str, Figure]:
    """`ShownRatios`, all of them made."""
    return dict(ShownRatios(ratios))


def qualifying_rate(application: LoanApplication) -> Decimal:
    """The highest rate of the first five years (43(e)(2)(iv)), or the program's own rule where that is higher."""
    loan = application.loan
    return max(highest_rate_within(loan, QM_LOOK_AHEAD_MONTHS), rules_for(application).qualifying_rate(loan))


def _capped(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole <= 0:
        return None
    return percent_of(part, whole).quantize(_SIXTH, rounding=ROUND_CEILING)


def financing(loan: LoanTerms) -> dict[str, Decimal]:
    """Dollars of the base loan, with what is drawn behind it, and with its whole lines of credit, by the ratio."""
    liens = loan.subordinate_liens
    lines = (lien.balance if lien.credit_limit is None else lien.credit_limit for lien in liens)
    return {
        "ltv": loan.amount,
        "cltv": sum((lien.balance for lien in liens), loan.amount),
        "hcltv": sum(lines, loan.amount),
    }


def loan_to_values(application: LoanApplication) -> tuple[Decimal, Decimal, Decimal]:
    """LTV, CLTV and HCLTV of the base loan, in percent as `loan_to_value` rounds it."""
    basis = value_basis(application)
    ltv, cltv, hcltv = (loan_to_value(application, part, basis) for part in financing(application.loan).values())
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
    income = sum((max(item.monthly, ZERO) for item in incomes), ZERO)
    losses = sum((min(item.monthly, ZERO) for item in incomes), ZERO)
    obligations = sum((debt.monthly for debt in debts), -losses)
    rental_loss = -sum((min(item.monthly, ZERO) for item in incomes if item.kind == _RENTAL), ZERO)
    if home.occupancy is Occupancy.PRIMARY:
        housing = pitia
        income += rent
    else:
        housing, net = present, rent - pitia
        income += max(net, ZERO)
        obligations -= min(net, ZERO)
        rental_loss -= min(net, ZERO) if home.occupancy is Occupancy.INVESTMENT else ZERO
    income = max(income - deducted_from_income(application, debts), ZERO)

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
        net_rental_loss=rental_loss or None,
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
