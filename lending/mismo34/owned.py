"""ASSETS / ASSET / OWNED_PROPERTY: real estate that the borrowers own, what it earns and which mortgages are on it."""

from dataclasses import dataclass, field

from lending.mismo34 import maps, points
from lending.mismo34.entries import ENDS_OF_ARCS, Entry
from lending.mismo34.tree import Container, Links
from lending.mismo34.values import Sourced, total, translated

_PAYMENT = "LIABILITY_DETAIL/LiabilityMonthlyPaymentAmount"
_PAYOFF = "LIABILITY_DETAIL/LiabilityPayoffStatusIndicator"
_BALANCE = "LIABILITY_DETAIL/LiabilityUnpaidBalanceAmount"


@dataclass(frozen=True, slots=True)
class Security:
    """What a mortgage is on. `property_id` is None for the subject of the loan itself."""

    property_id: str | None = None
    in_present_housing: bool = False


@dataclass(slots=True)
class RealEstate:
    """`rentals` are with the label of the borrower who owns the home; `secured` is by the label of the mortgage."""

    owned: list[Entry] = field(default_factory=list)
    rentals: list[tuple[str | None, Entry]] = field(default_factory=list)
    secured: dict[str, Security] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Home:
    """One asset with what belongs to it. `stays_home`: the borrowers live in it and the loan is for another one."""

    asset: Container
    identifier: str
    owners: list[str]
    mortgages: list[Container]
    sold: Sourced
    stays_home: bool

    @property
    def property(self) -> Container:
        return self.asset.one("OWNED_PROPERTY")


def real_estate(deal: Container, links: Links, names: dict[str, str], *, primary_residence: bool) -> RealEstate:
    """What the borrowers own besides the subject; `names` are the borrowers' identifiers by their labels.

    `primary_residence` says whether the subject will be the borrowers' home: then they leave their present one.
    """
    found = RealEstate()
    by_label: dict[str, Container] = {}
    for liability in deal.all("LIABILITIES/LIABILITY"):
        by_label.setdefault(liability.label(""), liability)
    for number, asset in enumerate(deal.all("ASSETS/ASSET"), start=1):
        if not asset.one("OWNED_PROPERTY").exists:
            continue
        secured = [label for label in links.targets(ENDS_OF_ARCS["mortgage"], asset.label("")) if label in by_label]
        detail = asset.one("OWNED_PROPERTY/OWNED_PROPERTY_DETAIL")
        sold = translated(detail.leaf("OwnedPropertyDispositionStatusType"), maps.DISPOSITIONS)
        if detail.says_yes("OwnedPropertySubjectIndicator"):
            found.secured.update(dict.fromkeys(secured, Security()))
            continue
        current = asset.leaf("OWNED_PROPERTY/PROPERTY/PROPERTY_DETAIL/PropertyCurrentUsageType").text
        home = _Home(
            asset,
            _identifier(asset, number),
            links.targets(ENDS_OF_ARCS["owner"], asset.label("")),
            [by_label[label] for label in secured],
            sold,
            current == "PrimaryResidence" and not primary_residence,
        )
        debtors = [who for label in secured for who in links.targets(ENDS_OF_ARCS["debtor"], label)]
        owed_by = dict.fromkeys(names[who] for who in debtors or home.owners if who in names)
        found.owned.append(_owned(home, list(owed_by)))
        found.rentals.append((next(iter(home.owners), None), _rental(home)))
        security = Security(home.identifier, home.stays_home and sold.value is not True)
        for label in secured:
            found.secured.setdefault(label, security)
    return found


def _identifier(asset: Container, number: int) -> str:
    own = asset.extension("OWNED_PROPERTY").get("property_id")
    return own.text if isinstance(own, Sourced) and own.text else asset.label(f"P{number}")


def _owned(home: _Home, owed_by: list[object]) -> Entry:
    detail = home.property.one("PROPERTY/PROPERTY_DETAIL")
    intended, current = detail.leaf("PropertyUsageType"), detail.leaf("PropertyCurrentUsageType")
    why_not = None
    if intended.text == maps.OTHER:
        what = detail.leaf("PropertyUsageTypeOtherDescription")
        why_not = f"{what.place} names no home of one to four units: it is not counted among the properties owned"
    elif (intended | current).value is None:
        home.asset.trace.doubts.append(f"{intended.place} does not say how it is used: it is read as an investment")
        intended = Sourced("Investment", intended.place)
    stated = home.property.points(points.OWNED_PROPERTY)
    balance = stated["unpaid_balance"]
    if balance.value is None:
        stated["unpaid_balance"] = total(mortgage.leaf(_BALANCE) for mortgage in home.mortgages) or balance
    fields: dict[str, object] = {
        "property_id": home.identifier,
        "occupancy": translated(intended | current, maps.OCCUPANCIES),
        **stated,
        "owed_by": owed_by,
        "sold_by_closing": home.sold,
    }
    return Entry(home.asset, "OWNED_PROPERTY", fields, why_not)


def _rental(home: _Home) -> Entry:
    """The rent of a home and what it costs with the mortgages that stay on it, dollars a month."""
    detail = home.property.one("OWNED_PROPERTY_DETAIL")
    rent = detail.leaf("OwnedPropertyRentalIncomeGrossAmount")
    upkeep = detail.leaf("OwnedPropertyMaintenanceExpenseAmount")
    payments = [one.leaf(_PAYMENT) for one in home.mortgages if not one.leaf(_PAYOFF).is_yes]
    why_not = None
    if home.stays_home or (rent.value is None and upkeep.value is None):
        why_not = ""
    elif home.sold.value is True:
        why_not = f"{home.asset.place} is being sold: its rent and its costs are left out"
    fields: dict[str, object] = {
        "kind": "rental",
        "income_id": home.identifier,
        "monthly_gross_rent": rent | Sourced("0", detail.place),
        "monthly_pitia": total([upkeep, *payments]) or upkeep | Sourced("0", detail.place),
        "property_id": home.identifier,
    }
    return Entry(home.asset, "INCOME", fields, why_not)
