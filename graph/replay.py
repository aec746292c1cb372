"""A recorded run once more, from its record alone: no database, no policy manual, no model, no key, no network.

Intake is given the recorded application, searches are answered with the recorded passages, questions to models with the
recorded answers. Whatever is asked for and was not recorded is a miss, and a miss is told.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agents.context import AgentContext
from agents.evidence import DOCUMENTS
from agents.record import ExaminationRecord
from agents.validator import Sealed
from graph.in_memory import MemoryRecords, run_in_memory
from llm.desk import Desk
from llm.route import TEMPLATE, Route
from llm.trace import AgentTrace, Call
from retrieval.passage import Passage, RetrievedPassage
from retrieval.result import SearchResult
from storage.canonical import canonical_json

_UNUSED: dict[str, Any] = {
    "temperature": 0.0,
    "max_output_tokens": 1,
    "context_tokens": 256,
    "timeout_s": 1.0,
}
"""Of a route that is not asked anything."""

_OWN_TIMES = {"latency_ms", "started"}
"""Of an agent's trace; a call to a model is told with the time that it took then."""


class ReplayMissError(LookupError):
    """Something is asked for that was not recorded."""


@dataclass(slots=True)
class RecordedAnswers:
    """A journal that has all that was asked then, and nothing else."""

    calls: dict[str, list[Call]]
    misses: list[str] = field(default_factory=list)
    complete: bool = True

    @classmethod
    def of(cls, traces: Iterable[AgentTrace]) -> "RecordedAnswers":
        found: dict[str, list[Call]] = {}
        for trace in traces:
            for call in trace.calls:
                found.setdefault(call.key, []).append(call)
        return cls(found)

    async def recall(self, key: str, turn: int) -> Call | None:
        known = self.calls.get(key)
        if known is None:
            self.misses.append(f"a model is asked what it was not asked then (question {key[:12]})")
            raise ReplayMissError(self.misses[-1])
        return known[turn - 1] if turn <= len(known) else None

    async def keep(self, call: Call, turn: int, user: str) -> None:
        raise NotImplementedError("nothing is asked in a replay")  # pragma: no cover


class RecordedPolicies:
    """The passages that were found then, for the questions that were put then."""

    def __init__(self, record: ExaminationRecord) -> None:
        self.misses: list[str] = []
        self._passages = record.passages
        self._of_rule: dict[tuple[str, frozenset[str] | None], str | None] = {}
        self._of_tool: dict[str, tuple[str, ...]] = {}
        for finding in record.case().all_findings():
            family = DOCUMENTS.get(finding.rule_id.partition(".")[0])
            if family:
                self._of_rule[finding.question, frozenset(family)] = record.policy.get(finding.rule_id)
        for result in record.assessment.tools if record.assessment else record.unconcluded:
            if result.call.query and not result.failed:
                self._of_tool[result.call.query] = result.lines

    async def retrieve(
        self, query: str, *, as_of: date, limit: int = 5, documents: Collection[str] | None = None
    ) -> SearchResult:
        del as_of, limit
        key = (query, None if documents is None else frozenset(documents))
        if key in self._of_rule:
            named = self._of_rule[key]
            found: tuple[Passage, ...] = (self._passages[named],) if named else ()
        elif documents is None and query in self._of_tool:
            # a tool tells nothing of a passage but its name
            names: list[dict[str, Any]] = [{"passage_id": each} for each in self._of_tool[query] if "@" in each]
            found = tuple(Passage.model_construct(**name) for name in names)
        else:
            self.misses.append(f'a search that was not made then: "{query}"')
            raise ReplayMissError(self.misses[-1])
        retrieved = (
            RetrievedPassage.model_construct(passage=each, rank=rank, score=0.0)
            for rank, each in enumerate(found, start=1)
        )
        return SearchResult.model_construct(passages=tuple(retrieved), wordings=(query,), verdict=None, conflicts=())

    async def open_passage(self, passage_id: str, *, text_sha256: str | None = None) -> Passage:
        passage = self._passages.get(passage_id)
        if passage is None or text_sha256 not in {None, passage.text_sha256}:
            self.misses.append(f"the passage {passage_id} is opened, which was not recorded")
            raise ReplayMissError(self.misses[-1])
        return passage


@dataclass(frozen=True, slots=True)
class Replayed:
    """`differences` say where the replay parts from the record, in words; none where it is the same to the byte.

    `possible` is false where the run ended before there was an application: a submission is kept nowhere.
    """

    differences: tuple[str, ...]
    possible: bool = True

    @property
    def same(self) -> bool:
        return not self.differences


async def replay(versions: Sequence[ExaminationRecord], verdict: str | None) -> Replayed:
    """Runs the whole pipeline again. `versions` are the run's records, `verdict` what is sealed behind the last."""
    last = versions[-1]
    application = last.application
    if application is None:
        return Replayed((), possible=False)
    sealed = Sealed.model_validate(json.loads(verdict)["validator"]) if verdict else None
    answers = RecordedAnswers.of((*last.traces, *(sealed.traces if sealed else ())))
    policies = RecordedPolicies(last)
    records = MemoryRecords()
    context = AgentContext(
        submission=lambda _reference: application,
        models=Desk(_routes(last)).session(answers),
        policies=policies,
        records=records,
        thread_id=last.thread_id,
        profile=last.profile,
        corpus_sha256=last.corpus_sha256,
        prepare=lambda prepared, _vault: prepared,
    )
    await run_in_memory(context, application.application_id, last.review)
    misses = [f"miss: {each}" for each in (*answers.misses, *policies.misses)]
    again = [ExaminationRecord.model_validate_json(text) for text in records.documents.values()]
    if len(again) != len(versions):
        misses.append(f"{len(again)} versions of the record, and there were {len(versions)}")
    for then, now in zip(versions, again, strict=False):
        misses += [f"version {then.version}: another {name}" for name in _parted(then, now)]
    sealed_again = records.sealed.get(("verdict", last.thread_id, last.version))
    if sealed and (not sealed_again or json.loads(sealed_again)["validator"] != json.loads(verdict or "")["validator"]):
        misses.append("another verdict")
    return Replayed(tuple(misses))


def _routes(record: ExaminationRecord) -> dict[str, Route]:
    """Every agent's route as far as a replay needs it: whether it asks a model, and which."""
    return {agent: _chain(models) for agent, models in record.routes.items()}


def _chain(models: Sequence[str]) -> Route:
    route: Route | None = None
    for named in reversed(models or (f"{TEMPLATE}/{TEMPLATE}",)):
        provider, _, model = named.partition("/")
        route = Route(provider=provider, model=model, fallback=route, **_UNUSED)
    assert route is not None  # noqa: S101 - there is at least one
    return route


def _parted(then: ExaminationRecord, now: ExaminationRecord) -> list[str]:
    """The fields that differ. What rules or what release wrote them is no difference where they say the same."""
    texts = ({name: canonical_json(value) for name, value in _timeless(each).items()} for each in (then, now))
    before, after = texts
    return [name for name in before if before[name] != after[name]]


def _timeless(record: ExaminationRecord) -> dict[str, Any]:
    raw = record.model_dump(mode="json", exclude={"rules_sha256"})
    raw["traces"] = [
        {name: value for name, value in trace.items() if name not in _OWN_TIMES} for trace in raw["traces"]
    ]
    raw["replaces"] = raw["replaces"] is not None  # a hash over times as well
    return raw
