"""Less debt and more money never make a file worse off, for the kinds that `tests/properties.py` does not try.

A gift, a business or a security that the file comes to rest on may ask for papers; the loan asked for stays open.
"""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Outcome
from lending.obligations import Asset, AssetKind, Debt, DebtKind, OwnedProperty
from lending.property import Occupancy
from properties import ORDER
from random_applications import changes_of, drawn

SEEDS = range(120)
APPROVED = {Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS}
PAIR = tuple[LoanApplication, LoanApplication]
"""A file, and the same file with less debt or more money."""


def further(before: Outcome, after: Outcome) -> bool:
    """Whether `after` lies further from the loan asked for; a condition is no step away from it.

    A file that was incomplete has not been underwritten, so that nothing takes it further away.
    """
    if {before, after} <= APPROVED or before is Outcome.INCOMPLETE:
        return False
    return after is Outcome.INCOMPLETE or ORDER.index(after) > ORDER.index(before)


def _with(application: LoanApplication, **parts: Any) -> LoanApplication:
    return application.model_copy(update={name: (*getattr(application, name), part) for name, part in parts.items()})


def _dollars(random: Random, most: int) -> Decimal:
    return Decimal(random.randint(1, most * 100)) / 100


def _held(random: Random, **terms: Any) -> Asset:
    kind = random.choice(list(AssetKind))
    given = {"asset_id": "MORE", "kind": kind, "institution": "Example Bank", "balance": _dollars(random, 200_000)}
    return Asset.model_validate({**given, **terms})


def another_asset(application: LoanApplication, random: Random) -> PAIR:
    return application, _with(application, assets=_held(random, verified=random.random() < 0.8))


def a_larger_asset(application: LoanApplication, random: Random) -> PAIR:
    smaller = _held(random)
    larger = smaller.model_copy(update={"balance": smaller.balance + _dollars(random, 100_000)})
    return _with(application, assets=smaller), _with(application, assets=larger)


def a_smaller_balance(application: LoanApplication, random: Random) -> PAIR:
    """Of a debt whose payment is reckoned from its balance."""
    kind = random.choice([DebtKind.REVOLVING, DebtKind.CHARGE_ACCOUNT, DebtKind.STUDENT_LOAN])
    owed = Debt(debt_id="MORE", kind=kind, creditor="Example Bank", balance=_dollars(random, 40_000))
    less = owed.model_copy(update={"balance": _dollars(random, int(owed.balance) + 1).min(owed.balance)})
    return _with(application, debts=owed), _with(application, debts=less)


def a_financed_home_less(application: LoanApplication, random: Random) -> PAIR:
    """Sold by closing instead of kept, with the mortgage that is on it."""
    place = Occupancy(random.choice(["primary", "second_home", "investment"]))
    kept = OwnedProperty(property_id="MORE", occupancy=place, unpaid_balance=_dollars(random, 300_000))
    owed = Debt(
        debt_id="MORE",
        kind=DebtKind.MORTGAGE,
        creditor="Example Bank",
        balance=kept.unpaid_balance,
        monthly_payment=_dollars(random, 1_500),
        property_id="MORE",
    )
    sold = kept.model_copy(update={"sold_by_closing": True})
    return _with(application, owned_properties=kept, debts=owed), _with(application, owned_properties=sold, debts=owed)


@pytest.mark.parametrize("change", [another_asset, a_larger_asset, a_smaller_balance, a_financed_home_less])
def test_less_debt_and_more_money_never_make_a_file_worse_off(
    change: Callable[[LoanApplication, Random], PAIR],
) -> None:
    worse = []
    for seed in SEEDS:
        before, after = change(drawn(changes_of(seed)), Random(f"{change.__name__} {seed}"))
        outcomes = [underwrite(file, what_if=False).decision.outcome for file in (before, after)]
        if further(*outcomes):
            worse.append((seed, *outcomes))
    assert worse == []


def test_further_is_away_from_an_approval() -> None:
    assert not further(Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS)
    assert further(Outcome.APPROVE_WITH_CONDITIONS, Outcome.REFER)
    assert not further(Outcome.DECLINE, Outcome.REFER)
    assert further(Outcome.REFER, Outcome.INCOMPLETE)
    assert not further(Outcome.INCOMPLETE, Outcome.DECLINE)
