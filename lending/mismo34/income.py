"""BORROWER / EMPLOYERS and CURRENT_INCOME: what a borrower earns, item by item."""

from lending.mismo34 import maps
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, merged, total, translated

_INCOME_OF = "CURRENT_INCOME_ITEM_IsAssociatedWith_EMPLOYER"
_AMOUNT = "CURRENT_INCOME_ITEM_DETAIL/CurrentIncomeMonthlyTotalAmount"
_TYPE = "CURRENT_INCOME_ITEM_DETAIL/IncomeType"
_EARNED = maps.BASE_PAY | maps.VARIABLE_PAY | maps.SELF_EMPLOYMENT


def incomes_of(role: Container, name: str, links: Links) -> tuple[list[object], list[str]]:
    """The incomes of the borrower called `name`, and a note for every item that is not counted."""
    notes: list[str] = []
    items = role.all("BORROWER/CURRENT_INCOME/CURRENT_INCOME_ITEMS/CURRENT_INCOME_ITEM")
    employers = [
        employer
        for employer in role.all("BORROWER/EMPLOYERS/EMPLOYER")
        if employer.leaf("EMPLOYMENT/EmploymentStatusType").text != "Previous"
    ]
    paid_by: dict[str, list[Container]] = {}
    for item in items:
        for label in links.targets(_INCOME_OF, item.label("")):
            paid_by.setdefault(label, []).append(item)
    unlinked = [item for item in items if item.leaf(_TYPE).text in _EARNED]
    taken: set[str] = set()
    incomes: list[object] = []
    for number, employer in enumerate(employers, start=1):
        own = paid_by.get(employer.label(""), []) or (unlinked if len(employers) == 1 else [])
        taken.update(item.place for item in own)
        label = employer.label(f"{name}-I{number}")
        incomes.append(_self_employment(employer, label, own) or _employment(employer, label, own, notes))
    for number, item in enumerate((one for one in items if one.place not in taken), start=1):
        kind = item.leaf(_TYPE)
        if kind.text in maps.FIXED_INCOME:
            incomes.append(_fixed(item, item.label(f"{name}-F{number}")))
        else:
            notes.append(f"{item.place} is not counted: {_why_not(kind.text)}")
    return incomes, notes


def _why_not(kind: str | None) -> str:
    if kind in _EARNED:
        return "no RELATIONSHIP says which employer pays it"
    return "this type of income has no equivalent here"


def _employment(employer: Container, label: str, items: list[Container], notes: list[str]) -> dict[str, object]:
    """A job at its regular monthly pay. Overtime, bonus and commission need our extension's history to count."""
    own = employer.extension("INCOME")
    base = [item.leaf(_AMOUNT) for item in items if item.leaf(_TYPE).text in maps.BASE_PAY]
    if "variable" not in own:
        notes.extend(
            f"{item.place} is not counted: it needs the totals of two years (extension INCOME/variable)"
            for item in items
            if item.leaf(_TYPE).text in maps.VARIABLE_PAY
        )
    else:
        for item in items:
            item.leaf(_AMOUNT)
    stated = employer.leaf("EMPLOYMENT/EmploymentMonthlyIncomeAmount")
    fields: dict[str, object] = {
        "kind": "employment",
        "income_id": label,
        "employer": employer.leaf("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL/FullName"),
        "started_on": employer.leaf("EMPLOYMENT/EmploymentStartDate"),
        "pay": total(base) or stated,
        "frequency": "monthly",
    }
    return merged(fields, own)


def _self_employment(employer: Container, label: str, items: list[Container]) -> dict[str, object] | None:
    """A business of which the borrower owns a quarter or more; its tax years come from our extension only."""
    share = employer.leaf("EMPLOYMENT/OwnershipInterestType")
    own = employer.leaf("EMPLOYMENT/EmploymentBorrowerSelfEmployedIndicator").is_yes
    if not own or share.text == "LessThan25Percent":
        return None
    for item in items:
        item.leaf(_AMOUNT)
    fields: dict[str, object] = {
        "kind": "self_employment",
        "income_id": label,
        "business": employer.leaf("LEGAL_ENTITY/LEGAL_ENTITY_DETAIL/FullName"),
        "started_on": employer.leaf("EMPLOYMENT/EmploymentStartDate"),
        "ownership_percent": Sourced("25", share.place),
        "years": Sourced(None, f"{employer.place}/EXTENSION/OTHER/INCOME/years"),
    }
    return merged(fields, employer.extension("INCOME"))


def _fixed(item: Container, label: str) -> dict[str, object]:
    detail = item.one("CURRENT_INCOME_ITEM_DETAIL")
    fields: dict[str, object] = {
        "kind": "fixed",
        "income_id": label,
        "source": translated(detail.leaf("IncomeType"), maps.FIXED_INCOME),
        "monthly_amount": detail.leaf("CurrentIncomeMonthlyTotalAmount"),
        "nontaxable": detail.leaf("IncomeFederalTaxExemptIndicator"),
    }
    return merged(fields, item.extension("INCOME"))
