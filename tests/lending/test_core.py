"""How the stages hang together: what is left out after a failure, and what is decided without an application."""

from builders import application
from lending.core import decided, underwrite
from lending.decision import Outcome
from lending.stages import Stages


def test_without_a_failure_every_stage_runs() -> None:
    result = underwrite(application())
    assert result.facts is not None
    assert result.intake
    assert result.compliance
    assert result.underwriting


def test_an_incomplete_file_is_not_reckoned() -> None:
    result = underwrite(application({"property.monthly_taxes": None}))
    assert result.facts is None
    assert (result.compliance, result.underwriting) == ((), ())


def test_a_file_that_fails_compliance_is_not_underwritten() -> None:
    result = underwrite(application({"loan.fees.0.amount": "12000"}))
    assert result.facts is not None
    assert result.compliance
    assert result.underwriting == ()


def test_without_an_application_the_findings_alone_decide_and_no_offer_is_sought() -> None:
    """The application could not be read back: what failed before refers the file (`docs/decisions/0005`)."""
    too_large = underwrite(application({"borrowers.0.incomes.0.pay": "5300"}))
    assert too_large.decision.outcome is Outcome.COUNTEROFFER
    assert decided(None, too_large).outcome is Outcome.DECLINE
    failed = decided(None, Stages(), ("intake: the application could not be read",))
    assert (failed.outcome, failed.review_items) == (Outcome.REFER, ("intake: the application could not be read",))


def test_a_file_with_a_failure_gets_no_offer_and_no_advice_but_its_deadlines() -> None:
    """Nothing is promised on findings of which some are missing."""
    too_large = application({"borrowers.0.incomes.0.pay": "5300"})
    stages = underwrite(too_large)
    assert stages.decision.offer is not None
    assert stages.decision.what_if
    failed = decided(too_large, stages, ("the policy search did not come back",))
    assert (failed.outcome, failed.offer, failed.what_if) == (Outcome.REFER, None, ())
    assert failed.deadlines
