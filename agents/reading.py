"""Intake's reading of the letters of explanation: what a model says that they state, as far as it can be shown.

A reading lifts nothing. The rule `intake.letters` asks that a person reads them whether or not a model did, and the
facts are shown to that person beside the letters.
"""

import asyncio
import json
from collections.abc import Sequence

from pydantic import Field

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.letters import Believed, DraftFact, LetterFact, LetterReading, as_read, believed
from agents.narrative import AgentError
from agents.prompting import prompt_of
from agents.writing import failed_calls
from lending.application import Letter
from lending.base import Frozen
from llm.failures import ModelFailure
from llm.trace import AgentTrace, Call

AGENT = "intake"
_ATTEMPTS = 2
_NOBODY = "no model is routed to intake"


class DraftFacts(Frozen):
    """What the model is asked for."""

    facts: tuple[DraftFact, ...] = Field(max_length=60)


class Reading(Update):
    """What intake's judge may change: the readings of the file's letters, one for each."""

    readings: tuple[LetterReading, ...]


async def read_letters(case: CaseFile, context: AgentContext) -> Reading:
    """One question about all letters; one more, with the defects named, where something in the answer does not hold.

    What still does not hold is left out and told. A model that gives no usable answer refers the file: a judgement that
    is missing is none.
    """
    letters = case.application.letters if case.application else ()
    if not letters:
        return Reading(readings=())
    if not context.models.asks_a_model(AGENT):
        return Reading(readings=unread(letters, _NOBODY))
    by_id = {letter.letter_id: letter for letter in letters}
    calls: list[Call] = []
    found, read_by = Believed((), ()), ""
    try:
        for _ in range(_ATTEMPTS):
            answer = await context.models.ask(
                AGENT,
                purpose="reading of letters",
                prompt=await asyncio.to_thread(prompt_of, "reading"),
                user=question_of(letters, found.problems),
                schema=DraftFacts,
            )
            calls += answer.calls
            read_by = f"{answer.route.provider}/{answer.route.model}"
            again = believed(answer.value.facts, by_id)
            found = Believed(_merged(found.facts, again.facts), again.problems)
            if not found.problems:
                break
    except ModelFailure as failure:
        calls += failure.calls
        message = f"the letters were not read: {failure.reason}"
        return Reading(
            readings=unread(letters, failure.reason),
            traces=(AgentTrace.of_calls(AGENT, calls, fallback_reason=failure.reason),),
            errors=(*failed_calls(AGENT, calls), AgentError(agent=AGENT, kind="result", message=message)),
        )
    left_out = tuple(
        AgentError(agent=AGENT, kind="call", message=f"left out of the reading of letters: {problem}")
        for problem in found.problems
    )
    return Reading(
        readings=tuple(_reading(letter, found.facts, read_by) for letter in letters),
        traces=(AgentTrace.of_calls(AGENT, calls),),
        errors=(*failed_calls(AGENT, calls), *left_out),
    )


def question_of(letters: Sequence[Letter], problems: Sequence[str]) -> str:
    """The masked letters as compact JSON, quoted as a fact has to quote them."""
    asked: dict[str, object] = {
        "letters": [
            {"letter_id": each.letter_id, "subject": each.subject, "text": as_read(each.text)} for each in letters
        ]
    }
    if problems:
        asked["defects"] = list(problems)
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))


def unread(letters: Sequence[Letter], why: str) -> tuple[LetterReading, ...]:
    return tuple(
        LetterReading(
            letter_id=letter.letter_id, borrower_id=letter.borrower_id, subject=letter.subject, unread_because=why
        )
        for letter in letters
    )


def _reading(letter: Letter, facts: Sequence[LetterFact], read_by: str) -> LetterReading:
    return LetterReading(
        letter_id=letter.letter_id,
        borrower_id=letter.borrower_id,
        subject=letter.subject,
        facts=tuple(fact for fact in facts if fact.letter_id == letter.letter_id),
        read_by=read_by,
    )


def _merged(before: Sequence[LetterFact], more: Sequence[LetterFact]) -> tuple[LetterFact, ...]:
    """What held the first time stays, whatever the second answer leaves out."""
    return tuple({(fact.letter_id, fact.quote, fact.topic): fact for fact in (*before, *more)}.values())
