"""The one way to a provider that all applications share: its circuit, its pace and its number of requests at once."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from llm.breaker import Breaker, Permit
from llm.failures import FailureKind, ModelFailure
from llm.limits import ProviderLimits, RunLimits
from llm.retries import OF_THE_PROVIDER
from llm.throttle import RetryBudget, Turns

_ENOUGH = 0.5
"""A timeout speaks of the provider where the request was given at least this share of its route's timeout."""


class Passage:
    """One request that was let through. Say what came of it; saying nothing means that nothing was learnt."""

    def __init__(self, gate: "Gate", permit: Permit) -> None:
        self._gate = gate
        self._permit: Permit | None = permit

    def answered(self) -> None:
        if self._permit:
            self._gate.retries.succeeded()
            self._gate.breaker.succeeded(self._permit, _now())
        self._over()

    def failed(self, failure: ModelFailure, *, share_of_timeout: float) -> None:
        """`share_of_timeout` is how much of the route's timeout the request was given."""
        if failure.kind not in OF_THE_PROVIDER:
            self.answered()
        elif self._permit and (failure.kind is not FailureKind.TIMEOUT or share_of_timeout >= _ENOUGH):
            asked_for = self._gate.hold_back(failure.retry_after_s)
            self._gate.last = failure.message
            self._gate.breaker.failed(self._permit, _now(), asked_for)
            self._over()

    def close(self) -> None:
        if self._permit:
            self._gate.breaker.abandoned(self._permit)
        self._over()

    def _over(self) -> None:
        self._permit = None
        self._gate.tell_waiting()


class Gate:
    """Belongs to one event loop. `jitter` gives numbers from 0 to 1."""

    def __init__(self, name: str, limits: ProviderLimits, run: RunLimits, jitter: Callable[[], float]) -> None:
        self.name = name
        self.breaker = Breaker(limits.breaker_failures, limits.breaker_open_s)
        self.retries = RetryBudget()
        self._slots = asyncio.Semaphore(limits.max_concurrent)
        self._turns = Turns(limits.requests_per_minute)
        self._run = run
        self._jitter = jitter
        self._held_until = float("-inf")
        self.last = ""
        """What the provider's last failure said."""
        self._something_learnt = asyncio.Event()

    @asynccontextmanager
    async def passage(self, deadline: float, patience_s: float) -> AsyncIterator[Passage]:
        """Waits until one request may be sent, and counts it until it is over.

        Raises ModelFailure (circuit_open, out_of_time) where it may not be sent before `deadline`, or where the
        provider asked for a pause longer than `patience_s`. While a probe finds out whether the provider is back, a
        request that has all the patience of its application waits for that. One that is cancelled leaves its place.
        """
        await self._circuit(deadline, patience_s)
        await self._slot(deadline)
        try:
            await self._pause(deadline, patience_s)
            await self._turn(deadline, patience_s)
            await self._pause(deadline, patience_s)
            await self._circuit(deadline, patience_s)
            self._check_time(_now(), deadline)
            permit = self.breaker.permit(_now())
            if permit is None:
                raise self._open()
            passage = Passage(self, permit)
            try:
                yield passage
            finally:
                passage.close()
        finally:
            self._slots.release()

    def hold_back(self, retry_after_s: float | None) -> float:
        """Nobody asks before the time that the provider named; a time beyond all patience is cut. Gives that time."""
        pause_s = min(retry_after_s or 0.0, self._run.application_timeout_s)
        if pause_s:
            self._held_until = max(self._held_until, _now() + pause_s)
        return pause_s

    def tell_waiting(self) -> None:
        """Something was learnt about the provider: who waits for that looks again."""
        self._something_learnt.set()
        self._something_learnt = asyncio.Event()

    async def _circuit(self, deadline: float, patience_s: float) -> None:
        while self.breaker.probing and math.isinf(patience_s) and _now() < deadline:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._something_learnt.wait()
        if self.breaker.refuses(_now()):
            raise self._open()

    async def _slot(self, deadline: float) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except TimeoutError:
            busy = ModelFailure(FailureKind.OUT_OF_TIME, f"no request to {self.name} became free in the time left")
        else:
            return
        raise busy

    async def _pause(self, deadline: float, patience_s: float) -> None:
        """Until the pause that the provider asked for is over, and not all at the same moment then."""
        while (wait_s := self._held_until - _now()) > 0:
            if wait_s > patience_s:
                message = f"{self.name} asked for a pause of another {wait_s:.0f} s, and a fallback need not wait"
                raise ModelFailure(FailureKind.OUT_OF_TIME, message)
            self._check_time(_now() + wait_s, deadline)
            await asyncio.sleep(wait_s + self._jitter() * self._run.backoff_s)
            await self._circuit(deadline, patience_s)

    async def _turn(self, deadline: float, patience_s: float) -> None:
        self._check_time(self._turns.at(_now()), deadline)
        await asyncio.sleep(self._turns.take(_now()) - _now())
        await self._circuit(deadline, patience_s)

    def _check_time(self, at: float, deadline: float) -> None:
        if at >= deadline:
            raise ModelFailure(FailureKind.OUT_OF_TIME, f"the application's time is over before {self.name} is free")

    def _open(self) -> ModelFailure:
        message = f"{self.name} failed too often in a row and is left alone for a while; the last time: {self.last}"
        return ModelFailure(FailureKind.CIRCUIT_OPEN, message)


def _now() -> float:
    return asyncio.get_running_loop().time()
