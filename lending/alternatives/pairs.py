"""Pairs of changes: the two smaller steps that together do what neither does alone.

A pair is looked for on a coarse grid, a few steps of each lever, and made as small as it can be afterwards.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import combinations

from lending.alternatives.search import Search, first_that_approves, first_that_cures
from lending.alternatives.steps import Step, Steps
from lending.decision import Alternative, Lever
from lending.money import ZERO

PAIR_POINTS = 5
"""Steps of an ordered lever, evenly spread, that are tried first in a pair."""


def _even(count: int, points: int) -> tuple[int, ...]:
    """At most `points` of the numbers below `count`, evenly spread, the last one among them."""
    points = min(count, points)
    return tuple(count * point // points - 1 for point in range(1, points + 1))


@dataclass(frozen=True, slots=True)
class Part:
    """A lever as one half of a pair: its steps short of curing alone, and the few of them that are tried at first."""

    steps: Steps
    points: tuple[int, ...]

    @classmethod
    def of(cls, steps: Steps, below: int) -> "Part":
        short = replace(steps, count=below)
        return cls(short, _even(below, PAIR_POINTS if steps.ordered else below))

    @property
    def bisects(self) -> bool:
        """Whether the first step that cures is found without trying all before it."""
        return self.steps.ordered and not self.steps.strains

    @property
    def least_effort(self) -> Decimal:
        """Of its points; there has to be one."""
        return self.steps.at(self.points[0]).effort

    def tried_for_movement(self) -> Iterator[Step]:
        """Steps of which one moves something if any step does: the longest first, which of most levers is enough."""
        numbers = self.points if self.steps.strains or not self.steps.ordered else self.points[-1:]
        return (self.steps.at(number) for number in reversed(numbers))

    def cheaper(self, than: Decimal | None) -> Steps:
        """The points at the beginning that take less effort."""
        count = sum(than is None or self.steps.at(point).effort < than for point in self.points)
        return replace(self.steps, count=count, at=lambda number: self.steps.at(self.points[number]))


@dataclass(frozen=True, slots=True)
class Pair:
    """A step of each of two levers, by number. `search` has taken the first; the second cures from there."""

    search: Search
    first: Part
    one: int
    second: Part
    other: int

    @property
    def steps(self) -> tuple[Step, Step]:
        return self.first.steps.at(self.one), self.second.steps.at(self.other)

    @property
    def effort(self) -> Decimal:
        return sum((step.effort for step in self.steps), ZERO)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A search that has taken one step of a pair; there is one for each step that pairs begin with."""

    part: Part
    number: int
    search: Search

    @property
    def effort(self) -> Decimal:
        return self.part.steps.at(self.number).effort

    def goes_on(self, part: Part, best: Pair | None) -> bool:
        """Whether a step of `part` may make a pair of less effort than `best`."""
        return bool(part.points) and (best is None or self.effort + part.least_effort < best.effort)

    def smallest(self, second: Part, best: Pair | None) -> Pair | None:
        """The first step of `second` that approves from here, or `best` where none takes less effort."""
        row = second.cheaper(best.effort - self.effort if best else None)
        found = first_that_approves(self.search, row) if row.count else None
        if found is None or found.number is None:
            return best
        return Pair(found.search, self.part, self.number, second, second.points[found.number])


def _begun(search: Search, part: Part) -> list[_Begun]:
    after = ((number, search.beside(part.steps.at(number))) for number in part.points)
    return [_Begun(part, number, begun) for number, begun in after if begun is not None]


def _of_the_same_rules(search: Search, parts: Collection[Part]) -> Pair | None:
    """The pair with the least effort on the points, none of whose steps changes the program."""
    best: Pair | None = None
    begun = cache(lambda one: _begun(search, one))
    for one, other in sorted(combinations(parts, 2), key=lambda pair: pair[0].least_effort + pair[1].least_effort):
        first, second = (other, one) if one.bisects and not other.bisects else (one, other)
        if best and first.least_effort + second.least_effort >= best.effort:
            continue
        for start in begun(first):
            if start.goes_on(second, best):
                best = start.smallest(second, best)
    return best


def _under_another_program(search: Search, programs: Part, parts: Collection[Part], best: Pair | None) -> Pair | None:
    """`best`, or a pair of less effort that begins with another program.

    Other rules block there, so a lever that moves nothing under the present program may be the other half.
    """
    for start in _begun(search, programs):
        others = [part for part in parts if start.goes_on(part, best)]
        ruled = replace(start, search=start.search.under_its_own_rules()) if others else start
        for part in others:
            if ruled.goes_on(part, best) and ruled.search.moved_by(part.tried_for_movement()):
                best = ruled.smallest(part, best)
    return best


def smallest_pair(search: Search, parts: Mapping[Lever, Part], moving: Collection[Lever]) -> Pair | None:
    """The pair with the least effort on the points of its levers; `moving` names those that move what blocks."""
    plain = {name: part for name, part in parts.items() if name is not Lever.OTHER_PROGRAM and part.points}
    best = _of_the_same_rules(search, [part for name, part in plain.items() if name in moving])
    if Lever.OTHER_PROGRAM not in moving:
        return best
    return _under_another_program(search, parts[Lever.OTHER_PROGRAM], plain.values(), best)


def refined(search: Search, pair: Pair) -> Alternative | None:
    """The pair between the points: each step as small as it can be while the other holds."""
    wide = pair.search.blockers | search.blockers
    search = replace(search, blockers=wide)
    first, second = pair.steps
    if pair.first.steps.ordered:
        until = replace(pair.first.steps, count=pair.one + 1)
        one = first_that_cures(until, lambda step: search.cures(step, second))
        first = first if one is None else pair.first.steps.at(one)
    if pair.second.steps.ordered:
        until = replace(pair.second.steps, count=pair.other + 1)
        number = first_that_cures(until, lambda step: search.cures(first, step))
        second = second if number is None else pair.second.steps.at(number)
    return search.approved(first, second) or search.approved(*pair.steps)
