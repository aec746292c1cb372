"""What was asked and what came of it, kept where it outlives the process: a paid answer is not asked for again.

A question is known by its agent, its purpose and all that the model is given, but not by the model: so the same journal
serves a run that goes on after its process died, and a replay that has no model at all.
"""

import hashlib
import json
from typing import Protocol, TypeVar

from pydantic import BaseModel

from llm.answer import accept
from llm.call import Answer
from llm.failures import FailureKind, ModelFailure
from llm.prompt import Prompt
from llm.providers.provider import Reading
from llm.route import Route
from llm.schema import portable_schema
from llm.trace import Call

T = TypeVar("T", bound=BaseModel)


class Journal(Protocol):
    """The answers of one run. A question that is asked several times has its turns, from 1.

    `complete` says that what is not there was never asked, and is not asked now: the journal of a replay, which raises
    what it likes for a question that it does not know.
    """

    @property
    def complete(self) -> bool: ...

    async def recall(self, key: str, turn: int) -> Call | None:
        """What this turn of the question came to, or None where it was not asked yet."""

    async def keep(self, call: Call, turn: int, user: str) -> None:
        """`user` is the part of the question that is not in the prompt files."""


class Forgetful:
    """Keeps nothing."""

    complete = False

    async def recall(self, key: str, turn: int) -> Call | None:
        del key, turn
        return None

    async def keep(self, call: Call, turn: int, user: str) -> None:
        del call, turn, user


def question_key(agent: str, purpose: str, prompt: Prompt, user: str, schema: type[BaseModel]) -> str:
    """SHA-256 over who asks, for what, and everything that the model is given."""
    asked = [agent, purpose, prompt.text, user, portable_schema(schema)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def recalled(call: Call, route: Route, schema: type[T]) -> Answer[T] | ModelFailure:
    """The answer as it was given then, or the failure. `route` is the one that would be asked now."""
    if call.answer is None:
        kind, _, message = (call.failure or "").partition(": ")
        return ModelFailure(FailureKind(kind), message, tokens=call.tokens, calls=(call,))
    then = route.model_copy(update={"provider": call.provider, "model": call.model})
    return Answer(accept(Reading(call.answer, call.tokens, None), then, schema), call.answer, (call,), then)
