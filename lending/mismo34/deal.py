"""A whole DEAL: every part of it as a draft, and the draft with our extensions as one raw application."""

from lending.mismo34 import points
from lending.mismo34.assets import asset_entry
from lending.mismo34.borrowers import borrower, borrower_parties
from lending.mismo34.entries import Draft, Entry, completed
from lending.mismo34.fees import fees
from lending.mismo34.liabilities import liabilities
from lending.mismo34.loan import (
    application_id,
    is_refinance,
    loan_terms,
    new_liens,
    program,
    subject_loan,
    underwriting_method,
)
from lending.mismo34.owned import real_estate
from lending.mismo34.property import subject_property
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, first_present, merged, total

ORDER = "ORDER"
"""Our extension of DEAL that says in which order our lists stand where the standard's containers part them."""

_RESIDUAL_TAXES = ("VAFederalTaxAmount", "VAStateTaxAmount", "VALocalTaxAmount", "VASocialSecurityTaxAmount")
_PEOPLE = ("QUALIFICATION/HouseholdOccupancyCount", "GOVERNMENT_LOAN/VAHouseholdSizeCount")


def drafted(deal: Container) -> Draft:
    """What the deal says in the standard's own elements; our extensions lie beside, not yet laid over."""
    loan, links = subject_loan(deal), Links(deal)
    subject = deal.one("COLLATERALS/COLLATERAL/SUBJECT_PROPERTY")
    primary = subject.leaf("PROPERTY_DETAIL/PropertyUsageType").text == "PrimaryResidence"
    parties = borrower_parties(deal)
    notes: list[str] = []
    people = [
        borrower(party, role, number, loan=loan, links=links, notes=notes, primary_residence=primary)
        for number, (party, role) in enumerate(parties, start=1)
    ]
    by_label = {role.label(""): who for (_, role), who in zip(parties, people, strict=True)}
    names = {label: who.identifier for label, who in by_label.items()}
    homes = real_estate(deal, links, names, primary_residence=primary)
    for owner, rental in homes.rentals if people else []:
        by_label.get(owner or "", people[0]).incomes.append(rental)
    owed = liabilities(deal, loan, homes.secured, refinance=is_refinance(loan))
    taxes = [role.leaf(f"BORROWER/GOVERNMENT_BORROWER/{name}") for _, role in parties for name in _RESIDUAL_TAXES]
    fields: dict[str, object] = {
        "application_id": application_id(loan),
        "application_date": loan.leaf("LOAN_DETAIL/ApplicationReceivedDate"),
        "program": program(loan),
        "underwriting_method": underwriting_method(loan),
        "household": _household(loan),
        "monthly_income_taxes": total(taxes),
        "demographics": [one.monitored for one in people if one.monitored is not None],
    }
    numbered = enumerate(deal.all("ASSETS/ASSET"), start=1)
    accounts = [(number, one) for number, one in numbered if not one.one("OWNED_PROPERTY").exists]
    return Draft(
        deal=Entry(deal, "APPLICATION", fields),
        property=subject_property(subject, loan),
        loan=loan_terms(loan, subject.one("SALES_CONTRACTS/SALES_CONTRACT"), owed, notes),
        people=people,
        debts=owed.debts,
        assets=[asset_entry(asset, number) for number, asset in accounts],
        owned=homes.owned,
        liens=[*new_liens(deal), *owed.liens],
        fees=[entry for one in loan.all("FEE_INFORMATION/FEES/FEE") for entry in fees(one)],
        notes=notes,
    )


def _household(loan: Container) -> dict[str, object] | None:
    people = first_present(loan.leaf(path) for path in _PEOPLE)
    return {"people": people, "adjusted_annual_income": loan.leaf(points.ADJUSTED_INCOME)} if people else None


def assembled(draft: Draft) -> dict[str, object]:
    """The raw application, a tree of `Sourced` values: each object of the draft with our extension laid over it."""
    order = draft.deal.container.extension(ORDER)
    notes = draft.notes
    people = []
    for one in draft.people:
        incomes = completed(one.incomes, notes)
        people.append({**one.entry.completed, "incomes": _ordered(incomes, "income_id", order.get("incomes"))})
    terms: dict[str, object] = {
        "fees": completed(draft.fees, notes),
        "subordinate_liens": _ordered(completed(draft.liens, notes), "lien_id", order.get("liens")),
    }
    fields: dict[str, object] = {
        **draft.deal.fields,
        "borrowers": people,
        "debts": _ordered(completed(draft.debts, notes), "debt_id", order.get("debts")),
        "assets": completed(draft.assets, notes),
        "owned_properties": completed(draft.owned, notes),
        "property": draft.property.completed,
        "loan": merged({**draft.loan.fields, **terms}, draft.loan.own),
    }
    return merged(fields, draft.deal.own)


def _ordered(objects: list[dict[str, object]], key: str, order: object) -> list[dict[str, object]]:
    """The objects as the order names them; those that it does not name follow as they stand."""
    if not isinstance(order, Sourced) or order.text is None:
        return objects
    places = {name: place for place, name in enumerate(order.text.split())}

    def place(one: dict[str, object]) -> int:
        return places.get(_name(one.get(key)), len(places))

    return sorted(objects, key=place)


def _name(identifier: object) -> str:
    return str(identifier.value if isinstance(identifier, Sourced) else identifier)
