"""A run that nobody keeps: for a replay, for what would be decided today, and for whoever measures.

Nothing of it reaches the database, so nothing of it can be released.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from agents.case_file import CaseFile, ReviewerAction
from agents.context import AgentContext
from graph.build import Graph, build_graph
from graph.state import PipelineInput, PipelineState
from storage.serializer import StateSerializer


@dataclass(slots=True)
class MemoryRecords:
    """`documents` are records by thread and version, `sealed` what was sealed behind them by kind, thread, version."""

    documents: dict[tuple[str, int], str] = field(default_factory=dict)
    sealed: dict[tuple[str, str, int], str] = field(default_factory=dict)

    async def append(self, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        del application_id
        self.documents[thread_id, version] = document
        return hashlib.sha256(document.encode()).hexdigest()

    async def read(self, thread_id: str, version: int) -> str | None:
        return self.documents.get((thread_id, version))

    async def seal(self, kind: str, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        del application_id
        return self.sealed.setdefault((kind, thread_id, version), document)


def graph_in_memory() -> Graph:
    """The graph with checkpoints that end with it."""
    return build_graph(InMemorySaver(serde=StateSerializer([PipelineState])))


async def run_in_memory(
    context: AgentContext, reference: str, review: ReviewerAction | None = None, graph: Graph | None = None
) -> CaseFile:
    """The whole run over the context's ports, its records `MemoryRecords`. A `review` answers where it pauses."""
    graph = graph or graph_in_memory()
    config: Any = {"configurable": {"thread_id": context.thread_id}}
    start: PipelineInput = {"reference": reference, "review_asked": review is not None}
    try:
        state = await graph.ainvoke(start, config, context=context)
        if "__interrupt__" in state and review is not None:
            answer: Command[str] = Command(resume=review.model_dump(mode="json"))
            state = await graph.ainvoke(answer, config, context=context)
    finally:
        await context.under_way.cancel()
    return CaseFile.model_validate({name: state[name] for name in CaseFile.model_fields if name in state})
