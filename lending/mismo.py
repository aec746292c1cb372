"""MISMO 3.4 residential loan applications (as ULAD and Desktop Underwriter exports write them) as raw mappings.

A message holds deals (`MESSAGE/DEAL_SETS/DEAL_SET/DEALS/DEAL`); each deal becomes one raw application for the same
parser that reads JSON. Element names are those of reference model 3.4.0 build 324. Chosen points where the standard
offers several:

- APOR, undiscounted rate: `LOAN/HIGH_COST_MORTGAGES/HIGH_COST_MORTGAGE/AveragePrimeOfferRatePercent` and
  `PreDiscountedInterestRatePercent`; the rate-lock date is `CLOSING_INFORMATION_DETAIL/CurrentRateSetDate`, the date
  whose APOR applies; closing is `LoanEstimatedClosingDate`.
- Scores: `BORROWER/CREDIT_SCORES`; the report is as old as its newest `CreditScoreDate`.
- Taxes, insurance, dues: `LOAN/HOUSING_EXPENSES` with timing Proposed; present housing: those of the borrower.
- Income belongs to an employer, a mortgage to a home, and a home to a borrower by RELATIONSHIPS.

What the standard has no point for may stand in an extension of our own, with prefix bound to
`urn:underwright:mismo-extension:1`, at `EXTENSION/OTHER/{APPLICATION | BORROWER | INCOME | DEBT | ASSET | LOAN | FEE |
PROPERTY}` of DEAL, BORROWER, EMPLOYER or CURRENT_INCOME_ITEM, LIABILITY or EXPENSE, ASSET, LOAN, FEE, SUBJECT_PROPERTY.
Its elements are named as our fields and win over the standard's points; a list holds `item` elements:

    <EXTENSION><OTHER><uw:INCOME>
      <uw:variable><uw:item><uw:kind>bonus</uw:kind><uw:last_year_total>9000</uw:last_year_total></uw:item></uw:variable>
    </uw:INCOME></OTHER></EXTENSION>

Nothing is swallowed: what is not read is named in the notes, without its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lending.mismo34 import maps
from lending.mismo34.borrowers import borrower, borrower_parties, demographics
from lending.mismo34.holdings import holdings
from lending.mismo34.loan import application_id, loan_terms, subject_loan
from lending.mismo34.property import subject_property
from lending.mismo34.tree import NAMESPACE, Container, Links
from lending.mismo34.values import merged, settled, total, translated
from lending.mismo34.xml import MismoError, parsed

MAX_DEALS = 1_000
MAX_NOTES = 40
"""Of a deal so many lines are told of what was left out, and so many of what was not read."""

_VERSION = "3.4"
_RESIDUAL_TAXES = ("VAFederalTaxAmount", "VAStateTaxAmount", "VALocalTaxAmount", "VASocialSecurityTaxAmount")


@dataclass(frozen=True, slots=True)
class Deal:
    """`raw` is for `parse_application`; `places` tells of its fields, by dotted path, the MISMO point below DEAL."""

    record: str
    raw: Mapping[str, object]
    places: Mapping[str, str]
    notes: tuple[str, ...]


def read_deals(data: bytes) -> tuple[Deal, ...]:
    """Every deal of a MISMO message. Raises `MismoError` where the bytes are no such message."""
    root = parsed(data)
    if root.tag != f"{{{NAMESPACE}}}MESSAGE":
        raise MismoError(
            "is no MISMO 3 message: its root is not MESSAGE in the residential namespace",
            f"Export a MISMO 3.4 loan application, whose namespace is {NAMESPACE}.",
        )
    version = root.get("MISMOReferenceModelIdentifier", _VERSION)
    notes = [] if version.startswith(_VERSION) else ["the message names another reference model than 3.4"]
    steps = "/".join(f"{{{NAMESPACE}}}{step}" for step in ("DEAL_SETS", "DEAL_SET", "DEALS", "DEAL"))
    deals = root.findall(steps)
    if len(deals) > MAX_DEALS:
        raise MismoError(f"holds more than {MAX_DEALS:,} deals", "Split it into several messages.")
    if not deals:
        raise MismoError("holds no DEAL", "Export a message with DEAL_SETS/DEAL_SET/DEALS/DEAL.")
    return tuple(_deal(Container.deal(deal), f"deal {number}", notes) for number, deal in enumerate(deals, start=1))


def _deal(deal: Container, record: str, notes: list[str]) -> Deal:
    fields, left_out = _application(deal)
    places: dict[str, str] = {}
    raw = settled(fields, places)
    assert isinstance(raw, dict)  # noqa: S101 - a mapping settles to a mapping; for the type checker
    return Deal(record, raw, places, (*notes, *_first(left_out), *_first(deal.unread())))


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - MAX_NOTES
    return lines if more <= 0 else [*lines[:MAX_NOTES], f"{more} more notes of this kind"]


def _application(deal: Container) -> tuple[dict[str, object], list[str]]:
    loan, links = subject_loan(deal), Links(deal)
    subject = deal.one("COLLATERALS/COLLATERAL/SUBJECT_PROPERTY")
    home = subject_property(subject, loan)
    primary = subject.leaf("PROPERTY_DETAIL/PropertyUsageType").text == "PrimaryResidence"
    parties = borrower_parties(deal)
    held = holdings(deal, links, primary_residence=primary)
    terms = loan_terms(deal, loan, subject.one("SALES_CONTRACTS/SALES_CONTRACT"))
    notes = list(held.notes)
    borrowers: list[dict[str, object]] = []
    monitored: list[dict[str, object]] = []
    for number, (party, role) in enumerate(parties, start=1):
        person, left_out = borrower(party, role, number, links, primary_residence=primary)
        borrowers.append(person)
        notes.extend(left_out)
        if (collected := demographics(role, str(person["borrower_id"]))) is not None:
            monitored.append(collected)
    _hand_out(held.rentals, borrowers)
    if isinstance(terms["subordinate_liens"], list):
        terms["subordinate_liens"].extend(held.liens)
    fields: dict[str, object] = {
        "application_id": application_id(loan),
        "application_date": loan.leaf("LOAN_DETAIL/ApplicationReceivedDate"),
        "program": translated(loan.leaf("TERMS_OF_LOAN/MortgageType"), maps.PROGRAMS),
        "underwriting_method": translated(
            loan.leaf("UNDERWRITING/UNDERWRITING_DETAIL/LoanManualUnderwritingIndicator"), maps.UNDERWRITING
        ),
        "borrowers": borrowers,
        "debts": held.debts,
        "assets": held.assets,
        "property": home,
        "loan": terms,
        "monthly_income_taxes": total(
            role.leaf(f"BORROWER/GOVERNMENT_BORROWER/{name}") for _, role in parties for name in _RESIDUAL_TAXES
        ),
        "demographics": monitored,
    }
    return merged(fields, deal.extension("APPLICATION")), notes


def _hand_out(rentals: list[tuple[str | None, dict[str, object]]], borrowers: list[dict[str, object]]) -> None:
    """Every other home goes to the borrower who owns it, or to the first where no relationship says who."""
    by_label = {one["borrower_id"]: one for one in reversed(borrowers)}
    for owner, rental in rentals if borrowers else []:
        incomes = by_label.get(owner, borrowers[0])["incomes"]
        if isinstance(incomes, list):
            incomes.append(rental)
