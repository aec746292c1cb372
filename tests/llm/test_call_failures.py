"""Questions that go wrong, each in a way with a name: the real clients against loopback servers."""

import asyncio
import time

import pytest

from lending.base import Frozen
from llm.call import ask
from llm.failures import FailureKind, ModelFailure
from llm.providers.registry import chat_model
from llm.trace import AgentTrace, Tokens
from model_questions import GOOD, PROMPT, USER, Weighed, failure_of
from provider_stubs import USED, BedrockStub, OllamaStub, OpenAIStub, Stub


class Reserves(Frozen):
    months: int


async def _warm(server: Stub) -> None:
    """Imports the provider's library, so that a short timeout measures the call."""
    await chat_model(server.route())


class TestAFailure:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("", FailureKind.NO_ANSWER),
            ("null", FailureKind.NO_ANSWER),
            ("I would refer this file to a person.", FailureKind.PROSE),
            (f"Here it is: {GOOD}", FailureKind.PROSE),
            ('{"outcome": "refer", "factors": [', FailureKind.INVALID_JSON),
            ('{"outcome": NaN}', FailureKind.INVALID_JSON),
            ("[" * 3000, FailureKind.INVALID_JSON),
            ('{"outcome": "decline", "factors": []}', FailureKind.WRONG_SCHEMA),
            ('{"outcome": "refer"}', FailureKind.WRONG_SCHEMA),
            ('{"outcome": "refer", "factors": "reserves", "caution": null}', FailureKind.WRONG_SCHEMA),
            ('{"outcome": "refer", "factors": [7], "caution": null}', FailureKind.WRONG_SCHEMA),
            ('{"outcome": "refer", "factors": [], "caution": null, "dti": 12}', FailureKind.WRONG_SCHEMA),
            ('"refer"', FailureKind.WRONG_SCHEMA),
            ("[]", FailureKind.WRONG_SCHEMA),
        ],
    )
    def test_is_an_answer_of_the_wrong_form(self, server: Stub, text: str, kind: FailureKind) -> None:
        server.answers(text)
        failure = failure_of(server.route())
        assert failure.kind is kind
        assert failure.calls[0].tokens.output == USED.output
        assert failure.calls[0].cost_usd is not None

    def test_names_the_fields_at_fault_but_not_what_the_model_wrote(self, server: Stub) -> None:
        server.answers('{"outcome": "Jane Roe", "factors": [], "caution": null, "SSN 123-45-6789": 1}')
        message = failure_of(server.route()).message
        assert "outcome (literal_error)" in message
        assert "? (extra_forbidden)" in message
        assert "Jane" not in message
        assert "6789" not in message

    def test_is_an_answer_cut_off(self, server: Stub) -> None:
        server.truncates()
        failure = failure_of(server.route())
        assert failure.kind is FailureKind.TRUNCATED
        assert "300 tokens" in failure.message
        assert failure.calls[0].tokens.output == USED.output

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, FailureKind.UNAUTHORISED),
            (404, FailureKind.MISCONFIGURED),
            (429, FailureKind.RATE_LIMITED),
            (500, FailureKind.SERVER_ERROR),
        ],
    )
    def test_is_a_server_that_says_no_and_is_asked_only_once(
        self, server: Stub, status: int, kind: FailureKind
    ) -> None:
        server.fails(status)
        failure = failure_of(server.route())
        assert failure.kind is kind
        assert len(server.received) == 1

    @pytest.mark.parametrize("status", [401, 404, 429, 500])
    def test_does_not_repeat_what_the_server_said(self, server: Stub, status: int) -> None:
        server.fails(status)
        failure = failure_of(server.route())
        assert "Roe" not in failure.reason
        assert failure.__cause__ is None
        assert failure.__context__ is None

    def test_a_request_turned_down_costs_nothing_and_one_that_broke_costs_something_unknown(
        self, openai_server: OpenAIStub
    ) -> None:
        openai_server.fails(429)
        assert failure_of(openai_server.route()).calls[0].cost_usd == 0
        openai_server.fails(500)
        assert failure_of(openai_server.route()).calls[0].cost_usd is None

    @pytest.mark.parametrize("fixture", ["openai_server", "bedrock_server"])
    def test_hands_on_how_long_the_server_wants_to_wait(self, fixture: str, request: pytest.FixtureRequest) -> None:
        server: Stub = request.getfixturevalue(fixture)
        server.fails(429, {"retry-after": "7"})
        assert failure_of(server.route()).retry_after_s == 7

    def test_is_a_server_that_hangs_past_the_timeout(self, server: Stub) -> None:
        server.hangs()
        route = server.route(timeout_s=0.4)
        asyncio.run(_warm(server))
        started = time.monotonic()
        failure = failure_of(route)
        assert failure.kind is FailureKind.TIMEOUT
        assert time.monotonic() - started < 4
        assert failure.calls[0].latency_ms >= 350

    def test_is_a_server_that_drips_past_the_timeout(self, server: Stub) -> None:
        asyncio.run(_warm(server))
        server.drips(GOOD)
        started = time.monotonic()
        assert failure_of(server.route(timeout_s=0.6)).kind is FailureKind.TIMEOUT
        assert time.monotonic() - started < 4

    def test_is_a_number_written_as_a_word(self, server: Stub) -> None:
        server.answers('{"months": "12"}')
        with pytest.raises(ModelFailure) as caught:
            asyncio.run(ask(server.route(), agent="ratio", prompt=PROMPT, user=USER, schema=Reserves))
        assert caught.value.kind is FailureKind.WRONG_SCHEMA

    def test_is_a_port_where_nobody_listens(
        self, server: Stub, closed_port: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in server.environment(closed_port).items():
            monkeypatch.setenv(name, value)
        failure = failure_of(server.route())
        assert failure.kind is FailureKind.UNREACHABLE
        assert server.received == []

    def test_is_a_connection_that_breaks_in_the_middle(self, server: Stub) -> None:
        server.breaks_off()
        failure = failure_of(server.route())
        # the AWS client hands half an answer on as an empty one
        seen = FailureKind.SERVER_ERROR if server.provider == "bedrock" else FailureKind.UNREACHABLE
        assert failure.kind is seen
        assert failure.calls[0].cost_usd == (0 if server.provider == "ollama" else None)

    def test_is_a_server_that_answers_something_else_altogether(self, server: Stub) -> None:
        server.sends({"hello": "world"})
        assert failure_of(server.route()).kind in {
            FailureKind.SERVER_ERROR,
            FailureKind.NO_ANSWER,
            FailureKind.TRUNCATED,
        }

    def test_is_a_prompt_larger_than_the_window_and_it_is_not_sent(self, server: Stub) -> None:
        failure = failure_of(server.route(), "reserves " * 3000)
        assert failure.kind is FailureKind.CONTEXT_OVERFLOW
        assert failure.calls[0].cost_usd == 0
        assert server.received == []

    def test_gives_a_trace_in_which_the_template_stands(self, server: Stub) -> None:
        server.answers("I would refer this file to a person.")
        failure = failure_of(server.route())
        trace = AgentTrace.of_calls("underwriting", failure.calls, failure.reason)
        assert trace.fell_back
        assert trace.fallback_reason == f"prose: {server.model} wrote prose where JSON was asked for"
        assert (trace.provider, trace.attempts) == (server.provider, 1)


class TestEachProviderSaysNoInItsOwnWay:
    def test_an_openai_refusal(self, openai_server: OpenAIStub) -> None:
        openai_server.completion({"content": None, "refusal": "I cannot help with that."})
        assert failure_of(openai_server.route()).kind is FailureKind.REFUSED

    def test_an_openai_content_filter(self, openai_server: OpenAIStub) -> None:
        openai_server.completion({"content": ""}, finish="content_filter")
        failure = failure_of(openai_server.route())
        assert failure.kind is FailureKind.GUARDRAIL
        assert failure.calls[0].tokens.input == USED.input

    def test_an_openai_account_without_credit_is_not_a_matter_of_waiting(self, openai_server: OpenAIStub) -> None:
        openai_server.sends({"error": {"message": "", "code": "insufficient_quota"}}, status=429)
        assert failure_of(openai_server.route()).kind is FailureKind.UNAUTHORISED

    def test_an_openai_prompt_too_long_for_the_model(self, openai_server: OpenAIStub) -> None:
        code = "context_length_exceeded"
        openai_server.sends({"error": {"message": code, "code": code}}, status=400)
        assert failure_of(openai_server.route()).kind is FailureKind.CONTEXT_OVERFLOW

    @pytest.mark.parametrize(
        ("stop", "kind"),
        [
            ("guardrail_intervened", FailureKind.GUARDRAIL),
            ("content_filtered", FailureKind.GUARDRAIL),
            ("model_context_window_exceeded", FailureKind.CONTEXT_OVERFLOW),
            ("malformed_model_output", FailureKind.INVALID_JSON),
        ],
    )
    def test_a_bedrock_stop_reason_counts_more_than_the_text(
        self, bedrock_server: BedrockStub, stop: str, kind: FailureKind
    ) -> None:
        bedrock_server.converses([{"text": GOOD}], stop=stop)
        assert failure_of(bedrock_server.route()).kind is kind

    def test_an_ollama_model_that_was_never_fetched(self, ollama_server: OllamaStub) -> None:
        ollama_server.fails(404)
        assert "ollama pull llama3.1:8b" in failure_of(ollama_server.route()).message

    def test_an_ollama_that_only_loaded_the_model(self, ollama_server: OllamaStub) -> None:
        ollama_server.lines(done={"done_reason": "load"})
        assert failure_of(ollama_server.route()).kind is FailureKind.NO_ANSWER

    def test_an_ollama_stream_without_its_closing_line(self, ollama_server: OllamaStub) -> None:
        ollama_server.lines(GOOD, done=None)
        assert failure_of(ollama_server.route()).kind is FailureKind.TRUNCATED

    def test_an_ollama_window_so_full_that_the_prompt_was_cut(self, ollama_server: OllamaStub) -> None:
        ollama_server.answers(GOOD, used=Tokens(input=8180, output=20))
        assert failure_of(ollama_server.route()).kind is FailureKind.CONTEXT_OVERFLOW

    def test_an_ollama_error_in_the_middle_of_an_answer(self, ollama_server: OllamaStub) -> None:
        ollama_server.sends({"error": "llama runner process has terminated"})
        assert failure_of(ollama_server.route()).kind is FailureKind.SERVER_ERROR


class TestWithoutWhatAProviderNeeds:
    @pytest.mark.parametrize(
        ("fixture", "variables", "kind"),
        [
            ("openai_server", ["OPENAI_API_KEY"], FailureKind.UNAUTHORISED),
            ("bedrock_server", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], FailureKind.UNAUTHORISED),
            ("bedrock_server", ["AWS_REGION"], FailureKind.MISCONFIGURED),
        ],
    )
    def test_the_failure_names_the_variable(
        self,
        fixture: str,
        variables: list[str],
        kind: FailureKind,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        server: Stub = request.getfixturevalue(fixture)
        for variable in variables:
            monkeypatch.delenv(variable)
        failure = failure_of(server.route())
        assert failure.kind is kind
        assert all(variable in failure.message for variable in variables)
        assert failure.calls[0].cost_usd == 0
        assert server.received == []


class TestGivingUp:
    def test_a_caller_that_cancels_is_not_told_of_a_failure_of_the_model(self, server: Stub) -> None:
        async def cancel() -> None:
            asking = asyncio.create_task(ask(server.route(), agent="ratio", prompt=PROMPT, user=USER, schema=Weighed))
            assert await asyncio.to_thread(server.arrived.wait, 20)
            asking.cancel()
            await asking

        server.hangs()
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(cancel())
