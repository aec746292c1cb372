"""What must hold for every application: the properties, one implementation each, for `make test` and `make properties`.

`ORDER` says what "worse" means: the outcomes from the best for the applicant to the worst, by how far the file is from
the loan that was asked for. A referral leaves that loan open; a counteroffer refuses it for a smaller one and gives
reasons as a denial does (12 CFR 1002.9(a)(1)); a decline refuses every loan. An incomplete file stands outside the
order: nobody has underwritten it, and neither more income nor less debt completes it.

Most properties compare two decisions, before and after a change that is drawn from a seeded `Random`. What each change
leaves alone, because a rule rightly looks at it, is said there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Any

from pydantic import ValidationError

from lending.application import Demographics, LoanApplication
from lending.borrower import Borrower
from lending.core import underwrite
from lending.decision import Outcome
from lending.income_items import (
    EmploymentIncome,
    FixedIncome,
    FixedIncomeKind,
    IncomeItem,
    RentalIncome,
    SelfEmploymentIncome,
)
from lending.obligations import Asset, AssetKind, Debt, DebtKind
from lending.stages import Underwriting
from random_applications import Changes, changes_of, drawn
from what_if_checks import broken_promises

ORDER = (
    Outcome.APPROVE,
    Outcome.APPROVE_WITH_CONDITIONS,
    Outcome.REFER,
    Outcome.COUNTEROFFER,
    Outcome.DECLINE,
)
CENT = Decimal("0.01")
HIGHEST_SCORE = 850

Change = Callable[[LoanApplication, Random], LoanApplication | None]


def worse(before: Underwriting, after: Underwriting) -> bool:
    first, second = before.decision.outcome, after.decision.outcome
    if Outcome.INCOMPLETE in (first, second):
        return first is not second
    return ORDER.index(second) > ORDER.index(first)


def differs(before: Underwriting, after: Underwriting) -> bool:
    return before != after


def _with_incomes(
    application: LoanApplication, change: Callable[[Borrower], tuple[IncomeItem, ...]]
) -> LoanApplication:
    borrowers = tuple(one.model_copy(update={"incomes": change(one)}) for one in application.borrowers)
    return application.model_copy(update={"borrowers": borrowers})


def _raised(item: IncomeItem, more: Decimal) -> IncomeItem:
    """The item with `more` dollars a month in what is earned now; what it was in earlier years stays."""
    match item:
        case EmploymentIncome():
            return item.model_copy(update={"pay": item.pay + more})
        case SelfEmploymentIncome():
            newest, *earlier = item.years
            grown = newest.model_copy(update={"net_income": newest.net_income + 12 * more})
            return item.model_copy(update={"years": (grown, *earlier)})
        case FixedIncome():
            return item.model_copy(update={"monthly_amount": item.monthly_amount + more})
        case RentalIncome():
            schedule = item.schedule_e
            if schedule is not None:
                schedule = schedule.model_copy(update={"rents_received": schedule.rents_received + 12 * more})
            gross = item.monthly_gross_rent + more
            return item.model_copy(update={"monthly_gross_rent": gross, "schedule_e": schedule})
        case _:  # income from assets has no amount of its own
            return item


def more_income(application: LoanApplication, random: Random) -> LoanApplication | None:
    """Each item brings in more, or one borrower has a documented pension besides."""
    more = Decimal(random.randint(1, 4000))
    if random.random() < 0.5:
        return _with_incomes(application, lambda one: tuple(_raised(item, more) for item in one.incomes))
    pension = FixedIncome(income_id="MORE", source=FixedIncomeKind.PENSION, monthly_amount=more)
    lucky = random.choice(application.borrowers).borrower_id
    return _with_incomes(application, lambda one: (*one.incomes, pension) if one.borrower_id == lucky else one.incomes)


def _smaller(amount: Decimal, part: Decimal) -> Decimal:
    return (amount * part).quantize(CENT, rounding=ROUND_CEILING)


def _lightened(owed: Debt, part: Decimal) -> Debt:
    payment = owed.monthly_payment
    return owed.model_copy(
        update={
            "balance": _smaller(owed.balance, part),
            "monthly_payment": None if payment is None else _smaller(payment, part),
            "past_due_amount": _smaller(owed.past_due_amount, part),
        }
    )


def less_debt(application: LoanApplication, random: Random) -> LoanApplication | None:
    """Every debt shrinks, balance and payment alike, or one was paid before the application and is gone.

    A judgment stays where a borrower declares one: without it the file would contradict itself.
    """
    declared = any(one.declarations and one.declarations.outstanding_judgments for one in application.borrowers)
    removable = [one for one in application.debts if not (declared and one.kind is DebtKind.JUDGMENT)]
    if not application.debts:
        return None
    if removable and random.random() < 0.5:
        gone = random.choice(removable)
        debts = tuple(one for one in application.debts if one is not gone)
    else:
        part = Decimal(random.randint(1, 99)) / 100
        debts = tuple(_lightened(one, part) for one in application.debts)
    return application.model_copy(update={"debts": debts})


def higher_score(application: LoanApplication, random: Random) -> LoanApplication | None:
    """Every score of every borrower, or one of them, is higher. Who has no score gets none: that is another file."""
    points, one_only = random.randint(1, 120), random.random() < 0.5
    places = [
        (person, place)
        for person, borrower in enumerate(application.borrowers)
        if borrower.credit
        for place in range(len(borrower.credit.scores))
    ]
    if not places:
        return None
    chosen = {random.choice(places)} if one_only else set(places)

    def raised(person: int, borrower: Borrower) -> Borrower:
        if borrower.credit is None:
            return borrower
        scores = tuple(
            score.model_copy(update={"score": min(score.score + points, HIGHEST_SCORE)})
            if (person, place) in chosen
            else score
            for place, score in enumerate(borrower.credit.scores)
        )
        return borrower.model_copy(update={"credit": borrower.credit.model_copy(update={"scores": scores})})

    borrowers = tuple(raised(person, borrower) for person, borrower in enumerate(application.borrowers))
    return application.model_copy(update={"borrowers": borrowers})


def more_savings(application: LoanApplication, random: Random) -> LoanApplication | None:
    """One more verified savings account. Not where there is none yet: that would complete an incomplete purchase."""
    if not application.assets:
        return None
    balance = Decimal(random.randint(1, 200_000))
    more = Asset(asset_id="MORE", kind=AssetKind.SAVINGS, institution="Example Bank", balance=balance)
    return application.model_copy(update={"assets": (*application.assets, more)})


def other_demographics(application: LoanApplication, random: Random) -> LoanApplication | None:
    """Each borrower says something about ethnicity, race and sex, as the form offers it or in words of their own."""
    words = ["hispanic_or_latino", "not_hispanic_or_latino", "asian", "white", "black", "female", "male", "nhopi", "x"]

    def said() -> tuple[str, ...]:
        return tuple(random.sample(words, random.randint(0, 3)))

    told = tuple(
        Demographics(borrower_id=one.borrower_id, ethnicity=said(), race=said(), sex=said())
        for one in application.borrowers
    )
    return application.model_copy(update={"demographics": told})


@dataclass(frozen=True, slots=True)
class Broken:
    """How an application breaks a property: the outcome after the change, what led to it, and what was changed."""

    after: Outcome
    why: tuple[str, ...]
    change: tuple[str, ...] = ()


Test = Callable[[LoanApplication, Random, Underwriting], Broken | None]


@dataclass(frozen=True, slots=True)
class Property:
    """`test` is given an application, a source of chance and what the rules say, without what would change it."""

    name: str
    test: Test
    change: Change | None = None


def compared(name: str, change: Change, broken: Callable[[Underwriting, Underwriting], bool]) -> Property:
    """A property of two decisions, before and after a change."""

    def test(application: LoanApplication, random: Random, before: Underwriting) -> Broken | None:
        changed = change(application, random)
        if changed is None:
            return None
        after = underwrite(changed, what_if=False)
        if not broken(before, after):
            return None
        known = {*before.decision.led_by}
        why = tuple(rule for rule in after.decision.led_by if rule not in known) or after.decision.led_by
        told = tuple(differences(application.model_dump(mode="json"), changed.model_dump(mode="json")))
        return Broken(after.decision.outcome, why, told)

    return Property(name, test, change)


def what_if_holds(application: LoanApplication, random: Random, before: Underwriting) -> Broken | None:
    told = tuple(broken_promises(application, random))
    return Broken(before.decision.outcome, told) if told else None


PROPERTIES = (
    compared("more income never worsens the outcome", more_income, worse),
    compared("less debt never worsens the outcome", less_debt, worse),
    compared("a higher score never worsens the outcome", higher_score, worse),
    compared("more savings never worsen the outcome", more_savings, worse),
    compared("demographic fields change nothing", other_demographics, differs),
    Property("what is said to make it an approval does, and nothing smaller on its grid", what_if_holds),
)


@dataclass(frozen=True, slots=True)
class Violation:
    """`seed` names the application."""

    name: str
    seed: int
    before: Outcome
    broken: Broken

    def __str__(self) -> str:
        why = "; ".join(self.broken.why)
        return f"{self.name}: application {self.seed}, {self.before} -> {self.broken.after}: {why}"


def differences(first: Any, second: Any, path: str = "") -> Iterator[str]:
    """`path: old -> new` for every place at which two JSON trees differ."""
    if isinstance(first, dict) and isinstance(second, dict) and first.keys() == second.keys():
        for key in first:
            yield from differences(first[key], second[key], f"{path}.{key}" if path else key)
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for place, (one, two) in enumerate(zip(first, second, strict=True)):
            yield from differences(one, two, f"{path}.{place}")
    elif first != second:
        yield f"{path}: {first} -> {second}"


def tried(one: Property, application: LoanApplication, seed: int, before: Underwriting) -> Violation | None:
    """The violation of one property by one application with the decision `before`, None where it holds."""
    broken = one.test(application, Random(f"{one.name} {seed}"), before)
    return None if broken is None else Violation(one.name, seed, before.decision.outcome, broken)


def check(seed: int, properties: Sequence[Property] = PROPERTIES) -> tuple[LoanApplication, Outcome, list[Violation]]:
    """The application number `seed`, its outcome, and every property that it breaks."""
    application = drawn(changes_of(seed))
    before = underwrite(application, what_if=False)
    found = (tried(one, application, seed, before) for one in properties)
    return application, before.decision.outcome, [violation for violation in found if violation is not None]


def _smaller_changes(changes: Changes) -> Iterator[Changes]:
    """The changes with one of them left out, or with one entry of a list left out."""
    for path, value in changes.items():
        yield {other: kept for other, kept in changes.items() if other != path}
        for shorter in _shorter(value):
            yield {**changes, path: shorter}


def _shorter(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from ([*value[:place], *value[place + 1 :]] for place in range(len(value)))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {other: kept for other, kept in value.items() if other != key}
            yield from ({**value, key: shorter} for shorter in _shorter(inner))


def reduced(one: Property, violation: Violation) -> tuple[Changes, Violation]:
    """As few changes to the clean application as still break the property in the same way, and how they do."""
    changes, least, found = changes_of(violation.seed), violation, True

    def still(candidate: Changes) -> Violation | None:
        try:
            application = drawn(candidate)
            again = tried(one, application, violation.seed, underwrite(application, what_if=False))
        except (ValidationError, ValueError, LookupError, TypeError):
            return None
        same = again is not None and (again.before, again.broken.after) == (violation.before, violation.broken.after)
        return again if same else None

    while found:
        found = False
        for candidate in _smaller_changes(changes):
            if (again := still(candidate)) is not None:
                changes, least, found = candidate, again, True
                break
    return changes, least
