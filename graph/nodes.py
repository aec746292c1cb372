"""From agents to graph nodes: what an agent returns is validated before it is merged; what it raises refers."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents.case_file import CaseFile, ReviewerAction, Update
from agents.context import AgentContext
from agents.narrative import AgentError, Defect, Narrative
from agents.registry import AGENTS, Agent
from agents.writing import write
from graph.failures import in_words
from graph.state import PipelineState
from llm.trace import AgentTrace

Changes = dict[str, Any]


ContextOf = Callable[[Runtime[AgentContext]], AgentContext]


class Node(Protocol):
    """A graph node that is given the agents' context."""

    def __call__(self, state: PipelineState, *, runtime: Runtime[AgentContext]) -> Awaitable[Changes]: ...


def changed(update: Update) -> Changes:
    """The fields that the agent set, as values (models stay models)."""
    return {name: getattr(update, name) for name in update.model_fields_set}


def checked(agent: Agent, update: object) -> Update:
    """`update` if it is what the agent may return and its values are of their types. Raises TypeError, ValueError."""
    if not isinstance(update, agent.result):
        raise TypeError(f"returned {type(update).__name__} where {agent.result.__name__} was expected")
    return agent.result.model_validate(changed(update), strict=True)


def given(runtime: Runtime[AgentContext]) -> AgentContext:
    """The context that the caller of the graph gave."""
    return runtime.context


def node_of(agent: Agent, context_of: ContextOf = given) -> Node:
    """The agent as a node. An exception becomes an error of kind `result`, which makes the decision refer."""

    async def run(state: PipelineState, *, runtime: Runtime[AgentContext]) -> Changes:
        started = time.perf_counter()
        case = CaseFile.model_validate(state)
        try:
            changes = changed(checked(agent, await agent.run(case, context_of(runtime))))
        except GraphBubbleUp:
            raise
        except Exception as error:  # noqa: BLE001 - a failure of any kind refers; it never declines and never approves
            changes = {
                "errors": (AgentError(agent=agent.name, kind="result", message=in_words(error)),),
                "traces": (AgentTrace.of_template(agent.name),),
            }
        elapsed = round((time.perf_counter() - started) * 1000)
        changes["traces"] = tuple(trace.model_copy(update={"latency_ms": elapsed}) for trace in changes["traces"])
        return changes

    return run


async def review(state: PipelineState) -> Changes:
    """Pauses until a person decides. Runs again from its top when resumed, so it does nothing before the pause."""
    case = CaseFile.model_validate(state)
    asked = {
        "application_id": case.application.application_id if case.application else case.reference,
        "review_items": list(case.decision.review_items) if case.decision else [],
    }
    return {"review": ReviewerAction.model_validate(interrupt(asked))}


def rewriting(context_of: ContextOf = given) -> Node:
    """The node that writes every narrative with a defect again, the defect named; the facts stay as they are."""

    async def rewrite(state: PipelineState, *, runtime: Runtime[AgentContext]) -> Changes:
        case = CaseFile.model_validate(state)
        by_agent: dict[str, list[Defect]] = {}
        for defect in case.verdict.defects if case.verdict else ():
            by_agent.setdefault(defect.agent, []).append(defect)
        narratives: dict[str, Narrative] = {}
        traces: list[AgentTrace] = []
        errors: list[AgentError] = []
        for name, found in by_agent.items():
            written = await write(name, AGENTS[name].wording(case), case.evidence(), context_of(runtime), found)
            narratives[name] = written.narrative
            traces.append(written.trace)
            errors += written.errors
        return {
            "narratives": narratives,
            "traces": tuple(traces),
            "errors": tuple(errors),
            "rewrites": case.rewrites + 1,
        }

    return rewrite


async def release(state: PipelineState) -> Changes:
    del state
    return {"release": "released"}


async def hold(state: PipelineState) -> Changes:
    """A decision whose record does not stand is not released by anything but a person."""
    case = CaseFile.model_validate(state)
    failed = [check for check in case.verdict.checks if not check.passed] if case.verdict else []
    words = "; ".join(f"{check.name}: {check.detail}" for check in failed) or "the validator gave no verdict"
    error = AgentError(agent="validator", kind="result", message=f"the decision is held for a person: {words}")
    return {"release": "held", "errors": (error,)}
