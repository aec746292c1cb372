"""What a rule says: a finding, with the figures it measured, the limit it held them against, and its source."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Literal

from lending.base import Frozen
from lending.citation import Citation
from lending.reasons import ReasonCode


class FindingOutcome(StrEnum):
    PASS = "pass"  # noqa: S105 - a finding's outcome, not a password
    FAIL = "fail"
    REFER = "refer"
    CONDITION = "condition"
    NOT_APPLICABLE = "not_applicable"


class Unit(StrEnum):
    USD = "usd"
    PERCENT = "percent"
    RATE = "percent_a_year"
    POINTS = "percentage_points"
    MONTHS = "months"
    COUNT = "count"
    SCORE = "score"
    DATE = "date"
    TEXT = "text"


FigureValue = Decimal | int | date | str
_WITH_PLACES = frozenset({Unit.PERCENT, Unit.POINTS, Unit.MONTHS})


def _rounded(value: FigureValue, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


_SUFFIXES = {Unit.PERCENT: "%", Unit.RATE: "%", Unit.POINTS: " percentage points", Unit.MONTHS: " months"}
_USUAL_PLACES = 2
_RATE_PLACES = 3
"""A note rate moves in eighths, so it takes three decimals to be written exactly."""


def show(value: FigureValue, unit: Unit, places: int = _USUAL_PLACES) -> str:
    """The one way in which a figure is written in a narrative, a report or a table."""
    if unit is Unit.USD:
        amount = Decimal(str(value))
        sign = "-" if amount < 0 else ""
        digits = f"{abs(amount):,.2f}"
        return f"{sign}${digits.removesuffix('.00')}"
    if unit is Unit.MONTHS and isinstance(value, Decimal) and value == int(value):
        number = str(int(value))
    elif unit is Unit.RATE:
        number = f"{_rounded(value, _RATE_PLACES):f}"
    elif unit in _WITH_PLACES and isinstance(value, Decimal):
        number = f"{_rounded(value, places):f}"
    else:
        number = str(value)
    suffix = _SUFFIXES.get(unit, "")
    return number + (suffix.removesuffix("s") if number == "1" else suffix)


class Figure(Frozen):
    """One measured or prescribed figure: `value` is exact, `display` is the only way in which people read it."""

    name: str
    label: str
    value: FigureValue
    unit: Unit
    display: str


def figure(name: str, label: str, value: FigureValue, unit: Unit) -> Figure:
    return Figure(name=name, label=label, value=value, unit=unit, display=show(value, unit))


def against(measured: Figure, limit: Figure) -> Figure:
    """`measured` with as many digits (at most six) as it takes to see on which side of `limit` it lies."""
    if measured.value == limit.value or measured.unit is not limit.unit or measured.unit not in _WITH_PLACES:
        return measured
    for places in range(2, 7):
        if _rounded(measured.value, places) != _rounded(limit.value, places):
            return measured.model_copy(update={"display": show(measured.value, measured.unit, places)})
    return measured


class Finding(Frozen):
    """The answer of one rule for one application.

    `question` is what the rule asks, in words that a policy search understands; `statement` is the answer in one
    sentence built from the figures. `reason_code` is set where a failure of this rule may become a principal reason
    of an adverse action, `weight` orders such reasons (the heaviest first). `needs` says what a person must do where
    the outcome is `condition` or `refer`.
    """

    rule_id: str
    outcome: FindingOutcome
    question: str
    statement: str
    figures: tuple[Figure, ...] = ()
    limit: Figure | None = None
    citation: Citation
    reason_code: ReasonCode | None = None
    weight: int = 0
    needs: str | None = None
    due: Literal["prior_to_approval", "prior_to_closing"] | None = None

    def all_figures(self) -> tuple[Figure, ...]:
        return (*self.figures, self.limit) if self.limit else self.figures
