"""Other wordings of a policy question by the routed model, for the first stage of retrieval."""

from typing import Annotated

from pydantic import Field, StringConstraints

from agents.prompting import prompt_of
from lending.base import Frozen
from llm.call import ask
from llm.privacy import mask
from llm.route import Route
from retrieval.rewriting.dictionary import VARIANTS
from retrieval.rewriting.rewriter import DictionaryRewriter, ModelRewriter, Rewriter

AGENT = "rewriting"
"""Its name in `llm/routes.toml`."""

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]


class Wordings(Frozen):
    """What the model is asked for."""

    wordings: tuple[Wording, ...] = Field(min_length=1, max_length=VARIANTS)


def rewriter_for(route: Route) -> Rewriter:
    """The routed model with the dictionary behind it, or the dictionary alone where the route asks no model."""
    if not route.asks_a_model:
        return DictionaryRewriter()

    async def asked(query: str) -> tuple[str, ...]:
        answer = await ask(
            route, agent=AGENT, purpose="rewriting", prompt=prompt_of(AGENT), user=mask(query), schema=Wordings
        )
        return answer.value.wordings

    return ModelRewriter(asked, timeout_s=route.timeout_s)
