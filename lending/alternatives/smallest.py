"""The smallest change of each lever that makes a file an approval, and the smallest pair of changes."""

from collections.abc import Mapping

from lending.alternatives.pairs import Part, refined, smallest_pair
from lending.alternatives.search import Found, Search, first_that_approves
from lending.alternatives.steps import Levers
from lending.decision import Alternative, Lever

_SAVES_CASH_LIKE = {Lever.LOWER_PRICE: Lever.RESERVES_ADDED}
"""A lever that leaves more cash may move nothing alone, where too much of it is missing, and yet help the other."""


def smallest_changes(search: Search, levers: Mapping[Lever, Levers]) -> tuple[Alternative, ...]:
    """For each lever the smallest change that approves, least effort first, and behind them the smallest pair."""
    if not search.blockers:
        return ()
    singles: list[Alternative] = []
    parts: dict[Lever, Part] = {}
    moving: set[Lever] = set()
    wider = search
    for name, lever in levers.items():
        steps = lever(search.application, search.facts)
        moves = search.moved_by(Part.of(steps, steps.count).tried_for_movement())
        found = first_that_approves(search, steps) if moves else Found(None, None, search)
        wider = wider.with_blockers_of(found.search)
        if found.alternative is not None:
            singles.append(found.alternative)
        part = parts[name] = Part.of(steps, steps.count if found.number is None else found.number)
        moves = moves or (wider.blockers != search.blockers and wider.moved_by(part.tried_for_movement()))
        if moves or _SAVES_CASH_LIKE.get(name) in moving:
            moving.add(name)
    best = smallest_pair(wider, parts, moving)
    pair = refined(wider, best) if best else None
    singles.sort(key=lambda alternative: alternative.effort_percent)
    return (*singles, *((pair,) if pair else ()))
