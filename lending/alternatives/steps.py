"""A lever: one thing about an application that can be changed, in steps from the smallest change to the largest."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache

from lending.application import LoanApplication
from lending.decision import Change, Lever
from lending.facts import UnderwritingFacts
from lending.findings import Figure
from lending.money import CENT, percent_of


def percent_up(part: Decimal, whole: Decimal) -> Decimal:
    """`part` of `whole` in percent, rounded up to two decimals, so that no change is without effort."""
    return percent_of(part, whole).quantize(CENT, rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Step:
    """One change and how it is made. `effort` is what makes changes of different levers comparable, in percent."""

    lever: Lever
    text: str
    figures: tuple[Figure, ...]
    effort: Decimal
    apply: Callable[[LoanApplication], LoanApplication]

    def change(self) -> Change:
        return Change(lever=self.lever, text=self.text, figures=self.figures, effort_percent=self.effort)


@dataclass(frozen=True, slots=True)
class Steps:
    """`count` steps with ever more effort.

    `ordered` where each step also does all that the one before it does. `strains` where a long step may bring new
    trouble, as a much smaller loan takes more cash: then steps in the middle may cure though the last one does not, and
    the search tries them all.
    """

    count: int
    at: Callable[[int], Step]
    ordered: bool = True
    strains: bool = False


def steps_of(count: int, at: Callable[[int], Step], *, ordered: bool = True, strains: bool = False) -> Steps:
    """Steps that are each made once, however often the search comes back to them."""
    return Steps(max(count, 0), cache(at), ordered, strains)


def listed(steps: list[Step]) -> Steps:
    """Steps that do not build on one another, such as debts to pay off: each is another change."""
    by_effort = sorted(steps, key=lambda step: step.effort)
    return Steps(len(by_effort), by_effort.__getitem__, ordered=False)


Levers = Callable[[LoanApplication, UnderwritingFacts], Steps]
"""What a lever offers for one application."""
