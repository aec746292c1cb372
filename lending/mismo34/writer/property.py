"""COLLATERALS / COLLATERAL / SUBJECT_PROPERTY: the home, and in the LOAN what it costs a month."""

from lending.application import LoanApplication
from lending.loan import Purpose
from lending.mismo34 import maps, points
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.nodes import Node
from lending.property import Appraisal, PropertyType, SubjectProperty

_OCCUPANCIES = maps.written(maps.OCCUPANCIES)
_INSPECTIONS = maps.written(maps.INSPECTIONS)
_PROJECTS = maps.written(maps.PROJECTS)
_STATE_DIGITS = 2


def write_property(deal: Node, application: LoanApplication, ledger: Ledger) -> None:
    home = application.property
    subject = deal.at("COLLATERALS/COLLATERAL/SUBJECT_PROPERTY")
    ledger.bind(subject, "PROPERTY", home)
    subject.put_all(points.SUBJECT_PROPERTY, home)
    _write_place(subject, home)
    _write_kind(subject, home)
    for appraisal in (home.appraisal, home.second_appraisal):
        if appraisal is not None:
            _write_valuation(subject, appraisal)
    if application.loan.purpose is Purpose.PURCHASE and home.seller_acquired_on is not None:
        subject.add("SALES_HISTORIES/SALES_HISTORY").put_all(points.SALES_HISTORY, home)
    loan = deal.at("LOANS/LOAN")
    for name, kinds in points.HOUSING_EXPENSES.items():
        amount = getattr(home, name)
        if amount is not None:
            expense = loan.add("HOUSING_EXPENSES/HOUSING_EXPENSE")
            expense.put("HousingExpensePaymentAmount", amount)
            expense.put("HousingExpenseTimingType", "Proposed")
            expense.put("HousingExpenseType", kinds[0])


def _write_place(subject: Node, home: SubjectProperty) -> None:
    subject.put("ADDRESS/AddressLineText", home.street)
    if home.postal_code is not None:
        subject.put("ADDRESS/PostalCode", home.postal_code.replace("-", ""))
    if home.county_fips is not None:
        subject.put("LOCATION_IDENTIFIER/FIPS_INFORMATION/FIPSCountyCode", home.county_fips[_STATE_DIGITS:])
        subject.put("LOCATION_IDENTIFIER/FIPS_INFORMATION/FIPSStateNumericCode", home.county_fips[:_STATE_DIGITS])


def _write_kind(subject: Node, home: SubjectProperty) -> None:
    kind = home.property_type
    built = "Manufactured" if kind is PropertyType.MANUFACTURED else "SiteBuilt"
    subject.put("PROPERTY_DETAIL/ConstructionMethodType", built)
    subject.put("PROPERTY_DETAIL/GrossLivingAreaSquareFeetNumber", home.living_area_square_feet)
    subject.put("PROPERTY_DETAIL/PropertyUsageType", _OCCUPANCIES[home.occupancy])
    subject.put("PROPERTY_DETAIL/PUDIndicator", kind is PropertyType.PLANNED_UNIT_DEVELOPMENT)
    subject.put("PROJECT/PROJECT_DETAIL/ProjectLegalStructureType", _PROJECTS.get(kind))


def _write_valuation(subject: Node, appraisal: Appraisal) -> None:
    detail = subject.add("PROPERTY_VALUATIONS/PROPERTY_VALUATION").at("PROPERTY_VALUATION_DETAIL")
    detail.put_all(points.PROPERTY_VALUATION_DETAIL, appraisal)
    detail.put("PropertyInspectionType", _INSPECTIONS[appraisal.interior_inspected])
