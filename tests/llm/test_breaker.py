"""The circuit breaker and the token buckets, on clocks of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.breaker import Breaker, Permit, State
from llm.throttle import RetryBudget, Turns


def permitted(breaker: Breaker, now: float) -> Permit:
    permit = breaker.permit(now)
    assert permit is not None
    return permit


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker(3, 30.0)
    for _ in range(3):
        breaker.failed(permitted(breaker, at), at)
    return breaker


def test_opens_after_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker(3, 30.0)
    for failing in (True, True, False, True, True):
        permit = permitted(breaker, 0)
        (breaker.failed if failing else breaker.succeeded)(permit, 0)
    assert not breaker.changes
    breaker.failed(permitted(breaker, 0), 0)
    assert breaker.state is State.OPEN


def test_lets_nobody_through_while_open() -> None:
    breaker = opened()
    assert breaker.permit(29.9) is None
    assert breaker.permit(30.0) is not None


def test_stays_open_as_long_as_the_provider_asked_for() -> None:
    breaker = Breaker(1, 30.0)
    breaker.failed(permitted(breaker, 0), 0, pause_s=90)
    assert breaker.permit(89) is None
    assert breaker.permit(90) is not None


def test_half_open_lets_one_probe_through_at_a_time() -> None:
    breaker = opened()
    probe = permitted(breaker, 30)
    assert breaker.permit(31) is None
    breaker.succeeded(probe, 32)
    assert breaker.state is State.CLOSED
    assert [change.state for change in breaker.changes] == [State.OPEN, State.HALF_OPEN, State.CLOSED]


def test_a_probe_that_fails_opens_again_for_the_whole_time() -> None:
    breaker = opened()
    breaker.failed(permitted(breaker, 30), 35)
    assert breaker.permit(64.9) is None
    assert breaker.permit(65) is not None


def test_a_probe_that_is_cancelled_makes_room_for_the_next() -> None:
    breaker = opened()
    breaker.abandoned(permitted(breaker, 30))
    assert breaker.permit(30.1) is not None


def test_what_was_sent_before_it_opened_says_nothing_afterwards() -> None:
    breaker = Breaker(1, 30.0)
    early, late, sent = (permitted(breaker, 0) for _ in range(3))
    breaker.failed(sent, 1)
    breaker.failed(early, 20)
    assert breaker.permit(31) is not None
    breaker.succeeded(late, 32)
    assert breaker.state is State.HALF_OPEN


@given(st.lists(st.sampled_from("sfal"), max_size=80), st.integers(1, 4))
def test_never_more_than_one_probe_and_never_a_request_while_open(steps: list[str], limit: int) -> None:
    breaker = Breaker(limit, 10.0)
    now, flying = 0.0, list[Permit]()
    opened_at = float("-inf")
    for step in steps:
        now += 1.5
        permit = breaker.permit(now)
        if permit:
            assert now - opened_at >= 10.0
            flying.append(permit)
        if not flying or step == "l":  # a later answer: it stays on its way
            continue
        given_back = flying.pop(0)
        before = breaker.state
        if step == "a":
            breaker.abandoned(given_back)
        else:
            (breaker.succeeded if step == "s" else breaker.failed)(given_back, now)
        if breaker.state is State.OPEN and before is not State.OPEN:
            opened_at = now
        if breaker.state is State.CLOSED:
            opened_at = float("-inf")
        current = [each for each in flying if each.era == breaker._era]
        assert breaker.state is not State.HALF_OPEN or len(current) <= 1


@given(st.integers(1, 900), st.lists(st.floats(0, 5), max_size=60))
def test_no_minute_sees_more_than_its_requests_and_one_second_more(per_minute: int, gaps: list[float]) -> None:
    turns, now, taken = Turns(per_minute), 0.0, list[float]()
    for gap in gaps:
        now += gap
        turn = turns.at(now)
        assert turns.take(now) == turn >= now
        taken.append(turn)
    assert taken == sorted(taken)
    most = per_minute + max(1, per_minute // 60)
    for first, last in zip(taken, taken[most:], strict=False):
        assert last - first > 60 - 1e-6


def test_a_burst_is_one_seconds_worth() -> None:
    turns = Turns(300)
    assert [turns.take(0.0) for _ in range(5)] == pytest.approx([0.0, 0.008, 0.016, 0.024, 0.032])
    assert turns.take(0.0) > 0.19


def test_requests_of_one_instant_start_a_little_apart_whatever_the_pace() -> None:
    turns = Turns()
    assert [turns.take(0.0) for _ in range(3)] == pytest.approx([0.0, 0.008, 0.016])
    assert turns.take(1.0) == 1.0


def test_a_provider_that_answers_nothing_gets_few_retries_and_one_that_recovers_more() -> None:
    budget = RetryBudget(most=3, earned=0.5)
    assert [budget.take() for _ in range(5)] == [True, True, True, False, False]
    budget.succeeded()
    assert not budget.take()
    budget.succeeded()
    assert budget.take()
