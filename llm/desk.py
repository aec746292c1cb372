"""Where agents ask models: one desk for a pipeline, one session of it for each application.

The desk owns everything that applications share, the session everything that one application may spend. Together they
are the one owner of retries, fallback routes, deadlines and ceilings; `llm.call.ask` asks once.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, TypeVar

from pydantic import BaseModel

from llm.accounts import Accounts, Spent
from llm.budget import Purse
from llm.call import Answer, ask, most_expected, unsent
from llm.failures import NOT_SENT, FailureKind, ModelFailure
from llm.gate import Gate
from llm.journal import Forgetful, Journal, question_key, recalled
from llm.limits import DEFAULTS, Limits
from llm.models import ability_of
from llm.prompt import Prompt
from llm.providers.registry import PROVIDERS
from llm.retries import REMEDIES, Remedy, asks_again, pause_s
from llm.route import Route
from llm.trace import Call

T = TypeVar("T", bound=BaseModel)


class Desk:
    """All routes of a profile, and who may be asked now. Belongs to one event loop, whose clock it reads.

    `limits` None: `llm.limits.DEFAULTS`. `jitter` gives numbers from 0 to 1.
    """

    def __init__(
        self, routes: Mapping[str, Route], limits: Limits | None = None, *, jitter: Callable[[], float] = random.random
    ) -> None:
        self.routes = routes
        self.limits = limits or DEFAULTS
        self.jitter = jitter
        self.purse = Purse(self.limits.run.run_cost_usd)
        self.accounts = Accounts()
        self._gates: dict[Hashable, Gate] = {}

    def session(self, journal: Journal | None = None) -> "Session":
        """For one application, whose answers the journal keeps and remembers."""
        return Session(self, journal or Forgetful())

    def spent(self) -> tuple[Spent, ...]:
        """All that was asked through this desk so far, by provider, model and agent."""
        return self.accounts.rows()

    def gate(self, route: Route) -> Gate:
        """What all requests to the route's provider, at the address in the environment, pass through."""
        try:
            key: Hashable = (route.provider, PROVIDERS[route.provider].settings())
        except ModelFailure:  # no key is set; the request itself will say so
            key = (route.provider, None)
        if key not in self._gates:
            self._gates[key] = Gate(route.provider, self.limits.of(route.provider), self.limits.run, self.jitter)
        return self._gates[key]


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    agent: str
    purpose: str
    prompt: Prompt
    user: str
    schema: type[T]
    key: str

    def most_usd(self, route: Route) -> Decimal:
        """About the most that one request can cost; zero where the price is not known."""
        ability = ability_of(route.provider, route.model)
        if ability.price == "unknown":
            return Decimal(0)
        tokens = most_expected(route, prompt=self.prompt, user=self.user, schema=self.schema)
        return ability.cost_usd(tokens) or Decimal(0)


class Session:
    """One application's way to the models. Its time begins with its first question."""

    def __init__(self, desk: Desk, journal: Journal) -> None:
        self._desk = desk
        self._journal = journal
        self._turns: Counter[str] = Counter()
        self._purses = {"application": Purse(desk.limits.run.application_cost_usd), "run": desk.purse}
        self._deadline: float | None = None

    def route(self, agent: str) -> Route:
        return self._desk.routes[agent]

    def named_routes(self) -> dict[str, tuple[str, ...]]:
        """The models of each agent, as provider/model, in the order in which they are asked; none for a template."""
        return {
            agent: tuple(f"{each.provider}/{each.model}" for each in route.chain())
            for agent, route in self._desk.routes.items()
        }

    def asks_a_model(self, agent: str) -> bool:
        return self.route(agent).asks_a_model

    async def ask(
        self,
        agent: str,
        *,
        purpose: str,
        prompt: Prompt,
        user: str,
        schema: type[T],
        avoid: tuple[str, str] | None = None,
    ) -> Answer[T]:
        """An object of `schema` from the agent's route, or from a route that it falls back to.

        `avoid` is a provider and a model that are asked only when no other route answers. Raises ModelFailure with the
        account of every attempt in `calls`; its kind is that of the last. Raises ValueError for a template route.
        """
        question = _Question(agent, purpose, prompt, user, schema, question_key(agent, purpose, prompt, user, schema))
        # a stable sort: the order of the routes file stands among those that are not avoided
        routes = sorted(self.route(agent).chain(), key=lambda route: (route.provider, route.model) == avoid)
        calls: list[Call] = []
        last: ModelFailure | None = None
        match await self._remembered(question, calls):
            case Answer() as known:
                return replace(known, calls=tuple(calls))
            case ModelFailure() as failed:
                last = failed
        if self._journal.complete:
            routes = []
        for number, route in enumerate(routes, start=1):
            outcome = await self._through(route, question, calls, has_fallback=number < len(routes))
            if not isinstance(outcome, ModelFailure):
                return replace(outcome, calls=tuple(calls))
            last = outcome
            if REMEDIES[last.kind] is Remedy.STOP:
                break
        if last is None:
            raise ValueError(f"agent {agent} has a template route; ask only when asks_a_model(agent)")
        last.calls = tuple(calls)
        raise last

    async def _through(
        self, route: Route, question: _Question[T], calls: list[Call], *, has_fallback: bool
    ) -> Answer[T] | ModelFailure:
        """What one route makes of the question in all its attempts, which are added to `calls`."""
        run, gate = self._desk.limits.run, self._desk.gate(route)
        misread = asked = 0
        while True:
            outcome = await self._noted(gate, route, question, run.backoff_max_s if has_fallback else float("inf"))
            calls += outcome.calls
            if not isinstance(outcome, ModelFailure):
                return outcome
            asked += 1
            misread += REMEDIES[outcome.kind] is Remedy.ONCE_MORE
            if not asks_again(
                outcome.kind, asked=asked, attempts=run.attempts, misread=misread, has_fallback=has_fallback
            ):
                return outcome
            wait_s = pause_s(outcome.kind, asked, run, self._desk.jitter)
            if _now() + wait_s >= self._until() or not gate.retries.take():
                return outcome
            await asyncio.sleep(wait_s)

    async def _remembered(self, question: _Question[T], calls: list[Call]) -> Answer[T] | ModelFailure | None:
        """What the journal has of the question, turn by turn to the first that was answered, or None."""
        outcome: Answer[T] | ModelFailure | None = None
        while call := await self._journal.recall(question.key, self._turns[question.key] + 1):
            self._turns[question.key] += 1
            self._purses["application"].settle(Decimal(0), call.cost_usd or Decimal(0))
            outcome = recalled(call, self.route(question.agent), question.schema)
            calls.append(call)
            if not isinstance(outcome, ModelFailure):
                break
        return outcome

    async def _noted(
        self, gate: Gate, route: Route, question: _Question[T], patience_s: float
    ) -> Answer[T] | ModelFailure:
        """One request, which the journal keeps."""
        outcome = _keyed(await self._once(gate, route, question, patience_s), question.key)
        self._turns[question.key] += 1
        await self._journal.keep(outcome.calls[-1], self._turns[question.key], question.user)
        return outcome

    async def _once(
        self, gate: Gate, route: Route, question: _Question[T], patience_s: float
    ) -> Answer[T] | ModelFailure:
        """One request, or the failure that kept it from being sent; either way on the accounts."""
        began, deadline, most_usd = _now(), self._until(), question.most_usd(route)
        reserved_usd, sent = Decimal(0), False
        cost_usd: Decimal | None = None
        outcome: Answer[T] | ModelFailure
        try:
            reserved_usd = self._reserve(most_usd)
            async with gate.passage(deadline, patience_s) as passage:
                sent = True
                given_s = deadline - _now()
                try:
                    outcome = await self._sent(route, question, deadline)
                except ModelFailure as failure:
                    passage.failed(failure, share_of_timeout=given_s / route.timeout_s)
                    raise
                passage.answered()
                cost_usd = outcome.calls[-1].cost_usd
        except ModelFailure as failure:
            outcome = failure
            if failure.kind in NOT_SENT:
                failure.calls = (self._unsent(route, question, failure, _now() - began),)
            cost_usd = failure.calls[-1].cost_usd
        finally:
            # what was sent and has no known cost, a cancelled request too, is taken to have cost what was expected
            charged_usd = reserved_usd if cost_usd is None and sent else cost_usd or Decimal(0)
            for purse in self._purses.values():
                purse.settle(reserved_usd, charged_usd)
        kind = outcome.kind if isinstance(outcome, ModelFailure) else None
        self._desk.accounts.note(question.agent, outcome.calls[-1], kind)
        return outcome

    async def _sent(self, route: Route, question: _Question[T], deadline: float) -> Answer[T]:
        return await ask(
            route,
            agent=question.agent,
            purpose=question.purpose,
            prompt=question.prompt,
            user=question.user,
            schema=question.schema,
            deadline=deadline,
        )

    def _unsent(self, route: Route, question: _Question[T], failure: ModelFailure, waited_s: float) -> Call:
        return unsent(
            route,
            prompt=question.prompt,
            user=question.user,
            schema=question.schema,
            purpose=question.purpose,
            reason=failure.reason,
            waited_s=waited_s,
        )

    def _reserve(self, most_usd: Decimal) -> Decimal:
        """Sets the amount aside in both purses and gives it back. Raises ModelFailure where one has not so much."""
        for whose, purse in self._purses.items():
            if not purse.has(most_usd):
                message = (
                    f"a request for up to ${most_usd:.4f} does not fit what the {whose} may still cost of its "
                    f"${purse.ceiling_usd}; raise {whose}_cost_usd, or route to a cheaper model"
                )
                raise ModelFailure(FailureKind.OVER_BUDGET, message)
        for purse in self._purses.values():
            purse.reserve(most_usd)
        return most_usd

    def _until(self) -> float:
        if self._deadline is None:
            self._deadline = _now() + self._desk.limits.run.application_timeout_s
        return self._deadline


def _keyed(outcome: Answer[T] | ModelFailure, key: str) -> Answer[T] | ModelFailure:
    """With the question's key, and the answer's text, in its account."""
    answer = None if isinstance(outcome, ModelFailure) else outcome.raw
    calls = (*outcome.calls[:-1], outcome.calls[-1].model_copy(update={"key": key, "answer": answer}))
    if not isinstance(outcome, ModelFailure):
        return replace(outcome, calls=calls)
    outcome.calls = calls
    return outcome


def _now() -> float:
    return asyncio.get_running_loop().time()
