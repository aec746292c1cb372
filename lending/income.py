"""Qualifying income: what each documented item counts for, in dollars a month, and how it was reckoned.

Rules: Fannie Mae Selling Guide chapter B3-3, which FHA and VA follow closely enough for a first depth.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from lending.application import LoanApplication
from lending.base import Frozen
from lending.borrower import Borrower
from lending.income_items import (
    BusinessYear,
    EmploymentIncome,
    FixedIncome,
    FixedIncomeKind,
    IncomeItem,
    PayFrequency,
    RentalIncome,
    SelfEmploymentIncome,
    VariablePay,
)
from lending.money import HUNDRED, ZERO, share, to_cents, to_dollars
from lending.payments import MONTHS_A_YEAR
from lending.property import Occupancy
from lending.tables.qualifying import INCOME, IncomeFigures

WEEKS_A_YEAR = 52
BI_WEEKS_A_YEAR = 26
SEMI_MONTHS_A_MONTH = 2


class Exclusion(StrEnum):
    """Why income counts for nothing, in words."""

    NOT_DOCUMENTED = "not documented"
    ENDS_SOON = "ends less than three years after closing"
    YOUNG_BUSINESS = "the business is younger than one year"
    NOT_BEGUN = "the employment begins after closing"
    END_UNKNOWN = "support whose end the file does not state"


class QualifiedIncome(Frozen):
    """One item's monthly dollars (negative for a loss), the method in words, and why it counts nothing if it does.

    `gross_up` is the part of `monthly` that is not received but stands for the tax that is not paid.
    """

    income_id: str
    borrower_id: str
    kind: str
    monthly: Decimal
    gross_up: Decimal = ZERO
    method: str
    excluded: Exclusion | None = None
    declining: bool = False


def months_between(first: date, last: date) -> int:
    """Whole months from `first` to `last`; negative where `last` lies before."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month - (last.day < first.day)


def base_pay_monthly(item: EmploymentIncome) -> Decimal:
    """Base pay a month, unrounded."""
    pay = item.pay
    match item.frequency:
        case PayFrequency.ANNUAL:
            return pay / MONTHS_A_YEAR
        case PayFrequency.MONTHLY:
            return pay
        case PayFrequency.SEMI_MONTHLY:
            return pay * SEMI_MONTHS_A_MONTH
        case PayFrequency.BI_WEEKLY:
            return pay * BI_WEEKS_A_YEAR / MONTHS_A_YEAR
        case PayFrequency.WEEKLY:
            return pay * WEEKS_A_YEAR / MONTHS_A_YEAR
        case PayFrequency.HOURLY:
            return pay * Decimal(item.hours_per_week or 0) * WEEKS_A_YEAR / MONTHS_A_YEAR


def _variable_monthly(pay: VariablePay) -> Decimal:
    """Two years' average where pay is level or rising, the last year where it fell, nothing with one year only."""
    if pay.prior_year_total is None:
        return ZERO
    if pay.last_year_total < pay.prior_year_total:
        return pay.last_year_total / MONTHS_A_YEAR
    return (pay.last_year_total + pay.prior_year_total) / 2 / MONTHS_A_YEAR


def _employment(item: EmploymentIncome) -> tuple[Decimal, str, bool]:
    base = base_pay_monthly(item)
    variable = sum((_variable_monthly(pay) for pay in item.variable), ZERO)
    words = f"base pay by {item.frequency.replace('_', '-')} frequency"
    if item.variable:
        kinds = ", ".join(pay.kind for pay in item.variable)
        words += f", with {kinds} averaged over two years or at the lower recent year"
    declining = any(p.prior_year_total is not None and p.last_year_total < p.prior_year_total for p in item.variable)
    return base + variable, words, declining


def business_cash_flow(year: BusinessYear) -> Decimal:
    """Net income with non-cash charges added back, and non-recurring income and meals taken off. Dollars a year."""
    added = year.depreciation + year.depletion + year.amortization + year.business_use_of_home + year.casualty_loss
    return year.net_income + added - year.non_recurring_income - year.meals_exclusion


def _self_employment(item: SelfEmploymentIncome) -> tuple[Decimal, str, bool]:
    flows = [business_cash_flow(year) for year in item.years[:2]]
    if len(flows) == 1:
        return flows[0] / MONTHS_A_YEAR, "one tax year of adjusted cash flow", False
    recent, prior = flows
    if recent < prior:
        return recent / MONTHS_A_YEAR, "the lower, most recent year of a declining adjusted cash flow", True
    return (recent + prior) / (2 * MONTHS_A_YEAR), "24-month average of adjusted cash flow", False


def _fixed(item: FixedIncome, figures: IncomeFigures) -> tuple[Decimal, str]:
    amount = item.monthly_amount
    if item.source is FixedIncomeKind.SOCIAL_SECURITY and not item.nontaxable:
        # without a tax return only a part of the benefit may be treated as nontaxable (Selling Guide B3-3.4-15)
        untaxed = share(amount, figures.social_security_nontaxable_percent)
        return amount + to_dollars(
            share(untaxed, figures.gross_up_percent)
        ), "benefit with its nontaxable part grossed up"
    if item.nontaxable:
        return amount + share(amount, figures.gross_up_percent), "nontaxable benefit grossed up"
    return amount, "documented monthly amount"


_SUPPORT = frozenset({FixedIncomeKind.ALIMONY, FixedIncomeKind.CHILD_SUPPORT})


def _excluded(item: IncomeItem, closing: date, figures: IncomeFigures) -> Exclusion | None:
    if not item.documented:
        return Exclusion.NOT_DOCUMENTED
    if isinstance(item, FixedIncome) and item.ends_on is not None:
        months = months_between(closing, item.ends_on)
        if months < figures.continuance_months:
            return Exclusion.ENDS_SOON
    if isinstance(item, FixedIncome) and item.source in _SUPPORT and item.ends_on is None:
        return Exclusion.END_UNKNOWN
    if isinstance(item, EmploymentIncome) and item.started_on > closing:
        return Exclusion.NOT_BEGUN
    if isinstance(item, SelfEmploymentIncome) and months_between(item.started_on, closing) < MONTHS_A_YEAR:
        return Exclusion.YOUNG_BUSINESS
    return None


def qualify_item(borrower: Borrower, item: IncomeItem, closing: date, figures: IncomeFigures) -> QualifiedIncome:
    declining = False
    match item:
        case EmploymentIncome():
            monthly, method, declining = _employment(item)
        case SelfEmploymentIncome():
            monthly, method, declining = _self_employment(item)
        case FixedIncome():
            monthly, method = _fixed(item, figures)
        case RentalIncome():
            # rent without evidence is nothing, while the property still costs its PITIA
            rent = item.monthly_gross_rent if item.documented else ZERO
            monthly = share(rent, figures.rental_percent) - item.monthly_pitia
            method = "75 percent of gross rent less the property's PITIA"
    excluded = _excluded(item, closing, figures)
    counted = ZERO if excluded and monthly > 0 else to_cents(monthly)
    received = item.monthly_amount if isinstance(item, FixedIncome) else counted
    return QualifiedIncome(
        income_id=item.income_id,
        borrower_id=borrower.borrower_id,
        kind=item.source.value if isinstance(item, FixedIncome) else item.kind,
        monthly=counted,
        gross_up=max(counted - received, ZERO),
        method=method,
        excluded=excluded,
        declining=declining,
    )


def subject_rent_monthly(application: LoanApplication) -> Decimal:
    """The share of the subject's market rent that counts: none on a one-unit home that the borrowers live in.

    Without a present housing expense it counts for nothing on any property (Selling Guide B3-3.8-01).
    """
    home = application.property
    if not any(borrower.current_monthly_housing for borrower in application.borrowers):
        return ZERO
    if home.expected_monthly_rent is None or home.occupancy is Occupancy.SECOND_HOME:
        return ZERO
    if home.occupancy is Occupancy.PRIMARY and home.units == 1:
        return ZERO
    percent = INCOME.on(application.application_date).value.rental_percent
    return to_cents(home.expected_monthly_rent * percent / HUNDRED)


def qualify_income(application: LoanApplication) -> tuple[QualifiedIncome, ...]:
    """Every income item of every borrower, in the application's order."""
    figures = INCOME.on(application.application_date).value
    closing = application.loan.expected_closing_date
    return tuple(
        qualify_item(borrower, item, closing, figures)
        for borrower in application.borrowers
        for item in borrower.incomes
    )
