"""COLLATERALS / COLLATERAL / SUBJECT_PROPERTY: the home that secures the loan and what it costs a month."""

from lending.mismo34 import maps
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, merged, total, translated

_ZIP_DIGITS = 9
_EXPENSE_GROUPS = {
    "RealEstateTax": "RealEstateTax",
    "HomeownersInsurance": "Insurance",
    "SupplementalPropertyInsurance": "Insurance",
    "HomeownersAssociationDuesAndCondominiumFees": "Dues",
    "GroundRent": "Dues",
    "LeaseholdPayments": "Dues",
    "FloodInsurance": "Flood",
}
"""Proposed monthly expenses that the application states. Principal, interest and premiums are reckoned, never read."""


def subject_property(subject: Container, loan: Container) -> dict[str, object]:
    """The home. Taxes, insurance and dues stand in the LOAN's proposed housing expenses, dollars a month."""
    address, detail = subject.one("ADDRESS"), subject.one("PROPERTY_DETAIL")
    units = detail.leaf("FinancedUnitCount")
    expenses: dict[str, list[Sourced]] = {group: [] for group in _EXPENSE_GROUPS.values()}
    for expense in loan.all("HOUSING_EXPENSES/HOUSING_EXPENSE"):
        proposed = expense.leaf("HousingExpenseTimingType").text != "Present"
        group = _EXPENSE_GROUPS.get(expense.leaf("HousingExpenseType").text or "")
        if group is not None and proposed:
            expenses[group].append(expense.leaf("HousingExpensePaymentAmount"))
    here = loan.one("HOUSING_EXPENSES/HOUSING_EXPENSE").place
    fields: dict[str, object] = {
        "street": _street(address),
        "city": address.leaf("CityName"),
        "state": address.leaf("StateCode"),
        "postal_code": _postal_code(address.leaf("PostalCode")),
        "county_fips": _county(subject.one("LOCATION_IDENTIFIER/FIPS_INFORMATION")),
        "property_type": _property_type(subject, units),
        "units": units,
        "occupancy": translated(detail.leaf("PropertyUsageType"), maps.OCCUPANCIES),
        "appraisal": _appraisal(subject),
        "monthly_taxes": total(expenses["RealEstateTax"]) or Sourced(None, f"{here} (RealEstateTax)"),
        "monthly_insurance": total(expenses["Insurance"]) or Sourced(None, f"{here} (HomeownersInsurance)"),
        "monthly_association_dues": total(expenses["Dues"]),
        "monthly_flood_insurance": total(expenses["Flood"]),
        "in_flood_zone": subject.leaf("FLOOD_DETERMINATION/FLOOD_DETERMINATION_DETAIL/SpecialFloodHazardAreaIndicator"),
        "expected_monthly_rent": detail.leaf("RentalEstimatedGrossMonthlyRentAmount"),
        "living_area_square_feet": _whole(detail.leaf("GrossLivingAreaSquareFeetNumber")),
    }
    return merged(fields, subject.extension("PROPERTY"))


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
    built = subject.leaf("PROPERTY_DETAIL/ConstructionMethodType")
    project = subject.leaf("PROJECT/PROJECT_DETAIL/ProjectLegalStructureType")
    planned = subject.leaf("PROPERTY_DETAIL/PUDIndicator")
    shared = {"Condominium": "condominium", "Cooperative": "cooperative"}
    if built.text in ("Manufactured", "MobileHome"):
        return Sourced("manufactured", built.place)
    if project.text in shared:
        return Sourced(shared[project.text], project.place)
    if units.text in ("2", "3", "4"):
        return Sourced("two_to_four_unit", units.place)
    return Sourced("planned_unit_development" if planned.is_yes else "single_family", planned.place)


def _appraisal(subject: Container) -> dict[str, object] | None:
    """A valuation with its date. The borrower's own estimate of the value is none and is left unread."""
    detail = subject.one("PROPERTY_VALUATIONS/PROPERTY_VALUATION/PROPERTY_VALUATION_DETAIL")
    value, day = detail.leaf("PropertyValuationAmount"), detail.leaf("PropertyValuationEffectiveDate")
    return {"value": value, "effective_date": day} if value.value is not None else None


def _whole(leaf: Sourced) -> Sourced:
    amount = leaf.amount
    return Sourced(str(int(amount)), leaf.place) if amount is not None and amount == int(amount) else leaf
