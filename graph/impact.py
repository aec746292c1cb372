"""What would be decided otherwise today: recorded applications under the rules, policies and models of now."""

from dataclasses import dataclass, replace

from agents.case_file import CaseFile
from agents.record import ExaminationRecord
from agents.registry import LOOKING_UP
from graph.in_memory import MemoryRecords, run_in_memory
from graph.run import Pipeline
from lending.core import underwrite
from lending.decision import Decision, Outcome
from lending.findings import Finding


@dataclass(frozen=True, slots=True)
class Impact:
    """How a decision would come out now.

    `rules` are the ids of findings that came out otherwise, are new, or are gone; `passages` those of rules whose
    policy reads otherwise; `terms` what of the decision beside its outcome is another. `problem` says why nothing could
    be decided.
    """

    then: Outcome | None
    now: Outcome | None
    rules: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def changed(self) -> bool:
        return bool(self.then is not self.now or self.rules or self.passages or self.terms or self.problem)


async def impact_on(record: ExaminationRecord, pipeline: Pipeline, *, with_models: bool = False) -> Impact:
    """Decides the recorded application again. Nothing of it is kept, and nothing of it can be released.

    What underwriting asked for beside the rules then is taken as it was, unless `with_models`: then today's models of
    the pipeline's profile are asked, and paid for.
    """
    then = record.decision.outcome if record.decision else None
    if record.application is None:
        return Impact(then, then)  # it ended before there was one, which no rule changes
    try:
        case = await _with_models(record, pipeline) if with_models else await _by_rules(record, pipeline)
    except (LookupError, ValueError, ArithmeticError) as error:
        return Impact(then, None, problem=" ".join(str(error).split()))
    before = {finding.rule_id: finding for finding in record.case().all_findings()}
    after = {finding.rule_id: finding for finding in case.all_findings()}
    return Impact(
        then=then,
        now=case.decision.outcome if case.decision else None,
        rules=tuple(sorted(rule for rule in before.keys() | after.keys() if _said(before, rule) != _said(after, rule))),
        passages=tuple(
            sorted(
                rule
                for rule in record.policy.keys() | case.policy.keys()
                if _words(record.case(), rule) != _words(case, rule)
            )
        ),
        terms=_terms(record.decision, case.decision),
    )


async def _by_rules(record: ExaminationRecord, pipeline: Pipeline) -> CaseFile:
    assert record.application is not None  # noqa: S101 - the caller has looked
    done = underwrite(record.application, record.assessment.asked if record.assessment else None)
    case = CaseFile(
        reference=record.thread_id,
        application=record.application,
        intake_findings=done.intake,
        facts=done.facts,
        compliance_findings=done.compliance,
        underwriting_findings=done.underwriting,
        decision=done.decision,
    )
    context = pipeline.context(record.thread_id)
    for agent in LOOKING_UP:
        if agent.look_up and agent.has_run(case):
            case = case.after(await agent.look_up(case, context))
    return case


async def _with_models(record: ExaminationRecord, pipeline: Pipeline) -> CaseFile:
    application = record.application
    assert application is not None  # noqa: S101 - the caller has looked
    context = replace(
        pipeline.context(record.thread_id, lambda _reference: application),
        records=MemoryRecords(),
        prepare=lambda prepared, _vault: prepared,
    )
    return await run_in_memory(context, application.application_id)


def _said(findings: dict[str, Finding], rule: str) -> tuple[object, ...] | None:
    finding = findings.get(rule)
    return (finding.outcome, finding.statement) if finding else None


def _words(case: CaseFile, rule: str) -> str | None:
    passage = case.passages.get(case.policy.get(rule, ""))
    return passage.text if passage else None


def _terms(then: Decision | None, now: Decision | None) -> tuple[str, ...]:
    """What of the decision beside its outcome is another."""
    if then is None or now is None:
        return ()
    named = ("conditions", "principal_reasons", "offer", "missing_items")
    return tuple(name for name in named if getattr(then, name) != getattr(now, name))
