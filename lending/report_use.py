"""Whether a finding read a credit report, and whether it read the score: 15 USC 1681m(a) asks what an action used.

The finding itself tells of a score, since it shows one or its key factors. That it read the debts or the history of a
report follows from its rule.
"""

from collections.abc import Iterable
from enum import StrEnum

from lending.findings import Figure, Finding, Unit

KEY_FACTOR = "key_factor_"


class ReportUse(StrEnum):
    """`score`: the report's score, and so the report."""

    NONE = "none"
    REPORT = "report"
    SCORE = "score"


_READ_A_REPORT = frozenset(
    {
        "capacity.front_end_dti",
        "capacity.va_residual_income",
        "intake.integrity.declared_history",
        "intake.integrity.undated_history",
    }
)
"""Besides the credit rules and the ratios with debts. The front-end limits go by the history or the score."""

_DEBTS = "monthly_debts"


def _reads_score(figure: Figure) -> bool:
    return figure.unit is Unit.SCORE or figure.name.startswith(KEY_FACTOR)


def _shows_debts(figures: Iterable[Figure]) -> bool:
    return any(figure.name == _DEBTS and figure.value for figure in figures)


def use_of_report(finding: Finding) -> ReportUse:
    """What of a credit report the finding rests on, at least in part."""
    if any(map(_reads_score, finding.all_figures())):
        return ReportUse.SCORE
    by_rule = finding.rule_id.startswith("credit.") or finding.rule_id in _READ_A_REPORT
    return ReportUse.REPORT if by_rule or _shows_debts(finding.figures) else ReportUse.NONE
