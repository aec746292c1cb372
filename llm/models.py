"""What a model can do and what it costs, read from `models.toml`."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter

from lending.base import Frozen
from llm.trace import Tokens

_MILLION = Decimal(1_000_000)

StructuredMethod = Literal["json_schema", "function_calling"]
Reasoning = Literal["none", "think", "effort"]
Caching = Literal["none", "automatic", "cache_point"]


class Price(Frozen):
    """List price in dollars per million tokens on the day `as_of`."""

    input: Decimal = Field(ge=0)
    cached_input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    source: str
    as_of: date


class Ability(Frozen):
    """One row of the table. `context_tokens` is None where the window is not known."""

    structured: StructuredMethod
    price: Price | Literal["unknown"]
    context_tokens: int | None = None
    reasoning: Reasoning = "none"
    caching: Caching = "none"
    temperature: bool = True

    def cost_usd(self, tokens: Tokens | None) -> Decimal | None:
        """Exact cost in dollars, unrounded; None when the price is unknown, or charged and the count unknown."""
        if self.price == "unknown":
            return None
        if tokens is None:
            return Decimal(0) if not any((self.price.input, self.price.cached_input, self.price.output)) else None
        fresh = tokens.input - tokens.cached_input
        return (
            fresh * self.price.input + tokens.cached_input * self.price.cached_input + tokens.output * self.price.output
        ) / _MILLION


@cache
def _table() -> Mapping[str, Mapping[str, Ability]]:
    text = Path(__file__).with_name("models.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[str, Ability]]).validate_python(tomllib.loads(text, parse_float=Decimal))


def ability_of(provider: str, model: str) -> Ability:
    """The model's own row, or the provider's row for any other model."""
    rows = _table()[provider]
    return rows.get(model, rows["*"])
