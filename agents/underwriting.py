"""Underwriting: capacity, credit, capital and collateral, each finding with its policy passage."""

from collections.abc import Mapping

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.evidence import argued, material
from agents.narrative import Sentence
from agents.wording import about, open_first
from lending.findings import Finding
from lending.stages import underwriting_findings
from retrieval.passage import Passage

NAME = "underwriting"


class UnderwritingUpdate(Update):
    underwriting_findings: tuple[Finding, ...]
    passages: Mapping[str, Passage]
    policy: Mapping[str, str]


Result = UnderwritingUpdate


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    return tuple(about(finding, case.policy) for finding in open_first(material(case.underwriting_findings)))


async def run(case: CaseFile, context: AgentContext) -> UnderwritingUpdate:
    if case.application is None or case.facts is None:
        raise ValueError("there are no facts to test")
    findings = underwriting_findings(case.application, case.facts)
    found, written = await argued(NAME, case, {"underwriting_findings": findings}, wording, context)
    return UnderwritingUpdate(
        underwriting_findings=findings,
        passages=found.passages,
        policy=found.policy,
        narratives={NAME: written.narrative},
        traces=(written.trace,),
        errors=written.errors,
    )
