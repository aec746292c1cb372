"""Uncertainty of a mean over questions, by the bootstrap."""

from collections.abc import Sequence

import numpy as np

from lending.base import Frozen

RESAMPLES = 2_000
_SEED = 20_260_101


class Interval(Frozen):
    """A mean and the bounds of its 95 % percentile bootstrap interval over `count` values."""

    mean: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_interval(values: Sequence[float], resamples: int = RESAMPLES) -> Interval:
    """The same values give the same interval. Raises ValueError where there are none."""
    if not values:
        raise ValueError("A mean needs at least one value.")
    data = np.asarray(values, np.float64)
    drawn = np.random.default_rng(_SEED).integers(0, len(data), (resamples, len(data)))
    low, high = np.quantile(data[drawn].mean(axis=1), [0.025, 0.975])
    return Interval(mean=float(data.mean()), low=float(low), high=float(high), count=len(data))
