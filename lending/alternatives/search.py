"""The search over the pure core: which step of a lever, or pair of steps, takes everything away that stands in the way.

A blocker is a rule whose finding fails or refers. A step cures when no rule that blocks the application as it stands
still blocks; that is cheap to ask, because only those rules run again, and it can only become truer as an ordered lever
goes on, so that the first step that cures is found by bisection. Whatever is reported has then passed every rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import combinations

from lending.alternatives.steps import Levers, Step, Steps
from lending.application import LoanApplication
from lending.compliance import COMPLIANCE_RULES
from lending.decision import Alternative, Lever, Outcome
from lending.facts import Known, UnderwritingFacts, establish_facts, reckon
from lending.findings import Finding, FindingOutcome
from lending.money import ZERO
from lending.rules import Case
from lending.stages import as_it_stands
from lending.underwriting import UNDERWRITING_RULES

_BLOCKS = frozenset({FindingOutcome.FAIL, FindingOutcome.REFER})
APPROVALS = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})
PAIR_POINTS = 5
"""Steps of an ordered lever, evenly spread, that are tried first in a pair."""

_SAVES_CASH_LIKE = {Lever.LOWER_PRICE: Lever.RESERVES_ADDED}
"""A lever that leaves more cash may move nothing alone, where too much of it is missing, and yet help the other."""

_Check = Callable[[Case], Sequence[Finding]]


def _one(rule: Callable[[Case], Finding]) -> _Check:
    return lambda case: (rule(case),)


_READ_NO_PRICE: frozenset[_Check] = frozenset(_one(rule) for rule in UNDERWRITING_RULES)
_CHECKS: tuple[_Check, ...] = (
    *(_one(rule) for rule in COMPLIANCE_RULES),
    *_READ_NO_PRICE,
    lambda case: case.program.eligibility(case),
)


def _blocks(check: _Check, case: Case) -> bool:
    return any(finding.outcome in _BLOCKS for finding in check(case))


def _case(application: LoanApplication, known: Known) -> Case | None:
    """None where the changed file lacks what a figure needs, such as a premium that the other program asks for."""
    try:
        return Case(application, establish_facts(application, known))
    except (LookupError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Search:
    """One application, its facts and the checks that have to stop blocking."""

    application: LoanApplication
    facts: UnderwritingFacts
    known: Known
    blockers: frozenset[_Check]

    @classmethod
    def of(cls, application: LoanApplication) -> "Search":
        """Raises what `establish_facts` raises."""
        facts, known = reckon(application)
        case = Case(application, facts)
        return cls(application, facts, known, frozenset(check for check in _CHECKS if _blocks(check, case)))

    def _after(self, steps: Sequence[Step]) -> LoanApplication:
        changed = self.application
        for step in steps:
            changed = step.apply(changed)
        return changed

    def _known_to_blockers(self) -> Known:
        """Pricing a loan is a third of reckoning it, and only compliance reads the price."""
        return replace(self.known, price_again=not self.blockers <= _READ_NO_PRICE)

    def cures(self, *steps: Step) -> bool:
        """Whether none of the blockers blocks the changed application."""
        case = _case(self._after(steps), self._known_to_blockers())
        return case is not None and not any(_blocks(check, case) for check in self.blockers)

    def moved_by(self, part: "Part") -> bool:
        """Whether a blocker says anything else after a step; a lever that moves no blocker has no part in a pair."""
        before = Case(self.application, self.facts)
        said = [check(before) for check in self.blockers]
        numbers = reversed(part.points if part.steps.strains or not part.steps.ordered else part.points[-1:])
        known = self._known_to_blockers()
        cases = (_case(self._after((part.steps.at(number),)), known) for number in numbers)
        return any(case is not None and [check(case) for check in self.blockers] != said for case in cases)

    def approved(self, *steps: Step) -> Alternative | None:
        """The alternative that the steps make, where the whole core approves it."""
        try:
            after = as_it_stands(self._after(steps))
        except (LookupError, ValueError):
            return None
        if after.facts is None or after.decision.outcome not in APPROVALS:
            return None
        return Alternative(
            changes=tuple(step.change() for step in steps),
            outcome=after.decision.outcome,
            conditions=after.decision.conditions,
            ratios=after.facts.ratios,
        )

    def strained_by(self, *steps: Step) -> "Search | None":
        """The search that also asks for what the steps bring to block, such as the cash that a smaller loan takes.

        None where that is nothing new: then no rule explains why they are not approved, and none can be asked for.
        """
        case = _case(self._after(steps), self.known)
        strained = frozenset() if case is None else frozenset(check for check in _CHECKS if _blocks(check, case))
        return replace(self, blockers=self.blockers | strained) if strained - self.blockers else None

    def with_blockers_of(self, other: "Search") -> "Search":
        return replace(self, blockers=self.blockers | other.blockers)


def _even(count: int, points: int) -> tuple[int, ...]:
    """At most `points` of the numbers below `count`, evenly spread, the last one among them."""
    points = min(count, points)
    return tuple(count * point // points - 1 for point in range(1, points + 1))


def first_that_cures(steps: Steps, cures: Callable[[Step], bool]) -> int | None:
    """The number of the first step that cures; None where none does."""
    if not steps.ordered or steps.strains:
        return next((number for number in range(steps.count) if cures(steps.at(number))), None)
    if not steps.count or not cures(steps.at(steps.count - 1)):
        return None
    low, high = -1, steps.count - 1
    while high - low > 1:
        middle = (low + high) // 2
        if cures(steps.at(middle)):
            high = middle
        else:
            low = middle
    return high


@dataclass(frozen=True, slots=True)
class Part:
    """A lever as one half of a pair: its steps short of curing alone, and the few of them that are tried at first."""

    steps: Steps
    points: tuple[int, ...]

    @classmethod
    def of(cls, steps: Steps, below: int) -> "Part":
        short = replace(steps, count=below)
        return cls(short, _even(below, PAIR_POINTS if steps.ordered else below))

    def cheaper(self, than: Decimal | None) -> Steps:
        """The points at the beginning that take less effort."""
        count = sum(than is None or self.steps.at(point).effort < than for point in self.points)
        return replace(self.steps, count=count, at=lambda number: self.steps.at(self.points[number]))


@dataclass(frozen=True, slots=True)
class Pair:
    """A step of each of two levers, by number; `second` cures together with `first`."""

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
class Found:
    """The first step that approves, by number, what the file then comes to, and the search with all that was strained.

    No number and no alternative where no step approves.
    """

    number: int | None
    alternative: Alternative | None
    search: Search


def _first_that_approves(search: Search, steps: Steps, *beside: Step) -> Found:
    """`beside` is made together with every step that is tried."""
    narrow, begin = search, 0
    while True:
        rest = replace(steps, count=steps.count - begin, at=partial(_shifted, steps, begin))
        number = first_that_cures(rest, partial(narrow.cures, *beside))
        if number is None:
            return Found(None, None, narrow)
        begin += number
        alternative = search.approved(*beside, steps.at(begin))
        if alternative is not None:
            return Found(begin, alternative, narrow)
        narrow = narrow.strained_by(*beside, steps.at(begin)) or narrow
        begin += 1


def _shifted(steps: Steps, begin: int, number: int) -> Step:
    return steps.at(begin + number)


def _smallest_of_two(search: Search, first: Part, second: Part, best: Pair | None) -> Pair | None:
    """The pair with the least effort on the points, or `best` where none takes less."""
    if (first.steps.ordered, first.steps.strains) == (True, False):
        first, second = second, first
    for one in first.points:
        step = first.steps.at(one)
        row = second.cheaper(best.effort - step.effort if best else None)
        found = _first_that_approves(search, row, step)
        if found.number is not None:
            best = Pair(first, one, second, second.points[found.number])
    return best


def _refined(search: Search, pair: Pair) -> Alternative | None:
    """The pair between the points: each step as small as it can be while the other holds."""
    _, other = pair.steps
    one = first_that_cures(replace(pair.first.steps, count=pair.one + 1), lambda step: search.cures(step, other))
    first = pair.first.steps.at(pair.one if one is None else one)
    number = first_that_cures(replace(pair.second.steps, count=pair.other + 1), lambda step: search.cures(first, step))
    second = pair.second.steps.at(pair.other if number is None else number)
    return search.approved(first, second) or search.approved(*pair.steps)


def smallest_changes(search: Search, levers: Mapping[Lever, Levers]) -> tuple[Alternative, ...]:
    """For each lever the smallest change that approves, least effort first, and behind them the smallest pair."""
    if not search.blockers:
        return ()
    singles: list[Alternative] = []
    parts: dict[Lever, Part] = {}
    wider = search
    for name, lever in levers.items():
        steps = lever(search.application, search.facts)
        moves = search.moved_by(Part.of(steps, steps.count))
        found = _first_that_approves(search, steps) if moves else Found(None, None, search)
        wider = wider.with_blockers_of(found.search)
        if found.alternative is not None:
            singles.append(found.alternative)
        part = Part.of(steps, steps.count if found.number is None else found.number)
        if moves or (wider.blockers != search.blockers and wider.moved_by(part)) or _SAVES_CASH_LIKE.get(name) in parts:
            parts[name] = part
    best: Pair | None = None
    for first, second in combinations(parts.values(), 2):
        best = _smallest_of_two(wider, first, second, best)
    pair = _refined(wider, best) if best else None
    singles.sort(key=lambda alternative: alternative.effort_percent)
    return (*singles, *((pair,) if pair else ()))
