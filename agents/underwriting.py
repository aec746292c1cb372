"""Underwriting: capacity, credit, capital and collateral, each finding with its policy passage."""

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.evidence import LookedUp, looked_up, material
from agents.narrative import Sentence
from agents.weighing import Weighing, weigh
from agents.wording import about, open_first
from lending.findings import Finding
from lending.stages import underwriting_findings

NAME = "underwriting"


class UnderwritingUpdate(Update):
    underwriting_findings: tuple[Finding, ...]


Result = UnderwritingUpdate
Judged = Weighing
judge = weigh


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    return tuple(about(finding, case.policy) for finding in open_first(material(case.underwriting_findings)))


async def run(case: CaseFile, _context: AgentContext) -> UnderwritingUpdate:
    if case.application is None or case.facts is None:
        raise ValueError("there are no facts to test")
    return UnderwritingUpdate(underwriting_findings=underwriting_findings(case.application, case.facts))


async def look_up(case: CaseFile, context: AgentContext) -> LookedUp:
    """The policy passage for each finding."""
    return await looked_up(NAME, case.underwriting_findings, case, context)
