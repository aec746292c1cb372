"""The examination record: all that an examiner needs to derive the decision again, as one canonical document."""

from collections.abc import Mapping

from agents.assessment import Assessment
from agents.case_file import CaseFile, ReviewerAction
from agents.letters import LetterReading
from agents.narrative import AgentError, Narrative
from lending.application import LoanApplication
from lending.base import Frozen
from lending.decision import Decision
from lending.facts import UnderwritingFacts
from lending.findings import Figure, Finding
from llm.trace import AgentTrace
from retrieval.passage import Passage


class ExaminationRecord(Frozen):
    """What audit seals and the validator reads back. `application` holds tokens, so the record identifies nobody.

    `ratio_figures` are the ratios of `facts` as people read them, `figures` what else narratives may cite: counts of
    the file, and the terms and ratios of a loan that is offered.
    """

    thread_id: str
    version: int
    profile: str
    rules_sha256: str
    corpus_sha256: str
    application_sha256: str
    application: LoanApplication | None
    intake_findings: tuple[Finding, ...]
    readings: tuple[LetterReading, ...]
    facts: UnderwritingFacts | None
    ratio_figures: Mapping[str, Figure]
    figures: Mapping[str, Figure]
    compliance_findings: tuple[Finding, ...]
    underwriting_findings: tuple[Finding, ...]
    assessment: Assessment | None
    decision: Decision | None
    review: ReviewerAction | None
    passages: Mapping[str, Passage]
    policy: Mapping[str, str]
    narratives: Mapping[str, Narrative]
    traces: tuple[AgentTrace, ...]
    errors: tuple[AgentError, ...]

    def case(self) -> CaseFile:
        """The case as the record tells it, for whoever checks the record and not the state."""
        names = CaseFile.model_fields.keys() & ExaminationRecord.model_fields.keys()
        return CaseFile(reference=self.thread_id, **{name: getattr(self, name) for name in names})
