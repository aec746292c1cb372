"""Results as the pipeline would give them, made without a database: the real rules and wordings, invented passages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from agents.case_file import CaseFile, Check, SealedRecord
from agents.narrative import Narrative
from agents.registry import AGENTS
from builders import application
from graph.result import PipelineResult, result_of
from lending.core import underwrite
from lending.findings import Finding
from llm.trace import AgentTrace
from retrieval.passage import Passage


def passage_for(finding: Finding, number: int) -> Passage:
    return Passage(
        passage_id=f"invented-policy@1#{number}",
        document="invented-policy",
        title="Invented Policy",
        version="1",
        effective_from=date(2026, 1, 1),
        effective_to=None,
        page=None,
        section_path=("Tests", f"{number} {finding.rule_id}"),
        start=0,
        end=len(finding.question),
        text=finding.question,
        text_sha256="0" * 64,
    )


def told_result(changes: Mapping[str, Any] | None = None, /, **case_changes: Any) -> PipelineResult:
    """The clean application with the changes applied, decided and worded; `case_changes` replace fields of the case."""
    asked = application(changes)
    done = underwrite(asked)
    passages = {finding.rule_id: passage_for(finding, n) for n, finding in enumerate(done.underwriting, start=1)}
    case = CaseFile(
        reference=asked.application_id,
        application=asked,
        intake_findings=done.intake,
        facts=done.facts,
        compliance_findings=done.compliance,
        underwriting_findings=done.underwriting,
        passages={passage.passage_id: passage for passage in passages.values()},
        policy={rule_id: passage.passage_id for rule_id, passage in passages.items()},
        decision=done.decision,
        traces=tuple(AgentTrace.of_template(name, latency_ms=3) for name in AGENTS),
        record=SealedRecord(thread_id="T-1", version=1, sha256="f" * 64),
        release="released",
    )
    written = {
        name: Narrative(agent=name, sentences=agent.wording(case), written_by="template")
        for name, agent in AGENTS.items()
    }
    checks = (Check(name="seal", passed=True, detail="the record hashes to its seal"),)
    result = result_of(case.model_copy(update={"narratives": written, **case_changes}), thread_id="T-1", profile="test")
    return result.model_copy(update={"checks": checks})
