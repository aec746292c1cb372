"""Whether what a model wrote says what its evidence says, judged by another model than the one that wrote it.

The checks of `agents.grounding` stand before this one: figures and citations are right when a claim comes here. A judge
can only object, and then the claim is written again, by its writer once and after that by the template, which needs no
judge. So one that objects to everything costs wording; one that gives no verdict at all holds the file.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import Field

from agents.case_file import CaseFile, Check
from agents.context import AgentContext
from agents.narrative import AgentError, Defect, Sentence
from agents.parts import AUTHORS, PARTS
from agents.prompting import prompt_of
from agents.shown import Aliases, material
from agents.writing import failed_calls
from lending.base import Frozen
from llm.failures import ModelFailure
from llm.trace import AgentTrace, Call

JUDGES = ("validator", "second_validator")
"""Their names in `llm/routes.toml`; a claim goes to the first that is another model than its writer."""

AGENT = "validator"
NAME = "grounding"
_ATTEMPTS = 2
_SUPPORTED = "supported"


class ClaimVerdict(Frozen):
    claim: int = Field(ge=1)
    verdict: Literal["supported", "contradicts", "not_in_evidence", "overstates", "misleading"]


class ClaimVerdicts(Frozen):
    """What a judge is asked for: a verdict on every claim."""

    verdicts: tuple[ClaimVerdict, ...] = Field(max_length=200)


class Claim(Frozen):
    """A sentence that a model wrote, and the part of the file that it stands in."""

    part: str
    sentence: Sentence


class Grounding(Frozen):
    """What the judges found. `supported` are the claims that stand; they need not be judged again."""

    check: Check
    defects: tuple[Defect, ...] = ()
    supported: tuple[Sentence, ...] = ()
    traces: tuple[AgentTrace, ...] = ()
    errors: tuple[AgentError, ...] = ()


def claims_of(case: CaseFile, known: Sequence[Sentence]) -> dict[str, list[Claim]]:
    """Model (as provider/model) -> what it claims, without the template's own sentences and those `known` to stand."""
    found: dict[str, list[Claim]] = {}
    for part, narrative in case.narratives.items():
        if narrative.written_by != "model" or part not in AUTHORS:
            continue
        standard = {*PARTS[AUTHORS[part]][part](case), *known}
        claims = [Claim(part=part, sentence=each) for each in narrative.sentences if each not in standard]
        if claims:
            found.setdefault(narrative.model or "", []).extend(claims)
    return found


async def grounding_of(case: CaseFile, known: Sequence[Sentence], context: AgentContext) -> Grounding:
    """Every claim that a model makes in the case, judged. `known` are claims that were found to stand before."""
    claims = claims_of(case, known)
    if not claims:
        return Grounding(check=Check(name=NAME, passed=True, detail="no claim of a model is left to judge"))
    by_judge: dict[str, list[Claim]] = {}
    for writer, made in claims.items():
        by_judge.setdefault(_judge_of(writer, context), []).extend(made)
    writers = frozenset(claims)
    judged = await asyncio.gather(*(_asked(judge, made, writers, case, context) for judge, made in by_judge.items()))
    return _together(judged, sum(map(len, claims.values())))


def _judge_of(writer: str, context: AgentContext) -> str:
    others = [judge for judge in JUDGES if _named(judge, context) not in {writer, None}]
    return others[0] if others else JUDGES[0]


def _named(judge: str, context: AgentContext) -> str | None:
    route = context.models.route(judge)
    return f"{route.provider}/{route.model}" if route.asks_a_model else None


async def _asked(
    judge: str, claims: Sequence[Claim], writers: frozenset[str], case: CaseFile, context: AgentContext
) -> Grounding:
    calls: list[Call] = []
    problem = ""
    try:
        for _ in range(_ATTEMPTS):
            answer = await context.models.ask(
                judge,
                purpose="grounding",
                prompt=await asyncio.to_thread(prompt_of, "grounding"),
                user=question_of(claims, case),
                schema=ClaimVerdicts,
            )
            calls += answer.calls
            if f"{answer.route.provider}/{answer.route.model}" in writers & {_writer(case, claim) for claim in claims}:
                problem = "the model that wrote the claims would have judged them"
                break
            verdicts = {each.claim: each.verdict for each in answer.value.verdicts}
            if set(verdicts) == set(range(1, len(claims) + 1)) and len(answer.value.verdicts) == len(claims):
                return _found(claims, verdicts, calls)
            problem = "the judge did not give one verdict on every claim"
    except ModelFailure as failure:
        calls += failure.calls
        problem = failure.reason
    return Grounding(
        check=Check(name=NAME, passed=False, detail=f"the claims were not judged: {problem}"),
        traces=(AgentTrace.of_calls(AGENT, calls, fallback_reason=problem),),
        errors=(
            *failed_calls(AGENT, calls),
            AgentError(agent=AGENT, kind="result", message=f"the claims were not judged: {problem}"),
        ),
    )


def _writer(case: CaseFile, claim: Claim) -> str:
    return case.narratives[claim.part].model or ""


def question_of(claims: Sequence[Claim], case: CaseFile) -> str:
    """The claims and their evidence as compact JSON, every text once."""
    aliases = Aliases(claim.sentence for claim in claims)
    evidence = case.evidence().only(aliases.of_key)
    asked: Mapping[str, object] = {
        "evidence": material(aliases, evidence, policy=case.policy, brief=True),
        "claims": [f"{claim.sentence.text} [{','.join(aliases.short(claim.sentence))}]" for claim in claims],
    }
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))


def _found(claims: Sequence[Claim], verdicts: Mapping[int, str], calls: Sequence[Call]) -> Grounding:
    objected = [
        Defect(
            agent=claim.part,
            sentence=claim.sentence.text,
            problem=f"another model finds that it {verdicts[number].replace('_', ' ')}"
            if verdicts[number] != "not_in_evidence"
            else "another model does not find it in the evidence",
        )
        for number, claim in enumerate(claims, start=1)
        if verdicts[number] != _SUPPORTED
    ]
    stand = tuple(claim.sentence for number, claim in enumerate(claims, start=1) if verdicts[number] == _SUPPORTED)
    detail = f"{objected[0].agent}: {objected[0].problem}" if objected else "every claim says what its evidence says"
    return Grounding(
        check=Check(name=NAME, passed=not objected, detail=detail),
        defects=tuple(objected),
        supported=stand,
        traces=(AgentTrace.of_calls(AGENT, calls),),
        errors=failed_calls(AGENT, calls),
    )


def _together(judged: Iterable[Grounding], claims: int) -> Grounding:
    every = tuple(judged)
    failed = [each for each in every if not each.check.passed]
    # a judge that gave no verdict comes first: what it did not see cannot be mended by wording
    silent = [each for each in failed if not each.defects]
    detail = (silent or failed)[0].check.detail if failed else f"{claims} claims say what their evidence says"
    return Grounding(
        check=Check(name=NAME, passed=not failed, detail=detail),
        defects=() if silent else tuple(defect for each in every for defect in each.defects),
        supported=tuple(sentence for each in every for sentence in each.supported),
        traces=tuple(trace for each in every for trace in each.traces),
        errors=tuple(error for each in every for error in each.errors),
    )
