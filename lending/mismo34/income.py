"""BORROWER / EMPLOYERS and CURRENT_INCOME: what a borrower earns, item by item."""

from lending.mismo34 import maps
from lending.mismo34.entries import ENDS_OF_ARCS, Entry
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, flag, total, translated, unknown

_AMOUNT = "CURRENT_INCOME_ITEM_DETAIL/CurrentIncomeMonthlyTotalAmount"
_TYPE = "CURRENT_INCOME_ITEM_DETAIL/IncomeType"
_KNOWN = maps.OTHER_INCOME.union(maps.INCOMES)
_NEEDS = {
    **dict.fromkeys(maps.VARIABLE_PAY, "the totals of two years (extension INCOME/variable)"),
    maps.LEAVE_PAY: "the day of the return (extension INCOME/leave)",
}


def incomes_of(role: Container, name: str, links: Links, notes: list[str]) -> list[Entry]:
    """The incomes of the borrower called `name`; items that cannot count are entries that say why not."""
    items = role.all("BORROWER/CURRENT_INCOME/CURRENT_INCOME_ITEMS/CURRENT_INCOME_ITEM")
    employers = [
        employer
        for employer in role.all("BORROWER/EMPLOYERS/EMPLOYER")
        if employer.leaf("EMPLOYMENT/EmploymentStatusType").text != "Previous"
    ]
    paid_by: dict[str, list[Container]] = {}
    earned = [item for item in items if item.leaf(_TYPE).text in maps.EARNED]
    for item in items:
        item.understood("CURRENT_INCOME_ITEM_DETAIL/EmploymentIncomeIndicator")
    for item in earned:
        for label in links.targets(ENDS_OF_ARCS["employer"], item.label("")):
            paid_by.setdefault(label, []).append(item)
    taken: set[str] = set()
    incomes: list[Entry] = []
    for number, employer in enumerate(employers, start=1):
        own = paid_by.pop(employer.label(""), []) or (earned if len(employers) == 1 else [])
        taken.update(item.place for item in own)
        label = employer.label(f"{name}-I{number}")
        incomes.append(_self_employment(employer, label, own, notes) or _employment(employer, label, own, notes))
    others = (item for item in items if item.place not in taken)
    incomes.extend(_other(item, item.label(f"{name}-F{number}")) for number, item in enumerate(others, start=1))
    return incomes


def _employment(employer: Container, label: str, items: list[Container], notes: list[str]) -> Entry:
    """A job at its regular monthly pay. What is not regular needs our extension's history to count."""
    base = [item.leaf(_AMOUNT) for item in items if item.leaf(_TYPE).text in maps.BASE_PAY]
    job = employer.one("EMPLOYMENT")
    fields: dict[str, object] = {
        "kind": "employment",
        "income_id": label,
        "employer": employer.leaf("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL/FullName"),
        "started_on": job.leaf("EmploymentStartDate"),
        "ends_on": job.leaf("EmploymentEndDate"),
        "pay": total(base) or job.leaf("EmploymentMonthlyIncomeAmount"),
        "frequency": "monthly",
    }
    job.understood("EmploymentBorrowerSelfEmployedIndicator", "EmploymentMonthlyIncomeAmount")
    employer.understood("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL/LegalEntityType")
    entry = Entry(employer, "INCOME", fields)
    for item in items:
        kind = item.leaf(_TYPE).text or ""
        if kind in _NEEDS:
            item.understood(_AMOUNT)
            if ("leave" if kind == maps.LEAVE_PAY else "variable") not in entry.own:
                notes.append(f"{item.place} is not counted: it needs {_NEEDS[kind]}")
    return entry


def _self_employment(employer: Container, label: str, items: list[Container], notes: list[str]) -> Entry | None:
    """A business of which the borrower owns a quarter or more; its tax years come from our extension only."""
    job = employer.one("EMPLOYMENT")
    share = job.leaf("OwnershipInterestType")
    own = job.says_yes("EmploymentBorrowerSelfEmployedIndicator")
    if not own or share.text == "LessThan25Percent":
        return None
    job.understood("EmploymentMonthlyIncomeAmount")
    for item in items:
        item.understood(_AMOUNT)
    legal = employer.one("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL")
    structure = legal.leaf("LegalEntityType")
    if structure.text is not None and structure.text not in maps.STRUCTURES:
        notes.append(f"{structure.place} does not say how the business is taxed: it is read as a sole proprietorship")
        structure = Sourced(None, structure.place)
    fields: dict[str, object] = {
        "kind": "self_employment",
        "income_id": label,
        "business": legal.leaf("FullName"),
        "started_on": job.leaf("EmploymentStartDate"),
        "ownership_percent": Sourced("25", share.place),
        "structure": translated(structure, maps.STRUCTURES),
        "years": Sourced(None, f"{employer.place}/EXTENSION/OTHER/INCOME/years"),
    }
    return Entry(employer, "INCOME", fields)


def _other(item: Container, label: str) -> Entry:
    """Income without an employer; what the standard alone does not let us count needs our extension."""
    detail = item.one("CURRENT_INCOME_ITEM_DETAIL")
    kind = detail.leaf("IncomeType")
    if kind.text is not None and kind.text not in _KNOWN:
        return Entry(item, "INCOME", {"income_id": label, "kind": unknown(kind, maps.INCOMES)})
    if kind.text not in maps.FIXED_INCOME:
        entry = Entry(item, "INCOME", {"income_id": label}, f"{item.place} is not counted: {_why_not(kind.text)}")
        if entry.counts:
            detail.understood(
                "CurrentIncomeMonthlyTotalAmount", "IncomeTypeOtherDescription", "IncomeFederalTaxExemptIndicator"
            )
        return entry
    fields: dict[str, object] = {
        "kind": "fixed",
        "income_id": label,
        "source": translated(kind, maps.FIXED_INCOME),
        "monthly_amount": detail.leaf("CurrentIncomeMonthlyTotalAmount"),
        "nontaxable": flag(detail.leaf("IncomeFederalTaxExemptIndicator")),
    }
    return Entry(item, "INCOME", fields)


def _why_not(kind: str | None) -> str:
    if kind is None:
        return "its IncomeType is not stated"
    if kind in maps.EARNED:
        return "no RELATIONSHIP says which employer pays it"
    if kind == maps.RENT:
        return "rent is read from the real estate that is owned"
    if kind == maps.DEPLETION:
        return "nothing says from which assets it is drawn (extension INCOME/asset_ids)"
    return "this type of income has no equivalent here"
