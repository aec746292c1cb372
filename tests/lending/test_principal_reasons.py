"""Principal reasons: from findings that failed, the heaviest first, specific, and never a score alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings_made import FAIL, finding, low_score
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.principal_reasons import (
    CANNOT_STAND_ALONE,
    MAXIMUM_PRINCIPAL_REASONS,
    key_factors,
    line_of_factor,
    may_be_given,
    principal_reasons,
)
from lending.reasons import C1_WORDING, HMDA_CODE, HmdaDenialCode, ReasonCode
from lending.report_use import ReportUse

FACTORS = st.sampled_from(["Serious delinquency", "Too many inquiries", "Too few accounts", "Balances too high", ""])
FINDINGS = st.lists(
    st.builds(
        finding,
        st.text("abc", min_size=1, max_size=4),
        st.sampled_from(FindingOutcome),
        st.none() | st.sampled_from(ReasonCode),
        st.integers(0, 100),
    )
    | st.builds(lambda factors: low_score(*factors), st.lists(FACTORS.filter(bool), max_size=3)),
    max_size=12,
)


def test_at_most_four_reasons_are_given_the_heaviest_first() -> None:
    failed = [
        finding("collateral", FAIL, ReasonCode.COLLATERAL_INSUFFICIENT, 82),
        low_score(),
        finding("cash", FAIL, ReasonCode.OTHER_INSUFFICIENT_CASH, 76),
        finding("debts", FAIL, ReasonCode.EXCESSIVE_OBLIGATIONS, 95),
        finding("bankruptcy", FAIL, ReasonCode.BANKRUPTCY, 89),
    ]
    assert [reason.rule_id for reason in principal_reasons(failed)] == [
        "debts",
        "bankruptcy",
        "credit.minimum_score",
        "collateral",
    ]


def test_ratios_that_fail_for_one_small_down_payment_give_one_reason() -> None:
    cash = ReasonCode.OTHER_INSUFFICIENT_CASH
    failed = [finding(f"collateral.{ratio}", FAIL, cash, 80) for ratio in ("hcltv", "ltv", "cltv")]
    failed.append(finding("capital.reserves", FAIL, cash, 76))
    assert [reason.rule_id for reason in principal_reasons(failed)] == ["collateral.cltv", "capital.reserves"]


def test_reasons_of_one_weight_stand_in_the_order_of_their_rules() -> None:
    failed = [finding("b", FAIL, ReasonCode.BANKRUPTCY), finding("a", FAIL, ReasonCode.COLLATERAL_INSUFFICIENT)]
    assert [reason.rule_id for reason in principal_reasons(failed)] == ["a", "b"]
    assert principal_reasons(failed) == principal_reasons(failed[::-1])


def test_a_reason_is_given_once_by_the_heaviest_finding() -> None:
    failed = [finding("ltv", FAIL, ReasonCode.COLLATERAL_INSUFFICIENT, 82)]
    failed.append(finding("condition", FAIL, ReasonCode.COLLATERAL_INSUFFICIENT, 84))
    (reason,) = principal_reasons(failed)
    assert reason.rule_id == "condition"
    assert reason.text == "Value or type of collateral not sufficient: What condition found."
    assert reason.hmda_code is HmdaDenialCode.COLLATERAL


@pytest.mark.parametrize(
    ("heavier", "lighter", "used"),
    [
        ("ltv", "credit.mortgage_history", ReportUse.REPORT),
        ("credit.mortgage_history", "ltv", ReportUse.REPORT),
        ("credit.mortgage_history", "credit.collections", ReportUse.REPORT),
        ("ltv", "condition", ReportUse.NONE),
    ],
)
def test_a_reason_used_the_report_if_any_finding_behind_it_did(heavier: str, lighter: str, used: ReportUse) -> None:
    code = ReasonCode.DELINQUENT_OBLIGATIONS
    (reason,) = principal_reasons([finding(heavier, FAIL, code, 90), finding(lighter, FAIL, code, 80)])
    assert (reason.rule_id, reason.report_use) == (heavier, used)


def test_a_reason_that_used_the_score_keeps_that_beside_one_that_used_the_report() -> None:
    code = ReasonCode.DELINQUENT_OBLIGATIONS
    figures = (figure("credit_score", "credit score", 580, Unit.SCORE),)
    score = finding("credit.history", FAIL, code, 90, figures=figures)
    (reason,) = principal_reasons([score, finding("credit.collections", FAIL, code, 80)])
    assert reason.report_use is ReportUse.SCORE


def test_each_rule_behind_an_other_is_its_own_reason() -> None:
    failed = [finding(rule, FAIL, ReasonCode.OTHER_LOAN_TERMS) for rule in ("balloon", "term")]
    assert [reason.rule_id for reason in principal_reasons(failed)] == ["balloon", "term"]


@given(FINDINGS)
def test_no_reason_is_given_without_a_finding_that_failed(findings: list[Finding]) -> None:
    reasons = principal_reasons(findings)
    assert len(reasons) <= MAXIMUM_PRINCIPAL_REASONS
    lines = [r.rule_id if r.reason_code.startswith("other_") else r.reason_code for r in reasons]
    assert len(set(lines)) == len(lines)
    for reason in reasons:
        backing = [f for f in findings if f.outcome is FAIL and f.rule_id == reason.rule_id and f.reason_code]
        own = {f.reason_code for f in backing}
        assert reason.reason_code in own or ReasonCode.OTHER_CREDIT_SCORE in own
        assert any(f.statement in reason.text for f in backing)
        assert reason.hmda_code is HMDA_CODE[reason.reason_code]
        assert reason.text.startswith(f"{C1_WORDING[reason.reason_code]}: ")
    weights = {f.weight for f in findings if f.outcome is FAIL and f.reason_code is not None}
    if weights:
        heaviest = [f.rule_id for f in findings if f.outcome is FAIL and f.reason_code and f.weight == max(weights)]
        assert reasons[0].rule_id in heaviest


@given(FINDINGS)
def test_reasons_that_may_be_given_say_more_than_a_score(findings: list[Finding]) -> None:
    reasons = principal_reasons(findings)
    assert may_be_given(reasons) == bool({reason.reason_code for reason in reasons} - CANNOT_STAND_ALONE)


def test_a_score_alone_and_nothing_at_all_may_not_be_given() -> None:
    assert not may_be_given(())
    assert not may_be_given(principal_reasons([low_score()]))
    assert may_be_given(principal_reasons([low_score("Serious delinquency")]))
    assert may_be_given(principal_reasons([low_score(), finding("debts", FAIL, ReasonCode.EXCESSIVE_OBLIGATIONS)]))


def test_no_wording_speaks_of_policy_and_only_the_one_that_cannot_stand_alone_speaks_of_a_score() -> None:
    for code, words in C1_WORDING.items():
        assert not re.search("polic|standard|internal|overlay", words, re.IGNORECASE)
        assert ("score" in words) == (code in CANNOT_STAND_ALONE)


def test_a_low_score_speaks_through_its_key_factors() -> None:
    (reason,) = principal_reasons([low_score("Serious delinquency", "Too many inquiries last 12 months")])
    assert reason.reason_code is ReasonCode.DELINQUENT_OBLIGATIONS
    assert reason.hmda_code is HmdaDenialCode.CREDIT_HISTORY
    assert reason.rule_id == "credit.minimum_score"
    assert reason.text == (
        "Delinquent past or present credit obligations with others: What credit.minimum_score found. What lowered it, "
        "in the bureau's words: Serious delinquency; Too many inquiries last 12 months."
    )


def test_a_low_score_leaves_the_line_of_another_finding_alone() -> None:
    lates = finding("lates", FAIL, ReasonCode.DELINQUENT_OBLIGATIONS, 40)
    score = low_score("Serious delinquency", "Too many inquiries last 12 months")
    assert [(r.rule_id, r.reason_code) for r in principal_reasons([lates, score])] == [
        ("credit.minimum_score", ReasonCode.RECENT_INQUIRIES),
        ("lates", ReasonCode.DELINQUENT_OBLIGATIONS),
    ]
    alone = low_score("Serious delinquency")
    assert [reason.reason_code for reason in principal_reasons([lates, alone])] == [
        ReasonCode.OTHER_CREDIT_HISTORY,
        ReasonCode.DELINQUENT_OBLIGATIONS,
    ]


def test_key_factors_are_the_texts_that_are_named_so() -> None:
    found = low_score("One", "Two").model_copy(
        update={
            "figures": (
                *low_score("One", "Two").figures,
                figure("key_factor_count", "key factors", 2, Unit.COUNT),
                figure("bureau", "bureau", "Three", Unit.TEXT),
            )
        }
    )
    assert key_factors(found) == ("One", "Two")


@pytest.mark.parametrize(
    ("factor", "line"),
    [
        ("Too many inquiries last 12 months", ReasonCode.RECENT_INQUIRIES),
        ("Date of last INQUIRY too recent", ReasonCode.RECENT_INQUIRIES),
        ("Bankruptcy on file", ReasonCode.BANKRUPTCY),
        ("Foreclosure reported", ReasonCode.FORECLOSURE_OR_REPOSSESSION),
        ("Repossession reported", ReasonCode.FORECLOSURE_OR_REPOSSESSION),
        ("Serious delinquency, and public record or collection filed", ReasonCode.DELINQUENT_OBLIGATIONS),
        ("Amount past due on accounts", ReasonCode.DELINQUENT_OBLIGATIONS),
        ("Account(s) not paid as agreed and/or legal item filed", ReasonCode.DELINQUENT_OBLIGATIONS),
        ("Derogatory public record filed", ReasonCode.COLLECTION_OR_JUDGMENT),
        ("Time since collection is too short", ReasonCode.COLLECTION_OR_JUDGMENT),
        ("Unpaid judgment", ReasonCode.COLLECTION_OR_JUDGMENT),
        ("Legal item filed", ReasonCode.COLLECTION_OR_JUDGMENT),
        ("Length of time accounts have been established", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("Too few accounts currently paid as agreed", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("Lack of recent installment loan information", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("Account payment history is too new to rate", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("No recent revolving balances", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("Insufficient number of satisfactory accounts", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("Time since most recent account opening is too short", ReasonCode.LIMITED_CREDIT_EXPERIENCE),
        ("Proportion of balances to credit limits is too high", ReasonCode.OTHER_CREDIT_HISTORY),
        ("Too many accounts with balances", ReasonCode.OTHER_CREDIT_HISTORY),
    ],
)
def test_a_key_factor_stands_under_a_line_of_form_c1(factor: str, line: ReasonCode) -> None:
    assert line_of_factor(factor) is line


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_its_wording_and_its_hmda_code(code: ReasonCode) -> None:
    assert C1_WORDING[code]
    assert HMDA_CODE[code] in HmdaDenialCode
    assert code.value.startswith("other_") == C1_WORDING[code].startswith("Other: ")


@pytest.mark.parametrize(
    ("code", "hmda"),
    [
        (ReasonCode.EXCESSIVE_OBLIGATIONS, 1),
        (ReasonCode.INCOME_INSUFFICIENT, 1),
        (ReasonCode.LENGTH_OF_EMPLOYMENT, 2),
        (ReasonCode.BANKRUPTCY, 3),
        (ReasonCode.DELINQUENT_OBLIGATIONS, 3),
        (ReasonCode.RECENT_INQUIRIES, 3),
        (ReasonCode.OTHER_CREDIT_HISTORY, 3),
        (ReasonCode.COLLATERAL_INSUFFICIENT, 4),
        (ReasonCode.OTHER_INSUFFICIENT_CASH, 5),
        (ReasonCode.UNABLE_TO_VERIFY_INCOME, 6),
        (ReasonCode.APPLICATION_INCOMPLETE, 7),
        (ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED, 8),
        (ReasonCode.OTHER_LOAN_TERMS, 9),
    ],
)
def test_hmda_denial_reasons(code: ReasonCode, hmda: int) -> None:
    assert HMDA_CODE[code] == hmda
