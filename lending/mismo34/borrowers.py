"""PARTY / ROLES / ROLE / BORROWER: who the borrowers are, where they live and what they declare."""

import re

from lending.mismo34 import maps, points
from lending.mismo34.credit import credit_of, undated_bankruptcies
from lending.mismo34.entries import Entry, Person
from lending.mismo34.income import incomes_of
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, first_present, flag, total, translated

_NINE_DIGITS = re.compile(r"\d{9}\Z", re.ASCII)
_ANSWERED = re.compile(r"(?!BorrowerFirstTimeHomebuyer)\w+Indicator\Z|IntentToOccupyType\Z")
_HOME_YEARS = {"Yes": None, "No": True, "Unknown": None}
_SELLER = "SpecialBorrowerSellerRelationshipIndicator"


def borrower_parties(deal: Container) -> list[tuple[Container, Container]]:
    """Every party in the role of a borrower with that role, in document order."""
    return [
        (party, role)
        for party in deal.all("PARTIES/PARTY")
        for role in party.all("ROLES/ROLE")
        if role.leaf("ROLE_DETAIL/PartyRoleType").text == "Borrower"
    ]


def borrower(
    party: Container,
    role: Container,
    number: int,
    *,
    loan: Container,
    links: Links,
    notes: list[str],
    primary_residence: bool,
) -> Person:
    """One borrower; of a veteran whose entitlement is used the `loan` tells more."""
    detail = role.one("BORROWER/DECLARATION/DECLARATION_DETAIL")
    intent = detail.leaf("IntentToOccupyType")
    stated = role.points(points.ROLE)
    owned = translated(detail.leaf("HomeownerPastThreeYearsType"), _HOME_YEARS)
    fields: dict[str, object] = {
        "borrower_id": role.label(f"B{number}"),
        "identity": _identity(party, role),
        **stated,
        "first_time_homebuyer": stated["first_time_homebuyer"] | owned,
        "residency": translated(detail.leaf("CitizenshipResidencyType"), maps.RESIDENCIES),
        "current_monthly_housing": _present_housing(role),
        "credit": credit_of(role, notes),
        "declarations": _declarations(role, detail, intent),
        "veteran": _veteran(role, loan),
    }
    if primary_residence and intent.text == "No":
        fields["will_occupy"] = Sourced(value=False, place=intent.place)
    entry = Entry(role.one("BORROWER"), "BORROWER", fields)
    own_name = entry.own.get("borrower_id")
    named = own_name.text if isinstance(own_name, Sourced) else None
    identifier = named or role.label(f"B{number}")
    return Person(entry, identifier, incomes_of(role, identifier, links, notes), _monitored(role, identifier))


def _identity(party: Container, role: Container) -> dict[str, object]:
    person = party.one("INDIVIDUAL/NAME")
    first, middle = person.leaf("FirstName"), person.leaf("MiddleName")
    last, suffix = person.leaf("LastName"), person.leaf("SuffixName")
    numbers = [
        one.leaf("TaxpayerIdentifierValue")
        for one in party.all("TAXPAYER_IDENTIFIERS/TAXPAYER_IDENTIFIER")
        if one.leaf("TaxpayerIdentifierType").text != "EmployerIdentificationNumber"
    ]
    contacts = party.all("INDIVIDUAL/CONTACT_POINTS/CONTACT_POINT")
    number = first_present(numbers)
    return {
        "first_name": _words([first, middle]),
        "last_name": _words([last, suffix]),
        "ssn": number and _with_dashes(number),
        "birth_date": role.leaf("BORROWER/BORROWER_DETAIL/BorrowerBirthDate"),
        "email": first_present(one.leaf("CONTACT_POINT_EMAIL/ContactPointEmailValue") for one in contacts),
        "phone": first_present(one.leaf("CONTACT_POINT_TELEPHONE/ContactPointTelephoneValue") for one in contacts),
        "current_address": _current_address(role),
    }


def _with_dashes(number: Sourced) -> Sourced:
    digits = number.text or ""
    plain = _NINE_DIGITS.match(digits)
    return Sourced(f"{digits[:3]}-{digits[3:5]}-{digits[5:]}", number.place) if plain else number


def _words(leaves: list[Sourced], between: str = " ") -> Sourced:
    texts = [leaf.text for leaf in leaves if leaf.text]
    return Sourced(between.join(texts) or None, leaves[0].place)


def _current_address(role: Container) -> Sourced | None:
    for residence in _current_residences(role):
        parts = ("AddressLineText", "AddressUnitIdentifier", "CityName", "StateCode", "PostalCode")
        return _words([residence.leaf(f"ADDRESS/{part}") for part in parts], ", ")
    return None


def _current_residences(role: Container) -> list[Container]:
    every = role.all("BORROWER/RESIDENCES/RESIDENCE")
    return [one for one in every if one.leaf("RESIDENCE_DETAIL/BorrowerResidencyType").text == "Current"]


def _present_housing(role: Container) -> Sourced | None:
    """The present housing expense of whatever type, or else the rent of the current residence. Dollars a month."""
    present = []
    for expense in role.all("BORROWER/HOUSING_EXPENSES/HOUSING_EXPENSE"):
        if expense.leaf("HousingExpenseTimingType").text == "Present":
            expense.understood("HousingExpenseType", "HousingExpenseTypeOtherDescription")
            present.append(expense.leaf("HousingExpensePaymentAmount"))
    rents = (one.leaf("LANDLORD/LANDLORD_DETAIL/MonthlyRentAmount") for one in _current_residences(role))
    return total(present) or first_present(rents)


def _declarations(role: Container, detail: Container, intent: Sourced) -> dict[str, object] | None:
    """None where section 5 is not answered at all; citizenship alone is no answer to it."""
    related = detail.one("EXTENSION").anywhere(_SELLER)
    if not related and not any(_ANSWERED.match(name) for name in detail.names()):
        return None
    foreclosed = flag(detail.leaf("PriorPropertyForeclosureCompletedIndicator"))
    conveyed = flag(detail.leaf("PriorPropertyDeedInLieuConveyedIndicator"))
    answers: dict[str, object] = {
        "will_occupy_as_primary": flag(intent),
        "foreclosure_or_deed_in_lieu_last_7_years": foreclosed if foreclosed.value is True else conveyed | foreclosed,
        "relationship_with_seller": flag(related[0]) if related else None,
        **detail.points(points.DECLARATION_DETAIL),
    }
    if undated := undated_bankruptcies(role):
        answers["bankruptcy_last_7_years"] = Sourced(value=True, place=undated[0].place)
    return answers


def _veteran(role: Container, loan: Container) -> dict[str, object] | None:
    served = role.says_yes("BORROWER/BORROWER_DETAIL/SelfDeclaredMilitaryServiceIndicator")
    if not (served or role.says_yes("BORROWER/GOVERNMENT_BORROWER/VeteranStatusIndicator")):
        return None
    services = role.all("BORROWER/MILITARY_SERVICES/MILITARY_SERVICE")
    fields: dict[str, object] = {
        "funding_fee_exempt": translated(loan.leaf("GOVERNMENT_LOAN/VAFundingFeeExemptionType"), maps.EXEMPTIONS),
        "active_duty": "ActiveDuty" in [one.leaf("MilitaryStatusType").text for one in services],
    }
    before = flag(loan.leaf("GOVERNMENT_LOAN/PreviousVAHomeLoanIndicator"))
    if before.value is not None:
        first = not before.value if isinstance(before.value, bool) else before.value
        fields["first_use_of_entitlement"] = Sourced(first, before.place)
    return fields


def _monitored(role: Container, identifier: str) -> dict[str, object] | None:
    """What was collected under Regulation C, kept apart from everything else."""
    monitoring = role.one("BORROWER/GOVERNMENT_MONITORING")
    fields: dict[str, object] = {
        "ethnicity": list(monitoring.anywhere("HMDAEthnicityType", "HMDAEthnicityOriginType")),
        "race": list(monitoring.anywhere("HMDARaceType", "HMDARaceDesignationType")),
        "sex": list(monitoring.anywhere("HMDAGenderType")),
    }
    return {"borrower_id": identifier, **fields} if any(fields.values()) else None
