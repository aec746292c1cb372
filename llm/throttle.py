"""Token buckets: when a request may go, and whether one more retry may. Pure: the caller tells the time."""

_A_MINUTE_S = 60.0
_APART_S = 0.008
"""About the processor's time that a call costs a client library (measured: 5 to 8 ms). Requests that start in one
instant are answered in one instant, and then wait for each other; started apart, they hardly do."""


class Turns:
    """Requests a few milliseconds apart, at `per_minute` if that is given, first come first served.

    In any minute there are no more than `per_minute` and one second's worth, which may be used up faster.
    """

    def __init__(self, per_minute: int | None = None) -> None:
        self._gap_s = _A_MINUTE_S / per_minute if per_minute else 0.0
        self._burst_s = max(0.0, 1.0 - self._gap_s)
        self._next = self._last = float("-inf")

    def at(self, now: float) -> float:
        """When a request that asks now would have its turn; nothing is taken."""
        return max(now, self._next, self._last + _APART_S)

    def take(self, now: float) -> float:
        """Takes the next turn and says when it is."""
        turn = self.at(now)
        self._next = max(self._next, turn - self._burst_s) + self._gap_s
        self._last = turn
        return turn


class RetryBudget:
    """Keeps the retries of many applications together to a share of what succeeds.

    A retry costs one; a success earns a half, up to `most`. A provider that answers nothing gets `most` retries in
    all, and one that answers two requests in three as many as it needs.
    """

    def __init__(self, most: float = 10.0, earned: float = 0.5) -> None:
        self._most = most
        self._earned = earned
        self._left = most

    def succeeded(self) -> None:
        self._left = min(self._most, self._left + self._earned)

    def take(self) -> bool:
        if self._left < 1:
            return False
        self._left -= 1
        return True
