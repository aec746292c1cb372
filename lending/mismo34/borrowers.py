"""PARTY / ROLES / ROLE / BORROWER: who the borrowers are, their scores and their declarations."""

import re

from lending.mismo34 import maps
from lending.mismo34.income import incomes_of
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, first_present, merged, total, translated

_SCORE = re.compile(r"[3-8]\d\d\Z", re.ASCII)


def borrower_parties(deal: Container) -> list[tuple[Container, Container]]:
    """Every party in the role of a borrower with that role, in document order."""
    return [
        (party, role)
        for party in deal.all("PARTIES/PARTY")
        for role in party.all("ROLES/ROLE")
        if role.leaf("ROLE_DETAIL/PartyRoleType").text == "Borrower"
    ]


def borrower(
    party: Container, role: Container, number: int, links: Links, *, primary_residence: bool
) -> tuple[dict[str, object], list[str]]:
    """One borrower as our raw mapping, and what of it could not be taken over."""
    detail = role.one("BORROWER/BORROWER_DETAIL")
    declaration = role.one("BORROWER/DECLARATION/DECLARATION_DETAIL")
    intent = declaration.leaf("IntentToOccupyType")
    name = role.label(f"B{number}")
    incomes, notes = incomes_of(role, name, links)
    fields: dict[str, object] = {
        "borrower_id": name,
        "identity": _identity(party, role),
        "dependents": detail.leaf("DependentCount"),
        "first_time_homebuyer": _first_time(declaration),
        "current_monthly_housing": _present_housing(role),
        "incomes": incomes,
        "credit": _credit(role, notes),
    }
    if primary_residence and intent.text == "No":
        fields["will_occupy"] = Sourced(value=False, place=intent.place)
    if declaration.exists:
        fields["declarations"] = _declarations(declaration, intent)
    if detail.leaf("SelfDeclaredMilitaryServiceIndicator").is_yes:
        fields["veteran"] = {}
    return merged(fields, role.one("BORROWER").extension("BORROWER")), notes


def _identity(party: Container, role: Container) -> dict[str, object]:
    person = party.one("INDIVIDUAL/NAME")
    first, middle = person.leaf("FirstName"), person.leaf("MiddleName")
    last, suffix = person.leaf("LastName"), person.leaf("SuffixName")
    numbers = [
        one.leaf("TaxpayerIdentifierValue")
        for one in party.all("TAXPAYER_IDENTIFIERS/TAXPAYER_IDENTIFIER")
        if one.leaf("TaxpayerIdentifierType").text != "EmployerIdentificationNumber"
    ]
    points = party.all("INDIVIDUAL/CONTACT_POINTS/CONTACT_POINT")
    return {
        "first_name": _words([first, middle]),
        "last_name": _words([last, suffix]),
        "ssn": first_present(numbers),
        "birth_date": role.leaf("BORROWER/BORROWER_DETAIL/BorrowerBirthDate"),
        "email": first_present(point.leaf("CONTACT_POINT_EMAIL/ContactPointEmailValue") for point in points),
        "phone": first_present(point.leaf("CONTACT_POINT_TELEPHONE/ContactPointTelephoneValue") for point in points),
        "current_address": _current_address(role),
    }


def _words(leaves: list[Sourced], between: str = " ") -> Sourced:
    texts = [leaf.text for leaf in leaves if leaf.text]
    return Sourced(between.join(texts) or None, leaves[0].place)


def _current_address(role: Container) -> Sourced | None:
    for residence in role.all("BORROWER/RESIDENCES/RESIDENCE"):
        if residence.leaf("RESIDENCE_DETAIL/BorrowerResidencyType").text == "Current":
            parts = ("AddressLineText", "AddressUnitIdentifier", "CityName", "StateCode", "PostalCode")
            return _words([residence.leaf(f"ADDRESS/{part}") for part in parts], ", ")
    return None


def _first_time(declaration: Container) -> Sourced:
    said = declaration.leaf("BorrowerFirstTimeHomebuyerIndicator")
    owned = declaration.leaf("HomeownerPastThreeYearsType")
    if said.value is None and owned.text == "No":
        return Sourced(value=True, place=owned.place)
    return said


def _present_housing(role: Container) -> Sourced | None:
    """The present housing expense, or else the rent of the current residence. Dollars a month."""
    present = total(
        expense.leaf("HousingExpensePaymentAmount")
        for expense in role.all("BORROWER/HOUSING_EXPENSES/HOUSING_EXPENSE")
        if expense.leaf("HousingExpenseTimingType").text == "Present"
    )
    rents = (
        residence.leaf("LANDLORD/LANDLORD_DETAIL/MonthlyRentAmount")
        for residence in role.all("BORROWER/RESIDENCES/RESIDENCE")
        if residence.leaf("RESIDENCE_DETAIL/BorrowerResidencyType").text == "Current"
    )
    return present or first_present(rents)


def _declarations(detail: Container, intent: Sourced) -> dict[str, object]:
    foreclosed = detail.leaf("PriorPropertyForeclosureCompletedIndicator")
    conveyed = detail.leaf("PriorPropertyDeedInLieuConveyedIndicator")
    return {
        "will_occupy_as_primary": intent,
        "bankruptcy_last_7_years": detail.leaf("BankruptcyIndicator"),
        "foreclosure_or_deed_in_lieu_last_7_years": conveyed if conveyed.is_yes else foreclosed,
        "short_sale_last_7_years": detail.leaf("PriorPropertyShortSaleCompletedIndicator"),
        "delinquent_on_federal_debt": detail.leaf("PresentlyDelinquentIndicator"),
        "outstanding_judgments": detail.leaf("OutstandingJudgmentsIndicator"),
        "undisclosed_borrowed_funds": detail.leaf("UndisclosedBorrowedFundsIndicator"),
    }


def _credit(role: Container, notes: list[str]) -> dict[str, object] | None:
    """Scores by bureau and bankruptcies; the report is as old as its newest score."""
    scores: list[object] = []
    dates: list[Sourced] = []
    for score in role.all("BORROWER/CREDIT_SCORES/CREDIT_SCORE"):
        detail = score.one("CREDIT_SCORE_DETAIL")
        value, bureau = detail.leaf("CreditScoreValue"), detail.leaf("CreditRepositorySourceType")
        dates.append(detail.leaf("CreditScoreDate"))
        if not _SCORE.match(value.text or "") or bureau.text not in maps.BUREAUS:
            notes.append(f"{detail.place} is no score of one of the three bureaus and is left out")
            continue
        scores.append({"bureau": translated(bureau, maps.BUREAUS), "score": value})
    events = [_bankruptcy(one) for one in role.all("BORROWER/BANKRUPTCIES/BANKRUPTCY")]
    newest = max((day for day in dates if day.text is not None), key=lambda day: day.text or "", default=None)
    if not dates and not events:
        return None
    where = Sourced(None, role.one("BORROWER/CREDIT_SCORES/CREDIT_SCORE/CREDIT_SCORE_DETAIL/CreditScoreDate").place)
    return {"report_date": newest or where, "scores": scores, "derogatory_events": events}


def _bankruptcy(one: Container) -> dict[str, object]:
    chapter = one.leaf("BANKRUPTCY_DETAIL/BankruptcyChapterType")
    disposition = one.one("BANKRUPTCY_DISPOSITIONS/BANKRUPTCY_DISPOSITION")
    ended = disposition.leaf("BankruptcyDispositionType")
    kind = maps.BANKRUPTCIES.get((chapter.text or "", ended.text or ""))
    return {
        "kind": Sourced(kind or chapter.value, chapter.place),
        "completed_on": disposition.leaf("BankruptcyDispositionDate"),
    }


def demographics(role: Container, name: str) -> dict[str, object] | None:
    """What was collected for monitoring under Regulation C, kept apart from everything else."""
    monitoring = role.one("BORROWER/GOVERNMENT_MONITORING")
    fields = {
        "ethnicity": monitoring.anywhere("HMDAEthnicityType"),
        "race": monitoring.anywhere("HMDARaceType"),
        "sex": monitoring.anywhere("HMDAGenderType"),
    }
    return {"borrower_id": name, **fields} if any(fields.values()) else None
