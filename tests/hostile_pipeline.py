"""The whole pipeline with a model of our choice on every agent that can ask one: over the wire, or in this process.

In this process the chat model is exchanged below `llm.call`: its messages are made by the model function, while the
provider's own way to hold it to a schema and to read its answer stays. It saves the HTTP of thousands of applications.
"""

import dataclasses
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from graph.policies import POLICIES
from graph.run import Pipeline, open_pipeline
from hostile_models import Model
from llm.desk import Desk
from llm.route import Route
from provider_stubs import Asked, OllamaStub, Stub

UNASKED = frozenset({"audit", "rewriting"})
"""Routes that stay the template's: audit words by template always, and rules search in the manual's own words."""

SECOND_MODEL = "another-model"
"""Who judges what the first model wrote."""


@asynccontextmanager
async def pipeline_over(routes: Callable[[str], Route], *, policies: Path = POLICIES) -> AsyncIterator[Pipeline]:
    """A pipeline in which every agent that can ask a model asks the one of `routes`."""
    async with open_pipeline("embedded", policies=policies) as pipeline:
        given = pipeline.desk.routes
        asked = {agent: route if agent in UNASKED else routes(agent) for agent, route in given.items()}
        yield dataclasses.replace(pipeline, desk=Desk(asked))


def routes_to(stub: Stub, **changes: Any) -> Callable[[str], Route]:
    """Every agent to this stub; validators under another model's name than the writers."""
    judge = {"model": SECOND_MODEL, **changes} if stub.provider == "ollama" else changes
    keys = {"context_tokens": 32768, **changes}
    return lambda agent: stub.route(**{**keys, **(judge if agent.endswith("validator") else {})})


@contextmanager
def served(*stubs: Stub) -> Iterator[None]:
    """The provider clients find these stubs."""
    with ExitStack() as stack:
        environment: dict[str, str] = {}
        for stub in stubs:
            stack.enter_context(stub)
            environment |= stub.environment(stub.url)
        stack.enter_context(patch.dict("os.environ", environment))
        yield


class _InProcess(BaseChatModel):
    """Answers as `model` does; `counted` is told of every answer."""

    _model: Model = PrivateAttr()
    _rng: Random = PrivateAttr()
    _counted: Callable[[], None] = PrivateAttr()

    def model_post_init(self, _context: Any, /) -> None:
        self._rng = Random(0)

    @property
    def _llm_type(self) -> str:
        return "hostile"

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        del stop, run_manager
        said = self._model(Asked(kwargs["format"], str(messages[0].text), str(messages[1].text)), self._rng)
        self._counted()
        done = "length" if said.manner == "length" else "stop"
        usage = {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}
        message = AIMessage(
            content=said.text, response_metadata={"done": True, "done_reason": done}, usage_metadata=usage
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(self, messages: list[BaseMessage], *rest: Any, **kwargs: Any) -> ChatResult:
        return self._generate(messages, *rest, **kwargs)


class Count:
    """How many answers were given."""

    def __init__(self) -> None:
        self.answers = 0

    def __call__(self) -> None:
        self.answers += 1


@contextmanager
def in_process(model: Model, seed: int = 0) -> Iterator[Count]:
    """Every route of Ollama's is answered by `model` without HTTP; gives the count of its answers."""
    chat, count = _InProcess(cache=False), Count()
    chat._model, chat._rng, chat._counted = model, Random(seed), count

    async def chat_model(_route: Route) -> BaseChatModel:
        return chat

    with patch("llm.call.chat_model", chat_model):
        yield count


def in_process_routes() -> Callable[[str], Route]:
    return routes_to(OllamaStub())
