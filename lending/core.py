"""The whole pure core: the final decision, and what the validator derives again in one go."""

from lending.alternatives.counteroffer import reconsidered
from lending.alternatives.what_if import what_would_change
from lending.application import LoanApplication
from lending.deadlines import deadlines_of
from lending.decision import Decision, Outcome
from lending.hmda import hmda_of
from lending.matrix import decide
from lending.stages import Stages, Underwriting, as_it_stands
from lending.weighing import FAMILY, Asked


def decided(
    application: LoanApplication | None, stages: Stages, failures: tuple[str, ...] = (), *, what_if: bool = True
) -> Decision:
    """The decision that follows from the findings, a counteroffer where other terms pass, and what would change it.

    `failures` says in words which results are missing and why. `what_if` False leaves out what would change the answer,
    which takes most of the time. Raises LookupError where the application is older than the tables of its deadlines.
    """
    decision = decide(stages.intake, stages.compliance, stages.underwriting, failures)
    if application is None:
        return decision
    if not failures:
        decision = reconsidered(application, stages.facts, decision)
        if what_if and not _only_asked(stages, decision):
            changes = what_would_change(application, stages.facts, stages.intake, decision)
            decision = decision.model_copy(update={"what_if": changes})
    return finished(application, decision)


def _only_asked(stages: Stages, decision: Decision) -> bool:
    """Whether the file refers for a review that was asked for, where the rules alone would have approved it."""
    if decision.outcome is not Outcome.REFER:
        return False
    ruled = tuple(finding for finding in stages.underwriting if not finding.rule_id.startswith(f"{FAMILY}."))
    return decide(stages.intake, stages.compliance, ruled).outcome is not Outcome.REFER


def finished(application: LoanApplication, decision: Decision) -> Decision:
    """A final decision with its deadlines and with what it would be reported as."""
    return decision.model_copy(update={"deadlines": deadlines_of(application, decision), "hmda": hmda_of(decision)})


def underwrite(application: LoanApplication, asked: Asked | None = None, *, what_if: bool = True) -> Underwriting:
    """All stages and the final decision. `asked` is what underwriting asks for beside the rules.

    Raises LookupError where a table has no row for a date, ValueError where a figure cannot be reckoned.
    """
    stages = as_it_stands(application, asked)
    return stages.model_copy(update={"decision": decided(application, stages, what_if=what_if)})
