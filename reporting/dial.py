"""The geometry of a half-circle gauge: where on the scale a figure and its limit lie, and the arcs to draw.

Fractions run from 0 (left end of the scale) to 1 (right end). Only here do figures become `float`: a picture needs no
cents, and everything that a reader reads is the figure's own display.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

Direction = Literal["at_most", "less_than", "at_least"]
"""On which side of the limit a figure is allowed; with `less_than` the limit itself is not."""

SEPARATION = 0.025
"""The least distance between needle and limit: a figure a hair above its limit must look above it."""

RADIUS, CENTRE_X, CENTRE_Y = 80.0, 100.0, 92.0
_ROUND_STEPS = tuple(Decimal(step) for step in ("1", "1.2", "1.25", "1.5", "2", "2.5", "3", "4", "5", "6", "7", "8"))


@dataclass(frozen=True, slots=True)
class Scale:
    """What the dial spans: `reach` at least, a quarter beyond the limit, and as far as the figure lies.

    A figure draws the end no further out than `farthest` or twice the limit; beyond that the needle rests at the end.
    `steps` are the ends that the scale may have; without them it ends at a round number.
    """

    low: Decimal
    reach: Decimal
    farthest: Decimal
    steps: tuple[Decimal, ...] = ()

    def ends(self, value: Decimal, limit: Decimal | None) -> tuple[Decimal, Decimal]:
        bound = max(self.farthest, 2 * limit) if limit is not None else max(self.farthest, self.reach)
        drawn = min(value, bound)
        wanted = max(self.reach, drawn, limit * Decimal("1.25") if limit is not None else drawn)
        high = self._end(wanted)
        low = self.low if value >= self.low else -self._end(min(self.low - value, high))
        return low, high

    def _end(self, wanted: Decimal) -> Decimal:
        if self.steps:
            return next((step for step in self.steps if step >= wanted), self.steps[-1])
        return round_end(wanted)


def round_end(wanted: Decimal) -> Decimal:
    """The next round number at or above `wanted`, as a scale ends: 120 for 118.75, 12,000 for 11,212.50."""
    if wanted <= 0:
        return Decimal(1)
    power = Decimal(10) ** wanted.adjusted()
    leading = wanted / power
    step = next((step for step in _ROUND_STEPS if step >= leading), Decimal(10))
    return (step * power).quantize(Decimal("0.01"), rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Dial:
    """`needle` and `limit` are fractions; `beyond` says that the figure lies outside the scale."""

    low: Decimal
    high: Decimal
    needle: float
    limit: float | None
    direction: Direction
    beyond: bool

    @property
    def degrees(self) -> float:
        """The turn of a needle that points straight up at 0."""
        return round(self.needle * 180 - 90, 2)

    @property
    def limit_degrees(self) -> float | None:
        return None if self.limit is None else round(self.limit * 180 - 90, 2)

    @property
    def allowed_arc(self) -> str | None:
        if self.limit is None:
            return None
        return arc(self.limit, 1.0) if self.direction == "at_least" else arc(0.0, self.limit)

    @property
    def forbidden_arc(self) -> str | None:
        if self.limit is None:
            return None
        return arc(0.0, self.limit) if self.direction == "at_least" else arc(self.limit, 1.0)

    @property
    def whole_arc(self) -> str:
        return arc(0.0, 1.0)


def dial(value: Decimal, limit: Decimal | None, direction: Direction, scale: Scale) -> Dial:
    """The needle lies on the limit exactly where the figure equals it, and visibly on the figure's side otherwise."""
    low, high = scale.ends(value, limit)
    span = float(high - low)
    needle = _clamped(float(value - low) / span, 0.0, 1.0)
    if limit is None:
        return Dial(low, high, needle, None, direction, beyond=not low <= value <= high)
    at = _clamped(float(limit - low) / span, 0.0, 1.0)
    if value > limit:
        at = min(at, 1.0 - SEPARATION)
        needle = max(needle, at + SEPARATION)
    elif value < limit:
        at = max(at, SEPARATION)
        needle = min(needle, at - SEPARATION)
    else:
        needle = at
    return Dial(low, high, needle, at, direction, beyond=not low <= value <= high)


def arc(start: float, end: float) -> str:
    """An SVG path along the dial from one fraction to another."""
    from_x, from_y = _point(start)
    to_x, to_y = _point(end)
    return f"M{from_x} {from_y}A{RADIUS:g} {RADIUS:g} 0 0 1 {to_x} {to_y}"


def _point(fraction: float) -> Sequence[float]:
    angle = math.pi * (1 - fraction)
    return (round(CENTRE_X + RADIUS * math.cos(angle), 2), round(CENTRE_Y - RADIUS * math.sin(angle), 2))


def _clamped(number: float, least: float, most: float) -> float:
    return min(max(number, least), most)
