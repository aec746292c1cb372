"""PARTIES / PARTY of the borrowers, with their scores, declarations and what was collected for monitoring."""

from collections.abc import Mapping
from datetime import date

from lending.application import Demographics, LoanApplication
from lending.borrower import BANKRUPTCIES, Borrower, CreditReport, Declarations, Identity
from lending.mismo34 import maps, points
from lending.mismo34.writer.incomes import write_incomes
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.nodes import Node

_DECLARED = "DECLARATION/DECLARATION_DETAIL"
_SELLER = "EXTENSION/OTHER/ULAD:DECLARATION_DETAIL_EXTENSION/ULAD:SpecialBorrowerSellerRelationshipIndicator"
_GENDER = "EXTENSION/OTHER/ULAD:GOVERNMENT_MONITORING_DETAIL_EXTENSION/ULAD:HMDAGenderType"
_ETHNICITIES = "EXTENSION/OTHER/ULAD:GOVERNMENT_MONITORING_EXTENSION/ULAD:HMDA_ETHNICITIES"


def write_borrowers(deal: Node, application: LoanApplication, ledger: Ledger) -> dict[str, Node]:
    """The borrowers' ROLE elements by their identifiers."""
    people: dict[str, Node] = {}
    monitored = {one.borrower_id: one for one in reversed(application.demographics)}
    for borrower in application.borrowers:
        party = deal.add("PARTIES/PARTY")
        role = people[borrower.borrower_id] = party.add("ROLES/ROLE", ledger.label("BORROWER", borrower.borrower_id))
        role.put("ROLE_DETAIL/PartyRoleType", "Borrower")
        role.put_all(points.ROLE, borrower)
        person = role.at("BORROWER")
        ledger.bind(person, "BORROWER", borrower)
        _write_identity(party, person, borrower.identity)
        _write_person(person, borrower)
        write_incomes(person, borrower.incomes, ledger)
        if borrower.borrower_id in monitored:
            _write_monitored(person.at("GOVERNMENT_MONITORING"), monitored[borrower.borrower_id])
    return people


def _write_identity(party: Node, person: Node, identity: Identity) -> None:
    party.put("INDIVIDUAL/NAME/FirstName", identity.first_name)
    party.put("INDIVIDUAL/NAME/LastName", identity.last_name)
    if identity.email is not None:
        party.add("INDIVIDUAL/CONTACT_POINTS/CONTACT_POINT").put(
            "CONTACT_POINT_EMAIL/ContactPointEmailValue", identity.email
        )
    if identity.phone is not None:
        party.add("INDIVIDUAL/CONTACT_POINTS/CONTACT_POINT").put(
            "CONTACT_POINT_TELEPHONE/ContactPointTelephoneValue", identity.phone
        )
    if identity.ssn is not None:
        number = party.add("TAXPAYER_IDENTIFIERS/TAXPAYER_IDENTIFIER")
        number.put("TaxpayerIdentifierType", "SocialSecurityNumber")
        number.put("TaxpayerIdentifierValue", identity.ssn.replace("-", ""))
    if isinstance(identity.birth_date, date):
        person.put("BORROWER_DETAIL/BorrowerBirthDate", identity.birth_date)
    if identity.current_address is not None:
        residence = person.add("RESIDENCES/RESIDENCE")
        residence.put("ADDRESS/AddressLineText", identity.current_address)
        residence.put("RESIDENCE_DETAIL/BorrowerResidencyType", "Current")


def _write_person(person: Node, borrower: Borrower) -> None:
    person.put("BORROWER_DETAIL/SelfDeclaredMilitaryServiceIndicator", borrower.veteran is not None)
    if borrower.veteran is not None and borrower.veteran.active_duty:
        person.add("MILITARY_SERVICES/MILITARY_SERVICE").put("MilitaryStatusType", "ActiveDuty")
    if borrower.current_monthly_housing is not None:
        expense = person.add("HOUSING_EXPENSES/HOUSING_EXPENSE")
        expense.put("HousingExpensePaymentAmount", borrower.current_monthly_housing)
        expense.put("HousingExpenseTimingType", "Present")
        expense.put("HousingExpenseType", maps.OTHER)
        expense.put("HousingExpenseTypeOtherDescription", "All of the present housing expense")
    if borrower.residency is not None:
        person.put(f"{_DECLARED}/CitizenshipResidencyType", _word(maps.RESIDENCIES, borrower.residency))
    if borrower.declarations is not None:
        _write_declarations(person.at(_DECLARED), borrower.declarations)
    if borrower.credit is not None:
        _write_credit(person, borrower.credit)


def _word(table: Mapping[str, object], ours: object) -> str:
    return maps.written(table)[ours]


def _write_declarations(detail: Node, said: Declarations) -> None:
    detail.put("IntentToOccupyType", "Yes" if said.will_occupy_as_primary else "No")
    detail.put("PriorPropertyForeclosureCompletedIndicator", said.foreclosure_or_deed_in_lieu_last_7_years)
    detail.put_all(points.DECLARATION_DETAIL, said)
    detail.put(_SELLER, said.relationship_with_seller)


def _write_credit(person: Node, report: CreditReport) -> None:
    for score in report.scores:
        one = person.add("CREDIT_SCORES/CREDIT_SCORE")
        one.put("CREDIT_SCORE_DETAIL/CreditRepositorySourceType", _word(maps.BUREAUS, score.bureau))
        one.put("CREDIT_SCORE_DETAIL/CreditScoreDate", score.created_on)
        one.put("CREDIT_SCORE_DETAIL/CreditScoreModelNameType", maps.OTHER)
        one.put("CREDIT_SCORE_DETAIL/CreditScoreModelNameTypeOtherDescription", score.model)
        one.put("CREDIT_SCORE_DETAIL/CreditScoreValue", score.score)
        for factor in score.key_factors:
            one.add("CREDIT_SCORE_FACTORS/CREDIT_SCORE_FACTOR").put("CreditScoreFactorText", factor)
    for event in report.derogatory_events:
        if event.kind in BANKRUPTCIES:
            chapter, ended = next(how for how, kind in maps.BANKRUPTCIES.items() if kind is event.kind)
            one = person.add("BANKRUPTCIES/BANKRUPTCY")
            one.put("BANKRUPTCY_DETAIL/BankruptcyChapterType", chapter)
            disposition = one.add("BANKRUPTCY_DISPOSITIONS/BANKRUPTCY_DISPOSITION")
            disposition.put("BankruptcyDispositionDate", event.completed_on)
            disposition.put("BankruptcyDispositionType", ended)


def _write_monitored(monitoring: Node, collected: Demographics) -> None:
    """One value at each point that takes one only; what more there is stands in our extension."""
    for race in collected.race:
        monitoring.add("HMDA_RACES/HMDA_RACE").put("HMDA_RACE_DETAIL/HMDARaceType", race)
    for ethnicity in collected.ethnicity:
        monitoring.add(f"{_ETHNICITIES}/ULAD:HMDA_ETHNICITY").put("ULAD:HMDAEthnicityType", ethnicity)
    for sex in collected.sex[:1]:
        monitoring.put(f"GOVERNMENT_MONITORING_DETAIL/{_GENDER}", sex)
