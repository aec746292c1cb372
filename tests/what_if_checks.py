"""What must hold of the changes that a decision says would make it an approval (`Decision.what_if`).

Each is made again from the levers, without the search: it approves, with the outcome and ratios that it states; no
smaller step of its lever does; of a lever that is not reported no step does; no pair on the pair's grid that takes less
effort does, and neither half of the pair does alone. Of long grids a sample is tried, with the step just below always
among it.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from random import Random

from lending.alternatives.pairs import PAIR_POINTS
from lending.alternatives.steps import Step, Steps
from lending.alternatives.what_if import LEVERS
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Alternative, Change, Lever, Outcome
from lending.stages import as_it_stands

APPROVED = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})
TRIED_STEPS = 8
TRIED_PAIRS = 12


def _made(application: LoanApplication, *steps: Step) -> LoanApplication:
    for step in steps:
        application = step.apply(application)
    return application


def _approves(application: LoanApplication, *steps: Step) -> bool:
    try:
        after = as_it_stands(_made(application, *steps))  # without the search for offers, which never approves
    except (LookupError, ValueError):
        return False  # the changed file lacks what its program asks for, or lies outside a table
    return after.decision.outcome in APPROVED


def _number_of(change: Change, steps: Steps) -> int:
    return next(number for number in range(steps.count) if steps.at(number).change() == change)


def _sample(random: Random, numbers: list[int]) -> list[int]:
    """All of a few; of many some, and always the last, which is the most likely to break the rule."""
    few = numbers if len(numbers) <= TRIED_STEPS else [*random.sample(numbers[:-1], TRIED_STEPS - 1), numbers[-1]]
    return sorted(few)


def _misstated(application: LoanApplication, alternative: Alternative, *steps: Step) -> Iterator[str]:
    after = underwrite(_made(application, *steps), what_if=False)
    words = " and ".join(step.text for step in steps)
    if after.decision.outcome not in APPROVED:
        yield f"{words}: reported, and the file then ends in {after.decision.outcome} ({after.decision.led_by})"
    elif after.facts is None or (alternative.outcome, alternative.ratios) != (
        after.decision.outcome,
        after.facts.ratios,
    ):
        yield f"{words}: reported with another outcome or other ratios than the file then has"


def _points(steps: Steps, below: int) -> list[int]:
    """Numbers of the steps on the grid of a pair."""
    if not steps.ordered or below <= PAIR_POINTS:
        return list(range(below))
    return [below * (point + 1) // PAIR_POINTS - 1 for point in range(PAIR_POINTS)]


def _pairs_below(grids: dict[Lever, list[Step]], effort: Decimal | None, random: Random) -> Iterator[tuple[Step, Step]]:
    """Some of the pairs on the grid that take less than `effort`; without a limit, some of all."""
    pairs = [
        (first, second)
        for one, other in combinations(grids.values(), 2)
        for first in one
        for second in other
        if effort is None or first.effort + second.effort < effort
    ]
    yield from random.sample(pairs, min(TRIED_PAIRS, len(pairs)))


def broken_promises(application: LoanApplication, random: Random) -> Iterator[str]:
    """What is wrong with what the decision on the application says would change it, in words."""
    result = underwrite(application)
    reported, facts = result.decision.what_if, result.facts
    if facts is None or not reported:
        return
    levers = {lever: steps(application, facts) for lever, steps in LEVERS.items()}
    singles = {one.changes[0].lever: one for one in reported if len(one.changes) == 1}
    grids: dict[Lever, list[Step]] = {}
    for lever, steps in levers.items():
        found = _number_of(singles[lever].changes[0], steps) if lever in singles else steps.count
        if lever in singles:
            yield from _misstated(application, singles[lever], steps.at(found))
        for number in _sample(random, list(range(found))):
            if _approves(application, steps.at(number)):
                told = steps.at(found).text if lever in singles else "nothing of its kind"
                yield f"{steps.at(number).text} approves, and {told} is reported"
        grids[lever] = [steps.at(number) for number in _points(steps, found)]
    pairs = [one for one in reported if len(one.changes) > 1]
    for pair in pairs:
        halves = [levers[change.lever].at(_number_of(change, levers[change.lever])) for change in pair.changes]
        yield from _misstated(application, pair, *halves)
        yield from (
            f"{half.text} approves alone, and a pair with it is reported"
            for half in halves
            if _approves(application, half)
        )
    effort = pairs[0].effort_percent if pairs else None
    for first, second in _pairs_below(grids, effort, random):
        if _approves(application, first, second):
            told = " and ".join(change.text for change in pairs[0].changes) if pairs else "no pair"
            yield f"{first.text} and {second.text} approve, and {told} is reported"
