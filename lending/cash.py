"""Funds: what the borrowers must bring, what they have, and what is left as reserves. Dollars."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.contributions import allowed_contribution, closing_costs
from lending.income_items import AssetDepletionIncome
from lending.loan import FeeKind, LoanTerms, Purpose
from lending.money import ZERO, share, to_cents
from lending.obligations import Asset, AssetKind, DebtKind
from lending.open_accounts import cash_to_clear
from lending.property import Occupancy
from lending.tables.qualifying import ASSETS, RETIREMENT_PERCENT

_NOT_LIQUID = {
    AssetKind.CASH_ON_HAND: "cash on hand has no source that can be verified",
    AssetKind.EARNEST_MONEY: "counts toward the price, as earnest money that has been paid",
    AssetKind.GIFT_OF_EQUITY: "counts toward the price and leaves no money behind",
}
_WORDS = {
    AssetKind.RETIREMENT: "vested retirement funds at a reduced share",
    AssetKind.TRUST: "trust funds that the borrowers may draw at once",
    AssetKind.LIFE_INSURANCE: "cash value of life insurance",
    AssetKind.SECURED_BORROWED_FUNDS: "borrowed against an asset of the borrowers' own",
    AssetKind.BUSINESS: "funds of a borrower's business, if it can spare them",
}


class UsableAsset(Frozen):
    """`usable` dollars may pay at closing, `reserve` of them may stay behind: none where the asset is `depleted`.

    `if_documented` is what the asset counts for once it is verified and its deposits are sourced; `undrawn` is what is
    usable at closing, before anything is drawn to make up pay during a leave.
    """

    asset_id: str
    kind: AssetKind
    usable: Decimal
    reserve: Decimal
    depleted: bool
    if_documented: Decimal
    undrawn: Decimal
    undocumented_deposits: Decimal
    why: str


class Funds(Frozen):
    """`to_close` is cash due from the borrowers at closing, never negative; `left` for reserves may be.

    The two figures `..._if_documented` are what would be usable and left once every asset is documented, and
    `awaited_equity` is how much of `to_close` a gift of equity would then pay. `left_undrawn` is what is left before
    anything is drawn to make up pay during a leave.
    """

    assets: tuple[UsableAsset, ...]
    usable: Decimal
    to_close: Decimal
    left: Decimal
    left_undrawn: Decimal
    awaited_equity: Decimal
    usable_if_documented: Decimal
    left_if_documented: Decimal
    undocumented_large_deposits: Decimal


def depleted_assets(application: LoanApplication, counted_incomes: Collection[str]) -> frozenset[str]:
    """The assets that income rests on, where that income counts.

    Asset depletion takes the funds to close off these assets before it divides the rest (lender's income policy 5.5).
    So they may pay at closing, and whatever stays of them is income already and no reserve.
    """
    return frozenset(
        asset_id
        for borrower in application.borrowers
        for item in borrower.incomes
        if isinstance(item, AssetDepletionIncome) and item.income_id in counted_incomes
        for asset_id in item.asset_ids
    )


def _refused(kind: AssetKind, occupancy: Occupancy) -> str | None:
    if kind is AssetKind.GIFT and occupancy is Occupancy.INVESTMENT:
        return "a gift is not allowed on an investment property"
    if kind is AssetKind.GRANT and occupancy is not Occupancy.PRIMARY:
        return "a grant is allowed on a principal residence only"
    return _NOT_LIQUID.get(kind)


def _undocumented_deposits(asset: Asset, threshold: Decimal) -> Decimal:
    """The open parts of deposits that are large, each held against the threshold by its open part alone."""
    open_parts = (deposit.amount - deposit.documented_amount for deposit in asset.deposits)
    return sum((part for part in open_parts if part > threshold), ZERO)


def _usable(asset: Asset, application: LoanApplication, threshold: Decimal | None, *, depleted: bool) -> UsableAsset:
    """`threshold` is the largest deposit that needs no source; None where deposits do not matter."""
    undocumented = ZERO if threshold is None else _undocumented_deposits(asset, threshold)
    refused = _refused(asset.kind, application.property.occupancy)
    if refused is not None:
        amount, why = ZERO, refused
    elif asset.kind is AssetKind.RETIREMENT:
        percent = RETIREMENT_PERCENT.on(application.application_date).value
        amount, why = to_cents(share(asset.balance, percent)), _WORDS[asset.kind]
    else:
        amount, why = asset.balance, _WORDS.get(asset.kind, "verified balance")
    if_documented = amount
    if not asset.verified:
        amount, why = ZERO, "not verified"
    if undocumented and amount:
        amount = max(amount - undocumented, ZERO)
        why += " less large deposits without a documented source"
    if depleted and amount:
        why += "; pays at closing, while the rest counts as income and not as reserves"
    return UsableAsset(
        asset_id=asset.asset_id,
        kind=asset.kind,
        usable=amount,
        reserve=ZERO if depleted else amount,
        depleted=depleted,
        if_documented=if_documented,
        undrawn=amount,
        undocumented_deposits=undocumented,
        why=why,
    )


def note_amount(loan: LoanTerms) -> Decimal:
    """The loan with the government premium or funding fee that it finances: the face of the note."""
    financed = (fee.amount for fee in loan.fees if fee.financed and fee.kind is FeeKind.GOVERNMENT_UPFRONT_PREMIUM)
    return loan.amount + sum(financed, ZERO)


def cash_back(loan: LoanTerms) -> Decimal:
    """What a refinance leaves the borrowers in dollars: as stated, or as loan and credits exceed payoff and costs."""
    beyond = loan.amount + loan.lender_credits - (loan.payoff_amount or ZERO) - closing_costs(loan)
    return max(loan.cash_to_borrower, beyond)


def _balances(assets: Iterable[Asset]) -> Decimal:
    return sum((asset.balance for asset in assets), ZERO)


def earnest_money(application: LoanApplication) -> Decimal:
    """What the borrowers have paid on the contract: as the loan's terms say, or as verified assets show if more."""
    shown = _balances(a for a in application.assets if a.kind is AssetKind.EARNEST_MONEY and a.verified)
    return max(application.loan.earnest_money_paid, shown)


def gift_of_equity(application: LoanApplication, *, verified: bool = True) -> Decimal:
    """What a relative who sells gives up of the price, on the purchase of a home that the borrowers will use."""
    if application.loan.purpose is not Purpose.PURCHASE or application.property.occupancy is Occupancy.INVESTMENT:
        return ZERO
    given = (a for a in application.assets if a.kind is AssetKind.GIFT_OF_EQUITY and a.verified is verified)
    return _balances(given)


def _paid_off(application: LoanApplication) -> Decimal:
    """Debts that the closing pays in cash.

    A mortgage is paid from the payoff or from the sale of its home, unless it is on another home that is kept.
    """
    kept = {owned.property_id for owned in application.owned_properties if not owned.sold_by_closing}
    return sum(
        (
            debt.balance
            for debt in application.debts
            if debt.to_be_paid_at_closing and (debt.kind is not DebtKind.MORTGAGE or debt.property_id in kept)
        ),
        ZERO,
    )


def due_before_gifts(application: LoanApplication) -> Decimal:
    """Price (or payoff and cash out) plus costs, less loan, credits and deposit; negative where these exceed it.

    Credits of the lender and the seller pay costs and never the price; the seller's no more than is allowed. Debts and
    open accounts paid off at closing add to it.
    """
    loan = application.loan
    costs = closing_costs(loan)
    given = loan.lender_credits
    if loan.purpose is Purpose.PURCHASE:
        needed = loan.purchase_price or ZERO
        subordinate = sum((lien.balance for lien in loan.subordinate_liens), ZERO)
        if loan.seller_concessions:
            given += min(loan.seller_concessions, allowed_contribution(application))
    else:
        needed = (loan.payoff_amount or ZERO) + max(loan.cash_to_borrower, ZERO)
        subordinate = ZERO
    needed += _paid_off(application) + cash_to_clear(application)
    return needed + costs - loan.amount - subordinate - min(given, costs) - earnest_money(application)


def funds_to_close(application: LoanApplication) -> Decimal:
    """Cash that the borrowers owe at closing, a gift of equity taken off; never negative."""
    return max(due_before_gifts(application) - gift_of_equity(application), ZERO)


def left_of(assets: Iterable[UsableAsset], due: Decimal, *, documented: bool = False) -> Decimal:
    """What `assets` leave as reserves when they have paid what is `due`, depleted ones first; negative if it is more.

    As they are, or as they would be once they are documented.
    """
    listed = list(assets)
    if documented:
        usable = sum((asset.if_documented for asset in listed), ZERO)
        reserve = sum((asset.if_documented for asset in listed if not asset.depleted), ZERO)
    else:
        usable = sum((asset.usable for asset in listed), ZERO)
        reserve = sum((asset.reserve for asset in listed), ZERO)
    return min(reserve, usable - due)


def reckon_funds(
    application: LoanApplication, monthly_income: Decimal, depleted: Collection[str] = frozenset()
) -> Funds:
    """`depleted` names the assets that income rests on; they pay at closing before any other does.

    A gift of equity that is not verified yet would, once it is, pay what is due at closing and never more.
    """
    large = share(monthly_income, ASSETS.on(application.application_date).value.large_deposit_percent)
    threshold = large if application.loan.purpose is Purpose.PURCHASE else None
    assets = tuple(
        _usable(asset, application, threshold, depleted=asset.asset_id in depleted) for asset in application.assets
    )
    to_close = funds_to_close(application)
    left = left_of(assets, to_close)
    awaited = min(gift_of_equity(application, verified=False), to_close)
    return Funds(
        assets=assets,
        usable=sum((asset.usable for asset in assets), ZERO),
        to_close=to_close,
        left=left,
        left_undrawn=left,
        awaited_equity=awaited,
        usable_if_documented=sum((asset.if_documented for asset in assets), awaited),
        left_if_documented=left_of(assets, to_close - awaited, documented=True),
        undocumented_large_deposits=sum((asset.undocumented_deposits for asset in assets), ZERO),
    )
