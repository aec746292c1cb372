"""The examination record: all that an examiner needs to derive the decision again, as one canonical document."""

import hashlib
from collections.abc import Mapping

from agents.assessment import Assessment
from agents.case_file import CaseFile, ReviewerAction
from agents.letters import LetterReading
from agents.narrative import AgentError, Narrative
from agents.tools_used import ToolResult
from lending.application import LoanApplication
from lending.base import Frozen
from lending.decision import Decision
from lending.facts import UnderwritingFacts
from lending.findings import Figure, Finding
from llm.trace import AgentTrace
from retrieval.passage import Passage
from storage.canonical import canonical_json


class ExaminationRecord(Frozen):
    """What audit seals and the validator reads back. `application` holds tokens, so the record identifies nobody.

    `replaces` is the hash of the version before it. `routes` are the models that each agent may ask, as provider/model,
    the first choice first; none where it has the template's words. `ratio_figures` are the ratios of `facts` as people
    read them, `figures` what else narratives may cite: counts of the file, and the terms and ratios of a loan that is
    offered.
    """

    thread_id: str
    version: int
    replaces: str | None = None
    profile: str
    routes: Mapping[str, tuple[str, ...]] = {}
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
    unconcluded: tuple[ToolResult, ...] = ()
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


def application_sha256(application: LoanApplication | None) -> str:
    """The hash of an application as intake tokenises it, which identifies nobody."""
    return hashlib.sha256(canonical_json(application).encode()).hexdigest()
