"""Where work that overlaps comes together: judgements before the decision, narratives before the record.

An agent's facts take milliseconds, asking a model about them takes seconds. So the question is asked as soon as the
facts are there, the next agent goes on, and two nodes wait: `judged` for what the decision depends on, `worded` for
what the record holds. What is not under way, because the process that began it is gone, is begun there.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING

from agents.case_file import CaseFile, Update
from agents.evidence import LookedUp
from agents.narrative import AgentError
from agents.registry import JUDGING, LOOKING_UP, NARRATING, Agent
from agents.under_way import Part
from agents.writing import in_template
from graph.failures import in_words
from graph.updates import Changes, checked, together

if TYPE_CHECKING:
    from langgraph.runtime import Runtime

    from agents.context import AgentContext
    from graph.nodes import ContextOf, Node
    from graph.state import PipelineState


def begin(agent: Agent, case: CaseFile, context: "AgentContext") -> None:
    """Starts what a model is asked about an agent's facts. `case` is all that it may read."""
    passages = None
    if agent.judge:
        context.under_way.start(agent.name, "judgement", _judgement(agent, case, context))
    if agent.look_up:
        passages = context.under_way.start(agent.name, "passages", _passages(agent, case, context))
    if agent in NARRATING:
        context.under_way.start(agent.name, "narrative", _narrative(agent, case, context, passages))


async def _judgement(agent: Agent, case: CaseFile, context: "AgentContext") -> Update:
    assert agent.judge is not None  # noqa: S101 - asked only of agents that have one
    try:
        return checked(agent.judge.result, await agent.judge.work(case, context))
    except Exception as error:  # noqa: BLE001 - a judgement that is missing refers the file
        return Update(errors=(AgentError(agent=agent.name, kind="result", message=in_words(error)),))


async def _passages(agent: Agent, case: CaseFile, context: "AgentContext") -> Update:
    assert agent.look_up is not None  # noqa: S101 - asked only of agents that look something up
    try:
        return checked(LookedUp, await agent.look_up(case, context))
    except Exception as error:  # noqa: BLE001 - a finding whose policy cannot be found out refers the file
        return Update(errors=(AgentError(agent=agent.name, kind="result", message=in_words(error)),))


async def _narrative(
    agent: Agent, case: CaseFile, context: "AgentContext", passages: "asyncio.Task[Update] | None" = None
) -> Update:
    """The narrative over the case with the passages, once they are there."""
    try:
        if passages:
            case = case.after(await passages)
        return checked(Update, await agent.narrate(case, context))
    except Exception as error:  # noqa: BLE001 - the template's wording needs nobody
        message = f"{in_words(error)}; the template's wording stands"
        return Update(
            narratives={part: in_template(part, wording(case)) for part, wording in agent.parts.items()},
            errors=(AgentError(agent=agent.name, kind="wording", message=message),),
        )


async def _wait(parts: "Sequence[tuple[Agent, Part]]", case: CaseFile, context: "AgentContext") -> Changes:
    waited = [
        context.under_way.result(agent.name, part)
        if context.under_way.started(agent.name, part)
        else _WORK[part](agent, case, context)
        for agent, part in parts
    ]
    return together(await asyncio.gather(*waited))


_WORK: dict[Part, Callable[[Agent, CaseFile, "AgentContext"], Coroutine[None, None, Update]]] = {
    "passages": _passages,
    "judgement": _judgement,
    "narrative": _narrative,
}


def judged(context_of: "ContextOf") -> "Node":
    """The node that waits for every passage and every judgement: the decision depends on them."""

    async def judged(state: "PipelineState", *, runtime: "Runtime[AgentContext]") -> Changes:
        case = CaseFile.model_validate(state)
        context = context_of(runtime)
        waited: list[tuple[Agent, Part]] = [(agent, "passages") for agent in LOOKING_UP]
        waited += [(agent, "judgement") for agent in JUDGING]
        return await _wait([(agent, part) for agent, part in waited if agent.has_run(case)], case, context)

    return judged


def worded(context_of: "ContextOf") -> "Node":
    """The node that waits for every narrative that the record holds."""

    async def worded(state: "PipelineState", *, runtime: "Runtime[AgentContext]") -> Changes:
        case = CaseFile.model_validate(state)
        asked = [agent for agent in NARRATING if agent.has_run(case) and agent.name not in case.narratives]
        return await _wait([(agent, "narrative") for agent in asked], case, context_of(runtime))

    return worded
