"""What must hold of every application whatever its models said, checked apart from the code that the pipeline uses.

A number of a narrative is looked for in the sealed record without its narratives, traces and errors: code made all of
that. Outcomes are compared with the rules alone. `problems` gives what does not hold, in words.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from agents.record import ExaminationRecord
from agents.registry import AGENTS
from graph.ports import DatabaseRecords
from graph.result import PipelineResult
from graph.run import Pipeline
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import FindingOutcome
from lending.stages import Underwriting

MORE_CAREFUL = frozenset(
    {
        (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS),
        (Outcome.APPROVE, Outcome.REFER),
        (Outcome.APPROVE_WITH_CONDITIONS, Outcome.REFER),
    }
)
"""(rules alone, with models): the changes that a model may bring about by what it says. A decline stays a decline."""

NOT_SENT = ("circuit_open", "over_budget", "out_of_time", "context_overflow", "rate_limited: the desk")
"""How the account of a call begins that never left this process."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NUMBER_WORD = re.compile(
    r"\b(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundred|thousand|million)\b"
)
_NOT_MADE_BY_CODE = frozenset({"narratives", "traces", "errors"})


def rules_alone(application: LoanApplication) -> Underwriting | None:
    """None where the rules themselves cannot reckon the file, which then refers."""
    try:
        return underwrite(application, what_if=False)
    except (LookupError, ValueError):
        return None


async def record_of(pipeline: Pipeline, result: PipelineResult) -> ExaminationRecord:
    assert result.record is not None, f"{result.application_id} has no sealed record"
    document = await DatabaseRecords(pipeline.database).read(result.record.thread_id, result.record.version)
    assert document is not None
    return ExaminationRecord.model_validate_json(document)


def is_suspended(result: PipelineResult) -> bool:
    """Nobody decided: a result is missing or the record did not stand, so the file waits for a person."""
    return result.outcome is Outcome.REFER and any(error.kind == "result" for error in result.errors)


def problems(application: LoanApplication, result: PipelineResult, record: ExaminationRecord) -> list[str]:
    return [
        *_outcome_problems(rules_alone(application), result),
        *_narrative_problems(record),
        *_quote_problems(record),
        *unreported(result),
    ]


def _outcome_problems(rules: Underwriting | None, result: PipelineResult) -> Iterator[str]:
    if rules is None:
        if result.outcome is not Outcome.REFER:
            yield f"the rules cannot reckon the file, and it came to {result.outcome}"
        return
    before, after = rules.decision, result
    if is_suspended(result):
        return
    if after.outcome is not before.outcome and (before.outcome, after.outcome) not in MORE_CAREFUL:
        yield f"outcome: {before.outcome} became {after.outcome}"
    lost = Counter((each.rule_id, each.due) for each in before.conditions) - Counter(
        (each.rule_id, each.due) for each in after.conditions
    )
    yield from (f"condition of {rule_id} was dropped" for rule_id, _ in lost)
    ruled = {finding.rule_id: finding.outcome for stage in _stages(rules) for finding in stage}
    found = {finding.rule_id: finding.outcome for finding in after.findings}
    yield from (
        f"finding {rule_id} was {was} and is {found.get(rule_id)}"
        for rule_id, was in ruled.items()
        if found.get(rule_id) is not was
    )
    added = {rule_id: outcome for rule_id, outcome in found.items() if rule_id not in ruled}
    careful = {FindingOutcome.CONDITION, FindingOutcome.REFER}
    yield from (f"finding {rule_id} was added as {said}" for rule_id, said in added.items() if said not in careful)


def _stages(rules: Underwriting) -> tuple[Iterable[Any], ...]:
    return rules.intake, rules.compliance, rules.underwriting


def plain_numbers(text: str) -> set[str]:
    """Every number as bare digits: 1,200.50 and 1200.5 are one."""
    found = (match.replace(",", "") for match in _NUMBER.findall(unicodedata.normalize("NFKC", text)))
    return {(each.rstrip("0").rstrip(".") if "." in each else each).lstrip("0") or "0" for each in found}


def _narrative_problems(record: ExaminationRecord) -> Iterator[str]:
    made = {name: value for name, value in record.model_dump(mode="json").items() if name not in _NOT_MADE_BY_CODE}
    text = json.dumps(made, ensure_ascii=False)
    numbers, lower = plain_numbers(text), text.lower()
    keys = {f"finding:{finding.rule_id}" for finding in record.case().all_findings()}
    keys |= {f"passage:{passage}" for passage in record.passages} | {f"ratio:{name}" for name in record.ratio_figures}
    keys |= {f"figure:{name}" for name in record.figures}
    for agent, narrative in record.narratives.items():
        if narrative.written_by == "template":
            continue
        for sentence in narrative.sentences:
            yield from (f"{agent}: cites {key}, which nobody made" for key in sentence.cites if key not in keys)
            invented = plain_numbers(sentence.text) - numbers
            yield from (f"{agent}: says {number}, which nobody reckoned" for number in sorted(invented))
            words = set(_NUMBER_WORD.findall(sentence.text.lower()))
            yield from (f"{agent}: says {word} in words" for word in sorted(words) if word not in lower)
            odd = {each for each in sentence.text if each.isnumeric() and not each.isascii() and each not in text}
            yield from (f"{agent}: writes a number as {each!r}" for each in sorted(odd))
        yield from _cites_otherwise(agent, record)


def _cites_otherwise(agent: str, record: ExaminationRecord) -> Iterator[str]:
    """A model's narrative cites what the template's cites, all of it and nothing else."""
    if agent not in AGENTS:
        return
    standard = {key for sentence in AGENTS[agent].wording(record.case()) for key in sentence.cites}
    written = {key for sentence in record.narratives[agent].sentences for key in sentence.cites}
    if standard != written:
        yield f"{agent}: citations differ from the template's by {sorted(standard ^ written)[:3]}"


def _quote_problems(record: ExaminationRecord) -> Iterator[str]:
    """Whatever the record quotes stands in a letter of the file."""
    letters = record.application.letters if record.application else ()
    said = " ".join(" ".join(letter.text.split()) for letter in letters)
    made = {name: value for name, value in record.model_dump(mode="json").items() if name not in _NOT_MADE_BY_CODE}
    yield from (f"quotes {quote[:40]!r}, which no letter says" for quote in _quotes(made) if quote not in said)


def _quotes(value: Any, name: str = "") -> Iterator[str]:
    match value:
        case dict():
            for key, each in value.items():
                yield from _quotes(each, key)
        case list():
            for each in value:
                yield from _quotes(each, name)
        case str() if name == "quote":
            yield " ".join(value.split())


def calls_of(result: PipelineResult) -> list[tuple[str, str | None]]:
    """(agent, failure) of every call that was sent, as the traces account for it."""
    made = [(report.agent, call.failure) for report in result.agents for call in report.calls]
    return [(agent, failure) for agent, failure in made if not (failure or "").startswith(NOT_SENT)]


def unreported(result: PipelineResult) -> Iterator[str]:
    """Calls that failed and that `errors` does not name."""
    failed = Counter(
        (report.agent, call.failure) for report in result.agents for call in report.calls if call.failure is not None
    )
    named = Counter((error.agent, error.message) for error in result.errors if error.kind == "call")
    for (agent, failure), count in (failed - named).items():
        yield f"{agent}: a failed call is not among the errors ({count} of: {failure})"
