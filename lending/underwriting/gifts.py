"""Gifts, grants and gifts of equity: who may use them, and how much of the borrowers' own money stands beside them."""

from dataclasses import dataclass
from decimal import Decimal

from lending.cash import due_before_gifts, earnest_money, left_of
from lending.comparisons import not_applicable, overlay, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.loan import Purpose
from lending.money import ZERO, share
from lending.obligations import Asset, AssetKind
from lending.property import Occupancy
from lending.reasons import ReasonCode
from lending.reserves import required_reserves
from lending.rules import Case
from lending.tables.qualifying import ASSETS

_GIVEN = frozenset({AssetKind.GIFT, AssetKind.GRANT, AssetKind.GIFT_OF_EQUITY})
_PAPERS = {
    AssetKind.GIFT: "the signed gift letter and proof of the transfer",
    AssetKind.GRANT: "the award letter of the grant and proof of the transfer",
    AssetKind.GIFT_OF_EQUITY: "the signed letter on the gift of equity and the settlement statement that lists it",
}
_RULE, _QUESTION = "capital.gifts", "When are gift funds allowed and how are they documented?"
_WEIGHT = 70


@dataclass(frozen=True, slots=True)
class _OwnMoney:
    """The borrowers' own dollars in the file, and whether they cover closing and reserves with nothing given."""

    dollars: Decimal
    suffices: bool


def _own_money(case: Case, *, documented: bool) -> _OwnMoney:
    """As it is, or as it would be once every asset of their own is documented."""
    own = [asset for asset in case.facts.funds.assets if asset.kind not in _GIVEN]
    dollars = sum((asset.if_documented if documented else asset.usable for asset in own), ZERO)
    left = left_of(own, max(due_before_gifts(case.application), ZERO), documented=documented)
    required = required_reserves(case.application, case.facts.ratios).dollars
    return _OwnMoney(dollars=dollars + earnest_money(case.application), suffices=left >= required)


def _least_own_funds(case: Case) -> Decimal:
    """Dollars of their own that the borrowers must put into the purchase where gifts help to pay for it."""
    application, ratios = case.application, case.facts.ratios
    home, figures = application.property, ASSETS.on(application.application_date).value
    reached = (
        case.program.own_funds_beside_gifts
        and application.loan.purpose is Purpose.PURCHASE
        and ratios.ltv > figures.own_funds_above_ltv_percent
        and (home.occupancy is Occupancy.SECOND_HOME or (home.occupancy is Occupancy.PRIMARY and home.units > 1))
    )
    return share(ratios.value_basis, figures.own_funds_percent) if reached else ZERO


def _allowed(asset: Asset, occupancy: Occupancy) -> bool:
    if asset.kind is AssetKind.GRANT:
        return occupancy is Occupancy.PRIMARY
    return occupancy is not Occupancy.INVESTMENT


def _balances(assets: list[Asset]) -> Decimal:
    return sum((asset.balance for asset in assets), ZERO)


def _refused(case: Case, refused: list[Asset]) -> Finding:
    """What may not be used is left out. It fails the file only where the money is missing without it."""
    total = figure("gift_funds", "gift funds", _balances(refused), Unit.USD)
    funds, required = case.facts.funds, required_reserves(case.application, case.facts.ratios).dollars
    short = funds.left_if_documented < required
    investment = case.application.property.occupancy is Occupancy.INVESTMENT
    home = "an investment property" if investment else "a second home"
    rest = "the money is missing" if short else "the rest may suffice without them"
    return stated(
        _RULE,
        FindingOutcome.FAIL if short else FindingOutcome.PASS,
        _QUESTION,
        f"Gift funds of {total.display} are not allowed on {home} and are left out of the funds; {rest}.",
        overlay("gifts"),
        figures=(total,),
        reason=ReasonCode.OTHER_INSUFFICIENT_CASH,
        weight=_WEIGHT,
    )


def _too_little_of_their_own(given: Decimal, own: Decimal, least: Decimal, case: Case) -> Finding:
    figures = (
        figure("gift_funds", "gift funds", given, Unit.USD),
        figure("own_funds", "own funds", own, Unit.USD),
        figure("own_funds_required", "own funds required", least, Unit.USD),
    )
    gift, money, required = (shown.display for shown in figures)
    return stated(
        _RULE,
        FindingOutcome.FAIL,
        _QUESTION,
        f"Gift funds of {gift} leave own funds of {money} against {required} required.",
        ASSETS.on(case.application.application_date).citation,
        figures=figures,
        reason=ReasonCode.OTHER_INSUFFICIENT_CASH,
        weight=_WEIGHT,
    )


def gifts(case: Case) -> Finding:
    """Gifts need their papers, leave own funds where the guide asks for them, and never pay for an investment."""
    given = [asset for asset in case.application.assets if asset.kind in _GIVEN and asset.balance]
    if not given:
        return not_applicable(_RULE, _QUESTION, "No gift funds are used.", overlay("gifts"))
    allowed = [asset for asset in given if _allowed(asset, case.application.property.occupancy)]
    if not allowed:
        return _refused(case, given)
    least, amount = _least_own_funds(case), _balances(allowed)
    own, documented = _own_money(case, documented=False), _own_money(case, documented=True)
    unproven = own.dollars < least and not own.suffices
    if unproven and documented.dollars < least and not documented.suffices:
        return _too_little_of_their_own(amount, own.dollars, least, case)
    papers = [words for kind, words in _PAPERS.items() if any(asset.kind is kind for asset in allowed)]
    if unproven:
        papers.append("documents of the borrowers' own funds")
    total = figure("gift_funds", "gift funds", amount, Unit.USD)
    return stated(
        _RULE,
        FindingOutcome.CONDITION,
        _QUESTION,
        f"Gift funds of {total.display} are part of the money to close.",
        overlay("gifts"),
        figures=(total,),
        needs=f"Obtain {', and '.join(papers)}.",
        due="prior_to_approval",
    )


RULES = (gifts,)
