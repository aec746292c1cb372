"""What every kind of income is reckoned from and what it comes to."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lending.application import LoanApplication
from lending.base import Frozen
from lending.loan import LoanTerms
from lending.money import ZERO, to_cents
from lending.payments import MONTHS_A_YEAR
from lending.programs import rules_for
from lending.tables.income import INCOME, IncomeFigures


class Exclusion(StrEnum):
    """Why income counts for nothing, or for less than it might, in words."""

    ENDED = "from employment that ends by closing"
    NOT_BEGUN = "from employment that begins after closing"
    TEMPORARY = "from employment that ends less than three years after closing"
    SHORT_VARIABLE_PAY = "variable pay with a history of less than a year"
    RETURN_UNCONFIRMED = "regular pay after a leave whose end is not confirmed"
    EMPLOYER_DID_NOT_CONFIRM = "from employment that the employer did not confirm"
    YOUNG_BUSINESS = "from a business younger than one year"
    NOT_DISTRIBUTED = "profit that is not shown to reach the owner"
    ENDS_SOON = "paid for less than three years after closing"
    END_UNKNOWN = "support whose end the file does not state"
    SHORT_RECEIPT = "support received for less than six months"
    OLD_RETURN = "rent on a tax return that is out of date"
    SOLD = "rent of a property that is sold by closing"
    ASSETS_NOT_ALLOWED = "assets that may not serve as income on this loan"
    NOT_DOCUMENTED = "not documented"


class QualifiedIncome(Frozen):
    """One item's monthly dollars (negative for a loss), the method in words, and why it counts for less if it does.

    `if_counted` is what the item would count for if it were not for `excluded`; without an exclusion it is `monthly`.
    `gross_up` is the part of `if_counted` that is not received but stands for the tax that is not paid.
    """

    income_id: str
    borrower_id: str
    kind: str
    monthly: Decimal
    if_counted: Decimal
    gross_up: Decimal = ZERO
    method: str
    excluded: Exclusion | None = None
    declining: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """The dates and figures that items are reckoned with, and the properties that are gone before the loan closes."""

    application_date: date
    closing: date
    first_payment: date
    sold: frozenset[str]
    figures: IncomeFigures


def _figures_of(application: LoanApplication) -> IncomeFigures:
    figures = INCOME.on(application.application_date).value
    own = rules_for(application).own_gross_up_percent(application)
    return figures if own is None else replace(figures, gross_up_percent=own)


def setting_of(application: LoanApplication) -> Setting:
    return Setting(
        application_date=application.application_date,
        closing=application.loan.expected_closing_date,
        first_payment=first_payment_day(application.loan),
        sold=frozenset(owned.property_id for owned in application.owned_properties if owned.sold_by_closing),
        figures=_figures_of(application),
    )


def first_payment_day(loan: LoanTerms) -> date:
    """As stated, or the first day of the second month after closing: a whole month passes before the first payment."""
    if loan.first_payment_date is not None:
        return loan.first_payment_date
    months = loan.expected_closing_date.month + 1
    return date(loan.expected_closing_date.year + months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1, 1)


def withheld(monthly: Decimal) -> Decimal:
    """What is left of an item that does not count: nothing of a gain, all of a loss."""
    return min(monthly, ZERO)


def settled(
    borrower_id: str,
    income_id: str,
    kind: str,
    method: str,
    *,
    monthly: Decimal,
    if_counted: Decimal | None = None,
    gross_up: Decimal = ZERO,
    excluded: Exclusion | None = None,
    declining: bool = False,
) -> QualifiedIncome:
    """The item in cents. `if_counted` only where it differs from `monthly`."""
    return QualifiedIncome(
        income_id=income_id,
        borrower_id=borrower_id,
        kind=kind,
        monthly=to_cents(monthly),
        if_counted=to_cents(monthly if if_counted is None else if_counted),
        gross_up=to_cents(gross_up),
        method=method,
        excluded=excluded,
        declining=declining,
    )
