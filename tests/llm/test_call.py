"""Questions that are answered: the real clients of all three providers against loopback servers."""

import asyncio
import threading
from decimal import Decimal
from typing import TypedDict

import pytest
from langchain_openai import ChatOpenAI
from langgraph.graph import START, StateGraph
from pydantic import BaseModel, ConfigDict

from llm.call import Answer, ask
from llm.failures import FailureKind
from llm.models import ability_of
from llm.providers.registry import chat_model
from llm.trace import Tokens
from model_questions import GOOD, PROMPT, SYSTEM, USER, Weighed, failure_of, put
from provider_stubs import USED, BedrockStub, OllamaStub, OpenAIStub, Stub


class Nothing(TypedDict, total=False):
    """The state of a graph that has none."""


class TestAnAnswer:
    def test_is_the_object_asked_for_with_its_tokens(self, server: Stub) -> None:
        server.answers(GOOD)
        answer = put(server.route())
        assert answer.value == Weighed(outcome="refer", factors=("reserves",), caution=None)
        assert answer.raw == GOOD
        [call] = answer.calls
        cached = 0 if server.provider == "ollama" else USED.cached_input
        assert call.tokens == Tokens(input=USED.input, cached_input=cached, output=USED.output)
        assert (call.provider, call.model) == (server.provider, server.model)
        assert call.latency_ms >= 0
        assert len(server.received) == 1

    def test_costs_its_tokens_at_list_price(self, server: Stub) -> None:
        dollars = {
            "openai": "0.00037",  # 36 fresh at 2.50, 64 cached at 1.25, 20 out at 10.00 a million
            "ollama": "0",
            "bedrock": "0.00015664",  # 36 at 1.10, 64 at 0.11, 20 at 5.50
        }
        server.answers(GOOD)
        assert put(server.route()).calls[0].cost_usd == Decimal(dollars[server.provider])

    def test_of_a_model_without_a_price_has_no_known_cost(self, openai_server: OpenAIStub) -> None:
        openai_server.answers(GOOD)
        assert put(openai_server.route(model="some-new-model")).calls[0].cost_usd is None

    def test_without_a_count_costs_something_unknown(self, openai_server: OpenAIStub) -> None:
        openai_server.answers(GOOD, used=None)
        [call] = put(openai_server.route()).calls
        assert call.cost_usd is None
        assert call.tokens == Tokens()

    def test_names_the_same_prompt_by_the_same_hash_and_another_by_another(self, server: Stub) -> None:
        hashes = []
        for user, temperature in ((USER, 0.1), (USER, 0.1), (USER + ".", 0.1), (USER, 0.2)):
            server.answers(GOOD)
            hashes.append(put(server.route(temperature=temperature), user).calls[0].prompt_hash)
        assert hashes[0] == hashes[1]
        assert len(set(hashes)) == 3
        assert len(hashes[0]) == 64

    def test_survives_one_event_loop_after_another(self, server: Stub) -> None:
        for _ in range(3):
            server.answers(GOOD)
            put(server.route())
        assert len(server.received) == 3


class TestWhatGoesOverTheWire:
    def test_openai_is_held_to_the_schema_strictly(self, openai_server: OpenAIStub) -> None:
        openai_server.answers(GOOD)
        put(openai_server.route())
        body = openai_server.received[0].body
        assert openai_server.received[0].path == "/v1/chat/completions"
        assert body["response_format"]["json_schema"]["strict"] is True
        assert (body["temperature"], body["max_completion_tokens"]) == (0.1, 300)
        assert [message["role"] for message in body["messages"]] == ["system", "user"]
        assert not body.get("stream")

    def test_ollama_is_told_how_much_to_read(self, ollama_server: OllamaStub) -> None:
        ollama_server.answers(GOOD)
        put(ollama_server.route())
        body = ollama_server.received[0].body
        assert ollama_server.received[0].path == "/api/chat"
        assert body["options"] == {"num_ctx": 8192, "num_predict": 300, "temperature": 0.1}

    def test_a_model_that_thinks_is_told_to_think_little_and_gets_no_setting_that_it_refuses(
        self, openai_server: OpenAIStub
    ) -> None:
        openai_server.answers(GOOD)
        put(openai_server.route(model="gpt-5-mini"))
        body = openai_server.received[0].body
        assert body["reasoning_effort"] == "minimal"
        assert "temperature" not in body

    def test_ollama_is_told_not_to_think_where_the_model_would(self, ollama_server: OllamaStub) -> None:
        for model in ("qwen3:8b", "llama3.1:8b"):
            ollama_server.answers(GOOD)
            put(ollama_server.route(model=model))
        thinking, other = (received.body for received in ollama_server.received)
        assert thinking["think"] is False
        assert other.get("think") is None

    def test_ollama_host_needs_no_scheme(self, ollama_server: OllamaStub, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OLLAMA_HOST", ollama_server.url.removeprefix("http://"))
        ollama_server.answers(GOOD)
        assert put(ollama_server.route()).value.outcome == "refer"

    def test_bedrock_is_held_to_the_schema_and_the_limits(self, bedrock_server: BedrockStub) -> None:
        bedrock_server.answers(GOOD)
        put(bedrock_server.route())
        received = bedrock_server.received[0]
        assert received.path.endswith("/converse")
        assert received.body["inferenceConfig"] == {"maxTokens": 300, "temperature": 0.1}
        assert received.body["system"] == [{"text": SYSTEM}, {"cachePoint": {"type": "default"}}]

    def test_the_schema_is_closed_and_names_every_field(self, server: Stub) -> None:
        server.answers(GOOD)
        put(server.route())
        schema = server.sent_schema()
        assert schema["additionalProperties"] is False
        assert schema["required"] == ["outcome", "factors", "caution"]
        assert schema["properties"]["factors"] == {"type": "array", "items": {"type": "string"}}

    def test_a_bedrock_model_without_a_decoder_for_schemas_is_made_to_call_a_tool(
        self, bedrock_server: BedrockStub
    ) -> None:
        model = "us.anthropic.claude-3-5-haiku-20241022-v1:0"
        assert ability_of("bedrock", model).structured == "function_calling"
        tool = {"toolUseId": "t", "name": "Weighed", "input": {"outcome": "refer", "factors": [], "caution": None}}
        bedrock_server.converses([{"toolUse": tool}], stop="tool_use")
        assert put(bedrock_server.route(model=model)).value.outcome == "refer"
        assert bedrock_server.received[0].body["toolConfig"]["toolChoice"] == {"tool": {"name": "Weighed"}}

    def test_such_a_model_that_writes_prose_instead_is_a_failure_and_not_none(
        self, bedrock_server: BedrockStub
    ) -> None:
        bedrock_server.converses([{"text": "I would refer this file."}])
        failure = failure_of(bedrock_server.route(model="us.anthropic.claude-3-5-haiku-20241022-v1:0"))
        assert failure.kind is FailureKind.PROSE

    def test_a_hosted_gateway_in_the_environment_receives_nothing(
        self, bedrock_server: BedrockStub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with OpenAIStub() as gateway:
            monkeypatch.setenv("LANGSMITH_GATEWAY", gateway.url)
            monkeypatch.setenv("LANGSMITH_GATEWAY_API_KEY", "invented")
            bedrock_server.answers(GOOD)
            put(bedrock_server.route())
            assert len(bedrock_server.received) == 1
            assert gateway.received == []

    def test_openai_is_addressed_itself_and_not_through_a_hosted_gateway(
        self, openai_server: OpenAIStub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANGSMITH_GATEWAY", openai_server.url)
        monkeypatch.delenv("OPENAI_BASE_URL")
        client = asyncio.run(chat_model(openai_server.route()))
        assert isinstance(client, ChatOpenAI)
        assert client.openai_api_base == "https://api.openai.com/v1"

    def test_a_graph_that_streams_messages_does_not_turn_the_call_into_a_stream_without_counts(
        self, server: Stub
    ) -> None:
        counted: list[Tokens] = []

        async def node(state: Nothing) -> None:  # noqa: ARG001 - langgraph passes it by this name
            answer = await ask(server.route(), agent="ratio", prompt=PROMPT, user=USER, schema=Weighed)
            counted.append(answer.calls[0].tokens)

        async def run() -> None:
            graph = StateGraph(Nothing).add_node("node", node).add_edge(START, "node").compile()
            async for _ in graph.astream({}, stream_mode="messages"):
                pass

        server.answers(GOOD)
        asyncio.run(run())
        assert counted[0].output == USED.output
        assert not server.received[0].path.endswith("stream")
        assert server.provider == "ollama" or not server.received[0].body.get("stream")


class TestMistakesOfTheProgram:
    def test_a_template_route_has_nobody_to_ask(self, openai_server: OpenAIStub) -> None:
        with pytest.raises(ValueError, match="template route"):
            put(openai_server.route(provider="template", model="template"))

    def test_an_answer_must_be_frozen(self, openai_server: OpenAIStub) -> None:
        class Loose(BaseModel):
            model_config = ConfigDict(extra="forbid")
            outcome: str

        with pytest.raises(TypeError, match="frozen"):
            asyncio.run(ask(openai_server.route(), agent="decision", prompt=PROMPT, user=USER, schema=Loose))


class TestManyAtOnce:
    def test_forty_calls_are_all_in_flight_before_the_first_is_answered(self, server: Stub) -> None:
        async def all_of_them() -> list[Answer[Weighed]]:
            route = server.route()
            return await asyncio.gather(
                *(ask(route, agent="ratio", prompt=PROMPT, user=USER, schema=Weighed) for _ in range(40))
            )

        server.together = threading.Barrier(40)
        for _ in range(40):
            server.answers(GOOD)
        assert len(asyncio.run(all_of_them())) == 40
