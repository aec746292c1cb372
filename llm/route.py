"""How one agent's model is asked."""

from pydantic import Field

from lending.base import Frozen

TEMPLATE = "template"
"""The provider of a route that asks no model."""


class Route(Frozen):
    """One row of the routes file. Tokens are counts, `timeout_s` bounds one attempt in seconds of wall time."""

    provider: str
    model: str
    temperature: float = Field(ge=0, le=2)
    max_output_tokens: int = Field(ge=1)
    context_tokens: int = Field(ge=256)
    timeout_s: float = Field(gt=0, le=600)

    @property
    def asks_a_model(self) -> bool:
        """False where the agent's template wording stands and nothing is sent anywhere."""
        return self.provider != TEMPLATE
