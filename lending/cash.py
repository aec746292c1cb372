"""Funds: what the borrowers must bring, what they have, and what is left as reserves. Dollars."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.base import Frozen
from lending.loan import FeeKind, LoanTerms, Purpose
from lending.money import ZERO, share, to_cents
from lending.obligations import Asset, AssetKind, DebtKind
from lending.open_accounts import cash_to_clear
from lending.tables.qualifying import ASSETS, AssetFigures

_NOT_RESERVES = frozenset({AssetKind.GIFT_OF_EQUITY, AssetKind.CASH_ON_HAND, AssetKind.EARNEST_MONEY})


class UsableAsset(Frozen):
    """`if_documented` is what the asset counts for once it is verified and its deposits are sourced."""

    asset_id: str
    kind: AssetKind
    usable: Decimal
    if_documented: Decimal
    undocumented_deposits: Decimal
    why: str


class Funds(Frozen):
    """`to_close` is cash due from the borrowers at closing, never negative; `left` may be."""

    assets: tuple[UsableAsset, ...]
    usable: Decimal
    to_close: Decimal
    left: Decimal
    undocumented_large_deposits: Decimal


def _usable(asset: Asset, monthly_income: Decimal, figures: AssetFigures, *, purchase: bool) -> UsableAsset:
    threshold = share(monthly_income, figures.large_deposit_percent)
    undocumented = ZERO
    if purchase:
        for deposit in asset.deposits:
            open_part = deposit.amount - deposit.documented_amount
            if open_part > threshold:
                undocumented += open_part
    if asset.kind in _NOT_RESERVES:
        amount, why = ZERO, "does not count as liquid funds"
    elif asset.kind is AssetKind.RETIREMENT:
        amount = to_cents(share(asset.balance, figures.retirement_percent))
        why = "vested retirement funds at a reduced share"
    else:
        amount, why = asset.balance, "verified balance"
    if_documented = amount
    if not asset.verified:
        amount, why = ZERO, "not verified"
    if undocumented and amount:
        amount = max(amount - undocumented, ZERO)
        why += " less large deposits without a documented source"
    return UsableAsset(
        asset_id=asset.asset_id,
        kind=asset.kind,
        usable=amount,
        if_documented=if_documented,
        undocumented_deposits=undocumented,
        why=why,
    )


def note_amount(loan: LoanTerms) -> Decimal:
    """The loan with the government premium or funding fee that it finances: the face of the note."""
    financed = (fee.amount for fee in loan.fees if fee.financed and fee.kind is FeeKind.GOVERNMENT_UPFRONT_PREMIUM)
    return loan.amount + sum(financed, ZERO)


def closing_costs(loan: LoanTerms) -> Decimal:
    """Dollars of the borrower's fees, less a government charge that is financed: it alone lies above the base loan."""
    charge = FeeKind.GOVERNMENT_UPFRONT_PREMIUM
    return sum((f.amount for f in loan.fees if f.paid_by_borrower and not (f.financed and f.kind is charge)), ZERO)


def cash_back(loan: LoanTerms) -> Decimal:
    """What a refinance leaves the borrowers in dollars: as stated, or as loan and credits exceed payoff and costs."""
    beyond = loan.amount + loan.lender_credits - (loan.payoff_amount or ZERO) - closing_costs(loan)
    return max(loan.cash_to_borrower, beyond)


def funds_to_close(application: LoanApplication) -> Decimal:
    """Price (or payoff and cash out) plus costs, less loan, credits and deposit; never negative.

    Credits of the lender and the seller pay costs and never the price. Debts and open accounts paid off at closing add
    to it; a mortgage is paid from the payoff or from the sale of the home.
    """
    loan = application.loan
    costs = closing_costs(loan)
    if loan.purpose is Purpose.PURCHASE:
        needed = loan.purchase_price or ZERO
        subordinate = sum((lien.balance for lien in loan.subordinate_liens), ZERO)
    else:
        needed = (loan.payoff_amount or ZERO) + max(loan.cash_to_borrower, ZERO)
        subordinate = ZERO
    paid_off = (
        debt.balance for debt in application.debts if debt.to_be_paid_at_closing and debt.kind is not DebtKind.MORTGAGE
    )
    needed += sum(paid_off, ZERO) + cash_to_clear(application)
    towards_costs = min(loan.lender_credits + loan.seller_concessions, costs)
    received = towards_costs + loan.earnest_money_paid
    return max(needed + costs - loan.amount - subordinate - received, ZERO)


def reckon_funds(application: LoanApplication, monthly_income: Decimal) -> Funds:
    purchase = application.loan.purpose is Purpose.PURCHASE
    figures = ASSETS.on(application.application_date).value
    assets = tuple(_usable(asset, monthly_income, figures, purchase=purchase) for asset in application.assets)
    usable = sum((asset.usable for asset in assets), ZERO)
    to_close = funds_to_close(application)
    return Funds(
        assets=assets,
        usable=usable,
        to_close=to_close,
        left=usable - to_close,
        undocumented_large_deposits=sum((asset.undocumented_deposits for asset in assets), ZERO),
    )
