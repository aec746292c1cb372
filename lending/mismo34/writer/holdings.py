"""ASSETS: accounts and the like, and the real estate that is owned with its rent."""

from collections.abc import Iterable

from lending.application import LoanApplication
from lending.income_items import RentalIncome
from lending.mismo34 import maps, points
from lending.mismo34.writer.incomes import write_net_rent
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.nodes import Node
from lending.money import ZERO
from lending.obligations import Asset, OwnedProperty

_KINDS = maps.written(maps.ASSETS)
_DESCRIPTIONS = maps.written(maps.DESCRIBED_ASSETS)
_DISPOSITIONS = maps.written(maps.DISPOSITIONS)
_OCCUPANCIES = maps.written(maps.OCCUPANCIES)


def write_assets(deal: Node, assets: Iterable[Asset], ledger: Ledger) -> None:
    for asset in assets:
        node = deal.add("ASSETS/ASSET", ledger.label("ASSET", asset.asset_id))
        ledger.bind(node, "ASSET", asset)
        node.put("ASSET_DETAIL/AssetType", _KINDS.get(asset.kind, maps.OTHER))
        if asset.kind not in _KINDS:
            node.put("ASSET_DETAIL/AssetTypeOtherDescription", _DESCRIPTIONS[asset.kind].capitalize())
        node.put("ASSET_HOLDER/NAME/FullName", asset.institution)
        node.put_all(points.ASSET, asset)


def write_real_estate(
    deal: Node, application: LoanApplication, people: dict[str, Node], ledger: Ledger
) -> dict[str, str]:
    """The labels of the homes by their identifiers. A rent stands with its home where its borrower owns that first."""
    rents = {
        (income.property_id, borrower.borrower_id): income
        for borrower in reversed(application.borrowers)
        for income in reversed(borrower.incomes)
        if isinstance(income, RentalIncome) and income.property_id is not None
    }
    labels: dict[str, str] = {}
    with_home: set[str] = set()
    for owned in application.owned_properties:
        first = next(iter(owned.owed_by), None)
        owner = first or next((who for home, who in rents if home == owned.property_id), None)
        rent = rents.get((owned.property_id, owner)) if owner else None
        node = _write_home(deal, owned, ledger)
        labels[owned.property_id] = node.label
        for who in dict.fromkeys([*owned.owed_by, *([owner] if owner else [])]):
            ledger.join(node.label, people[who].label, "owner")
        if rent is not None:
            with_home.add(rent.income_id)
            _write_rent(node, rent, application, ledger)
    for borrower in application.borrowers:
        for income in borrower.incomes:
            if isinstance(income, RentalIncome) and income.income_id not in with_home:
                write_net_rent(people[borrower.borrower_id].at("BORROWER"), income, ledger)
    return labels


def _write_home(deal: Node, owned: OwnedProperty, ledger: Ledger) -> Node:
    node = deal.add("ASSETS/ASSET", ledger.label("OWNED_PROPERTY", owned.property_id))
    ledger.bind(node, "OWNED_PROPERTY", owned)
    home = node.at("OWNED_PROPERTY")
    home.put_all(points.OWNED_PROPERTY, owned)
    home.put("OWNED_PROPERTY_DETAIL/OwnedPropertyDispositionStatusType", _DISPOSITIONS[owned.sold_by_closing])
    home.put("OWNED_PROPERTY_DETAIL/OwnedPropertySubjectIndicator", value=False)
    home.put("PROPERTY/PROPERTY_DETAIL/PropertyUsageType", _OCCUPANCIES[owned.occupancy])
    return node


def _write_rent(node: Node, rent: RentalIncome, application: LoanApplication, ledger: Ledger) -> None:
    """What the home costs besides the mortgages that stay on it, whose payments stand with them."""
    detail = node.at("OWNED_PROPERTY/OWNED_PROPERTY_DETAIL")
    mortgages = (debt for debt in application.debts if debt.property_id == rent.property_id)
    payments = sum((one.monthly_payment or ZERO for one in mortgages if not one.to_be_paid_at_closing), ZERO)
    detail.put("OwnedPropertyRentalIncomeGrossAmount", rent.monthly_gross_rent)
    detail.put("OwnedPropertyMaintenanceExpenseAmount", max(rent.monthly_pitia - payments, ZERO))
    ledger.bind(node, "INCOME", rent)
