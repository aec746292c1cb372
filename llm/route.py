"""How one agent's model is asked."""

from typing import TYPE_CHECKING, Self

from pydantic import Field

from lending.base import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE = "template"
"""The provider of a route that asks no model."""


class Route(Frozen):
    """One row of the routes file. Tokens are counts, `timeout_s` bounds one attempt in seconds of wall time.

    `fallback` is asked where this route gives nothing; one to template means that nobody else is asked.
    """

    provider: str
    model: str
    temperature: float = Field(ge=0, le=2)
    max_output_tokens: int = Field(ge=1)
    context_tokens: int = Field(ge=256)
    timeout_s: float = Field(gt=0, le=600)
    fallback: Self | None = None

    @property
    def asks_a_model(self) -> bool:
        """False where the agent's template wording stands and nothing is sent anywhere."""
        return self.provider != TEMPLATE

    def chain(self) -> "Iterator[Route]":
        """This route and those that it falls back to, as far as they ask a model.

        Each without its own fallback: a client is built once for all routes that ask the same model alike.
        """
        route: Route | None = self
        while route is not None and route.asks_a_model:
            yield route.model_copy(update={"fallback": None})
            route = route.fallback
