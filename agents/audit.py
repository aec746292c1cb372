"""Audit: assembles the examination record and hands it to the ledger. Its words are always the template's."""

import asyncio

from agents.case_file import CaseFile, SealedRecord, Update
from agents.context import AgentContext
from agents.narrative import FIGURE, Narrative, Sentence
from agents.record import ExaminationRecord, application_sha256
from agents.versions import rules_sha256
from agents.writing import in_template
from lending.ratios import ratio_figures
from storage.canonical import canonical_json

NAME = "audit"


class AuditUpdate(Update):
    record: SealedRecord


Result = AuditUpdate


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    counts = case.figures()
    text = "The examination record holds {findings} findings, {passages} policy passages and {model_calls} model calls."
    names = ("findings", "passages", "model_calls")
    return (
        Sentence(
            text=text.format(**{name: counts[name].display for name in names}),
            cites=tuple(f"{FIGURE}{name}" for name in names),
        ),
    )


def assemble(case: CaseFile, context: AgentContext, own: Narrative) -> ExaminationRecord:
    return ExaminationRecord(
        thread_id=context.thread_id,
        version=case.record.version + 1 if case.record else 1,
        replaces=case.record.sha256 if case.record else None,
        profile=context.profile,
        routes=context.models.named_routes(),
        rules_sha256=rules_sha256(),
        corpus_sha256=context.corpus_sha256,
        application_sha256=application_sha256(case.application),
        application=case.application,
        intake_findings=case.intake_findings,
        readings=case.readings,
        facts=case.facts,
        ratio_figures=ratio_figures(case.facts.ratios) if case.facts else {},
        figures=case.figures(),
        compliance_findings=case.compliance_findings,
        underwriting_findings=case.underwriting_findings,
        assessment=case.assessment,
        unconcluded=case.unconcluded,
        decision=case.decision,
        review=case.review,
        passages=case.passages,
        policy=case.policy,
        narratives={**case.narratives, NAME: own},
        traces=case.traces,
        errors=case.errors,
    )


async def run(case: CaseFile, context: AgentContext) -> AuditUpdate:
    """The record is appended once for each version; the same record again changes nothing."""
    own = in_template(NAME, wording(case))
    record = await asyncio.to_thread(assemble, case, context, own)  # reads the rules' source
    digest = await context.records.append(
        thread_id=record.thread_id,
        application_id=record.application.application_id if record.application else case.reference,
        version=record.version,
        document=canonical_json(record),
    )
    return AuditUpdate(
        record=SealedRecord(thread_id=record.thread_id, version=record.version, sha256=digest),
        narratives={NAME: own},
    )
