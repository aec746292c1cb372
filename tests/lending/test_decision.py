"""From findings to a decision: precedence, principal reasons, conditions."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import REMOVED, application, debt
from lending.citation import Citation
from lending.core import underwrite
from lending.decision import MAXIMUM_PRINCIPAL_REASONS, Decision, Outcome, conditions, decide, principal_reasons
from lending.findings import Finding, FindingOutcome
from lending.reasons import C1_WORDING, HMDA_CODE, HmdaDenialCode, ReasonCode

CITATION = Citation(source="Source", section="1", effective=date(2026, 1, 1))
PASS, FAIL, REFER, CONDITION = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
)


def finding(
    rule_id: str, outcome: FindingOutcome, reason: ReasonCode | None = None, weight: int = 50, due: str | None = None
) -> Finding:
    return Finding.model_validate(
        {
            "rule_id": rule_id,
            "outcome": outcome,
            "question": "?",
            "statement": f"What {rule_id} found.",
            "citation": CITATION,
            "reason_code": reason,
            "weight": weight,
            "needs": None if outcome in {PASS, FAIL} else f"Settle {rule_id}.",
            "due": due,
        }
    )


PASSED = finding("passed", PASS)
INCOMPLETE = finding("incomplete", FAIL, ReasonCode.APPLICATION_INCOMPLETE)
CONTRADICTION = finding("contradiction", REFER)
TERMS = finding("terms", FAIL, ReasonCode.OTHER_LOAN_TERMS)
COUNTY = finding("county", REFER)
DEBTS = finding("debts", FAIL, ReasonCode.EXCESSIVE_OBLIGATIONS)
REVIEW = finding("review", REFER)
OPEN = finding("open", CONDITION, due="prior_to_closing")
OUTAGE = ("The policy search did not answer.",)


@pytest.mark.parametrize(
    ("intake", "compliance", "underwriting", "failures", "expected"),
    [
        pytest.param([INCOMPLETE, CONTRADICTION], [TERMS], [DEBTS], OUTAGE, Outcome.INCOMPLETE, id="incomplete wins"),
        pytest.param([CONTRADICTION], [TERMS], [DEBTS], OUTAGE, Outcome.REFER, id="a failure of the machinery refers"),
        pytest.param([PASSED], [TERMS], [], OUTAGE, Outcome.REFER, id="even where compliance failed"),
        pytest.param([CONTRADICTION], [TERMS, COUNTY], [], (), Outcome.DECLINE, id="compliance before contradiction"),
        pytest.param([CONTRADICTION], [PASSED], [DEBTS], (), Outcome.REFER, id="contradiction before underwriting"),
        pytest.param([PASSED], [COUNTY], [DEBTS, REVIEW], (), Outcome.DECLINE, id="underwriting before a review"),
        pytest.param([PASSED], [PASSED], [REVIEW, OPEN], (), Outcome.REFER, id="a review before conditions"),
        pytest.param([PASSED], [COUNTY], [PASSED], (), Outcome.REFER, id="a review that compliance asks for"),
        pytest.param([PASSED], [PASSED], [OPEN], (), Outcome.APPROVE_WITH_CONDITIONS, id="conditions"),
        pytest.param([PASSED], [PASSED], [PASSED], (), Outcome.APPROVE, id="nothing open"),
    ],
)
def test_precedence(
    intake: list[Finding],
    compliance: list[Finding],
    underwriting: list[Finding],
    failures: Sequence[str],
    expected: Outcome,
) -> None:
    assert decide(intake, compliance, underwriting, failures).outcome is expected


def test_each_outcome_names_the_findings_that_led_to_it() -> None:
    assert decide([INCOMPLETE, CONTRADICTION], [], []).led_by == ("incomplete",)
    assert decide([CONTRADICTION], [TERMS, COUNTY], []).led_by == ("terms",)
    assert decide([CONTRADICTION], [COUNTY], [DEBTS]).led_by == ("contradiction", "county")
    assert decide([PASSED], [COUNTY], [DEBTS]).led_by == ("debts",)
    assert decide([PASSED], [PASSED], [OPEN]).led_by == ("open",)
    assert decide([PASSED], [PASSED], []).led_by == ("passed", "passed")


def test_an_outage_names_what_is_missing_and_gives_no_reason_to_decline() -> None:
    decision = decide([PASSED], [TERMS], [], OUTAGE)
    assert decision.review_items == OUTAGE
    assert decision.principal_reasons == ()


def test_a_referral_says_what_a_person_has_to_settle() -> None:
    decision = decide([CONTRADICTION], [COUNTY], [OPEN])
    assert decision.review_items == ("Settle contradiction.", "Settle county.")
    assert [condition.rule_id for condition in decision.conditions] == ["open"]
    assert decision.principal_reasons == ()


def test_an_incomplete_file_is_told_every_missing_item() -> None:
    missing = [INCOMPLETE, INCOMPLETE.model_copy(update={"rule_id": "more", "needs": "Supply the appraisal."})]
    assert decide(missing, [], []).missing_items == ("What incomplete found.", "Supply the appraisal.")


def test_at_most_four_reasons_are_given_the_heaviest_first() -> None:
    failed = [
        finding("collateral", FAIL, ReasonCode.COLLATERAL_INSUFFICIENT, 82),
        finding("score", FAIL, ReasonCode.OTHER_CREDIT_SCORE, 85),
        finding("cash", FAIL, ReasonCode.OTHER_INSUFFICIENT_CASH, 76),
        finding("debts", FAIL, ReasonCode.EXCESSIVE_OBLIGATIONS, 95),
        finding("bankruptcy", FAIL, ReasonCode.BANKRUPTCY, 89),
    ]
    assert [reason.rule_id for reason in principal_reasons(failed)] == ["debts", "bankruptcy", "score", "collateral"]


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


@given(
    st.lists(
        st.builds(
            finding,
            st.text("abc", min_size=1, max_size=4),
            st.sampled_from(FindingOutcome),
            st.none() | st.sampled_from(ReasonCode),
            st.integers(0, 100),
        ),
        max_size=12,
    )
)
def test_no_reason_is_given_without_a_finding_that_failed(findings: list[Finding]) -> None:
    reasons = principal_reasons(findings)
    assert len(reasons) <= MAXIMUM_PRINCIPAL_REASONS
    lines = [r.rule_id if r.reason_code.startswith("other_") else r.reason_code for r in reasons]
    assert len(set(lines)) == len(lines)
    for reason in reasons:
        backing = [f for f in findings if f.outcome is FAIL and f.rule_id == reason.rule_id]
        assert reason.reason_code in {f.reason_code for f in backing}
        assert reason.hmda_code is HMDA_CODE[reason.reason_code]
        assert reason.text.startswith(C1_WORDING[reason.reason_code])
    weights = {f.weight for f in findings if f.outcome is FAIL and f.reason_code is not None}
    if weights:
        heaviest = [f.rule_id for f in findings if f.outcome is FAIL and f.reason_code and f.weight == max(weights)]
        assert reasons[0].rule_id in heaviest


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
        (ReasonCode.COLLATERAL_INSUFFICIENT, 4),
        (ReasonCode.OTHER_INSUFFICIENT_CASH, 5),
        (ReasonCode.UNABLE_TO_VERIFY_INCOME, 6),
        (ReasonCode.APPLICATION_INCOMPLETE, 7),
        (ReasonCode.OTHER_LOAN_TERMS, 9),
    ],
)
def test_hmda_denial_reasons(code: ReasonCode, hmda: int) -> None:
    assert HMDA_CODE[code] == hmda


def test_conditions_prior_to_approval_come_first_and_keep_their_order() -> None:
    asked = conditions(
        [
            finding("closing 1", CONDITION, due="prior_to_closing"),
            finding("approval 1", CONDITION, due="prior_to_approval"),
            finding("closing 2", CONDITION),
            finding("approval 2", CONDITION, due="prior_to_approval"),
            finding("review", REFER),
        ]
    )
    assert [condition.rule_id for condition in asked] == ["approval 1", "approval 2", "closing 1", "closing 2"]
    assert asked[-1].due == "prior_to_closing"


def underwritten(changes: dict[str, object]) -> Decision:
    return underwrite(application(changes)).decision


def test_a_clean_file_is_approved_without_anything_to_do() -> None:
    decision = underwritten({})
    assert decision.outcome is Outcome.APPROVE
    told = (*decision.conditions, *decision.principal_reasons, *decision.missing_items, *decision.review_items)
    assert told == ()


def test_a_file_that_fails_compliance_is_declined_before_it_is_underwritten() -> None:
    result = underwrite(application({"loan.interest_only_months": 60, "assets.0.balance": "1"}))
    assert result.decision.outcome is Outcome.DECLINE
    assert result.underwriting == ()
    (reason,) = result.decision.principal_reasons
    assert reason.reason_code is ReasonCode.OTHER_LOAN_TERMS
    assert "an interest-only period" in reason.text


def test_a_file_that_fails_everywhere_gives_its_four_heaviest_reasons() -> None:
    decision = underwritten(
        {
            "loan.amount": "396000",
            "loan.mortgage_insurance_annual_percent": "1",
            "assets.0.balance": "500",
            "borrowers.0.credit.scores": [{"bureau": "equifax", "score": 500}],
            "borrowers.0.credit.mortgage_lates_60_days_last_12_months": 2,
            "debts.1": debt(monthly_payment="4000"),
        }
    )
    assert decision.outcome is Outcome.DECLINE
    assert [reason.reason_code for reason in decision.principal_reasons] == [
        ReasonCode.EXCESSIVE_OBLIGATIONS,
        ReasonCode.DELINQUENT_OBLIGATIONS,
        ReasonCode.OTHER_CREDIT_SCORE,
        ReasonCode.COLLATERAL_INSUFFICIENT,
    ]


def test_a_missing_fact_is_incomplete_and_never_a_decline() -> None:
    assert underwritten({"property.appraisal": REMOVED, "debts.1": debt(monthly_payment="9000")}).outcome is (
        Outcome.INCOMPLETE
    )
