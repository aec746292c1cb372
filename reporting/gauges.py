"""The gauges of a report: which figure is held against which limit, on which side it lies, and how that is drawn.

Figures and limits are those of the findings. Where a rule was not run or does not apply, the ratio itself is shown
without a limit, and the gauge says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from graph.result import PipelineResult
from lending.findings import Figure, Finding, Unit
from lending.ratios import ratio_figures
from reporting.dial import Dial, Direction, Scale, dial
from reporting.measures import held_against

_SIDES: dict[Direction, dict[int, str]] = {
    "at_most": {-1: "below the limit", 0: "at the limit, which is allowed", 1: "above the limit"},
    "less_than": {-1: "below the threshold", 0: "at the threshold, which is not allowed", 1: "above the threshold"},
    "at_least": {-1: "below the minimum", 0: "at the minimum, which is enough", 1: "above the minimum"},
}
_ALLOWED: dict[Direction, frozenset[int]] = {
    "at_most": frozenset({-1, 0}),
    "less_than": frozenset({-1}),
    "at_least": frozenset({0, 1}),
}
_NOT_RUN = "The rule was not run on this file."


@dataclass(frozen=True, slots=True)
class GaugeSpec:
    """`tests` are rules and the side that each allows, in order of preference; `ratio` is shown where none measured."""

    heading: str
    tests: tuple[tuple[str, Direction], ...]
    ratio: str | None
    scale: Scale


@dataclass(frozen=True, slots=True)
class Gauge:
    """`side` is -1 below the limit, 0 at it, 1 above it, None without a limit. `note` says why there is no limit."""

    heading: str
    value: Figure | None = None
    limit: Figure | None = None
    side: int | None = None
    side_words: str = ""
    allowed: bool = False
    finding: Finding | None = None
    note: str | None = None
    dial: Dial | None = None

    @property
    def described(self) -> str:
        """What the picture shows, in one sentence."""
        if self.value is None:
            return f"{self.heading}: not measured. {self.note or ''}".strip()
        if self.limit is None:
            return f"{self.heading}: {self.value.display}, held against no limit."
        return f"{self.heading}: {self.value.display}, {self.limit.label} {self.limit.display}, {self.side_words}."

    @property
    def ends(self) -> tuple[str, str]:
        """What is written at the two ends of the scale."""
        if self.dial is None or self.value is None:
            return "", ""
        return tick(self.dial.low, self.value.unit), tick(self.dial.high, self.value.unit)


def _scale(low: int, reach: int, farthest: int, *steps: int) -> Scale:
    return Scale(Decimal(low), Decimal(reach), Decimal(farthest), tuple(Decimal(step) for step in steps))


_LTV, _DTI, _MONTHS = _scale(0, 110, 150), _scale(0, 50, 100), _scale(0, 12, 60, 12, 24, 36, 48, 60)
_SPREAD: tuple[tuple[str, Direction], ...] = (("compliance.qm_price", "less_than"), ("compliance.hoepa_apr", "at_most"))
_FEES: tuple[tuple[str, Direction], ...] = (
    ("compliance.qm_points_and_fees", "at_most"),
    ("compliance.hoepa_fees", "at_most"),
)
SPECS: tuple[GaugeSpec, ...] = (
    GaugeSpec("LTV", (("collateral.ltv", "at_most"),), "ltv", _LTV),
    GaugeSpec("CLTV", (("collateral.cltv", "at_most"),), "cltv", _LTV),
    GaugeSpec("Front-end DTI", (("capacity.front_end_dti", "at_most"),), "front_end_dti", _DTI),
    GaugeSpec("Back-end DTI", (("capacity.back_end_dti", "at_most"),), "back_end_dti", _DTI),
    GaugeSpec("Reserves", (("capital.reserves", "at_least"),), "reserves_months", _MONTHS),
    GaugeSpec("Credit score", (("credit.minimum_score", "at_least"),), None, _scale(300, 850, 850, 850)),
    GaugeSpec("Spread over APOR", _SPREAD, None, _scale(0, 3, 10)),
    GaugeSpec("Points and fees", _FEES, None, _scale(0, 1, 0)),
)
"""Spread and fees are held against the HOEPA thresholds where the qualified-mortgage tests do not apply."""


def gauges(result: PipelineResult) -> tuple[Gauge, ...]:
    """One for each figure that the result knows anything about; CLTV only where it differs from LTV."""
    findings = {finding.rule_id: finding for finding in reversed(result.findings)}
    ratios = ratio_figures(result.ratios) if result.ratios else {}
    same = "cltv" not in ratios or ratios["cltv"].value == ratios["ltv"].value
    drawn = (_gauge(spec, findings, ratios) for spec in SPECS if not (spec.heading == "CLTV" and same))
    return tuple(gauge for gauge in drawn if gauge)


def _gauge(spec: GaugeSpec, findings: Mapping[str, Finding], ratios: Mapping[str, Figure]) -> Gauge | None:
    run = [(findings[rule_id], direction) for rule_id, direction in spec.tests if rule_id in findings]
    finding, direction = next((test for test in run if test[0].figures), run[0] if run else (None, spec.tests[0][1]))
    measured = finding.figures[0] if finding and finding.figures else ratios.get(spec.ratio or "")
    if measured is None and finding is None:
        return None
    gauge = Gauge(heading=spec.heading, finding=finding, note=finding.statement if finding else _NOT_RUN)
    value = number_of(measured)
    if measured is None or value is None:
        return gauge
    limit, bound = _limit(finding, measured)
    side = None if bound is None else (value > bound) - (value < bound)
    return Gauge(
        heading=spec.heading,
        value=measured,
        limit=limit,
        side=side,
        side_words="" if side is None else _SIDES[direction][side],
        allowed=side in _ALLOWED[direction],
        finding=finding,
        note=None if limit else gauge.note,
        dial=dial(value, bound, direction, spec.scale),
    )


def _limit(finding: Finding | None, measured: Figure) -> tuple[Figure | None, Decimal | None]:
    """What the finding holds its figure against, with the number, where the two can stand on one scale."""
    limit = held_against(finding) if finding else None
    if limit is None or limit.unit is not measured.unit:
        return None, None
    bound = number_of(limit)
    return (None, None) if bound is None else (limit, bound)


def number_of(figure: Figure | None) -> Decimal | None:
    """The figure's number; None where it is a date, a text or no finite number."""
    if figure is None or figure.unit in (Unit.DATE, Unit.TEXT):
        return None
    try:
        number = Decimal(str(figure.value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def tick(end: Decimal, unit: Unit) -> str:
    """The end of a scale, as short as it can be written."""
    number = f"{end.normalize():,f}"
    if unit is Unit.USD:
        return f"${number}" if end >= 0 else f"-${number.removeprefix('-')}"
    return f"{number}%" if unit is Unit.PERCENT else number
