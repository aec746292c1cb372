"""Every income item of an application, each by the rules of its kind."""

from collections.abc import Iterable
from decimal import Decimal

from lending.application import LoanApplication
from lending.income.business import qualify_business
from lending.income.employment import qualify_employment
from lending.income.fixed import qualify_fixed
from lending.income.qualified import Exclusion, QualifiedIncome, Setting, setting_of, settled
from lending.income.rental import qualify_rental
from lending.income_items import (
    AssetDepletionIncome,
    EmploymentIncome,
    FixedIncome,
    IncomeItem,
    RentalIncome,
    SelfEmploymentIncome,
)
from lending.money import ZERO


def qualify_item(borrower_id: str, item: IncomeItem, setting: Setting) -> QualifiedIncome:
    match item:
        case EmploymentIncome():
            return qualify_employment(borrower_id, item, setting)
        case SelfEmploymentIncome():
            return qualify_business(borrower_id, item, setting)
        case FixedIncome():
            return qualify_fixed(borrower_id, item, setting)
        case RentalIncome():
            return qualify_rental(borrower_id, item, setting)
    return _not_yet_reckoned(borrower_id, item)


def _not_yet_reckoned(borrower_id: str, item: AssetDepletionIncome) -> QualifiedIncome:
    excluded = None if item.documented else Exclusion.NOT_DOCUMENTED
    words = "assets over the term of the loan"
    return settled(borrower_id, item.income_id, item.kind, words, monthly=ZERO, excluded=excluded)


def qualify_income(application: LoanApplication) -> tuple[QualifiedIncome, ...]:
    """Every item of every borrower, in the application's order, without what assets add (`income.from_assets`)."""
    setting = setting_of(application)
    return tuple(
        qualify_item(borrower.borrower_id, item, setting)
        for borrower in application.borrowers
        for item in borrower.incomes
    )


def monthly_income(incomes: Iterable[QualifiedIncome]) -> Decimal:
    """Dollars a month of the items that add to income; losses are obligations."""
    return sum((item.monthly for item in incomes if item.monthly > 0), ZERO)
