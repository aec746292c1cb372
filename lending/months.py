"""Whole months between two days."""

from datetime import date

from lending.payments import MONTHS_A_YEAR


def months_between(first: date, last: date) -> int:
    """Whole months from `first` to `last`; negative where `last` lies before."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month - (last.day < first.day)
