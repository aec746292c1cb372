"""What the desk makes of failures, on a clock that jumps and with models that say what a test tells them."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.desk import Desk
from llm.failures import NOT_SENT, FailureKind, ModelFailure
from llm.retries import REMEDIES, asks_again, pause_s
from llm.route import Route
from llm.trace import Tokens
from told_models import USED, Models, desk_of, failure, limits, outcome_of, put, route, says
from virtual_time import run_virtually


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "invented")  # pragma: allowlist secret


@pytest.mark.parametrize(
    ("kind", "requests"),
    [
        (FailureKind.UNREACHABLE, 3),
        (FailureKind.RATE_LIMITED, 3),
        (FailureKind.SERVER_ERROR, 3),
        (FailureKind.TIMEOUT, 3),
        (FailureKind.NO_ANSWER, 2),
        (FailureKind.PROSE, 2),
        (FailureKind.INVALID_JSON, 2),
        (FailureKind.WRONG_SCHEMA, 2),
        (FailureKind.TRUNCATED, 1),
        (FailureKind.CONTEXT_OVERFLOW, 1),
        (FailureKind.UNAUTHORISED, 1),
        (FailureKind.MISCONFIGURED, 1),
        (FailureKind.REFUSED, 1),
        (FailureKind.GUARDRAIL, 1),
    ],
)
def test_a_route_is_asked_again_only_where_that_may_help(
    monkeypatch: pytest.MonkeyPatch, kind: FailureKind, requests: int
) -> None:
    models = Models(monkeypatch, says(kind))
    failed = run_virtually(outcome_of(desk_of(route()).session()))
    assert isinstance(failed, ModelFailure)
    assert failed.kind is kind
    assert len(models.sent) == len(failed.calls) == requests


def test_every_kind_of_failure_has_a_remedy() -> None:
    assert set(REMEDIES) == set(FailureKind)


def test_a_second_attempt_that_succeeds_tells_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    models = Models(monkeypatch, says(FailureKind.SERVER_ERROR, None))
    answer = run_virtually(put(desk_of(route()).session()))
    assert [call.failure is None for call in answer.calls] == [False, True]
    assert [at for at, _ in models.sent] == [0.0, 1.0]


@given(
    st.sampled_from([kind for kind in FailureKind if kind not in NOT_SENT]),
    st.integers(1, 200),
    st.floats(0, 10),
    st.floats(0, 100),
    st.floats(0, 1),
)
def test_a_pause_is_never_longer_than_its_bound(
    kind: FailureKind, asked: int, backoff_s: float, backoff_max_s: float, chance: float
) -> None:
    run = limits(backoff_s=backoff_s, backoff_max_s=backoff_max_s).run
    assert 0 <= pause_s(kind, asked, run, lambda: chance) <= min(backoff_max_s, backoff_s * 2.0 ** min(asked, 1000))


@given(st.sampled_from(list(FailureKind)), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_no_kind_of_failure_is_asked_more_than_the_attempts(
    kind: FailureKind, asked: int, attempts: int, has_fallback: bool
) -> None:
    again = asks_again(kind, asked=asked, attempts=attempts, misread=1, has_fallback=has_fallback)
    assert not (again and asked >= attempts)


class TestAFallback:
    def test_answers_where_the_first_route_does_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(asked: Route, _at: float) -> Tokens:
            if asked.provider == "openai":
                raise failure(FailureKind.SERVER_ERROR)
            return USED

        models = Models(monkeypatch, model)
        first = route(fallback=route("ollama", "llama3.1:8b"))
        answer = run_virtually(put(desk_of(first).session()))
        assert answer.route == route("ollama", "llama3.1:8b")
        assert [provider for _, provider in models.sent] == ["openai"] * 3 + ["ollama"]
        assert len(answer.calls) == 4

    @pytest.mark.parametrize("kind", [FailureKind.REFUSED, FailureKind.GUARDRAIL])
    def test_is_not_asked_to_get_round_a_refusal(self, monkeypatch: pytest.MonkeyPatch, kind: FailureKind) -> None:
        models = Models(monkeypatch, says(kind))
        run_virtually(outcome_of(desk_of(route(fallback=route("ollama", "llama3.1:8b"))).session()))
        assert len(models.sent) == 1

    def test_is_asked_at_once_after_a_timeout(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(asked: Route, _at: float) -> Tokens:
            if asked.provider == "openai":
                await asyncio.sleep(1000)
            return USED

        models = Models(monkeypatch, model)
        run_virtually(put(desk_of(route(fallback=route("ollama", "llama3.1:8b"))).session()))
        assert models.sent == [(0.0, "openai"), (20.0, "ollama")]

    def test_goes_first_where_the_own_model_is_to_be_avoided(self, monkeypatch: pytest.MonkeyPatch) -> None:
        models = Models(monkeypatch, says(None))
        first = route(fallback=route("ollama", "llama3.1:8b"))
        run_virtually(put(desk_of(first).session(), avoid=("openai", "gpt-4o")))
        assert [provider for _, provider in models.sent] == ["ollama"]

    def test_does_not_wait_for_a_pause_that_only_the_first_route_asked_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def model(asked: Route, _at: float) -> Tokens:
            if asked.provider == "openai":
                raise failure(FailureKind.RATE_LIMITED, retry_after_s=60.0)
            return USED

        models = Models(monkeypatch, model)
        run_virtually(put(desk_of(route(fallback=route("ollama", "llama3.1:8b"))).session()))
        assert models.sent[-1] == (1.0, "ollama")
        assert len(models.sent) == 2


def test_a_template_route_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="template route"):
        run_virtually(put(Desk({"underwriting": route("template", "template")}).session()))
