"""From findings to an outcome: every combination of stage and finding, and what stands in the decision."""

from itertools import combinations

import pytest

from builders import REMOVED, application, debt
from findings_made import CONDITION, FAIL, NOT_APPLICABLE, PASS, REFER, finding, low_score
from lending.core import underwrite
from lending.decision import Decision, Outcome
from lending.findings import Finding, FindingOutcome
from lending.matrix import (
    MATRIX,
    OBTAIN_KEY_FACTORS,
    STATE_A_REASON,
    Row,
    Stage,
    conditions,
    decide,
    matrix_table,
)
from lending.reasons import ReasonCode

FINDING_STAGES = (Stage.INTAKE, Stage.COMPLIANCE, Stage.UNDERWRITING)
OUTAGE = ("The policy search did not answer.",)

PASSED = finding("passed", PASS)
INCOMPLETE = finding("incomplete", FAIL, ReasonCode.APPLICATION_INCOMPLETE)
CONTRADICTION = finding("contradiction", REFER)
TERMS = finding("terms", FAIL, ReasonCode.OTHER_LOAN_TERMS)
COUNTY = finding("county", REFER)
DEBTS = finding("debts", FAIL, ReasonCode.EXCESSIVE_OBLIGATIONS)
REVIEW = finding("review", REFER)
OPEN = finding("open", CONDITION, due="prior_to_closing")

POLICY: list[tuple[Stage, FindingOutcome, Outcome]] = [
    (Stage.INTAKE, FAIL, Outcome.INCOMPLETE),
    (Stage.MACHINERY, FAIL, Outcome.REFER),
    (Stage.COMPLIANCE, FAIL, Outcome.DECLINE),
    (Stage.INTAKE, REFER, Outcome.REFER),
    (Stage.UNDERWRITING, FAIL, Outcome.DECLINE),
    (Stage.COMPLIANCE, REFER, Outcome.REFER),
    (Stage.UNDERWRITING, REFER, Outcome.REFER),
    (Stage.INTAKE, CONDITION, Outcome.APPROVE_WITH_CONDITIONS),
    (Stage.COMPLIANCE, CONDITION, Outcome.APPROVE_WITH_CONDITIONS),
    (Stage.UNDERWRITING, CONDITION, Outcome.APPROVE_WITH_CONDITIONS),
    (Stage.INTAKE, PASS, Outcome.APPROVE),
    (Stage.COMPLIANCE, PASS, Outcome.APPROVE),
    (Stage.UNDERWRITING, PASS, Outcome.APPROVE),
    (Stage.INTAKE, NOT_APPLICABLE, Outcome.APPROVE),
    (Stage.COMPLIANCE, NOT_APPLICABLE, Outcome.APPROVE),
    (Stage.UNDERWRITING, NOT_APPLICABLE, Outcome.APPROVE),
]
"""Decision policy 2.2, written down here a second time, by hand."""


def decided(*present: tuple[Stage, FindingOutcome]) -> Decision:
    """The decision where each stage passed something and the pairs given were found besides."""
    found: dict[Stage, list[Finding]] = {stage: [PASSED] for stage in FINDING_STAGES}
    failures: tuple[str, ...] = ()
    for stage, outcome in present:
        if stage is Stage.MACHINERY:
            failures = OUTAGE
        else:
            reason = ReasonCode.EXCESSIVE_OBLIGATIONS if outcome is FAIL else None
            found[stage].append(finding(f"{stage}.{outcome}", outcome, reason))
    return decide(found[Stage.INTAKE], found[Stage.COMPLIANCE], found[Stage.UNDERWRITING], failures)


def test_the_matrix_is_the_policy_in_its_order() -> None:
    assert [(row.stage, row.finding, row.outcome) for row in MATRIX] == POLICY


def test_each_stage_and_finding_has_one_row() -> None:
    pairs = [(row.stage, row.finding) for row in MATRIX]
    possible = {(stage, outcome) for stage in FINDING_STAGES for outcome in FindingOutcome}
    assert len(set(pairs)) == len(pairs)
    assert set(pairs) == possible | {(Stage.MACHINERY, FAIL)}


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.stage} {row.finding}")
def test_a_row_alone_gives_its_outcome(row: Row) -> None:
    assert decided((row.stage, row.finding)).outcome is row.outcome


@pytest.mark.parametrize(
    ("first", "second"), list(combinations(MATRIX, 2)), ids=lambda row: f"{row.stage} {row.finding}"
)
def test_of_two_rows_the_earlier_decides(first: Row, second: Row) -> None:
    assert decided((second.stage, second.finding), (first.stage, first.finding)).outcome is first.outcome


def test_the_table_has_a_line_for_each_row() -> None:
    heading, _, *lines = matrix_table().splitlines()
    assert heading == "| | stage | finding | outcome | because |"
    assert len(lines) == len(MATRIX)
    assert lines[0] == "| 1 | intake | fail | incomplete | what is missing cannot be tested |"
    assert lines[7].startswith("| 8 | intake | condition | approve with conditions |")


@pytest.mark.parametrize(
    ("intake", "compliance", "underwriting", "named"),
    [
        pytest.param([], [], [], "intake", id="nothing was found at all"),
        pytest.param([PASSED], [], [DEBTS], "compliance", id="compliance did not speak"),
        pytest.param([PASSED], [COUNTY], [], "underwriting", id="underwriting did not speak"),
    ],
)
def test_a_stage_without_a_finding_refers(
    intake: list[Finding], compliance: list[Finding], underwriting: list[Finding], named: str
) -> None:
    decision = decide(intake, compliance, underwriting)
    assert decision.outcome is Outcome.REFER
    assert decision.review_items[0] == f"No rule of {named} gave a result; run the application again."


def test_a_stage_after_a_failed_one_need_not_speak() -> None:
    assert decide([INCOMPLETE], [], []).outcome is Outcome.INCOMPLETE
    assert decide([PASSED], [TERMS], []).outcome is Outcome.DECLINE


def test_each_outcome_names_the_findings_that_led_to_it() -> None:
    assert decide([INCOMPLETE, CONTRADICTION], [TERMS], [DEBTS]).led_by == ("incomplete",)
    assert decide([CONTRADICTION], [TERMS, COUNTY], [DEBTS]).led_by == ("terms",)
    assert decide([CONTRADICTION], [COUNTY], [DEBTS]).led_by == ("contradiction", "county")
    assert decide([PASSED], [COUNTY], [DEBTS]).led_by == ("debts",)
    assert decide([PASSED], [PASSED], [PASSED, OPEN]).led_by == ("open",)
    assert decide([PASSED], [PASSED], [PASSED]).led_by == ("passed", "passed", "passed")


def test_an_outage_names_what_is_missing_and_gives_no_reason_to_decline() -> None:
    decision = decide([CONTRADICTION], [TERMS], [], OUTAGE)
    assert decision.review_items == (*OUTAGE, "Settle contradiction.")
    assert decision.led_by == ("contradiction",)
    assert decision.principal_reasons == ()


def test_a_referral_says_what_a_person_has_to_settle() -> None:
    decision = decide([CONTRADICTION], [COUNTY], [OPEN])
    assert decision.review_items == ("Settle contradiction.", "Settle county.")
    assert [condition.rule_id for condition in decision.conditions] == ["open"]
    assert decision.principal_reasons == ()


def test_a_decline_states_its_reasons_and_asks_for_nothing() -> None:
    decision = decide([PASSED], [PASSED], [DEBTS, OPEN])
    assert [reason.rule_id for reason in decision.principal_reasons] == ["debts"]
    assert decision.conditions == ()


def test_an_incomplete_file_is_told_every_missing_item_and_gives_no_reason() -> None:
    missing = [INCOMPLETE, INCOMPLETE.model_copy(update={"rule_id": "more", "needs": "Supply the appraisal."})]
    decision = decide(missing, [], [])
    assert decision.missing_items == ("What incomplete found.", "Supply the appraisal.")
    assert decision.requested_items == decision.missing_items
    assert decision.principal_reasons == ()


def test_a_score_alone_refers_until_its_key_factors_are_known() -> None:
    decision = decide([PASSED], [PASSED], [low_score(), OPEN])
    assert decision.outcome is Outcome.REFER
    assert decision.led_by == ("credit.minimum_score",)
    assert decision.review_items == (OBTAIN_KEY_FACTORS,)
    assert [condition.rule_id for condition in decision.conditions] == ["open"]
    assert decide([PASSED], [PASSED], [low_score("Serious delinquency")]).outcome is Outcome.DECLINE


def test_a_score_beside_a_specific_reason_declines() -> None:
    decision = decide([PASSED], [PASSED], [low_score(), DEBTS])
    assert decision.outcome is Outcome.DECLINE
    assert [reason.rule_id for reason in decision.principal_reasons] == ["credit.minimum_score", "debts"]


def test_a_failure_without_a_reason_refers() -> None:
    decision = decide([PASSED], [finding("silent", FAIL)], [])
    assert (decision.outcome, decision.review_items) == (Outcome.REFER, (STATE_A_REASON,))


def test_conditions_prior_to_approval_come_first_and_keep_their_order() -> None:
    asked = conditions(
        [
            finding("closing 1", CONDITION, due="prior_to_closing"),
            finding("approval 1", CONDITION, due="prior_to_approval"),
            finding("closing 2", CONDITION),
            finding("approval 2", CONDITION, due="prior_to_approval"),
            finding("review", REFER),
            finding("nothing to do", CONDITION).model_copy(update={"needs": None}),
        ]
    )
    assert [condition.rule_id for condition in asked] == ["approval 1", "approval 2", "closing 1", "closing 2"]
    assert asked[-1].due == "prior_to_closing"
    assert asked[0].text == "Settle approval 1."


def underwritten(changes: dict[str, object]) -> Decision:
    return underwrite(application(changes), what_if=False).decision


def test_a_clean_file_is_approved_without_anything_to_do() -> None:
    decision = underwritten({})
    assert decision.outcome is Outcome.APPROVE
    told = (*decision.conditions, *decision.principal_reasons, *decision.missing_items, *decision.review_items)
    assert told == ()


def test_a_file_that_fails_compliance_is_declined_before_it_is_underwritten() -> None:
    result = underwrite(application({"loan.interest_only_months": 60, "assets.0.balance": "1"}), what_if=False)
    assert result.decision.outcome is Outcome.DECLINE
    assert result.underwriting == ()
    (reason,) = result.decision.principal_reasons
    assert reason.reason_code is ReasonCode.OTHER_LOAN_TERMS
    assert "an interest-only period" in reason.text


FAILING = {
    "loan.amount": "396000",
    "loan.mortgage_insurance_annual_percent": "1",
    "assets.0.balance": "500",
    "borrowers.0.credit.scores": [{"bureau": "equifax", "score": 500}],
    "borrowers.0.credit.mortgage_lates_60_days_last_12_months": 2,
    "debts.1": debt(monthly_payment="4000"),
}


def test_a_file_that_fails_everywhere_gives_its_four_heaviest_reasons() -> None:
    decision = underwritten(FAILING)
    assert decision.outcome is Outcome.DECLINE
    assert [reason.reason_code for reason in decision.principal_reasons] == [
        ReasonCode.EXCESSIVE_OBLIGATIONS,
        ReasonCode.DELINQUENT_OBLIGATIONS,
        ReasonCode.OTHER_CREDIT_SCORE,
        ReasonCode.OTHER_INSUFFICIENT_CASH,
    ]


def test_a_missing_fact_is_incomplete_and_never_a_decline() -> None:
    assert underwritten({"property.appraisal": REMOVED, "debts.1": debt(monthly_payment="9000")}).outcome is (
        Outcome.INCOMPLETE
    )
