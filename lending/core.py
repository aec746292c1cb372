"""The whole pure core: what the agents run stage by stage, and what the validator runs again in one go."""

from lending.application import LoanApplication
from lending.base import Frozen
from lending.compliance import COMPLIANCE_RULES
from lending.counteroffer import reconsidered
from lending.decision import Decision, decide
from lending.facts import UnderwritingFacts, establish_facts
from lending.findings import Finding, FindingOutcome
from lending.intake import INTAKE_RULES
from lending.rules import Case
from lending.underwriting import UNDERWRITING_RULES


class Underwriting(Frozen):
    """Everything that the rules say about one application."""

    facts: UnderwritingFacts | None
    intake: tuple[Finding, ...]
    compliance: tuple[Finding, ...]
    underwriting: tuple[Finding, ...]
    decision: Decision


def failed(findings: tuple[Finding, ...]) -> bool:
    return any(finding.outcome is FindingOutcome.FAIL for finding in findings)


def intake_findings(application: LoanApplication) -> tuple[Finding, ...]:
    return tuple(finding for rule in INTAKE_RULES for finding in rule(application))


def compliance_findings(application: LoanApplication, facts: UnderwritingFacts) -> tuple[Finding, ...]:
    case = Case(application, facts)
    return tuple(rule(case) for rule in COMPLIANCE_RULES)


def underwriting_findings(application: LoanApplication, facts: UnderwritingFacts) -> tuple[Finding, ...]:
    case = Case(application, facts)
    return tuple(rule(case) for rule in UNDERWRITING_RULES)


def decided(
    application: LoanApplication | None,
    intake: tuple[Finding, ...],
    compliance: tuple[Finding, ...],
    underwriting: tuple[Finding, ...],
    failures: tuple[str, ...] = (),
) -> Decision:
    """The decision that follows from the findings, a counteroffer where a smaller loan would pass."""
    decision = decide(intake, compliance, underwriting, failures)
    if application is None:
        return decision
    return reconsidered(application, underwriting, decision, _as_it_stands)


def _as_it_stands(
    application: LoanApplication,
) -> tuple[UnderwritingFacts | None, tuple[Finding, ...], Decision]:
    stages = _stages(application)
    return stages.facts, stages.underwriting, stages.decision


def underwrite(application: LoanApplication) -> Underwriting:
    """All stages and the decision, with a counteroffer where a smaller loan would pass.

    Raises LookupError where a table has no row for a date, ValueError where a figure cannot be reckoned.
    """
    stages = _stages(application)
    decision = decided(application, stages.intake, stages.compliance, stages.underwriting)
    return stages.model_copy(update={"decision": decision})


def _stages(application: LoanApplication) -> Underwriting:
    """Stages in order; a stage that must not run after a failure is left empty.

    Raises LookupError where a table has no row for a date, ValueError where a figure cannot be reckoned.
    """
    intake = intake_findings(application)
    facts = None if failed(intake) else establish_facts(application)
    compliance = compliance_findings(application, facts) if facts else ()
    underwriting = underwriting_findings(application, facts) if facts and not failed(compliance) else ()
    return Underwriting(
        facts=facts,
        intake=intake,
        compliance=compliance,
        underwriting=underwriting,
        decision=decide(intake, compliance, underwriting),
    )
