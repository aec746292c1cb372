"""The search over the pure core: which step of a lever, or pair of steps, takes everything away that stands in the way.

A blocker is a rule whose finding fails or refers. A step cures when no rule that blocks the application as it stands
still blocks; that is cheap to ask, because only those rules run again, and it can only become truer as an ordered lever
goes on, so that the first step that cures is found by bisection. Whatever is reported has then passed every rule.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lending.alternatives.steps import Step, Steps
from lending.application import LoanApplication
from lending.compliance import COMPLIANCE_RULES
from lending.decision import Alternative, Outcome
from lending.facts import Known, UnderwritingFacts, establish_facts, reckon
from lending.findings import Finding, FindingOutcome
from lending.rules import Case
from lending.stages import as_it_stands
from lending.underwriting import UNDERWRITING_RULES

_BLOCKS = frozenset({FindingOutcome.FAIL, FindingOutcome.REFER})
APPROVALS = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})
_Check = Callable[[Case], Sequence[Finding]]


def _one(rule: Callable[[Case], Finding]) -> _Check:
    return lambda case: (rule(case),)


def _eligibility(case: Case) -> Sequence[Finding]:
    return case.program.eligibility(case)


_READ_NO_PRICE: frozenset[_Check] = frozenset({*(_one(rule) for rule in UNDERWRITING_RULES), _eligibility})
_CHECKS: tuple[_Check, ...] = (*(_one(rule) for rule in COMPLIANCE_RULES), *_READ_NO_PRICE)


def _blocks(check: _Check, case: Case) -> bool:
    return any(finding.outcome in _BLOCKS for finding in check(case))


def _blocking(case: Case) -> frozenset[_Check]:
    return frozenset(check for check in _CHECKS if _blocks(check, case))


def _case(application: LoanApplication, known: Known) -> Case | None:
    """None where the changed file lacks what a figure needs, such as a premium that the other program asks for."""
    try:
        return Case(application, establish_facts(application, known))
    except (LookupError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Search:
    """One application, its facts and the checks that have to stop blocking.

    `made` are the steps that the application has already taken from the one that was asked for.
    """

    application: LoanApplication
    facts: UnderwritingFacts
    known: Known
    blockers: frozenset[_Check]
    made: tuple[Step, ...] = ()

    @classmethod
    def of(cls, application: LoanApplication) -> "Search":
        """Raises what `establish_facts` raises."""
        facts, known = reckon(application)
        case = Case(application, facts)
        return cls(application, facts, known, _blocking(case))

    def beside(self, step: Step) -> "Search | None":
        """The search that goes on from the step; None where the loan cannot be reckoned after it."""
        application = step.apply(self.application)
        try:
            facts, known = reckon(application, self.known)
        except (LookupError, ValueError):
            return None
        return replace(self, application=application, facts=facts, known=known, made=(*self.made, step))

    def under_its_own_rules(self) -> "Search":
        """The search that asks for all that blocks here, which after another program is another set of rules."""
        return replace(self, blockers=self.blockers | _blocking(Case(self.application, self.facts)))

    def _after(self, steps: Sequence[Step]) -> LoanApplication:
        changed = self.application
        for step in steps:
            changed = step.apply(changed)
        return changed

    def _known_to_blockers(self) -> Known:
        """Pricing a loan is a third of reckoning it, and only compliance reads the price."""
        return replace(self.known, price_again=not self.blockers <= _READ_NO_PRICE)

    def cures(self, *steps: Step) -> bool:
        """Whether none of the blockers blocks the changed application. Those that need its price are asked last."""
        changed = self._after(steps)
        first, last = self.blockers & _READ_NO_PRICE, self.blockers - _READ_NO_PRICE
        return self._passes(changed, first, price_again=False) and self._passes(changed, last, price_again=True)

    def _passes(self, changed: LoanApplication, checks: frozenset[_Check], *, price_again: bool) -> bool:
        if not checks:
            return True
        case = _case(changed, replace(self.known, price_again=price_again))
        return case is not None and not any(_blocks(check, case) for check in checks)

    def moved_by(self, steps: Iterable[Step]) -> bool:
        """Whether a blocker says anything else after one of the steps."""
        before = Case(self.application, self.facts)
        said = [check(before) for check in self.blockers]
        known = self._known_to_blockers()
        cases = (_case(step.apply(self.application), known) for step in steps)
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
            changes=tuple(step.change() for step in (*self.made, *steps)),
            outcome=after.decision.outcome,
            conditions=after.decision.conditions,
            ratios=after.facts.ratios,
        )

    def strained_by(self, *steps: Step) -> "Search | None":
        """The search that also asks for what the steps bring to block, such as the cash that a smaller loan takes.

        None where that is nothing new: then no rule explains why they are not approved, and none can be asked for.
        """
        case = _case(self._after(steps), self.known)
        strained = frozenset() if case is None else _blocking(case)
        return replace(self, blockers=self.blockers | strained) if strained - self.blockers else None

    def with_blockers_of(self, other: "Search") -> "Search":
        return replace(self, blockers=self.blockers | other.blockers)


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
class Found:
    """The first step that approves, by number, what the file then comes to, and the search with all that was strained.

    No number and no alternative where no step approves.
    """

    number: int | None
    alternative: Alternative | None
    search: Search


def first_that_approves(search: Search, steps: Steps) -> Found:
    narrow, begin = search, 0
    while True:
        rest = replace(steps, count=steps.count - begin, at=partial(_shifted, steps, begin))
        number = first_that_cures(rest, narrow.cures)
        if number is None:
            return Found(None, None, narrow)
        begin += number
        alternative = search.approved(steps.at(begin))
        if alternative is not None:
            return Found(begin, alternative, narrow)
        narrow = narrow.strained_by(steps.at(begin)) or narrow
        begin += 1


def _shifted(steps: Steps, begin: int, number: int) -> Step:
    return steps.at(begin + number)
