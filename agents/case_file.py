"""What an agent reads: the state of one application so far, typed and frozen."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from agents.assessment import Assessment
from agents.grounding import Evidence
from agents.letters import LetterReading
from agents.narrative import AgentError, Defect, Narrative, Sentence
from agents.tools_used import ToolResult
from lending.application import LoanApplication
from lending.base import Frozen
from lending.decision import Decision, Outcome
from lending.facts import UnderwritingFacts
from lending.findings import Figure, Finding, Unit, figure
from lending.ratios import ratio_figures
from lending.stages import Stages
from llm.trace import AgentTrace
from retrieval.passage import Passage


class SealedRecord(Frozen):
    """Where the examination record lies: its thread, its version from 1, and the SHA-256 of its canonical text."""

    thread_id: str
    version: int
    sha256: str


class Check(Frozen):
    """One thing that the validator looked at. `detail` says what was found."""

    name: str
    passed: bool
    detail: str


class Verdict(Frozen):
    """`defects` name the narratives to write again; a failed check without defects cannot be mended by wording.

    `supported` are the claims that a model found to be grounded; they are not judged again after a rewrite.
    """

    passed: bool
    checks: tuple[Check, ...]
    defects: tuple[Defect, ...] = ()
    supported: tuple[Sentence, ...] = ()


class ReviewerAction(Frozen):
    """What a person decided on a referred file. `reason_rule_ids` are the findings behind a decline."""

    reviewer: str
    outcome: Outcome
    comment: str
    reason_rule_ids: tuple[str, ...] = ()


MISSING_RESULTS, OUTCOME = "missing_results", "outcome"
Release = Literal["pending", "released", "held"]
ADDED_TO = frozenset({"passages", "policy", "narratives", "traces", "errors"})
"""Fields to which several agents add; the others have one writer."""


class CaseFile(Frozen):
    """The state as agents see it. Fields are None or empty until the agent that fills them has run.

    `application` holds tokens in the place of identifying values. Findings are kept by stage, as the decision weighs
    them. `policy` maps a rule to the passage that was retrieved for it, `readings` hold
    what a model read in letters, `unconcluded` what its tools gave a model that came to no assessment.
    """

    reference: str
    review_asked: bool = False
    application: LoanApplication | None = None
    intake_findings: tuple[Finding, ...] = ()
    readings: tuple[LetterReading, ...] = ()
    facts: UnderwritingFacts | None = None
    compliance_findings: tuple[Finding, ...] = ()
    underwriting_findings: tuple[Finding, ...] = ()
    passages: Mapping[str, Passage] = {}
    policy: Mapping[str, str] = {}
    assessment: Assessment | None = None
    unconcluded: tuple[ToolResult, ...] = ()
    decision: Decision | None = None
    review: ReviewerAction | None = None
    narratives: Mapping[str, Narrative] = {}
    traces: tuple[AgentTrace, ...] = ()
    errors: tuple[AgentError, ...] = ()
    record: SealedRecord | None = None
    verdict: Verdict | None = None
    rewrites: int = 0
    release: Release = "pending"

    def all_findings(self) -> tuple[Finding, ...]:
        return (*self.intake_findings, *self.compliance_findings, *self.weighed_findings())

    def weighed_findings(self) -> tuple[Finding, ...]:
        """Underwriting's own, and what was asked for beside the rules."""
        return (*self.underwriting_findings, *(self.assessment.findings if self.assessment else ()))

    def stages(self) -> Stages:
        return Stages(
            facts=self.facts,
            intake=self.intake_findings,
            compliance=self.compliance_findings,
            underwriting=self.weighed_findings(),
        )

    def result_failures(self) -> tuple[str, ...]:
        """Why results are missing, in words; each refers the file."""
        return tuple(f"{error.agent}: {error.message}" for error in self.errors if error.kind == "result")

    def evidence(self) -> Evidence:
        """All that a sentence about this application may cite so far."""
        return Evidence(
            findings={finding.rule_id: finding for finding in self.all_findings()},
            ratios=ratio_figures(self.facts.ratios) if self.facts else {},
            figures=self.figures(),
            passages=self.passages,
        )

    def after(self, update: "Update") -> "CaseFile":
        """The case with an agent's update in it, put together as the graph's reducers do."""
        changes: dict[str, object] = {}
        for name in update.model_fields_set:
            before, more = getattr(self, name), getattr(update, name)
            if name in ADDED_TO:
                more = {**before, **more} if isinstance(more, Mapping) else (*before, *more)
            changes[name] = more
        return self.model_copy(update=changes)

    def figures(self) -> dict[str, Figure]:
        """Counts about the file itself, its outcome, and the terms and ratios of a loan that is offered instead."""
        counts = {
            MISSING_RESULTS: ("results that are missing", len(self.result_failures())),
            "findings": ("findings", len(self.all_findings())),
            "passages": ("policy passages", len(self.passages)),
            "model_calls": ("model calls", sum(trace.attempts for trace in self.traces)),
        }
        shown = {name: figure(name, label, count, Unit.COUNT) for name, (label, count) in counts.items()}
        if self.decision is not None:
            shown[OUTCOME] = figure(OUTCOME, "outcome", self.decision.outcome.value.replace("_", " "), Unit.TEXT)
        if self.decision is not None and self.decision.offer is not None:
            offer = self.decision.offer
            shown["offer_loan_amount"] = figure("offer_loan_amount", "loan offered", offer.loan_amount, Unit.USD)
            shown["offer_term"] = figure("offer_term", "term offered", Decimal(offer.term_months), Unit.MONTHS)
            shown |= {f"offer_{name}": entry for name, entry in ratio_figures(offer.ratios).items()}
        return shown


class Update(Frozen):
    """What every agent may change beside its own fields. The fields that were set are merged, no others."""

    narratives: Mapping[str, Narrative] = {}
    traces: tuple[AgentTrace, ...] = ()
    errors: tuple[AgentError, ...] = ()
