"""Compliance: ability to repay, QM, HOEPA, HPML and program eligibility, each test with its policy passage."""

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.evidence import LookedUp, looked_up, material
from agents.narrative import Sentence
from agents.wording import about, open_first
from lending.findings import Finding
from lending.stages import compliance_findings

NAME = "compliance"


class ComplianceUpdate(Update):
    compliance_findings: tuple[Finding, ...]


Result = ComplianceUpdate


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    return tuple(about(finding, case.policy) for finding in open_first(material(case.compliance_findings)))


async def run(case: CaseFile, _context: AgentContext) -> ComplianceUpdate:
    if case.application is None or case.facts is None:
        raise ValueError("there are no facts to test")
    return ComplianceUpdate(compliance_findings=compliance_findings(case.application, case.facts))


async def look_up(case: CaseFile, context: AgentContext) -> LookedUp:
    """The policy passage for each finding."""
    return await looked_up(NAME, case.compliance_findings, case, context)
