"""From facts to a narrative: by a model where the route asks one, held to its evidence, by the template otherwise.

A model's text is believed only when it stands (`agents.grounding.model_defects`). It gets one second chance with the
defects named; after that, or when the model fails, the template's wording stands and the trace says why. An agent's
parts are asked for together and judged apart: one that stands is kept where another does not.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence

from pydantic import Field

from agents.case_file import Update
from agents.context import AgentContext
from agents.grounding import Evidence, model_defects
from agents.narrative import AgentError, Defect, Narrative, Sentence
from agents.prompting import prompt_of
from agents.shown import Aliases, material
from lending.base import Frozen
from llm.failures import ModelFailure
from llm.trace import AgentTrace, Call

Drafts = Mapping[str, Sequence[Sentence]]
"""The template's wording of every part that an agent writes, its own narrative first."""

_ATTEMPTS = 2


class DraftSentence(Frozen):
    """One claim, and what it rests on."""

    text: str = Field(min_length=1, max_length=600)
    cites: tuple[str, ...] = Field(min_length=1, max_length=20)


class NarrativeDraft(Frozen):
    """What a model is asked for."""

    sentences: tuple[DraftSentence, ...] = Field(min_length=1, max_length=20)

    def of_second_part(self) -> tuple[DraftSentence, ...]:
        return ()


class NarrativeAndLetter(NarrativeDraft):
    """What the decision agent is asked for: the rationale and the covering text."""

    letter: tuple[DraftSentence, ...] = Field(min_length=1, max_length=8)

    def of_second_part(self) -> tuple[DraftSentence, ...]:
        return self.letter


class Written(Frozen):
    """Narratives by part, the account of how they were made, and what went wrong on the way."""

    narratives: Mapping[str, Narrative]
    trace: AgentTrace
    errors: tuple[AgentError, ...] = ()

    def update(self) -> Update:
        return Update(narratives=self.narratives, traces=(self.trace,), errors=self.errors)


def in_template(part: str, draft: Sequence[Sentence]) -> Narrative:
    return Narrative(agent=part, sentences=tuple(draft), written_by="template")


def question_of(
    drafts: Drafts,
    evidence: Evidence,
    aliases: Aliases,
    policy: Mapping[str, str],
    defects: Sequence[Defect] = (),
) -> str:
    """What the model is given, as compact JSON: aliases in the place of keys, and no text twice."""
    said = " ".join(sentence.text for draft in drafts.values() for sentence in draft)
    asked: dict[str, object] = {"material": material(aliases, evidence, said, policy)}
    for name, draft in zip(("draft", "letter"), drafts.values(), strict=False):
        asked[name] = [{"text": sentence.text, "cites": aliases.short(sentence)} for sentence in draft]
    if defects:
        asked["defects"] = [
            {"sentence": defect.sentence, "problem": aliases.in_words(defect.problem)} for defect in defects
        ]
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))


async def write(
    agent: str,
    drafts: Drafts,
    evidence: Evidence,
    context: AgentContext,
    *,
    policy: Mapping[str, str] | None = None,
    defects: Sequence[Defect] = (),
) -> Written:
    """The agent's parts in words. `defects` are what was wrong with earlier narratives, if there were any."""
    standing = {part: in_template(part, draft) for part, draft in drafts.items()}
    if not any(drafts.values()) or not context.models.asks_a_model(agent):
        return Written(narratives=standing, trace=AgentTrace.of_template(agent))
    wanted = {part: draft for part, draft in drafts.items() if draft}
    calls: list[Call] = []
    reason = ""
    for _ in range(_ATTEMPTS):
        try:
            aliases = Aliases(sentence for draft in wanted.values() for sentence in draft)
            question = question_of(wanted, evidence.only(aliases.of_key), aliases, policy or {}, defects)
            said = await _asked(agent, tuple(wanted), question, aliases, context, calls)
        except ModelFailure as failure:
            calls += failure.calls
            reason = failure.reason
            break
        defects = tuple(
            defect for part, narrative in said.items() for defect in model_defects(narrative, evidence, drafts[part])
        )
        unsound = {defect.agent for defect in defects}
        standing |= {part: narrative for part, narrative in said.items() if part not in unsound}
        wanted = {part: draft for part, draft in wanted.items() if part in unsound}
        if not wanted:
            trace = AgentTrace.of_calls(agent, calls)
            return Written(narratives=standing, trace=trace, errors=failed_calls(agent, calls))
        reason = f"ungrounded: {defects[0].problem}"
    error = AgentError(
        agent=agent, kind="wording", message=f"{' and '.join(wanted)}: {reason}; the template's wording stands"
    )
    trace = AgentTrace.of_calls(agent, calls, fallback_reason=reason)
    return Written(narratives=standing, trace=trace, errors=(*failed_calls(agent, calls), error))


async def _asked(  # noqa: PLR0917 - one call site
    agent: str, parts: Sequence[str], question: str, aliases: Aliases, context: AgentContext, calls: list[Call]
) -> dict[str, Narrative]:
    """A model's version of every part (one or two), by one call, which is added to `calls`."""
    answer = await context.models.ask(
        agent,
        purpose="narrative",
        prompt=await asyncio.to_thread(prompt_of, "narrative", *parts),
        user=question,
        schema=NarrativeAndLetter if len(parts) > 1 else NarrativeDraft,
    )
    calls += answer.calls
    model = f"{answer.route.provider}/{answer.route.model}"
    lists = (answer.value.sentences, answer.value.of_second_part())
    return {
        part: Narrative(
            agent=part,
            sentences=tuple(Sentence(text=each.text, cites=aliases.keys(each.cites)) for each in claims),
            written_by="model",
            model=model,
        )
        for part, claims in zip(parts, lists, strict=False)
    }


def failed_calls(agent: str, calls: Sequence[Call]) -> tuple[AgentError, ...]:
    """An error for every call that gave nothing usable, whether or not another made up for it."""
    return tuple(AgentError(agent=agent, kind="call", message=call.failure) for call in calls if call.failure)
