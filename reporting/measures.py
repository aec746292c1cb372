"""What was measured against what: every figure that a limit was held against, and the ratios without a limit."""

from dataclasses import dataclass

from agents.narrative import FINDING, RATIO
from graph.result import PipelineResult
from lending.findings import Figure, Finding, FindingOutcome
from lending.ratios import ratio_figures

RATIOS = ("ltv", "cltv", "hcltv", "front_end_dti", "back_end_dti", "reserves_months", "payment_shock")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and the limit that a rule held it against; `limit` and `outcome` are None where none did.

    `key` is what a sentence cites to rest on the figure.
    """

    key: str
    label: str
    measured: str
    limit: str | None = None
    outcome: FindingOutcome | None = None


def measures(result: PipelineResult) -> tuple[Measure, ...]:
    """The ratios first, each with its limit where one applies; then whatever else was held against a limit."""
    if result.ratios is None:
        return ()
    tested = [finding for finding in result.findings if held_against(finding) and finding.figures]
    rows: list[Measure] = []
    for name, figure in ratio_figures(result.ratios).items():
        if name in RATIOS:
            of_ratio = [finding for finding in tested if finding.figures[0].name in (name, f"{name}_delivered")]
            rows += [_of_ratio(f"{RATIO}{name}", figure, finding) for finding in of_ratio]
            tested = [finding for finding in tested if finding not in of_ratio]
            if not of_ratio:
                rows.append(Measure(f"{RATIO}{name}", figure.label, figure.display))
    others = (
        Measure(f"{FINDING}{finding.rule_id}", measured.label, measured.display, _limit(finding), finding.outcome)
        for finding in tested
        for measured in finding.figures[:1]
    )
    return (*rows, *others)


def _of_ratio(key: str, ratio: Figure, finding: Finding) -> Measure:
    """The ratio as narratives write it; where the rule measured it otherwise (rounded, finer), that too."""
    measured = finding.figures[0]
    aside = f" ({measured.label} {measured.display})" if measured.display != ratio.display else ""
    return Measure(key, ratio.label, ratio.display, f"{_limit(finding)}{aside}", finding.outcome)


def held_against(finding: Finding) -> Figure | None:
    """The limit that the finding names, or the guideline among its figures: a limit that does not bind."""
    guideline = next((figure for figure in finding.figures if figure.name.endswith("_guideline")), None)
    return finding.limit or guideline


def _limit(finding: Finding) -> str | None:
    limit = held_against(finding)
    return f"{limit.label} {limit.display}" if limit else None


def amounts(result: PipelineResult) -> tuple[Measure, ...]:
    """The dollars and rates that the ratios are made of."""
    if result.ratios is None:
        return ()
    every = ratio_figures(result.ratios).items()
    return tuple(Measure(f"{RATIO}{name}", item.label, item.display) for name, item in every if name not in RATIOS)
