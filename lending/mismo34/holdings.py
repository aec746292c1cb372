"""ASSETS, LIABILITIES and EXPENSES: what the borrowers own and owe, other homes and their rents included."""

from dataclasses import dataclass, field

from lending.mismo34 import maps
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, merged, total, translated

_OWNER = "ASSET_IsAssociatedWith_ROLE"
_SECURES = "ASSET_IsAssociatedWith_LIABILITY"


@dataclass
class Holdings:
    """`rentals` are other homes with the label of the borrower who owns them."""

    assets: list[object] = field(default_factory=list)
    debts: list[object] = field(default_factory=list)
    liens: list[object] = field(default_factory=list)
    rentals: list[tuple[str | None, dict[str, object]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def holdings(deal: Container, links: Links, *, primary_residence: bool) -> Holdings:
    """`primary_residence` says whether the subject will be the borrowers' home: then they leave their present one."""
    found = Holdings()
    liabilities = [(one.label(""), one) for one in deal.all("LIABILITIES/LIABILITY")]
    by_label: dict[str, list[Container]] = {}
    for label, liability in liabilities:
        by_label.setdefault(label, []).append(liability)
    in_rental: set[str] = set()
    present_housing: set[str] = set()
    for number, asset in enumerate(deal.all("ASSETS/ASSET"), start=1):
        if asset.one("OWNED_PROPERTY").exists:
            secured = links.targets(_SECURES, asset.label("")) - {""}
            mortgages = [one for label in sorted(secured) for one in by_label.get(label, [])]
            kept = _owned_property(asset, number, links, mortgages, found)
            if kept is None:
                continue
            if _is_present_home(asset) and not primary_residence:
                present_housing |= secured
                continue
            in_rental |= secured
            found.rentals.append(kept)
        else:
            _asset(asset, number, found)
    for number, (label, liability) in enumerate(liabilities, start=1):
        if label not in in_rental:
            _liability(liability, number, found, present_housing=label in present_housing)
    for number, expense in enumerate(deal.all("EXPENSES/EXPENSE"), start=1):
        _expense(expense, number, found)
    return found


def _asset(asset: Container, number: int, found: Holdings) -> None:
    detail = asset.one("ASSET_DETAIL")
    kind, source = detail.leaf("AssetType"), detail.leaf("FundsSourceType")
    balance, account = detail.leaf("AssetCashOrMarketValueAmount"), detail.leaf("AssetAccountIdentifier")
    holder = asset.leaf("ASSET_HOLDER/NAME/FullName")
    if kind.text not in maps.ASSETS:
        found.notes.append(f"{asset.place} is not counted: an asset of this type cannot pay at closing")
        return
    fields: dict[str, object] = {
        "asset_id": asset.label(f"A{number}"),
        "kind": translated(kind, maps.ASSETS),
        "institution": holder | source | Sourced("not stated", holder.place),
        "account_number": account,
        "balance": balance,
    }
    found.assets.append(merged(fields, asset.extension("ASSET")))


def _is_present_home(asset: Container) -> bool:
    return asset.leaf("OWNED_PROPERTY/PROPERTY/PROPERTY_DETAIL/PropertyCurrentUsageType").text == "PrimaryResidence"


def _owned_property(
    asset: Container, number: int, links: Links, secured: list[Container], found: Holdings
) -> tuple[str | None, dict[str, object]] | None:
    """Another home that the borrowers keep: its rent, and what it costs with its mortgages, dollars a month."""
    detail = asset.one("OWNED_PROPERTY/OWNED_PROPERTY_DETAIL")
    status = detail.leaf("OwnedPropertyDispositionStatusType")
    if detail.leaf("OwnedPropertySubjectIndicator").is_yes:
        return None
    if status.text in ("Sold", "PendingSale"):
        found.notes.append(f"{asset.place} is being sold and is left out; its mortgage still counts as a debt")
        return None
    payments = [one.leaf("LIABILITY_DETAIL/LiabilityMonthlyPaymentAmount") for one in secured]
    upkeep = detail.leaf("OwnedPropertyMaintenanceExpenseAmount")
    owners = sorted(links.targets(_OWNER, asset.label("")))
    fields: dict[str, object] = {
        "kind": "rental",
        "income_id": asset.label(f"R{number}"),
        "monthly_gross_rent": detail.leaf("OwnedPropertyRentalIncomeGrossAmount") | Sourced("0", detail.place),
        "monthly_pitia": total([upkeep, *payments]) or upkeep | Sourced("0", detail.place),
    }
    return (owners[0] if owners else None), merged(fields, asset.extension("INCOME"))


def _liability(liability: Container, number: int, found: Holdings, *, present_housing: bool) -> None:
    detail = liability.one("LIABILITY_DETAIL")
    kind, label = detail.leaf("LiabilityType"), liability.label(f"D{number}")
    holder = liability.leaf("LIABILITY_HOLDER/NAME/FullName")
    balance, payment = detail.leaf("LiabilityUnpaidBalanceAmount"), detail.leaf("LiabilityMonthlyPaymentAmount")
    if kind.text == "BorrowerEstimatedTotalMonthlyLiabilityPayment":
        found.notes.append(f"{liability.place} is a total of the others and is left out")
        return
    if detail.leaf("SubjectLoanResubordinationIndicator").is_yes:
        limit = detail.leaf("HELOCMaximumBalanceAmount")
        lien = {"lien_id": label, "balance": balance, "credit_limit": limit, "monthly_payment": payment}
        found.liens.append(lien)
        return
    if detail.leaf("LiabilityExclusionIndicator").is_yes:
        found.notes.append(f"{liability.place} is marked as excluded, but is counted: the reason is not stated")
    fields: dict[str, object] = {
        "debt_id": label,
        "kind": _debt_kind(kind, detail.leaf("LiabilityTypeOtherDescription")),
        "creditor": holder | Sourced("not stated", holder.place),
        "account_number": detail.leaf("LiabilityAccountIdentifier"),
        "balance": balance,
        "monthly_payment": payment,
        "months_remaining": detail.leaf("LiabilityRemainingTermMonthsCount"),
        "to_be_paid_at_closing": detail.leaf("LiabilityPayoffStatusIndicator"),
    }
    if present_housing:
        fields["present_housing"] = True
    found.debts.append(merged(fields, liability.extension("DEBT")))


def _debt_kind(kind: Sourced, description: Sourced) -> Sourced:
    words = (description.text or "").casefold()
    if kind.text == "Other" and "student" in words:
        return Sourced("student_loan", description.place)
    if kind.text == "Other" and "charge" in words and "off" in words:
        return Sourced("charge_off", description.place)
    return translated(kind, maps.DEBTS)


def _expense(expense: Container, number: int, found: Holdings) -> None:
    kind, payment = expense.leaf("ExpenseType"), expense.leaf("ExpenseMonthlyPaymentAmount")
    owed_to, months = expense.leaf("AlimonyOwedToName"), expense.leaf("ExpenseRemainingTermMonthsCount")
    if kind.text not in maps.EXPENSES:
        found.notes.append(f"{expense.place} is not counted: this type of expense has no equivalent here")
        return
    fields: dict[str, object] = {
        "debt_id": expense.label(f"E{number}"),
        "kind": translated(kind, maps.EXPENSES),
        "creditor": owed_to | Sourced("support order", owed_to.place),
        "balance": "0",
        "monthly_payment": payment,
        "months_remaining": months,
    }
    found.debts.append(merged(fields, expense.extension("DEBT")))
