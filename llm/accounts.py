"""What a run asked of models, added up: by provider, model and agent."""

from decimal import Decimal

from pydantic import Field

from lending.base import Frozen
from llm.failures import NOT_SENT, FailureKind
from llm.trace import Call, Tokens


class Spent(Frozen):
    """Requests of one agent to one model. `failures` are those of `calls` that gave nothing usable.

    `not_sent` counts requests that the desk kept back (circuit open, over budget, out of time); they are no `calls`.
    `cost_usd` is the sum of the costs that are known, `cost_unknown` counts the calls whose cost is not.
    `latency_ms` is the sum over `calls`.
    """

    provider: str
    model: str
    agent: str
    calls: int = Field(default=0, ge=0)
    failures: int = Field(default=0, ge=0)
    not_sent: int = Field(default=0, ge=0)
    tokens: Tokens = Tokens()
    cost_usd: Decimal = Decimal(0)
    cost_unknown: int = Field(default=0, ge=0)
    latency_ms: int = Field(default=0, ge=0)


class Accounts:
    """The running sums of one desk."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], Spent] = {}

    def note(self, agent: str, call: Call, failure: FailureKind | None) -> None:
        key = (call.provider, call.model, agent)
        row = self._rows.get(key) or Spent(provider=call.provider, model=call.model, agent=agent)
        if failure in NOT_SENT:
            self._rows[key] = row.model_copy(update={"not_sent": row.not_sent + 1})
            return
        self._rows[key] = row.model_copy(
            update={
                "calls": row.calls + 1,
                "failures": row.failures + (failure is not None),
                "tokens": row.tokens + call.tokens,
                "cost_usd": row.cost_usd + (call.cost_usd or 0),
                "cost_unknown": row.cost_unknown + (call.cost_usd is None),
                "latency_ms": row.latency_ms + call.latency_ms,
            }
        )

    def rows(self) -> tuple[Spent, ...]:
        """In the order of provider, model and agent."""
        return tuple(self._rows[key] for key in sorted(self._rows))
