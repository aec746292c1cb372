"""The seven agents, in the order in which they work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agents import audit, compliance, decision, intake, ratio, underwriting, validator
from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.narrative import Sentence


@dataclass(frozen=True, slots=True)
class Agent:
    """`result` is the type of what `run` returns: the only fields that this agent may change."""

    name: str
    result: type[Update]
    wording: Callable[[CaseFile], tuple[Sentence, ...]]
    run: Callable[[CaseFile, AgentContext], Awaitable[Update]]


AGENTS: dict[str, Agent] = {
    module.NAME: Agent(module.NAME, module.Result, module.wording, module.run)
    for module in (intake, ratio, compliance, underwriting, decision, audit, validator)
}
