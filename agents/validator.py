"""Validator: starts from the record, not from the state, and derives everything again.

It runs the rules anew over the recorded application, opens every citation in the stored policy text, checks every
number of every narrative, and has what a model wrote judged by another one. It trusts nothing that another agent said.
"""

import asyncio
import hashlib
import json

from agents.case_file import CaseFile, Check, SealedRecord, Update, Verdict
from agents.context import AgentContext
from agents.derivation import derivation
from agents.grounding import cited_passages, defects_of
from agents.judging import Grounding, grounding_of
from agents.narrative import FIGURE, FINDING, Defect, Sentence
from agents.record import ExaminationRecord
from agents.writing import in_template
from lending.base import Frozen
from llm.trace import AgentTrace
from retrieval.citation import CitationError
from storage.canonical import canonical_json

NAME = "validator"


class ValidatorUpdate(Update):
    verdict: Verdict


Result = ValidatorUpdate


async def _citations(record: ExaminationRecord, context: AgentContext) -> Check:
    """Every passage opens in the text that it was quoted from, was in force, and reads as the record says."""
    name = "citations"
    used = {pid for narrative in record.narratives.values() for pid in cited_passages(narrative.sentences)}
    for passage_id in sorted(used | set(record.passages)):
        recorded = record.passages.get(passage_id)
        if recorded is None:
            return Check(name=name, passed=False, detail=f"{passage_id} is cited but not in the record")
        try:
            opened = await context.policies.open_passage(passage_id, text_sha256=recorded.text_sha256)
        except CitationError as error:
            return Check(name=name, passed=False, detail=str(error))
        day = record.application.application_date if record.application else opened.effective_from
        if opened != recorded:
            return Check(name=name, passed=False, detail=f"{passage_id} reads otherwise than the record says")
        if day < opened.effective_from or (opened.effective_to is not None and day > opened.effective_to):
            return Check(name=name, passed=False, detail=f"{passage_id} was not in force on {day}")
    return Check(name=name, passed=True, detail="every citation opens its passage")


def _figures(record: ExaminationRecord) -> tuple[Check, tuple[Defect, ...]]:
    """Every number of every narrative stands in what its sentence cites."""
    evidence = record.case().evidence()
    defects = tuple(defect for narrative in record.narratives.values() for defect in defects_of(narrative, evidence))
    detail = "every figure stands in what its sentence cites"
    if defects:
        detail = f"{defects[0].agent}: {defects[0].problem}"
    return Check(name="figures", passed=not defects, detail=detail), defects


async def _seal(case: CaseFile, context: AgentContext) -> tuple[Check, str | None]:
    """The record is where audit put it, and hashes to what audit said."""
    name, sealed = "seal", case.record
    if sealed is None:
        return Check(name=name, passed=False, detail="there is no sealed record"), None
    document = await context.records.read(sealed.thread_id, sealed.version)
    if document is None:
        return Check(name=name, passed=False, detail="the sealed record cannot be found"), None
    if hashlib.sha256(document.encode()).hexdigest() != sealed.sha256:
        return Check(name=name, passed=False, detail="the record does not hash to its seal"), None
    return Check(name=name, passed=True, detail="the record hashes to its seal"), document


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    if case.verdict is None:
        return ()
    failed = [check for check in case.verdict.checks if not check.passed]
    told = [
        "The decision was derived again from the sealed record and every figure and citation was checked."
        if case.verdict.passed
        else f"The check of the sealed record failed at: {', '.join(check.name for check in failed)}."
    ]
    cites = tuple(f"{FINDING}{finding.rule_id}" for finding in case.all_findings()[:1])
    return tuple(Sentence(text=text, cites=(f"{FIGURE}findings", *cites)) for text in told)


class Sealed(Frozen):
    """What is sealed behind a record: the verdict on it, and the account of the models that judged its claims."""

    verdict: Verdict
    traces: tuple[AgentTrace, ...]


async def _put_behind(record: SealedRecord | None, found: Sealed, case: CaseFile, context: AgentContext) -> Sealed:
    """Seals it once, and gives back what stands there: a run that goes on may have sealed its verdict before."""
    if record is None:
        return found
    told = {"record": record.sha256, "version": record.version, "validator": found}
    document = await context.records.seal(
        "verdict",
        thread_id=record.thread_id,
        application_id=case.application.application_id if case.application else case.reference,
        version=record.version,
        document=canonical_json(told),
    )
    return Sealed.model_validate(json.loads(document)["validator"])


async def _nothing() -> None:
    return None


async def run(case: CaseFile, context: AgentContext) -> ValidatorUpdate:
    seal, document = await _seal(case, context)
    checks: list[Check] = [seal]
    defects: tuple[Defect, ...] = ()
    known = case.verdict.supported if case.verdict else ()
    judged: Grounding | None = None
    if document is not None:
        record = ExaminationRecord.model_validate_json(document)
        figures, defects = _figures(record)
        # a model is asked meanwhile, but not about figures that are wrong: those are written again first
        asking = grounding_of(record.case(), known, context) if seal.passed and figures.passed else _nothing()
        derived, citations, judged = await asyncio.gather(
            asyncio.to_thread(derivation, record), _citations(record, context), asking
        )
        checks += [derived, citations, figures]
        if judged:
            checks.append(judged.check)
            defects, known = judged.defects, (*known, *judged.supported)
    passed = all(check.passed for check in checks)
    found = Sealed(
        verdict=Verdict(passed=passed, checks=tuple(checks), defects=defects, supported=known),
        traces=judged.traces if judged else (),
    )
    found = await _put_behind(case.record, found, case, context)
    verdict = found.verdict
    seen = case.model_copy(update={"verdict": verdict})
    return ValidatorUpdate(
        verdict=verdict,
        narratives={NAME: in_template(NAME, wording(seen))},
        traces=found.traces,
        errors=judged.errors if judged else (),
    )
