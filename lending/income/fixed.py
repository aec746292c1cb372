"""Fixed monthly income: benefits, pensions, support, and the gross-up of what is not taxed."""

from decimal import Decimal

from lending.income.qualified import Exclusion, QualifiedIncome, Setting, settled
from lending.income_items import FixedIncome, FixedIncomeKind
from lending.money import ZERO, share, to_dollars
from lending.months import months_between
from lending.tables.income import SUPPORT_MONTHS_RECEIVED, IncomeFigures

SUPPORT = frozenset({FixedIncomeKind.ALIMONY, FixedIncomeKind.CHILD_SUPPORT})


def _grossed_up(item: FixedIncome, figures: IncomeFigures) -> tuple[Decimal, str]:
    amount = item.monthly_amount
    if item.source is FixedIncomeKind.SOCIAL_SECURITY and not item.nontaxable:
        # without a tax return only a part of the benefit may be treated as nontaxable (Selling Guide B3-3.4-15)
        untaxed = share(amount, figures.social_security_nontaxable_percent)
        return amount + to_dollars(
            share(untaxed, figures.gross_up_percent)
        ), "benefit with its nontaxable part grossed up"
    if item.nontaxable:
        return amount + share(amount, figures.gross_up_percent), "nontaxable benefit grossed up"
    return amount, "documented monthly amount"


def _excluded(item: FixedIncome, setting: Setting) -> Exclusion | None:
    """Why the income does not count; what documents would cure comes last."""
    if item.ends_on is not None and months_between(setting.closing, item.ends_on) < setting.figures.continuance_months:
        return Exclusion.ENDS_SOON
    if item.source in SUPPORT:
        needed = SUPPORT_MONTHS_RECEIVED.on(setting.application_date).value
        if item.months_received is not None and item.months_received < needed:
            return Exclusion.SHORT_RECEIPT
        if item.ends_on is None:
            return Exclusion.END_UNKNOWN
    return None if item.documented else Exclusion.NOT_DOCUMENTED


def qualify_fixed(borrower_id: str, item: FixedIncome, setting: Setting) -> QualifiedIncome:
    monthly, method = _grossed_up(item, setting.figures)
    excluded = _excluded(item, setting)
    return settled(
        borrower_id,
        item.income_id,
        item.source.value,
        method,
        monthly=ZERO if excluded else monthly,
        if_counted=monthly,
        gross_up=monthly - item.monthly_amount,
        excluded=excluded,
    )
