"""Calls in order, each told apart, and what they come to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from llm.trace import Call, Tokens
from llm.zones import Zone
from reporting.calls import asked_calls
from reporting.usage import Spent, spent_in_words, spent_on

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


def call(second: int | None = 0, **changes: Any) -> Call:
    """A call that began so many seconds after the first."""
    keys: dict[str, Any] = {
        "provider": "openai",
        "model": "gpt-4o",
        "prompt_hash": "a" * 64,
        "purpose": "narrative",
        "started": None if second is None else BEGAN + timedelta(seconds=second),
        "tokens": Tokens(input=100, cached_input=60, output=20),
        "cost_usd": Decimal("0.0004"),
        "latency_ms": 500,
    }
    return Call(**{**keys, **changes})


def steps(*calls: Call) -> list[str]:
    return [asked.step for asked in asked_calls([("intake", calls)])]


def test_calls_of_all_agents_stand_in_the_order_in_which_they_began() -> None:
    asked = asked_calls([("intake", [call(0), call(5)]), ("ratio", [call(2)])])
    assert [(one.number, one.agent) for one in asked] == [(1, "intake"), (2, "ratio"), (3, "intake")]


def test_a_question_put_again_after_a_failure_is_a_retry() -> None:
    assert steps(call(0, failure="timeout: slow"), call(1)) == ["first", "retry"]


def test_another_model_after_a_failure_is_a_fallback_and_its_own_retry_a_retry() -> None:
    other = {"provider": "ollama", "model": "llama3.1:8b", "prompt_hash": "b" * 64}
    calls = (call(0, failure="timeout: slow"), call(1, failure="timeout: slow", **other), call(2, **other))
    assert steps(*calls) == ["first", "fallback", "retry"]


def test_a_new_question_of_the_same_purpose_is_no_retry() -> None:
    assert steps(call(0), call(1, prompt_hash="b" * 64)) == ["first", "further"]
    failed_and_new = (call(0, failure="timeout: slow"), call(1, prompt_hash="b" * 64))
    assert steps(*failed_and_new) == ["first", "further"]


def test_purposes_and_agents_are_counted_apart() -> None:
    failed = call(0, failure="timeout: slow")
    asked = asked_calls([("intake", [failed, call(1, purpose="reading")]), ("ratio", [call(2)])])
    assert [one.step for one in asked] == ["first", "first", "first"]


def test_calls_without_a_time_keep_their_order() -> None:
    asked = asked_calls([("intake", [call(None, model="one"), call(None, model="two")])])
    assert [one.call.model for one in asked] == ["one", "two"]


def test_a_provider_that_is_no_longer_known_has_no_zone() -> None:
    known, gone = asked_calls([("intake", [call(0), call(1, provider="gone")])])
    assert (known.zone, gone.zone) == (Zone.EXTERNAL, None)


def spent(*calls: Call) -> Spent:
    return spent_on(asked_calls([("intake", calls)]))


def test_tokens_cost_and_failures_are_summed_by_model_and_agent() -> None:
    calls = (call(0, failure="timeout: slow"), call(1), call(2, provider="ollama", model="m", cost_usd=Decimal(0)))
    whole = spent(*calls)
    assert set(whole.by_model) == {"openai gpt-4o", "ollama m"}
    openai = whole.by_model["openai gpt-4o"]
    assert (openai.calls, openai.failed, openai.tokens.cached_input) == (2, 1, 120)
    assert openai.known_cost_usd == Decimal("0.0008")
    assert whole.failures == {"timeout": 1}
    assert whole.total == whole.by_agent["intake"]


def test_a_batch_adds_up_whatever_each_run_asked() -> None:
    one, other = spent(call(0, failure="timeout: slow")), spent(call(0, provider="ollama", model="m"))
    both = sum((one, other, Spent()), Spent())
    assert both == spent(call(0, failure="timeout: slow"), call(1, provider="ollama", model="m"))


def test_a_sum_with_a_hole_in_it_is_told_as_one() -> None:
    assert spent(call(0), call(1)).total.cost_words == "$0.0008"
    assert spent(call(0), call(1, cost_usd=None)).total.cost_words == "not known of 1 ($0.0004 for the other 1)"
    assert spent(call(0, cost_usd=None)).total.cost_words == "not known of 1"


def test_one_line_tells_all_and_nothing_where_no_model_was_asked() -> None:
    failed = [call(n, failure=f"{kind}: x") for n, kind in enumerate(("timeout", "refused", "timeout"))]
    assert spent_in_words(spent(*failed, call(4))) == (
        "4 calls, 3 failed (2 timeout, 1 refused); 400 tokens in (240 cached), 80 out; cost $0.0016; "
        "2,000 ms of answering"
    )
    assert spent_in_words(spent(call(0))).startswith("1 call; 100 tokens")
    assert spent_in_words(Spent()) == ""
