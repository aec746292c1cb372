"""What assets add to income: withdrawals over the loan's term, and pay for the months of a leave.

Assets that serve as income serve for nothing else. Income is therefore qualified without them first, funds and reserves
are reckoned on that, and only what is left serves: nothing here is looked at twice.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.application import LoanApplication
from lending.cash import Funds, UsableAsset, due_before_gifts, left_of
from lending.income.employment import regular_pay, returns_in_time
from lending.income.qualified import Exclusion, QualifiedIncome, Setting, first_payment_day, setting_of
from lending.income_items import AssetDepletionIncome, EmploymentIncome, IncomeItem
from lending.loan import Purpose
from lending.money import ZERO, share, to_cents, truncate
from lending.months import months_between
from lending.obligations import AssetKind
from lending.property import Occupancy
from lending.tables.income import DEPLETION

DEPLETABLE = frozenset(
    {
        AssetKind.CHECKING,
        AssetKind.SAVINGS,
        AssetKind.MONEY_MARKET,
        AssetKind.CERTIFICATE_OF_DEPOSIT,
        AssetKind.STOCKS_AND_BONDS,
        AssetKind.RETIREMENT,
    }
)
"""The borrowers' own liquid assets (lender's income policy 5.5); gifts and borrowed funds never."""


def _items(application: LoanApplication) -> dict[str, IncomeItem]:
    return {item.income_id: item for borrower in application.borrowers for item in borrower.incomes}


def depletion_allowed(application: LoanApplication, highest_ltv: Decimal) -> bool:
    """Whether assets may serve as income on this loan; `highest_ltv` of LTV, CLTV and HCLTV in percent.

    The limit is the one for owners of an age that no rule here reads; above the other a person confirms the age.
    """
    figures = DEPLETION.on(application.application_date).value
    return (
        application.loan.purpose is not Purpose.CASH_OUT_REFINANCE
        and application.property.occupancy is not Occupancy.INVESTMENT
        and highest_ltv <= figures.older_owner_maximum_ltv_percent
    )


def _depletable(item: AssetDepletionIncome, funds: Funds) -> Decimal:
    """Dollars of the item's assets as they count for the funds, less what withdrawing them costs."""
    named = (a.usable for a in funds.assets if a.asset_id in item.asset_ids and a.kind in DEPLETABLE)
    total = sum(named, ZERO)
    return total - share(total, item.withdrawal_penalty_percent)


def with_depletion(
    application: LoanApplication, incomes: tuple[QualifiedIncome, ...], funds: Funds, highest_ltv: Decimal
) -> tuple[QualifiedIncome, ...]:
    """The incomes with (assets - penalties - funds to close) / months of the term, the assets paying at closing first.

    `funds` count every asset. An asset that two items name serves the first of them. The funds that go with the result
    leave out as reserves what serves as income (`lending.cash.depleted_assets`).
    """
    items, to_close, taken = _items(application), funds.to_close, set[str]()
    found: list[QualifiedIncome] = []
    for income in incomes:
        item = items[income.income_id]
        if not isinstance(item, AssetDepletionIncome):
            found.append(income)
        elif not depletion_allowed(application, highest_ltv):
            found.append(income.model_copy(update={"excluded": Exclusion.ASSETS_NOT_ALLOWED}))
        else:
            own = item.model_copy(update={"asset_ids": tuple(i for i in item.asset_ids if i not in taken)})
            net = _depletable(own, funds)
            pays = min(net, to_close)
            monthly = to_cents((net - pays) / application.loan.term_months)
            counted = ZERO if income.excluded else monthly
            found.append(income.model_copy(update={"monthly": counted, "if_counted": monthly}))
            if counted:
                to_close -= pays
                taken.update(item.asset_ids)
    return tuple(found)


def months_of_leave(first_payment: date, returns_on: date) -> int:
    """Months from the first payment to the return, a part of one counted as a whole (Selling Guide B3-3.3-09)."""
    return months_between(first_payment, returns_on) + (returns_on.day != first_payment.day)


def supplement(regular: Decimal, during: Decimal, available: Decimal, months: int) -> Decimal:
    """Dollars a month that liquid assets beyond closing and reserves add to the pay during a leave.

    Together they never exceed the regular pay (Selling Guide B3-3.3-09). Rounded down, so that the assets suffice.
    """
    return min(regular - during, truncate(available / months, 2))


def _outlasts_first_payment(item: IncomeItem, first_payment: date) -> bool:
    return isinstance(item, EmploymentIncome) and not returns_in_time(item, first_payment)


def has_long_leave(application: LoanApplication) -> bool:
    """Whether a borrower is still on leave when the first payment is due, so that assets may add to the pay."""
    first_payment = first_payment_day(application.loan)
    return any(_outlasts_first_payment(item, first_payment) for item in _items(application).values())


@dataclass(frozen=True, slots=True)
class Supplemented:
    """The incomes with what assets add to them, and the funds without what is drawn for that."""

    incomes: tuple[QualifiedIncome, ...]
    funds: Funds


def with_leave_supplement(
    application: LoanApplication, incomes: tuple[QualifiedIncome, ...], funds: Funds, reserves: Decimal
) -> Supplemented:
    """`reserves`: dollars that the file needs after closing, reckoned on the income without the supplement.

    Only the borrowers' own liquid assets add to the pay, as far as they cover closing and reserves without any gift.
    """
    items, setting = _items(application), setting_of(application)
    due = max(due_before_gifts(application), ZERO)
    found: list[QualifiedIncome] = []
    for income in incomes:
        item = items[income.income_id]
        if income.excluded is None and isinstance(item, EmploymentIncome):
            spare = left_of((asset for asset in funds.assets if asset.kind in DEPLETABLE), due) - reserves
            added, months = _supplement_of(item, income, max(spare, ZERO), setting)
            funds = _drawn(funds, added * months)
            words = f"{income.method}, with liquid assets in the months until the return" if added else income.method
            total = income.monthly + added
            found.append(income.model_copy(update={"monthly": total, "if_counted": total, "method": words}))
        else:
            found.append(income)
    return Supplemented(tuple(found), funds)


def _supplement_of(
    item: EmploymentIncome, income: QualifiedIncome, available: Decimal, setting: Setting
) -> tuple[Decimal, int]:
    """Dollars a month, and for how many months."""
    if item.leave is None or returns_in_time(item, setting.first_payment):
        return ZERO, 0
    months = months_of_leave(setting.first_payment, item.leave.returns_on)
    regular = to_cents(regular_pay(item, setting).counted)
    return supplement(regular, income.monthly, available, months), months


def _drawn(funds: Funds, dollars: Decimal) -> Funds:
    """The funds less `dollars` of their reserves, drawn from the borrowers' own liquid assets in their order."""
    assets: list[UsableAsset] = []
    left = dollars
    for asset in funds.assets:
        drawn = min(asset.reserve, left) if asset.kind in DEPLETABLE else ZERO
        left -= drawn
        fewer = {name: getattr(asset, name) - drawn for name in ("usable", "reserve", "if_documented")}
        why = f"{asset.why} less what makes up pay during a leave"
        assets.append(asset.model_copy(update={**fewer, "why": why}) if drawn else asset)
    totals = ("usable", "left", "usable_if_documented", "left_if_documented")
    fewer = {name: getattr(funds, name) - dollars for name in totals}
    return funds.model_copy(update={"assets": tuple(assets), **fewer})
