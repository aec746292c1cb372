"""How much may be asked: by one application, by one run, and of one provider at a time."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from lending.base import Frozen

_A_DAY_S = 86_400
"""No wait is longer, and none is endless."""


class ProviderLimits(Frozen):
    """What one provider is asked at a time, and when it is given a rest.

    `requests_per_minute` None means that only the provider limits the rate. The circuit breaker opens after
    `breaker_failures` failures in a row and lets one call try after `breaker_open_s` seconds.
    """

    max_concurrent: int = Field(default=16, ge=1)
    requests_per_minute: int | None = Field(default=None, ge=1)
    breaker_failures: int = Field(default=5, ge=1)
    breaker_open_s: float = Field(default=30, gt=0, le=_A_DAY_S)


class RunLimits(Frozen):
    """`attempts` counts the first try too and holds for each route. Waits in seconds, ceilings in dollars.

    `backoff_s` doubles with every attempt up to `backoff_max_s`; a random part of it is waited. `application_timeout_s`
    bounds all that one application waits for models, from its first question on.
    """

    attempts: int = Field(default=3, ge=1, le=10)
    backoff_s: float = Field(default=0.5, ge=0, le=_A_DAY_S)
    backoff_max_s: float = Field(default=20, ge=0, le=_A_DAY_S)
    application_timeout_s: float = Field(default=240, gt=0, le=_A_DAY_S)
    application_cost_usd: Decimal = Field(default=Decimal("0.25"), ge=0)
    run_cost_usd: Decimal = Field(default=Decimal(25), ge=0)


class Limits(Frozen):
    """Limits of a run. `providers` has an entry for each provider whose limits are not the usual ones."""

    run: RunLimits = RunLimits()
    providers: Mapping[str, ProviderLimits] = {}

    def of(self, provider: str) -> ProviderLimits:
        return self.providers.get(provider, _USUAL)


_USUAL = ProviderLimits()
DEFAULTS = Limits()
"""For callers without a routes file."""
