"""Self-employment: the owner's share of the adjusted cash flow, as far as the owner can reach it."""

from decimal import Decimal

from lending.income.qualified import Exclusion, QualifiedIncome, Setting, settled, withheld
from lending.income_items import BusinessStructure, BusinessYear, SelfEmploymentIncome
from lending.money import HUNDRED, ZERO, share
from lending.months import months_between
from lending.payments import MONTHS_A_YEAR
from lending.tables.income import BUSINESS

YEARS_AVERAGED = 2


def business_cash_flow(year: BusinessYear) -> Decimal:
    """Net income with non-cash charges added back, and non-recurring income and meals taken off. Dollars a year."""
    added = year.depreciation + year.depletion + year.amortization + year.business_use_of_home + year.casualty_loss
    return year.net_income + added - year.non_recurring_income - year.meals_exclusion


def is_sole(item: SelfEmploymentIncome) -> bool:
    """A sole proprietor's profit is the owner's own as it arises; one that has a second owner is no such business."""
    return item.structure is BusinessStructure.SOLE_PROPRIETORSHIP and item.ownership_percent == HUNDRED


def _within_reach(item: SelfEmploymentIncome) -> bool:
    """Whether the owner may take out the whole share: by documented liquidity of the business, or as sole proprietor.

    A corporation's earnings are reached only by an owner of all of it (Selling Guide B3-3, analysis of a corporation).
    """
    if is_sole(item):
        return True
    whole = item.structure is not BusinessStructure.CORPORATION or item.ownership_percent == HUNDRED
    return item.business_liquidity_documented and whole


def _reached(owned: Decimal, year: BusinessYear) -> Decimal:
    """A loss counts in full; a profit to the extent of what was drawn from the business in that year."""
    return min(owned, year.distributions or ZERO) if owned > 0 else owned


def _monthly(flows: list[Decimal]) -> Decimal:
    """Newest first: the average of two years, or the newer where it is lower."""
    return min(sum(flows[:count], ZERO) / (count * MONTHS_A_YEAR) for count in range(1, len(flows) + 1))


def qualify_business(borrower_id: str, item: SelfEmploymentIncome, setting: Setting) -> QualifiedIncome:
    """The owner's share of two years' adjusted cash flow, limited to distributions where nothing else is within reach.

    The lender's income policy, section 3.2, and the Selling Guide's rules on Schedule K-1 income.
    """
    years = item.years[:YEARS_AVERAGED]
    owned = [share(business_cash_flow(year), item.ownership_percent) for year in years]
    reached = owned if _within_reach(item) else [_reached(flow, year) for flow, year in zip(owned, years, strict=True)]
    monthly, if_counted, excluded = _monthly(reached), _monthly(owned), None
    if reached != owned:
        excluded = Exclusion.NOT_DISTRIBUTED
    if months_between(item.started_on, setting.closing) < BUSINESS.on(setting.application_date).value.shortest_months:
        excluded = Exclusion.YOUNG_BUSINESS
    elif not item.documented:
        excluded = Exclusion.NOT_DOCUMENTED
    if excluded in {Exclusion.YOUNG_BUSINESS, Exclusion.NOT_DOCUMENTED}:
        monthly, if_counted = withheld(monthly), monthly
    declining = any(len(flows) > 1 and flows[0] < flows[1] for flows in (owned, reached))
    return settled(
        borrower_id,
        item.income_id,
        item.kind,
        _words(item, limited=reached != owned),
        monthly=monthly,
        if_counted=if_counted,
        excluded=excluded,
        declining=declining,
    )


def _words(item: SelfEmploymentIncome, *, limited: bool) -> str:
    whose = "" if item.ownership_percent == HUNDRED else f"{item.ownership_percent.normalize():f} percent of "
    span = "one tax year" if len(item.years) == 1 else "the lower of the newest year and the two-year average"
    return f"{span} of {whose}adjusted cash flow" + (", as far as it was distributed" if limited else "")
