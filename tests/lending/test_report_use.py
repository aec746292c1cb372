"""What of a credit report a finding rests on."""

import pytest

from findings_made import FAIL, finding, low_score
from lending.findings import Figure, Unit, figure
from lending.principal_reasons import principal_reasons
from lending.reasons import ReasonCode
from lending.report_use import ReportUse, use_of_report

DEBTS = figure("monthly_debts", "monthly debts", 400, Unit.USD)
NO_DEBTS = figure("monthly_debts", "monthly debts", 0, Unit.USD)
SCORE = figure("score", "representative score", 575, Unit.SCORE)
FACTOR = figure("key_factor_1", "key factor", "Serious delinquency", Unit.TEXT)


@pytest.mark.parametrize(
    ("rule_id", "figures", "use"),
    [
        ("credit.waiting_period", (), ReportUse.REPORT),
        ("creditable.rule", (), ReportUse.NONE),
        ("capacity.front_end_dti", (), ReportUse.REPORT),
        ("capacity.va_residual_income", (), ReportUse.REPORT),
        ("intake.integrity.declared_history", (), ReportUse.REPORT),
        ("intake.integrity.undated_history", (), ReportUse.REPORT),
        ("capacity.back_end_dti", (DEBTS,), ReportUse.REPORT),
        ("capacity.back_end_dti", (NO_DEBTS,), ReportUse.NONE),
        ("collateral.ltv", (), ReportUse.NONE),
        ("collateral.ltv", (SCORE,), ReportUse.SCORE),
        ("collateral.ltv", (FACTOR,), ReportUse.SCORE),
        ("credit.minimum_score", (SCORE, DEBTS), ReportUse.SCORE),
    ],
)
def test_a_finding_tells_what_it_read(rule_id: str, figures: tuple[Figure, ...], use: ReportUse) -> None:
    assert use_of_report(finding(rule_id, FAIL, figures=figures)) is use


def test_a_score_in_the_limit_counts() -> None:
    limited = finding("collateral.ltv", FAIL).model_copy(update={"limit": SCORE})
    assert use_of_report(limited) is ReportUse.SCORE


def test_a_reason_keeps_what_its_finding_read() -> None:
    (scored,) = principal_reasons([low_score("Serious delinquency", "Too few accounts")])
    assert (scored.report_use, scored.key_factors) == (ReportUse.SCORE, ("Serious delinquency", "Too few accounts"))


@pytest.mark.parametrize(("figures", "use"), [((DEBTS,), ReportUse.REPORT), ((), ReportUse.NONE)])
def test_a_line_that_a_lighter_finding_shares_tells_of_the_report_that_this_one_read(
    figures: tuple[Figure, ...], use: ReportUse
) -> None:
    heavy = finding("capacity.occupant_dti", FAIL, ReasonCode.INCOME_INSUFFICIENT, 92)
    light = finding("capacity.back_end_dti", FAIL, ReasonCode.INCOME_INSUFFICIENT, 80, figures=figures)
    (reason,) = principal_reasons([light, heavy])
    assert (reason.rule_id, reason.report_use) == ("capacity.occupant_dti", use)
