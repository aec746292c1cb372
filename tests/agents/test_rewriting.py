"""The routed model finds other wordings of a question to the manual, and is held to that."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from agents.rewriting import AGENT, rewriter_for
from llm.route import Route
from llm.routes import load_routes
from provider_stubs import OllamaStub
from retrieval.rewriting.rewriter import DictionaryRewriter, ModelRewriter

QUERY = "max DTI"
BY_DICTIONARY = ("max debt-to-income ratio",)
WORDINGS = ("highest debt-to-income ratio", "qualifying ratios, maximum", "how much of my pay may go to debts")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaStub]:
    with OllamaStub() as stub:
        for name, value in stub.environment(stub.url).items():
            monkeypatch.setenv(name, value)
        yield stub


def rewritten(route: Route, query: str = QUERY) -> tuple[str, ...]:
    return asyncio.run(rewriter_for(route).variants(query))


def answers(model: OllamaStub, *wordings: str) -> None:
    model.answers(json.dumps({"wordings": wordings}))


def test_a_route_without_a_model_gives_the_dictionary() -> None:
    template = load_routes("embedded")[AGENT]
    assert isinstance(rewriter_for(template), DictionaryRewriter)
    assert rewritten(template) == BY_DICTIONARY


@pytest.mark.parametrize("profile", ["local", "dev", "production"])
def test_every_other_profile_routes_the_agent_to_a_model(profile: str) -> None:
    route = load_routes(profile)[AGENT]
    assert route.asks_a_model
    assert isinstance(rewriter_for(route), ModelRewriter)


def test_the_models_wordings_are_searched_for(model: OllamaStub) -> None:
    answers(model, *WORDINGS)
    assert rewritten(model.route()) == WORDINGS
    (received,) = model.received
    system, user = received.body["messages"]
    assert user["content"] == QUERY
    assert "up to three" in system["content"]
    assert QUERY not in system["content"]


def test_the_model_is_held_to_a_list_of_at_most_three(model: OllamaStub) -> None:
    answers(model, *WORDINGS)
    rewritten(model.route())
    assert model.sent_schema()["properties"]["wordings"]["type"] == "array"


def test_what_identifies_a_person_is_not_sent(model: OllamaStub) -> None:
    answers(model, *WORDINGS)
    rewritten(model.route(), "may Jane with SSN 123-45-6789 close")
    sent = json.dumps(model.received[0].body)
    assert "123-45-6789" not in sent
    assert "[SSN]" in sent


@pytest.mark.parametrize(
    "said",
    [
        '{"wordings": []}',
        '{"wordings": ["a b c", "b c d", "c d e", "d e f"]}',
        '{"wordings": ["' + "long " * 100 + '"]}',
        '{"wordings": "highest ratio"}',
        "The ratio is 45 percent.",
    ],
)
def test_an_answer_of_another_shape_leaves_it_to_the_dictionary(model: OllamaStub, said: str) -> None:
    model.answers(said)
    assert rewritten(model.route()) == BY_DICTIONARY
    assert model.received


def test_a_model_that_fails_leaves_it_to_the_dictionary(model: OllamaStub) -> None:
    model.fails(500)
    assert rewritten(model.route()) == BY_DICTIONARY


def test_a_model_that_hangs_is_given_up_after_its_routes_time(model: OllamaStub) -> None:
    model.hangs()
    assert rewritten(model.route(timeout_s=0.2)) == BY_DICTIONARY


def test_a_server_that_is_not_there_leaves_it_to_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    assert rewritten(OllamaStub().route()) == BY_DICTIONARY


def test_a_model_that_only_repeats_the_question_leaves_it_to_the_dictionary(model: OllamaStub) -> None:
    answers(model, QUERY, f"  {QUERY} ")
    assert rewritten(model.route()) == BY_DICTIONARY
