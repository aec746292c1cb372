"""The findings as the page lists them: by stage and topic, what needs attention first, what does not apply apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph.result import PipelineResult
from lending.findings import Figure, Finding, FindingOutcome
from reporting import labels
from reporting.references import Reference, References

Tally = tuple[tuple[labels.Label, int, str, str | None], ...]
"""How many findings have which outcome, the word to say it with, and where the first of them stands."""
_OTHER: Final = "other"
_ORDER = {outcome: place for place, outcome in enumerate(labels.FINDINGS)}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One rule's answer. Citations of the rule lead here where `is_target`.

    `policy` is the passage that was retrieved for the rule, `uncited` its id where no sentence cites it and the page
    does not quote it. `unsaid` are the figures that the statement does not quote already.
    """

    finding: Finding
    reference: Reference
    is_target: bool
    label: labels.Label
    policy: Reference | None
    uncited: str | None
    leads: bool
    unsaid: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    question: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """`topics` hold the rules that apply, those to look at first leading; `idle` are those that do not apply."""

    key: str
    heading: str
    topics: tuple[Topic, ...]
    idle: tuple[FindingRow, ...]
    tally: Tally


def finding_rows(result: PipelineResult, refs: References) -> Iterator[FindingRow]:
    """In the order of the result."""
    seen: set[str] = set()
    leading = {reason.rule_id for reason in result.principal_reasons}
    for finding in result.findings:
        passage = result.policy.get(finding.rule_id)
        reference = refs.passage(passage) if passage else None
        yield FindingRow(
            finding=finding,
            reference=refs.finding(finding.rule_id),
            is_target=finding.rule_id not in seen,
            label=labels.FINDINGS[finding.outcome],
            policy=reference if reference and reference.anchor else None,
            uncited=passage if reference and not reference.anchor else None,
            leads=finding.rule_id in leading,
            unsaid=tuple(figure for figure in finding.figures if not _quotes(finding.statement, figure.display)),
        )
        seen.add(finding.rule_id)


def _quotes(statement: str, display: str) -> bool:
    return re.search(rf"(?<![\w.,$-]){re.escape(display)}(?!\w|[.,]\d)", statement) is not None


def stages_of(rows: tuple[FindingRow, ...]) -> Iterator[Stage]:
    known = {prefix for _, _, topics in labels.STAGES for prefix in topics}
    rest = {prefix: "" for prefix in dict.fromkeys(map(_prefix, rows)) if prefix not in known}
    for key, heading, topics in (*labels.STAGES, (_OTHER, "Other rules", rest)):
        inside = [row for row in rows if _prefix(row) in topics]
        active = sorted((row for row in inside if not _idle(row)), key=lambda row: _ORDER[row.finding.outcome])
        by_topic = (
            (question, tuple(row for row in active if _prefix(row) == name)) for name, question in topics.items()
        )
        idle = tuple(row for row in inside if _idle(row))
        if inside or key != _OTHER:
            asked = tuple(Topic(question, found) for question, found in by_topic if found)
            yield Stage(key, heading, asked, idle, tally_of(inside))


def _prefix(row: FindingRow) -> str:
    return row.finding.rule_id.partition(".")[0]


def _idle(row: FindingRow) -> bool:
    return row.finding.outcome is FindingOutcome.NOT_APPLICABLE


def tally_of(rows: Iterable[FindingRow]) -> Tally:
    by_outcome: dict[FindingOutcome, list[FindingRow]] = {}
    for row in rows:
        by_outcome.setdefault(row.finding.outcome, []).append(row)
    return tuple(
        (labels.FINDINGS[outcome], len(found), words, found[0].reference.anchor)
        for outcome, words in labels.TALLY.items()
        if (found := by_outcome.get(outcome))
    )
