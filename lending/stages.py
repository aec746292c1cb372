"""The stages of the pure core: what the agents run one by one, and all of them over one application."""

from lending.application import LoanApplication
from lending.base import Frozen
from lending.compliance import COMPLIANCE_RULES
from lending.decision import Decision
from lending.facts import UnderwritingFacts, establish_facts
from lending.findings import Finding, FindingOutcome
from lending.intake import INTAKE_RULES
from lending.matrix import decide
from lending.rules import Case
from lending.underwriting import UNDERWRITING_RULES
from lending.weighing import Asked, asked_findings


class Stages(Frozen):
    """What the stages found. No facts where the file lacks what they need; a stage that did not run is empty."""

    facts: UnderwritingFacts | None = None
    intake: tuple[Finding, ...] = ()
    compliance: tuple[Finding, ...] = ()
    underwriting: tuple[Finding, ...] = ()


class Underwriting(Stages):
    """Everything that the rules say about one application."""

    decision: Decision


def failed(findings: tuple[Finding, ...]) -> bool:
    return any(finding.outcome is FindingOutcome.FAIL for finding in findings)


def intake_findings(application: LoanApplication) -> tuple[Finding, ...]:
    return tuple(finding for rule in INTAKE_RULES for finding in rule(application))


def compliance_findings(application: LoanApplication, facts: UnderwritingFacts) -> tuple[Finding, ...]:
    case = Case(application, facts)
    return (*(rule(case) for rule in COMPLIANCE_RULES), *case.program.eligibility(case))


def underwriting_findings(application: LoanApplication, facts: UnderwritingFacts) -> tuple[Finding, ...]:
    case = Case(application, facts)
    return tuple(rule(case) for rule in UNDERWRITING_RULES)


def as_it_stands(application: LoanApplication, asked: Asked | None = None) -> Underwriting:
    """Every rule and the decision on the application as asked for; a stage that must not run is left empty.

    `asked` is what underwriting asks for beside the rules (`lending.weighing`).

    Raises LookupError where a table has no row for a date, ValueError where a figure cannot be reckoned.
    """
    intake = intake_findings(application)
    facts = None if failed(intake) else establish_facts(application)
    compliance = compliance_findings(application, facts) if facts else ()
    underwriting = underwriting_findings(application, facts) if facts and not failed(compliance) else ()
    if asked and facts and underwriting:
        underwriting = (*underwriting, *asked_findings(application, facts, asked))
    return Underwriting(
        facts=facts,
        intake=intake,
        compliance=compliance,
        underwriting=underwriting,
        decision=decide(intake, compliance, underwriting),
    )
