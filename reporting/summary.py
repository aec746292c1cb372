"""One result in a few words: what a table of many has room for."""

from decimal import Decimal

from graph.result import PipelineResult
from lending.decision import Outcome
from lending.findings import Unit, show

NO_FIGURE = "-"

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.APPROVE: "approve",
    Outcome.APPROVE_WITH_CONDITIONS: "approve, conditions",
    Outcome.COUNTEROFFER: "counteroffer",
    Outcome.REFER: "refer",
    Outcome.DECLINE: "decline",
    Outcome.INCOMPLETE: "incomplete",
}


def ratio_percent(result: PipelineResult, name: str) -> str:
    """A ratio such as `75.00%`, written as everywhere else."""
    return _shown(result, name, Unit.PERCENT)


def reserves(result: PipelineResult) -> str:
    """Months without their unit, which the column's heading says."""
    return _shown(result, "reserves_months", Unit.MONTHS).removesuffix(" months")


def _shown(result: PipelineResult, name: str, unit: Unit) -> str:
    value = getattr(result.ratios, name) if result.ratios else None
    return NO_FIGURE if value is None else show(value, unit)


def score(result: PipelineResult) -> str:
    """The representative credit score, where a rule weighed one."""
    scores = (item.display for finding in result.findings for item in finding.figures if item.unit is Unit.SCORE)
    return next(scores, NO_FIGURE)


def leading_words(result: PipelineResult) -> str:
    """What the outcome comes down to: the leading reason, condition, missing item or question; empty for an approval.

    `(+2 more)` behind it counts what the whole story would add.
    """
    texts = _texts(result)
    more = f" (+{len(texts) - 1} more)" if len(texts) > 1 else ""
    return f"{texts[0]}{more}" if texts else ""


def _texts(result: PipelineResult) -> list[str]:
    match result.outcome:
        case Outcome.DECLINE | Outcome.COUNTEROFFER if result.principal_reasons:
            statements = {finding.rule_id: finding.statement for finding in result.findings}
            return [statements.get(reason.rule_id, reason.text) for reason in result.principal_reasons]
        case Outcome.INCOMPLETE:
            return list(result.missing_items)
        case Outcome.APPROVE | Outcome.APPROVE_WITH_CONDITIONS:
            return [condition.text for condition in result.conditions]
        case Outcome.REFER if result.release == "held":
            return [error.message for error in reversed(result.errors) if error.kind == "result"]
        case _:
            return list(result.review_items)


def seconds(value: float) -> str:
    return f"{value:.1f} s" if value < 100 else f"{value / 60:.0f} min"  # noqa: PLR2004 - the width of the column


def milliseconds(value: int) -> str:
    return f"{value:,} ms" if value < 10_000 else seconds(value / 1000)  # noqa: PLR2004 - as above


def dollars(cost: Decimal | None) -> str:
    """What models cost. Small sums keep the digits that make them more than nothing."""
    if cost is None:
        return "not known"
    if not cost:
        return "$0"
    return f"${cost:.2f}" if cost >= 1 else f"${cost.normalize():f}" if cost >= Decimal("0.0001") else "< $0.0001"
