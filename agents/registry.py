"""The seven agents, in the order in which they work."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agents import audit, compliance, decision, intake, ratio, underwriting, validator
from agents.case_file import ADDED_TO, CaseFile, Update
from agents.context import AgentContext
from agents.narrative import Sentence
from agents.parts import PARTS, Wording
from agents.writing import write

Work = Callable[[CaseFile, AgentContext], Awaitable[Update]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model judges in an agent's part: `work` returns an update of type `result`."""

    result: type[Update]
    work: Work


@dataclass(frozen=True, slots=True)
class Agent:
    """`run` establishes facts and returns `result`, whose fields only this agent may change.

    `look_up` finds the policy passages for those facts, `judge` asks a model about them, for agents that need it; the
    decision waits for both. `narrate` puts facts and passages into words; the record waits for that.
    """

    name: str
    result: type[Update]
    wording: Callable[[CaseFile], tuple[Sentence, ...]]
    run: Work
    judge: Judgement | None = None
    look_up: Work | None = None

    @property
    def parts(self) -> Mapping[str, Wording]:
        """What it puts into words: its own narrative and whatever else it writes."""
        return PARTS[self.name]

    def has_run(self, case: CaseFile) -> bool:
        """Whether the case holds what the agent's `run` fills in."""
        own = self.result.model_fields.keys() - ADDED_TO
        return any(getattr(case, field) for field in own)

    async def narrate(self, case: CaseFile, context: AgentContext) -> Update:
        drafts = {part: wording(case) for part, wording in self.parts.items()}
        written = await write(self.name, drafts, case.evidence(), context, policy=case.policy)
        return written.update()


def _agent(module: Any) -> Agent:  # noqa: ANN401 - modules of one shape; only those that ask for a judgement have one
    judge = Judgement(module.Judged, module.judge) if hasattr(module, "judge") else None
    return Agent(module.NAME, module.Result, module.wording, module.run, judge, getattr(module, "look_up", None))


AGENTS: dict[str, Agent] = {
    module.NAME: _agent(module) for module in (intake, ratio, compliance, underwriting, decision, audit, validator)
}

LOOKING_UP = tuple(agent for agent in AGENTS.values() if agent.look_up)
JUDGING = tuple(agent for agent in AGENTS.values() if agent.judge)
NARRATING = tuple(AGENTS[name] for name in PARTS)
"""Audit and validator word their own part: it is written into the record, or about it."""
