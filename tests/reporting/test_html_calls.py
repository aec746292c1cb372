"""Calls to models on the page: each listed, and one that failed told apart from what is missing."""

from decimal import Decimal

from agents.narrative import AgentError
from graph.result import PipelineResult
from llm.trace import Call, Tokens
from report_pages import page_of, shape


def with_calls(*calls: Call, errors: tuple[AgentError, ...] = ()) -> PipelineResult:
    first, *others = shape("clean").agents
    asked = first.model_copy(update={"calls": calls})
    return shape("clean").model_copy(update={"agents": (asked, *others), "errors": errors})


FAILED = Call(
    provider="openai",
    model="gpt-4o",
    prompt_hash="ab" * 32,
    purpose="narrative",
    prompt="narrative@1",
    failure="timeout: gpt-4o did not finish within 60 s",
    tokens=Tokens(),
    cost_usd=None,
    latency_ms=60_000,
)


def test_every_call_is_listed_with_what_it_asked_for_used_and_cost() -> None:
    used = Tokens(input=3120, cached_input=1024, output=412)
    answered = FAILED.model_copy(update={"failure": None, "tokens": used, "cost_usd": Decimal("0.0012")})
    calls = page_of(with_calls(FAILED, answered)).by_id("calls")
    failed, why, again = calls.one("tbody").all("tr")
    for words in (
        "1",
        "intake",
        "narrative",
        "narrative@1",
        "gpt-4o",
        "openai, external",
        "unknown",
        "60.0 s",
        "failed",
    ):
        assert words in failed.text
    assert why.text == "Failed: timeout: gpt-4o did not finish within 60 s"
    for words in ("2", "(retry)", "3,120", "1,024", "412", "$0.0012", "answered"):
        assert words in again.text
    assert "openai gpt-4o: 2 calls, 1 failed" in calls.one("tfoot").text
    assert "not known of 1 ($0.0012 for the other 1)" in calls.one("tfoot").text


def test_where_no_model_was_asked_the_page_speaks_of_no_calls() -> None:
    assert not any(node.attrs.get("id") == "calls" for node in page_of(shape("clean")))
    assert "#calls" not in {link.attrs["href"] for link in page_of(shape("clean")).all("a")}
    assert "#calls" in {link.attrs["href"] for link in page_of(with_calls(FAILED)).all("a")}


def test_a_call_that_failed_stands_apart_from_what_is_missing() -> None:
    call = AgentError(agent="intake", kind="call", message="timeout: slow")
    wording = AgentError(agent="intake", kind="wording", message="timeout: slow; the template's wording stands")
    made_good = page_of(with_calls(FAILED, errors=(call,))).by_id("errors")
    assert "every agent's part is there" in made_good.text
    assert made_good.one("summary").text == "1 call to models that gave nothing usable"
    assert made_good.one("details").one("tbody").text.endswith("timeout: slow")
    both = page_of(with_calls(FAILED, errors=(call, wording))).by_id("errors")
    assert "every agent's part is there" not in both.text
    outside = [row for row in both.all("tr") if "details" not in row.within]
    assert [row.all("td")[1].text for row in outside if row.all("td")] == [wording.message]
