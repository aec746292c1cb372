"""EMPLOYERS and CURRENT_INCOME of a borrower. The rent of a home that is owned stands with the home."""

from collections.abc import Iterable
from decimal import Decimal

from lending.income import base_pay_monthly
from lending.income_items import (
    AssetDepletionIncome,
    BusinessStructure,
    EmploymentIncome,
    FixedIncome,
    FixedIncomeKind,
    IncomeItem,
    RentalIncome,
    SelfEmploymentIncome,
)
from lending.mismo34 import maps
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.nodes import Node
from lending.money import to_cents
from lending.payments import MONTHS_A_YEAR

_ITEM = "CURRENT_INCOME/CURRENT_INCOME_ITEMS/CURRENT_INCOME_ITEM"
_QUARTER_PERCENT = Decimal(25)
_STRUCTURES = {BusinessStructure.S_CORPORATION: "Corporation", **maps.written(maps.STRUCTURES)}
_FIXED = {**maps.written(maps.FIXED_INCOME), FixedIncomeKind.OTHER: maps.OTHER}
_VARIABLE = maps.written(maps.VARIABLE_PAY)


def write_incomes(person: Node, incomes: Iterable[IncomeItem], ledger: Ledger) -> None:
    """Every income but rent; `holdings` decides where that stands."""
    for income in incomes:
        match income:
            case EmploymentIncome():
                _write_employment(person, income, ledger)
            case SelfEmploymentIncome():
                _write_business(person, income, ledger)
            case FixedIncome():
                item = _write_item(person, _FIXED[income.source], income.monthly_amount, ledger, income.income_id)
                item.put("CURRENT_INCOME_ITEM_DETAIL/IncomeFederalTaxExemptIndicator", income.nontaxable)
                ledger.bind(item, "INCOME", income)
            case AssetDepletionIncome():
                item = _write_item(person, maps.DEPLETION, None, ledger, income.income_id)
                ledger.bind(item, "INCOME", income)


def _write_item(person: Node, kind: str, monthly: Decimal | None, ledger: Ledger, identifier: str | None) -> Node:
    item = person.add(_ITEM, ledger.label("CURRENT_INCOME_ITEM", identifier))
    item.put("CURRENT_INCOME_ITEM_DETAIL/CurrentIncomeMonthlyTotalAmount", monthly)
    item.put("CURRENT_INCOME_ITEM_DETAIL/EmploymentIncomeIndicator", identifier is None)
    item.put("CURRENT_INCOME_ITEM_DETAIL/IncomeType", kind)
    if kind == maps.OTHER:
        item.put("CURRENT_INCOME_ITEM_DETAIL/IncomeTypeOtherDescription", "Other fixed income")
    return item


def _write_employer(person: Node, income: EmploymentIncome | SelfEmploymentIncome, ledger: Ledger) -> Node:
    business = isinstance(income, SelfEmploymentIncome)
    name = income.business if isinstance(income, SelfEmploymentIncome) else income.employer
    employer = person.add("EMPLOYERS/EMPLOYER", ledger.label("EMPLOYER", income.income_id))
    employer.put("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL/FullName", name)
    employer.put("EMPLOYMENT/EmploymentBorrowerSelfEmployedIndicator", business)
    employer.put("EMPLOYMENT/EmploymentStartDate", income.started_on)
    employer.put("EMPLOYMENT/EmploymentStatusType", "Current")
    ledger.bind(employer, "INCOME", income)
    return employer


def _write_employment(person: Node, income: EmploymentIncome, ledger: Ledger) -> None:
    """Variable pay stands at a twelfth of last year's, for those who read the standard's points only."""
    employer = _write_employer(person, income, ledger)
    employer.put("EMPLOYMENT/EmploymentEndDate", income.ends_on)
    pay = [("Base", base_pay_monthly(income))]
    pay += [(_VARIABLE[one.kind], one.last_year_total / MONTHS_A_YEAR) for one in income.variable]
    if income.leave is not None:
        pay.append((maps.LEAVE_PAY, income.leave.monthly_income))
    for kind, monthly in pay:
        plain = kind == "Base" and monthly == income.pay
        item = _write_item(person, kind, income.pay if plain else to_cents(monthly), ledger, None)
        ledger.join(item.label, employer.label, "employer")


def _write_business(person: Node, income: SelfEmploymentIncome, ledger: Ledger) -> None:
    employer = _write_employer(person, income, ledger)
    quarter = income.ownership_percent >= _QUARTER_PERCENT
    share = "GreaterThanOrEqualTo25Percent" if quarter else "LessThan25Percent"
    employer.put("EMPLOYMENT/OwnershipInterestType", share)
    employer.put("EMPLOYMENT/EmploymentMonthlyIncomeAmount", to_cents(income.years[0].net_income / MONTHS_A_YEAR))
    employer.put("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL/LegalEntityType", _STRUCTURES[income.structure])


def write_net_rent(person: Node, income: RentalIncome, ledger: Ledger) -> None:
    """The rent of a home that is not among the real estate owned."""
    net = income.monthly_gross_rent - income.monthly_pitia
    ledger.bind(_write_item(person, maps.RENT, net, ledger, income.income_id), "INCOME", income)
