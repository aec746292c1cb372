"""The graph for LangGraph Studio: `reference` in its input is the path of an application file, such as a sample's.

Studio brings its own checkpointer and cannot hand over an `AgentContext`, so each thread gets one here.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from langgraph.config import get_config
from langgraph.runtime import Runtime

from agents.context import AgentContext
from graph.build import Graph, build_graph
from graph.run import Pipeline, open_pipeline
from graph.submissions import load_submissions
from lending.application import LoanApplication


def submission_of(reference: str) -> LoanApplication:
    """The one application in the file. Raises ValueError where the file cannot be read or holds another number."""
    found = load_submissions([Path(reference)], today=datetime.now().astimezone().date())
    if found.problems:
        raise ValueError("; ".join(str(problem) for problem in found.problems))
    if len(found.applications) != 1:
        raise ValueError(f"{reference} holds {len(found.applications)} applications; name a file with exactly one")
    return found.applications[0].application


def graph_over(pipeline: Pipeline) -> Graph:
    """The graph with a context of its own for every thread of Studio."""
    contexts: dict[str, AgentContext] = {}

    def context_of(_runtime: Runtime[AgentContext]) -> AgentContext:
        thread_id = str(get_config()["configurable"]["thread_id"])
        if thread_id not in contexts:
            contexts[thread_id] = pipeline.context(thread_id, submission_of)
        return contexts[thread_id]

    return build_graph(context_of=context_of)


@asynccontextmanager
async def make_graph() -> AsyncIterator[Graph]:
    async with open_pipeline() as pipeline:
        yield graph_over(pipeline)
