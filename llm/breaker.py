"""The circuit breaker of one provider: after enough failures in a row it is left alone, then tried with one request.

        N failures in a row             time is over             the probe succeeds
    closed ----------------> open ----------------> half-open ----------------> closed
                              ^                         |
                              +-------------------------+  the probe fails

Pure: the caller tells the time, in seconds of any clock that does not go back.
"""

from collections import deque
from enum import StrEnum
from typing import NamedTuple

_REMEMBERED = 256


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Change(NamedTuple):
    """The breaker went into `state` at the time `at` of the caller's clock."""

    at: float
    state: State


class Permit(NamedTuple):
    """Leave to send one request. What comes of it counts only while the breaker is as it was when it was given."""

    era: int


class Breaker:
    """Every permit must be given back by exactly one of `succeeded`, `failed` and `abandoned`."""

    def __init__(self, failures: int, open_s: float) -> None:
        self._limit = failures
        self._open_s = open_s
        self._era = 0
        self._in_a_row = 0
        self._open_until = 0.0
        self._probing = False
        self.state = State.CLOSED
        self.changes: deque[Change] = deque(maxlen=_REMEMBERED)

    @property
    def probing(self) -> bool:
        """Whether the probe is on its way, so that it will soon be known how the provider is."""
        return self._probing

    def refuses(self, now: float) -> bool:
        """Whether `permit` would give none."""
        return self._probing or (self.state is State.OPEN and now < self._open_until)

    def permit(self, now: float) -> Permit | None:
        """None while the circuit is open, and while a probe is on its way."""
        if self.refuses(now):
            return None
        if self.state is State.OPEN:
            self._enter(State.HALF_OPEN, now)
        self._probing = self.state is State.HALF_OPEN
        return Permit(self._era)

    def succeeded(self, permit: Permit, now: float) -> None:
        """The provider answered, whatever its answer was worth."""
        if permit.era != self._era:
            return
        self._in_a_row = 0
        if self.state is State.HALF_OPEN:
            self._enter(State.CLOSED, now)

    def failed(self, permit: Permit, now: float, pause_s: float = 0.0) -> None:
        """The provider failed; `pause_s` is how long it asks to be left alone, if it does."""
        if permit.era != self._era:
            return
        self._in_a_row += 1
        if self.state is State.HALF_OPEN or self._in_a_row >= self._limit:
            self._enter(State.OPEN, now)
            self._open_until = now + max(self._open_s, pause_s)

    def abandoned(self, permit: Permit) -> None:
        """Nothing was learnt: the request was cancelled, or given too little time to tell."""
        if permit.era == self._era:
            self._probing = False

    def _enter(self, state: State, now: float) -> None:
        self.state = state
        self._era += 1
        self._in_a_row = 0
        self._probing = False
        self.changes.append(Change(now, state))
