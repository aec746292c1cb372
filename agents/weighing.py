"""Underwriting's judgement: a model names compensating factors, adds conditions, or asks for a person's review.

It is shown what code has made and nothing else: rules, outcomes, figures and limits, the catalogues, and what its tools
reckoned. No word of an application, of a letter or of a policy reaches it, so none can tell it what to say. It answers
in names from the catalogues, which code checks (`lending.weighing`).
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from agents.assessment import Assessment, Factor
from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.narrative import AgentError
from agents.prompting import prompt_of
from agents.tools import used
from agents.tools_used import ToolCall, ToolResult
from agents.writing import failed_calls
from lending.base import Frozen
from lending.findings import Finding, FindingOutcome
from lending.weighing import (
    REVIEW_NEEDS,
    Asked,
    ConditionId,
    ReviewReason,
    asked_findings,
    conditions_open_to,
    factors_of,
)
from llm.failures import ModelFailure
from llm.trace import AgentTrace, Call

AGENT = "underwriting"
MOST_TOOL_CALLS = 4
MOST_ROUNDS = 2
"""Rounds in which tools may be asked for; after them the model must conclude."""


class DraftFactor(Frozen):
    factor: str = Field(max_length=100)
    cites: tuple[str, ...] = Field(min_length=1, max_length=20)


class DraftCondition(Frozen):
    condition: ConditionId
    cites: tuple[str, ...] = Field(min_length=1, max_length=20)


class DraftReview(Frozen):
    reason: ReviewReason
    cites: tuple[str, ...] = Field(min_length=1, max_length=20)


class Conclusion(Frozen):
    factors: tuple[DraftFactor, ...] = Field(max_length=20)
    conditions: tuple[DraftCondition, ...] = Field(max_length=20)
    review: DraftReview | None


class WeighingStep(Frozen):
    """What the model is asked for, round by round: tools, or its conclusion."""

    tools: tuple[ToolCall, ...] = Field(max_length=MOST_TOOL_CALLS)
    conclusion: Conclusion | None


class Weighing(Update):
    """What underwriting's judge may change."""

    assessment: Assessment | None
    unconcluded: tuple[ToolResult, ...] = ()


class _Sheet:
    """What the model is shown of one file, under short names."""

    def __init__(self, case: CaseFile) -> None:
        if case.application is None or case.facts is None:
            raise ValueError("there are no facts to weigh")
        findings = (*case.compliance_findings, *case.underwriting_findings)
        told = [finding for finding in findings if _bears_weight(finding)]
        self.findings = {f"F{number}": finding for number, finding in enumerate(told, start=1)}
        self.factors = factors_of(case.application, case.facts)
        self.conditions = conditions_open_to(case.application, case.facts)
        self.open = tuple(finding.rule_id for finding in case.all_findings() if finding.needs)

    def shown(self, results: Sequence[ToolResult], left: int, defects: Sequence[str]) -> str:
        asked: dict[str, object] = {
            "findings": {name: _told(finding) for name, finding in self.findings.items()},
            "factors": self.factors,
            "conditions": [name.value for name in self.conditions],
            "open": self.open,
            "reviews": [reason.value for reason in REVIEW_NEEDS],
            "results": {result.name: result.lines for result in results},
            "tools_left": left,
        }
        if defects:
            asked["defects"] = list(defects)
        return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))

    def keys(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.findings[name].rule_id for name in names if name in self.findings))


def _bears_weight(finding: Finding) -> bool:
    """What did not pass, and what underwriting measured against a limit: the rest is settled by its rule."""
    if finding.outcome is FindingOutcome.NOT_APPLICABLE:
        return False
    measured = finding.limit is not None and not finding.rule_id.startswith("compliance.")
    return finding.outcome is not FindingOutcome.PASS or measured


def _told(finding: Finding) -> str:
    """Rule, outcome, figures and limit in one line: labels and displays are code's own.

    Beside a limit the first figure is the one that was measured against it; the others stand in findings of their own.
    """
    figures = [f"{each.label} {each.display}" for each in finding.figures[: 1 if finding.limit else None]]
    limit = [f"limit {finding.limit.label} {finding.limit.display}"] if finding.limit else []
    return "; ".join((f"{finding.rule_id} {finding.outcome.value}", *figures, *limit))


def problems_of(conclusion: Conclusion, sheet: _Sheet, results: Sequence[ToolResult]) -> list[str]:
    """Why a conclusion cannot stand, in words for the model: names that were not given, factors that nothing proves."""
    given = {*sheet.findings, *(result.name for result in results)}
    drafts = (*conclusion.factors, *conclusion.conditions, *((conclusion.review,) if conclusion.review else ()))
    found = [f"{_name(draft)}: {cite} was not given" for draft in drafts for cite in draft.cites if cite not in given]
    without = [draft for draft in drafts if not any(cite in sheet.findings for cite in draft.cites)]
    found += [f"{_name(draft)}: cites no finding" for draft in without]
    found += ["a factor is not among those given" for each in conclusion.factors if each.factor not in sheet.factors]
    found += [
        f"{each.condition.value} is not in the catalogue for this file"
        for each in conclusion.conditions
        if each.condition not in sheet.conditions
    ]
    return list(dict.fromkeys(found))


def _name(draft: DraftFactor | DraftCondition | DraftReview) -> str:
    match draft:
        case DraftFactor():
            return "a factor"
        case DraftCondition():
            return draft.condition.value
        case DraftReview():
            return draft.reason.value


async def weigh(case: CaseFile, context: AgentContext) -> Weighing:
    """Asks until the model concludes: at most two rounds of tools, and one more try where a conclusion does not stand.

    A model that gives no usable conclusion refers the file: a judgement that is missing is none.
    """
    if not context.models.asks_a_model(AGENT):
        return Weighing(assessment=None)
    sheet = await asyncio.to_thread(_Sheet, case)
    calls: list[Call] = []
    results: list[ToolResult] = []
    defects: list[str] = []
    rounds = retries = 0
    try:
        while True:
            left = MOST_TOOL_CALLS - len(results) if rounds < MOST_ROUNDS else 0
            answer = await context.models.ask(
                AGENT,
                purpose="weighing",
                prompt=await asyncio.to_thread(prompt_of, "weighing"),
                user=sheet.shown(results, left, defects),
                schema=WeighingStep,
            )
            calls += answer.calls
            step = answer.value
            if step.conclusion is None and step.tools and left:
                rounds += 1
                results += await _results(step.tools[:left], results, case, context)
                continue
            defects = ["conclude now"] if step.conclusion is None else problems_of(step.conclusion, sheet, results)
            if step.conclusion is not None and not defects:
                model = f"{answer.route.provider}/{answer.route.model}"
                return _concluded(step.conclusion, sheet, results, case, model, calls)
            if retries:
                return _failed(f"no conclusion stands: {defects[0]}", calls, results)
            retries += 1
    except ModelFailure as failure:
        return _failed(failure.reason, [*calls, *failure.calls], results)


async def _results(
    asked: Sequence[ToolCall], before: Sequence[ToolResult], case: CaseFile, context: AgentContext
) -> list[ToolResult]:
    return [await used(call, f"T{number}", case, context) for number, call in enumerate(asked, start=len(before) + 1)]


def _concluded(  # noqa: PLR0917 - one call site
    conclusion: Conclusion,
    sheet: _Sheet,
    results: Sequence[ToolResult],
    case: CaseFile,
    model: str,
    calls: Sequence[Call],
) -> Weighing:
    asked = Asked(
        conditions=_each(each.condition for each in conclusion.conditions),
        review=conclusion.review.reason if conclusion.review else None,
    )
    cites: Mapping[str, tuple[str, ...]] = {
        **{each.condition.value: sheet.keys(each.cites) for each in conclusion.conditions},
        **({conclusion.review.reason.value: sheet.keys(conclusion.review.cites)} if conclusion.review else {}),
    }
    assert case.application is not None  # noqa: S101 - the sheet was made of it
    assert case.facts is not None  # noqa: S101
    return Weighing(
        assessment=Assessment(
            model=model,
            factors=tuple(Factor(factor=each.factor, rests_on=sheet.keys(each.cites)) for each in conclusion.factors),
            asked=asked,
            rests_on=cites,
            findings=asked_findings(case.application, case.facts, asked),
            tools=tuple(results),
        ),
        traces=(AgentTrace.of_calls(AGENT, calls),),
        errors=failed_calls(AGENT, calls),
    )


def _each(names: Iterable[ConditionId]) -> tuple[ConditionId, ...]:
    wanted = set(names)
    return tuple(name for name in ConditionId if name in wanted)


def _failed(why: str, calls: Sequence[Call], results: Sequence[ToolResult]) -> Weighing:
    message = f"underwriting's weighing is missing: {why}"
    return Weighing(
        assessment=None,
        unconcluded=tuple(results),
        traces=(AgentTrace.of_calls(AGENT, calls, fallback_reason=why),),
        errors=(*failed_calls(AGENT, calls), AgentError(agent=AGENT, kind="result", message=message)),
    )
