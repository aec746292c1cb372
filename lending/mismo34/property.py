"""COLLATERALS / COLLATERAL / SUBJECT_PROPERTY: the home that secures the loan and what it costs a month."""

from lending.mismo34 import maps, points
from lending.mismo34.entries import Entry
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, total, translated
from lending.property import PropertyType
from lending.refused import Refused

_ZIP_DIGITS = 9
_SEVERAL_UNITS = ("2", "3", "4")
_APPRAISALS = ("appraisal", "second_appraisal")


def subject_property(subject: Container, loan: Container) -> Entry:
    """The home. Taxes, insurance and dues stand in the LOAN's proposed housing expenses, dollars a month."""
    address, detail = subject.one("ADDRESS"), subject.one("PROPERTY_DETAIL")
    stated = subject.points(points.SUBJECT_PROPERTY)
    fields: dict[str, object] = {
        "street": _street(address),
        **stated,
        "postal_code": _postal_code(address.leaf("PostalCode")),
        "county_fips": _county(subject.one("LOCATION_IDENTIFIER/FIPS_INFORMATION")),
        "property_type": _property_type(subject, detail.leaf("FinancedUnitCount")),
        "occupancy": translated(detail.leaf("PropertyUsageType"), maps.OCCUPANCIES),
        **dict(zip(_APPRAISALS, _appraisals(subject), strict=False)),
        **_monthly_costs(loan),
        **(_last_sale(subject) if loan.leaf("TERMS_OF_LOAN/LoanPurposeType").text == "Purchase" else {}),
        "living_area_square_feet": _whole(detail.leaf("GrossLivingAreaSquareFeetNumber")),
    }
    return Entry(subject, "PROPERTY", fields)


def _monthly_costs(loan: Container) -> dict[str, object]:
    amounts: dict[str, list[Sourced]] = {}
    for expense in loan.all("HOUSING_EXPENSES/HOUSING_EXPENSE"):
        kind = expense.leaf("HousingExpenseType").text or ""
        if expense.leaf("HousingExpenseTimingType").text != "Present":
            group = next((name for name, kinds in points.HOUSING_EXPENSES.items() if kind in kinds), None)
            if group is not None:
                amounts.setdefault(group, []).append(expense.leaf("HousingExpensePaymentAmount"))
    here = loan.one("HOUSING_EXPENSES/HOUSING_EXPENSE").place
    return {
        name: total(amounts.get(name, ())) or Sourced(None, f"{here} ({kinds[0]})")
        for name, kinds in points.HOUSING_EXPENSES.items()
    }


def _street(address: Container) -> Sourced:
    line, unit = address.leaf("AddressLineText"), address.leaf("AddressUnitIdentifier")
    return Sourced(f"{line.text} {unit.text}", line.place) if line.text and unit.text else line


def _postal_code(code: Sourced) -> Sourced:
    digits = code.text or ""
    plain = len(digits) == _ZIP_DIGITS and digits.isdigit()
    return Sourced(f"{digits[:5]}-{digits[5:]}", code.place) if plain else code


def _county(codes: Container) -> Sourced:
    """The county's code behind the state's, where the two stand apart as the standard has them."""
    state, county = codes.leaf("FIPSStateNumericCode"), codes.leaf("FIPSCountyCode")
    if state.text and county.text and len(county.text) == len("000"):
        return Sourced(state.text + county.text, county.place)
    return county


def _property_type(subject: Container, units: Sourced) -> Sourced:
    built = translated(subject.leaf("PROPERTY_DETAIL/ConstructionMethodType"), maps.BUILT)
    project = translated(subject.leaf("PROJECT/PROJECT_DETAIL/ProjectLegalStructureType"), maps.PROJECTS)
    planned = subject.leaf("PROPERTY_DETAIL/PUDIndicator")
    for decides in (built, project):
        if isinstance(decides.value, PropertyType | Refused):
            return decides
    if units.text in _SEVERAL_UNITS:
        return Sourced(PropertyType.TWO_TO_FOUR_UNIT, units.place)
    is_planned = subject.says_yes("PROPERTY_DETAIL/PUDIndicator")
    return Sourced(PropertyType.PLANNED_UNIT_DEVELOPMENT if is_planned else PropertyType.SINGLE_FAMILY, planned.place)


def _appraisals(subject: Container) -> list[dict[str, object]]:
    """Valuations of an amount, in document order. The borrower's own estimate of the value is none."""
    found: list[dict[str, object]] = []
    for one in subject.all("PROPERTY_VALUATIONS/PROPERTY_VALUATION"):
        detail = one.one("PROPERTY_VALUATION_DETAIL")
        if len(found) < len(_APPRAISALS) and detail.leaf("PropertyValuationAmount").value is not None:
            inside = translated(detail.leaf("PropertyInspectionType"), maps.INSPECTIONS)
            found.append({**detail.points(points.PROPERTY_VALUATION_DETAIL), "interior_inspected": inside})
    return found


def _last_sale(subject: Container) -> dict[str, Sourced]:
    """The newest transfer of ownership: when the seller bought, and for how much."""
    sales = subject.all("SALES_HISTORIES/SALES_HISTORY")
    day = points.SALES_HISTORY["seller_acquired_on"]
    last = max(sales, key=lambda sale: sale.leaf(day).text or "", default=None)
    return last.points(points.SALES_HISTORY) if last is not None else {}


def _whole(leaf: Sourced) -> Sourced:
    amount = leaf.amount
    return Sourced(str(int(amount)), leaf.place) if amount is not None and amount == int(amount) else leaf
