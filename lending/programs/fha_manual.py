"""FHA's manual ratios: how high the borrowers may go depends on compensating factors that the file itself proves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lending.citation import Citation
from lending.findings import Figure, Unit, figure
from lending.money import ZERO, share
from lending.tables import fha as tables

if TYPE_CHECKING:
    from lending.rules import Case

_UP_TO_TWO_UNITS = 2


def _reserve_months(case: "Case", factors: tables.CompensatingFactors) -> int:
    small = case.application.property.units <= _UP_TO_TWO_UNITS
    return factors.reserve_months_one_or_two_units if small else factors.reserve_months_more_units


def _payment_hardly_rises(case: "Case", factors: tables.CompensatingFactors) -> bool:
    """The increase over a housing expense that is known and that was paid on time."""
    borrowers = case.application.borrowers
    present = sum((borrower.current_monthly_housing or ZERO for borrower in borrowers), ZERO)
    reports = [borrower.credit for borrower in borrowers if borrower.credit]
    late = any(
        report.mortgage_lates_30_days_last_12_months or report.mortgage_lates_60_days_last_12_months
        for report in reports
    )
    most = min(factors.payment_increase_dollars, share(present, factors.payment_increase_percent))
    return present > 0 and not late and case.facts.ratios.pitia - present <= most


def _residual_income_suffices(case: "Case") -> bool:
    from lending.underwriting.residual import (  # noqa: PLC0415 - underwriting stands on the programs
        required_residual,
        residual_income,
    )

    required, measured = required_residual(case), residual_income(case)
    return required is not None and measured is not None and measured >= required.value


def compensating_factors(case: "Case") -> tuple[str, ...]:
    """The factors that the file proves, in words."""
    factors = tables.COMPENSATING_FACTORS.on(case.application.application_date).value
    enough_reserves = case.facts.ratios.reserves_months >= _reserve_months(case, factors)
    found = (
        ("reserves beyond those required", enough_reserves),
        ("a housing payment that hardly rises", _payment_hardly_rises(case, factors)),
        ("residual income at the VA table", _residual_income_suffices(case)),
    )
    return tuple(words for words, proved in found if proved)


@dataclass(frozen=True, slots=True)
class Earned:
    """Ratios that pass, ratios up to which a person may document more factors, and the factors proved, as figures."""

    accept: tables.Ratios
    refer: tables.Ratios
    citation: Citation
    support: tuple[Figure, ...] = ()


def manual_ratios(case: "Case") -> Earned:
    """No factor lifts the ratios of a low score, or of a file without one."""
    day, score = case.application.application_date, case.facts.representative_score
    row = tables.MANUAL_RATIOS.on(day)
    lowest, highest = row.value[0], row.value[-1]
    if score is None or score < tables.SCORE_AND_LTV.on(day).value.standard_score:
        return Earned(lowest, lowest, row.citation)
    proved = compensating_factors(case)
    shown = (
        figure(f"compensating_factor_{number}", "compensating factor", words, Unit.TEXT)
        for number, words in enumerate(proved, start=1)
    )
    count = figure("compensating_factors", "compensating factors proved", len(proved), Unit.COUNT)
    accepted = row.value[len(proved)] if len(proved) < len(row.value) else highest
    return Earned(accepted, highest, row.citation, (count, *shown))
