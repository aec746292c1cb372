"""How certain a mean over questions is."""

import math

import numpy as np
import pytest

from eval.intervals import Interval, mean_interval


def test_the_mean_lies_within_its_bounds_and_is_the_plain_mean() -> None:
    interval = mean_interval([0.0, 1.0, 1.0, 0.5])
    assert interval.mean == 0.625
    assert 0 <= interval.low < interval.mean < interval.high <= 1
    assert interval.count == 4


def test_the_interval_is_that_of_theory_where_theory_knows_it() -> None:
    """80 of 100 right: the standard error is sqrt(.8 * .2 / 100) = .04."""
    interval = mean_interval([1.0] * 80 + [0.0] * 20)
    error = math.sqrt(0.8 * 0.2 / 100)
    assert interval.low == pytest.approx(0.8 - 1.96 * error, abs=0.015)
    assert interval.high == pytest.approx(0.8 + 1.96 * error, abs=0.015)


def test_four_times_the_questions_halve_the_width() -> None:
    few, many = mean_interval([0.0, 1.0] * 25), mean_interval([0.0, 1.0] * 100)
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(2, abs=0.3)


def test_values_that_agree_leave_no_doubt() -> None:
    assert mean_interval([0.5] * 7) == Interval(mean=0.5, low=0.5, high=0.5, count=7)
    assert mean_interval([1.0]) == Interval(mean=1.0, low=1.0, high=1.0, count=1)


def test_the_same_values_give_the_same_interval() -> None:
    values = np.random.default_rng(7).random(40).tolist()
    assert mean_interval(values) == mean_interval(values)


def test_without_a_value_there_is_no_mean() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        mean_interval([])


def test_it_reads_as_a_table_shows_it() -> None:
    assert str(Interval(mean=0.95449, low=0.9, high=1.0, count=10)) == "0.954 [0.900, 1.000]"
