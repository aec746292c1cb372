"""What follows from a person's decision: its notice, its deadlines and what it would be reported as."""

from typing import Any

import pytest

from agents.case_file import CaseFile, ReviewerAction
from builders import application
from graph.result import PipelineResult, reasons_named, result_of
from graph.run import Pipeline
from lending.core import underwrite
from lending.decision import HmdaAction, Outcome
from lending.notice import NoticeKind
from pipelines import in_pipeline

FUNDS = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}
LOW_SCORE = {"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 500}]}


def action(outcome: Outcome, *rules: str) -> ReviewerAction:
    return ReviewerAction(reviewer="U-17", outcome=outcome, comment="As noted.", reason_rule_ids=rules)


def case(changes: dict[str, Any], *, what_if: bool = False, **more: Any) -> CaseFile:
    asked = application(changes)
    done = underwrite(asked, what_if=what_if)
    return CaseFile(
        reference="APP-1",
        application=asked,
        intake_findings=done.intake,
        facts=done.facts,
        compliance_findings=done.compliance,
        underwriting_findings=done.underwriting,
        decision=done.decision,
        release="released",
    ).model_copy(update=more)


def result(changes: dict[str, Any], **more: Any) -> PipelineResult:
    return result_of(case(changes, **more), thread_id="T-1", profile="test")


def test_a_referral_owes_no_notice_and_keeps_its_time() -> None:
    referred = result(FUNDS)
    assert (referred.outcome, referred.adverse_action) == (Outcome.REFER, ())
    assert "notice_of_action" in {deadline.name for deadline in referred.deadlines}


def test_a_persons_decline_owes_the_notice_of_its_reasons() -> None:
    rule = "intake.integrity.borrowed_funds"
    declined = result(FUNDS, review=action(Outcome.DECLINE, rule))
    (notice,) = declined.adverse_action
    assert notice.kind is NoticeKind.ADVERSE_ACTION
    assert [reason.rule_id for reason in notice.reasons] == [rule]
    assert notice.outside_request_days == 60
    assert declined.hmda is not None
    assert (declined.hmda.action, declined.hmda.denial_reasons) == (HmdaAction.DENIED, (6,))
    assert "reasons_on_request" in {deadline.name for deadline in declined.deadlines}
    assert declined.conditions == ()


def test_a_persons_approval_owes_none() -> None:
    approved = result(FUNDS, review=action(Outcome.APPROVE))
    assert approved.adverse_action == ()
    assert approved.hmda is not None
    assert approved.hmda.action is None
    assert approved.proposed_outcome is Outcome.REFER


@pytest.mark.parametrize(
    "changes",
    [
        {"property.appraisal.condition": "C6"},
        {"loan.amount": "384000", "loan.mortgage_insurance_annual_percent": "0.6"},
        {"property.monthly_taxes": None},
    ],
)
def test_a_file_that_is_held_owes_nothing_but_to_be_decided(changes: dict[str, Any]) -> None:
    assert result(changes).adverse_action
    held = result(changes, release="held")
    assert (held.outcome, held.adverse_action, held.principal_reasons) == (Outcome.REFER, (), ())
    assert held.counteroffer is None
    assert held.hmda is not None
    assert held.hmda.action is None
    assert held.deadlines[-1].name == "records_kept_until"


def test_what_would_change_the_answer_is_told_until_it_changes() -> None:
    declined = case({"debts.0.monthly_payment": "3000"}, what_if=True)
    assert declined.decision is not None

    def told(**more: Any) -> int:
        return len(result_of(declined.model_copy(update=more), thread_id="T-1", profile="test").what_if)

    assert told() == len(declined.decision.what_if) > 0
    assert told(release="pending") == told()
    assert told(review=action(Outcome.DECLINE, "capacity.back_end_dti")) == told()
    assert told(review=action(Outcome.APPROVE)) == 0
    assert told(release="held") == 0


def test_only_what_did_not_pass_is_a_reason() -> None:
    findings = case({"property.appraisal.condition": "C6"}).all_findings()
    named = reasons_named(findings, ("collateral.condition", "collateral.ltv"))
    assert [reason.rule_id for reason in named] == ["collateral.condition"]


def refused(changes: dict[str, Any], asked: ReviewerAction) -> str:
    async def run(pipeline: Pipeline) -> str:
        paused = await pipeline.run(application(changes), review=True)
        assert paused.outcome is Outcome.REFER
        with pytest.raises(ValueError, match=r"^(reason_rule_ids|outcome): ") as error:
            await pipeline.resume(paused.thread_id, asked)
        return str(error.value)

    return in_pipeline(run)


def test_a_person_may_not_decline_for_a_score_alone_either() -> None:
    told = refused(LOW_SCORE, action(Outcome.DECLINE, "credit.minimum_score"))
    assert "Obtain the key factors of the credit score" in told


def test_a_person_may_not_offer_terms_that_nobody_found() -> None:
    told = refused(FUNDS, action(Outcome.COUNTEROFFER))
    assert "holds no other terms to offer" in told
