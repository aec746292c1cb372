"""The typed state of the graph: the fields of `agents.case_file.CaseFile`, with a reducer where nodes add to a field.

A field without a reducer has one writer and is replaced. A test holds that the two lists of fields agree.
"""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from typing_extensions import TypedDict  # pydantic draws no schema of typing.TypedDict before Python 3.12

from agents.assessment import Assessment
from agents.case_file import Release, ReviewerAction, SealedRecord, Verdict
from agents.letters import LetterReading
from agents.narrative import AgentError, Narrative
from agents.tools_used import ToolResult
from lending.application import LoanApplication
from lending.decision import Decision
from lending.facts import UnderwritingFacts
from lending.findings import Finding
from llm.trace import AgentTrace
from retrieval.passage import Passage

T = TypeVar("T")


def merged(before: Mapping[str, T], more: Mapping[str, T]) -> dict[str, T]:
    """Keys of `more` win: an agent that writes again replaces its own narrative and nothing else."""
    return {**before, **more}


def appended(before: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return (*before, *more)


class PipelineInput(TypedDict, total=False):
    """`reference` names the submission; `review_asked` makes a referral pause for a person."""

    reference: str
    review_asked: bool


class PipelineState(PipelineInput, total=False):
    application: LoanApplication | None
    intake_findings: tuple[Finding, ...]
    readings: tuple[LetterReading, ...]
    facts: UnderwritingFacts | None
    compliance_findings: tuple[Finding, ...]
    underwriting_findings: tuple[Finding, ...]
    passages: Annotated[Mapping[str, Passage], merged]
    policy: Annotated[Mapping[str, str], merged]
    assessment: Assessment | None
    unconcluded: tuple[ToolResult, ...]
    decision: Decision | None
    review: ReviewerAction | None
    narratives: Annotated[Mapping[str, Narrative], merged]
    traces: Annotated[tuple[AgentTrace, ...], appended]
    errors: Annotated[tuple[AgentError, ...], appended]
    record: SealedRecord | None
    verdict: Verdict | None
    rewrites: int
    release: Release
