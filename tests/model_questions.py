"""One question that tests put to a model, and what comes of it."""

import asyncio
from typing import Literal

import pytest

from lending.base import Frozen
from llm.call import Answer, ask
from llm.failures import ModelFailure
from llm.prompt import Prompt
from llm.route import Route

SYSTEM = "You weigh compensating factors."
PROMPT = Prompt(name="weighing", text=SYSTEM)
USER = "The back-end DTI is 46.00 percent and the reserves are 12.0 months."


class Weighed(Frozen):
    """What the model made of the compensating factors."""

    outcome: Literal["approve", "refer"]
    factors: tuple[str, ...]
    caution: str | None = None


GOOD = '{"outcome": "refer", "factors": ["reserves"], "caution": null}'


def put(route: Route, user: str = USER) -> Answer[Weighed]:
    return asyncio.run(ask(route, agent="underwriting", prompt=PROMPT, user=user, schema=Weighed))


def failure_of(route: Route, user: str = USER) -> ModelFailure:
    with pytest.raises(ModelFailure) as caught:
        put(route, user)
    return caught.value
