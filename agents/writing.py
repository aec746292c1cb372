"""From facts to a narrative: by a model where the route asks one, held to its evidence, by the template otherwise.

A model's text is believed only when every number and citation in it is backed. It gets one second chance with the
defects named; after that, or when the model fails, the template's wording stands and the trace says why.
"""

import asyncio
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

from pydantic import Field

from agents.context import AgentContext
from agents.grounding import Evidence, defects_of
from agents.narrative import AgentError, Defect, Narrative, Sentence
from lending.base import Frozen
from llm.call import ask
from llm.failures import ModelFailure
from llm.trace import AgentTrace, Call

_ATTEMPTS = 2


class DraftSentence(Frozen):
    text: str = Field(min_length=1, max_length=600)
    cites: tuple[str, ...] = Field(min_length=1, max_length=20)


class NarrativeDraft(Frozen):
    """What a model is asked for."""

    sentences: tuple[DraftSentence, ...] = Field(min_length=1, max_length=12)


class Written(Frozen):
    """A narrative, the account of how it was made, and what went wrong on the way."""

    narrative: Narrative
    trace: AgentTrace
    errors: tuple[AgentError, ...] = ()


@cache
def prompt(name: str) -> str:
    """The text of `prompts/<name>.md`."""
    return resources.files("agents.prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")


def _question(draft: Sequence[Sentence], evidence: Evidence, defects: Sequence[Defect]) -> str:
    keys = dict.fromkeys(key for sentence in draft for key in sentence.cites)
    asked: dict[str, list[object]] = {
        "material": [{"key": key, "text": evidence.text_of(key)} for key in keys],
        "draft": [sentence.model_dump(mode="json") for sentence in draft],
    }
    if defects:
        asked["defects"] = [defect.model_dump(mode="json") for defect in defects]
    return json.dumps(asked, ensure_ascii=False, indent=1)


async def write(
    agent: str,
    draft: Sequence[Sentence],
    evidence: Evidence,
    context: AgentContext,
    defects: Sequence[Defect] = (),
) -> Written:
    """`draft` is the template's wording; `defects` what was wrong with an earlier narrative, if there was one."""
    standard = Narrative(agent=agent, sentences=tuple(draft), written_by="template")
    route = context.routes[agent]
    if not route.asks_a_model:
        return Written(narrative=standard, trace=AgentTrace.of_template(agent))
    given = evidence.only(key for sentence in draft for key in sentence.cites)
    system = await asyncio.to_thread(lambda: f"{prompt('narrative')}\n{prompt(agent)}")
    calls: list[Call] = []
    reason = ""
    for _ in range(_ATTEMPTS):
        try:
            answer = await ask(
                route,
                agent=agent,
                system=system,
                user=_question(draft, given, defects),
                schema=NarrativeDraft,
            )
        except ModelFailure as failure:
            calls += failure.calls
            reason = failure.reason
            break
        calls += answer.calls
        sentences = tuple(Sentence(text=s.text, cites=s.cites) for s in answer.value.sentences)
        narrative = Narrative(agent=agent, sentences=sentences, written_by="model")
        defects = defects_of(narrative, given)
        if not defects:
            return Written(narrative=narrative, trace=AgentTrace.of_calls(agent, calls))
        reason = f"ungrounded: {defects[0].problem}"
    error = AgentError(agent=agent, kind="wording", message=f"{reason}; the template's wording stands")
    trace = AgentTrace.of_calls(agent, calls, fallback_reason=reason)
    return Written(narrative=standard, trace=trace, errors=(error,))
