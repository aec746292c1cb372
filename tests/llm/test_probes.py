"""Whether a route's model could answer: the real clients ask loopback servers, and nothing is written."""

import asyncio
import json

import pytest

from llm.failures import FailureKind, ModelFailure
from llm.providers.registry import probe
from llm.route import Route
from provider_stubs import BedrockStub, OllamaStub, OpenAIStub, Reply, Stub


def failure_of_probing(route: Route) -> ModelFailure:
    with pytest.raises(ModelFailure) as caught:
        asyncio.run(probe(route))
    return caught.value


class TestAModelThatIsThere:
    def test_of_openai_is_looked_up_without_a_prompt(self, openai_server: OpenAIStub) -> None:
        openai_server.sends({"id": "gpt-4o", "object": "model", "created": 1, "owned_by": "openai"})
        asyncio.run(probe(openai_server.route()))
        [received] = openai_server.received
        assert (received.path, received.body) == ("/v1/models/gpt-4o", {})

    def test_of_ollama_is_looked_up_without_a_prompt(self, ollama_server: OllamaStub) -> None:
        ollama_server.sends({"details": {"family": "llama"}, "model_info": {}})
        asyncio.run(probe(ollama_server.route()))
        [received] = ollama_server.received
        assert received.path == "/api/show"
        assert received.body["model"] == "llama3.1:8b"

    def test_of_bedrock_writes_one_token_at_most(self, bedrock_server: BedrockStub) -> None:
        bedrock_server.truncates()
        asyncio.run(probe(bedrock_server.route()))
        [received] = bedrock_server.received
        assert received.body["inferenceConfig"] == {"maxTokens": 1}


class TestAModelThatIsNot:
    def test_there_is_told_with_what_to_do(self, server: Stub) -> None:
        remedies = {"openai": "rejected", "ollama": "ollama pull llama3.1:8b", "bedrock": "check model name and region"}
        server.fails(404)
        failure = failure_of_probing(server.route())
        assert failure.kind is FailureKind.MISCONFIGURED
        assert remedies[server.provider] in failure.message
        assert server.model in failure.message

    def test_open_to_this_account_is_told_apart(self, server: Stub) -> None:
        server.fails(401)
        assert failure_of_probing(server.route()).kind is FailureKind.UNAUTHORISED

    def test_answering_in_time_is_a_timeout_and_holds_nobody_up(self, server: Stub) -> None:
        server.hangs()
        assert failure_of_probing(server.route(timeout_s=0.3)).kind is FailureKind.TIMEOUT

    def test_repeats_nothing_that_the_server_said(self, server: Stub) -> None:
        server.fails(500)
        assert "Jane" not in failure_of_probing(server.route()).reason


@pytest.mark.parametrize("kind", [OpenAIStub, OllamaStub, BedrockStub])
def test_a_server_that_nobody_runs_is_unreachable(
    kind: type[Stub], closed_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kind() as stub:
        for name, value in stub.environment(closed_port).items():
            monkeypatch.setenv(name, value)
        failure = failure_of_probing(stub.route())
    assert failure.kind is FailureKind.UNREACHABLE
    assert "check" in failure.message or "start it" in failure.message


def test_no_key_is_told_before_anything_is_sent(openai_server: OpenAIStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    failure = failure_of_probing(openai_server.route())
    assert failure.kind is FailureKind.UNAUTHORISED
    assert "set OPENAI_API_KEY" in failure.message
    assert openai_server.received == []


def test_an_answer_that_is_no_json_is_a_failure_with_a_name(ollama_server: OllamaStub) -> None:
    ollama_server.replies.append(Reply(200, json.dumps("<html>").encode()))
    assert failure_of_probing(ollama_server.route()).kind is FailureKind.SERVER_ERROR
