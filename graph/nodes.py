"""From agents to graph nodes: what an agent returns is validated before it is merged; what it raises refers."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agents.case_file import CaseFile, Release, ReviewerAction
from agents.context import AgentContext
from agents.narrative import AgentError, Defect, Narrative
from agents.parts import AUTHORS, PARTS
from agents.registry import AGENTS, Agent
from agents.writing import in_template, write
from graph.failures import in_words
from graph.joins import begin
from graph.state import PipelineState
from graph.updates import Changes, changed, checked
from llm.trace import AgentTrace
from storage.canonical import canonical_json

ContextOf = Callable[[Runtime[AgentContext]], AgentContext]


class Node(Protocol):
    """A graph node that is given the agents' context."""

    def __call__(self, state: PipelineState, *, runtime: Runtime[AgentContext]) -> Awaitable[Changes]: ...


def given(runtime: Runtime[AgentContext]) -> AgentContext:
    """The context that the caller of the graph gave."""
    return runtime.context


def node_of(agent: Agent, context_of: ContextOf = given) -> Node:
    """The agent as a node. An exception becomes an error of kind `result`, which makes the decision refer.

    What a model says about the agent's facts is begun here and waited for where it is needed (`graph.joins`).
    """

    async def run(state: PipelineState, *, runtime: Runtime[AgentContext]) -> Changes:
        began, started = datetime.now(UTC), time.perf_counter()
        case, context = CaseFile.model_validate(state), context_of(runtime)
        try:
            update = checked(agent.result, await agent.run(case, context))
            changes = changed(update)
            begin(agent, case.after(update), context)
        except GraphBubbleUp:
            raise
        except Exception as error:  # noqa: BLE001 - a failure of any kind refers; it never declines and never approves
            changes = {"errors": (AgentError(agent=agent.name, kind="result", message=in_words(error)),)}
        elapsed = round((time.perf_counter() - started) * 1000)
        changes["traces"] = (AgentTrace.of_template(agent.name, elapsed, began), *changes.get("traces", ()))
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
    """The node that writes every narrative with a defect again, the defect named; the facts stay as they are.

    A narrative with a defect after that gets the template's wording.
    """

    async def rewrite(state: PipelineState, *, runtime: Runtime[AgentContext]) -> Changes:
        case = CaseFile.model_validate(state)
        by_part: dict[str, list[Defect]] = {}
        for defect in case.verdict.defects if case.verdict else ():
            by_part.setdefault(defect.agent, []).append(defect)
        narratives: dict[str, Narrative] = {}
        traces: list[AgentTrace] = []
        errors: list[AgentError] = []
        for part, found in by_part.items():
            author = AUTHORS.get(part, part)
            draft = PARTS[author][part](case) if part in AUTHORS else AGENTS[part].wording(case)
            if case.rewrites or part not in AUTHORS:
                narratives[part] = in_template(part, draft)
                message = f"{part}: {found[0].problem}; the template's wording stands"
                errors.append(AgentError(agent=author, kind="wording", message=message))
                continue
            written = await write(
                author, {part: draft}, case.evidence(), context_of(runtime), policy=case.policy, defects=found
            )
            narratives.update(written.narratives)
            traces.append(written.trace)
            errors += written.errors
        return {
            "narratives": narratives,
            "traces": tuple(traces),
            "errors": tuple(errors),
            "rewrites": case.rewrites + 1,
        }

    return rewrite


async def _sealed(release: Release, case: CaseFile, context: AgentContext) -> None:
    """What became of the decision is entered in the ledger behind its record and its verdict."""
    if case.record is None:
        return
    outcome = case.review.outcome if case.review else case.decision.outcome if case.decision else None
    told = {"record": case.record.sha256, "version": case.record.version, "release": release, "outcome": outcome}
    await context.records.seal(
        "release",
        thread_id=case.record.thread_id,
        application_id=case.application.application_id if case.application else case.reference,
        version=case.record.version,
        document=canonical_json(told),
    )


def releasing(context_of: ContextOf = given) -> Node:
    async def release(state: PipelineState, *, runtime: Runtime[AgentContext]) -> Changes:
        await _sealed("released", CaseFile.model_validate(state), context_of(runtime))
        return {"release": "released"}

    return release


def holding(context_of: ContextOf = given) -> Node:
    """The node of a decision whose record does not stand: it is not released by anything but a person."""

    async def hold(state: PipelineState, *, runtime: Runtime[AgentContext]) -> Changes:
        case = CaseFile.model_validate(state)
        failed = [check for check in case.verdict.checks if not check.passed] if case.verdict else []
        words = "; ".join(f"{check.name}: {check.detail}" for check in failed) or "the validator gave no verdict"
        error = AgentError(agent="validator", kind="result", message=f"the decision is held for a person: {words}")
        await _sealed("held", case, context_of(runtime))
        return {"release": "held", "errors": (error,)}

    return hold
