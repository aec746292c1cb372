"""What would change the answer: each change that is reported approves, and nothing smaller of its kind does."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower, debt
from lending.alternatives.search import APPROVALS, Search, first_that_cures
from lending.alternatives.smallest import smallest_changes
from lending.alternatives.steps import Levers, Step, Steps, percent_up
from lending.alternatives.what_if import LEVERS
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Alternative, Decision, Lever, Outcome
from lending.facts import establish_facts
from lending.stages import as_it_stands

SHORT_OF_INCOME = {"borrowers.0.incomes.0.pay": "5300"}
"""Back-end DTI above 50 percent by a little, with a debt of 300 a month and much in savings."""
SHORT_OF_CASH = {"assets.0.balance": "90000"}


def decision_on(changes: dict[str, Any] | None = None) -> Decision:
    return underwrite(application(changes)).decision


def words(alternative: Alternative) -> list[str]:
    return [change.text for change in alternative.changes]


def told(decision: Decision) -> dict[tuple[Lever, ...], Alternative]:
    return {tuple(change.lever for change in one.changes): one for one in decision.what_if}


def approves(changed: LoanApplication) -> bool:
    return as_it_stands(changed).decision.outcome in APPROVALS


def step_of(lever: Lever, whole: LoanApplication, text: str) -> tuple[Steps, int]:
    steps = LEVERS[lever](whole, establish_facts(whole))
    return steps, next(number for number in range(steps.count) if steps.at(number).text == text)


def test_the_smallest_change_of_each_kind_that_lowers_a_ratio() -> None:
    decision = decision_on(SHORT_OF_INCOME)
    assert [words(one) for one in decision.what_if] == [
        ["a note rate of 6.125%, bought down for $4,500"],
        ["a co-borrower with documented income of $150 a month"],
        ["a loan of $289,500"],
        ["debt D1 of $12,000 paid off at closing"],
        ["a note rate of 6.250%, bought down for $3,000", "a co-borrower with documented income of $50 a month"],
    ]
    assert [one.effort_percent for one in decision.what_if] == [
        Decimal(e) for e in ("1.50", "2.84", "3.50", "4.00", "1.95")
    ]
    assert {one.outcome for one in decision.what_if} == {Outcome.APPROVE}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(SHORT_OF_INCOME, id="a ratio too high"),
        pytest.param(SHORT_OF_CASH, id="too little cash"),
        pytest.param({"loan.amount": "384000", "loan.mortgage_insurance_annual_percent": "0.6"}, id="LTV too high"),
        pytest.param({"loan.interest_only_months": 60}, id="a structure that is not offered"),
        pytest.param({**SHORT_OF_INCOME, "loan.term_months": 180}, id="a short term"),
    ],
)
def test_every_change_approves_and_the_step_before_it_does_not(changes: dict[str, Any]) -> None:
    whole = application(changes)
    singles = [one for one in underwrite(whole).decision.what_if if len(one.changes) == 1]
    assert singles
    for one in singles:
        steps, number = step_of(one.changes[0].lever, whole, one.changes[0].text)
        after = as_it_stands(steps.at(number).apply(whole))
        assert (after.decision.outcome, after.decision.conditions) == (one.outcome, one.conditions)
        assert after.facts is not None
        assert after.facts.ratios == one.ratios
        assert not any(approves(steps.at(smaller).apply(whole)) for smaller in range(number)), words(one)


def test_a_pair_approves_and_neither_of_its_changes_does_alone() -> None:
    whole = application({"borrowers.0.incomes.0.pay": "5000", "debts.1": debt(monthly_payment="450")})
    pairs = [one for one in underwrite(whole).decision.what_if if len(one.changes) == 2]
    assert [words(one) for one in pairs] == [
        ["debt D2 of $9,000 paid off at closing", "a co-borrower with documented income of $450 a month"]
    ]
    steps = [step_of(change.lever, whole, change.text) for change in pairs[0].changes]
    first, second = (found.at(number) for found, number in steps)
    assert approves(second.apply(first.apply(whole)))
    assert not approves(first.apply(whole))
    assert not approves(second.apply(whole))


def test_a_smaller_loan_that_takes_more_cash_is_paired_with_savings() -> None:
    changes = {"loan.amount": "384000", "loan.mortgage_insurance_annual_percent": "0.6", "assets.0.balance": "17500"}
    found = told(decision_on(changes))[Lever.SMALLER_LOAN, Lever.RESERVES_ADDED]
    assert words(found) == ["a loan of $380,000", "verified savings of $3,500 more"]


def test_too_little_cash_is_cured_by_savings_or_by_a_lower_price() -> None:
    found = told(decision_on(SHORT_OF_CASH))
    assert words(found[Lever.RESERVES_ADDED,]) == ["verified savings of $11,000 more"]
    assert words(found[Lever.LOWER_PRICE,]) == ["a purchase price of $388,000"]


def test_a_longer_term_is_found_where_it_is_enough() -> None:
    found = told(decision_on({"loan.term_months": 180, "borrowers.0.incomes.0.pay": "6300"}))
    assert words(found[Lever.LONGER_TERM,]) == ["a term of 240 months"]
    assert found[Lever.LONGER_TERM,].effort_percent == Decimal("5.00")


def test_another_program_is_found_with_its_own_charge() -> None:
    veteran = {"certificate_of_eligibility": True, "first_use_of_entitlement": True}
    whole = application(
        {
            "loan.amount": "396000",
            "loan.mortgage_insurance_annual_percent": "0.6",
            "borrowers.0.veteran": veteran,
            "monthly_income_taxes": "2000",
            "property.living_area_square_feet": 1500,
        }
    )
    found = told(underwrite(whole).decision)[Lever.OTHER_PROGRAM,]
    assert words(found) == ["the VA program"]
    assert found.ratios.note_amount == Decimal(396_000) + Decimal("8514.00")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "approved"),
        ({"property.monthly_taxes": REMOVED}, "incomplete"),
        ({**SHORT_OF_INCOME, "borrowers.0.declarations.will_occupy_as_primary": False}, "contradicts itself"),
        ({"property.appraisal.condition": "C6"}, "nothing of what can be changed cures it"),
    ],
)
def test_nothing_is_told_where_nothing_of_it_would_help(changes: dict[str, Any], why: str) -> None:
    assert decision_on(changes).what_if == (), why


def test_a_referred_file_is_told_what_would_make_it_pass() -> None:
    decision = decision_on({"underwriting_method": "manual", "borrowers.0.incomes.0.pay": "6900"})
    assert decision.outcome is Outcome.REFER
    assert (Lever.CO_BORROWER_INCOME,) in told(decision)


def test_two_searches_tell_the_same() -> None:
    assert decision_on(SHORT_OF_INCOME) == decision_on(SHORT_OF_INCOME)


def test_the_search_may_be_left_out() -> None:
    quick = underwrite(application(SHORT_OF_INCOME), what_if=False).decision
    whole = decision_on(SHORT_OF_INCOME)
    assert quick.what_if == ()
    assert quick == whole.model_copy(update={"what_if": ()})


def lever(count: int, *, ordered: bool) -> Steps:
    def at(number: int) -> Step:
        return Step(Lever.SMALLER_LOAN, str(number), (), Decimal(number), lambda given: given)

    return Steps(count, at, ordered=ordered)


@pytest.mark.parametrize("count", [1, 2, 3, 8, 50])
@pytest.mark.parametrize("ordered", [True, False])
def test_the_first_step_that_cures_is_found(count: int, *, ordered: bool) -> None:
    steps = lever(count, ordered=ordered)
    for first in range(count):
        assert first_that_cures(steps, lambda step, first=first: step.effort >= first) == first  # type: ignore[misc]
    assert first_that_cures(steps, lambda _: False) is None


def test_a_lever_without_steps_cures_nothing() -> None:
    assert first_that_cures(lever(0, ordered=True), lambda _: True) is None
    assert first_that_cures(lever(0, ordered=False), lambda _: True) is None


def test_an_ordered_lever_is_not_walked_step_by_step() -> None:
    asked: list[str] = []

    def cures(step: Step) -> bool:
        asked.append(step.text)
        return step.effort >= 700

    assert first_that_cures(lever(1000, ordered=True), cures) == 700
    assert len(asked) < 15


def test_effort_is_rounded_up() -> None:
    assert percent_up(Decimal(1), Decimal(300_000)) == Decimal("0.01")
    assert percent_up(Decimal(3_000), Decimal(300_000)) == Decimal("1.00")


def steps_for(name: Lever, changes: dict[str, Any] | None = None) -> Steps:
    whole = application(changes)
    levers: Levers = LEVERS[name]
    return levers(whole, establish_facts(whole))


@pytest.mark.parametrize(
    ("name", "changes", "count", "first", "last"),
    [
        (Lever.SMALLER_LOAN, {}, 50, "a loan of $298,500", "a loan of $225,000"),
        (Lever.SMALLER_LOAN, {"loan.amount": "299900"}, 50, "a loan of $298,500", "a loan of $225,000"),
        (Lever.SMALLER_LOAN, {"loan.amount": "300100"}, 38, "a loan of $300,000", "a loan of $226,000"),
        (Lever.SMALLER_LOAN, {"loan.amount": "600", "loan.fees": []}, 1, "a loan of $500", "a loan of $500"),
        (Lever.LOWER_PRICE, {}, 20, "a purchase price of $398,000", "a purchase price of $360,000"),
        (
            Lever.RATE_BOUGHT_DOWN,
            {},
            4,
            "a note rate of 6.375%, bought down for $1,500",
            "a note rate of 6.000%, bought down for $6,000",
        ),
        (Lever.LONGER_TERM, {"loan.term_months": 241}, 2, "a term of 300 months", "a term of 360 months"),
        (
            Lever.RESERVES_ADDED,
            {},
            151,
            "verified savings of $500 more",
            "verified savings of $75,500 more",
        ),
        (
            Lever.CO_BORROWER_INCOME,
            {},
            200,
            "a co-borrower with documented income of $50 a month",
            "a co-borrower with documented income of $10,000 a month",
        ),
    ],
)
def test_the_grid_of_a_lever(name: Lever, changes: dict[str, Any], count: int, first: str, last: str) -> None:
    steps = steps_for(name, changes)
    assert steps.count == count
    assert steps.at(0).text == first
    assert steps.at(count - 1).text == last
    assert steps.at(0).effort < steps.at(count - 1).effort or count == 1


REFINANCE = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "250000"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (Lever.LOWER_PRICE, REFINANCE),
        (Lever.RATE_BOUGHT_DOWN, {"loan.note_rate_percent": "0.5"}),
        (Lever.LONGER_TERM, {}),
        (Lever.PLAIN_STRUCTURE, {}),
        (Lever.DEBT_PAID_OFF, {"debts": []}),
        (Lever.DEBT_PAID_OFF, {"debts.0.to_be_paid_at_closing": True}),
        (Lever.DEBT_PAID_OFF, {"debts.0.kind": "lease"}),
        (Lever.DEBT_PAID_OFF, {"debts.0.balance": "0"}),
    ],
)
def test_a_lever_may_have_nothing_to_offer(name: Lever, changes: dict[str, Any]) -> None:
    assert steps_for(name, changes).count == 0


def test_a_plain_structure_leaves_out_all_that_the_loan_has() -> None:
    whole = application(
        {
            "loan.interest_only_months": 60,
            "loan.negative_amortization": True,
            "loan.balloon_due_month": 84,
            "loan.prepayment_penalty": {"months": 12, "max_percent_of_prepaid": "1"},
        }
    )
    step = LEVERS[Lever.PLAIN_STRUCTURE](whole, establish_facts(whole)).at(0)
    assert step.text == (
        "a loan without an interest-only period or a balloon payment or negative amortization or a prepayment penalty"
    )
    assert step.apply(whole).loan == application().loan


def test_debts_are_offered_by_their_balance() -> None:
    more = {f"debts.{n}": debt(f"D{n + 1}", balance=str(9_000 - n * 1_000)) for n in range(1, 4)}
    steps = steps_for(Lever.DEBT_PAID_OFF, more)
    assert [steps.at(number).figures[0].display for number in range(steps.count)] == [
        "$6,000",
        "$7,000",
        "$8,000",
        "$12,000",
    ]


def test_at_most_eight_debts_are_offered_those_that_cost_most_a_month() -> None:
    more = {f"debts.{n}": debt(f"D{n + 1}", monthly_payment=str(10 * n)) for n in range(1, 11)}
    steps = steps_for(Lever.DEBT_PAID_OFF, more)
    paid = {steps.at(number).text.split()[1] for number in range(steps.count)}
    assert paid == {"D1", "D5", "D6", "D7", "D8", "D9", "D10", "D11"}


def test_what_is_added_takes_no_identifier_that_the_file_has() -> None:
    taken = {"assets.0.asset_id": "what-if", "borrowers.0.incomes.0.income_id": "what-if"}
    whole = application(taken)
    facts = establish_facts(whole)
    for name in (Lever.RESERVES_ADDED, Lever.CO_BORROWER_INCOME):
        changed = LEVERS[name](whole, facts).at(0).apply(whole)
        assert LoanApplication.model_validate(changed.model_dump()) == changed


def test_a_co_borrower_raises_the_income_of_the_household_too() -> None:
    whole = application({"household": {"people": 3, "adjusted_annual_income": "120000", "income_limit": "150000"}})
    changed = LEVERS[Lever.CO_BORROWER_INCOME](whole, establish_facts(whole)).at(1).apply(whole)
    assert changed.household is not None
    assert changed.household.adjusted_annual_income == Decimal(121_200)
    unknown = application({"household": {"people": 3}, "borrowers.1": borrower()})
    unchanged = LEVERS[Lever.CO_BORROWER_INCOME](unknown, establish_facts(unknown)).at(1).apply(unknown)
    assert unchanged.household == unknown.household


def test_points_count_in_the_price_of_the_loan() -> None:
    whole = application({"loan.undiscounted_rate_percent": "6.75"})
    step = LEVERS[Lever.RATE_BOUGHT_DOWN](whole, establish_facts(whole)).at(0)
    changed = step.apply(whole)
    assert changed.loan.note_rate_percent == Decimal("6.375")
    assert changed.loan.undiscounted_rate_percent == Decimal("6.75")
    assert step.apply(application()).loan.undiscounted_rate_percent == Decimal("6.5")
    assert establish_facts(changed).pricing.points_and_fees >= establish_facts(whole).pricing.points_and_fees


def test_a_file_that_nothing_blocks_needs_no_change() -> None:
    whole = application()
    assert Search.of(whole).blockers == frozenset()
    assert smallest_changes(Search.of(whole), LEVERS) == ()


def test_on_a_va_loan_no_co_borrower_is_added_whose_family_and_taxes_would_count_too() -> None:
    veteran = {"borrowers.0.veteran": {"certificate_of_eligibility": True}, "monthly_income_taxes": "1500"}
    assert steps_for(Lever.CO_BORROWER_INCOME, {"program": "va", **veteran}).count == 0


def test_a_step_after_which_the_loan_cannot_be_reckoned_cures_nothing() -> None:
    """Fees of 1,900 leave something of a loan of 2,000 and nothing of one of 1,500."""
    whole = application({"loan.amount": "2000", "loan.fees.0.amount": "1900"})
    search = Search.of(whole)
    step = next(steps.at(0) for steps in [steps_for(Lever.SMALLER_LOAN, {"loan.amount": "2000", "loan.fees": []})])
    assert step.text == "a loan of $1,500"
    assert not search.cures(step)
    assert search.approved(step) is None
    assert search.strained_by(step) is None
    assert search.beside(step) is None
