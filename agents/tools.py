"""Tools that a model may use while it weighs: what they give is made by code, and none of it is text from a file.

A result is figures with their labels, or citations of policy sections without their words: so nothing that somebody
wrote into an application or a policy can speak to the model that weighs.
"""

import asyncio
from decimal import Decimal, InvalidOperation

from agents.case_file import CaseFile
from agents.context import AgentContext
from agents.tools_used import ToolCall, ToolResult
from lending.alternatives.terms import with_loan_amount
from lending.alternatives.what_if import what_would_change
from lending.application import LoanApplication
from lending.base import MAX_DOLLARS
from lending.decision import Outcome
from lending.facts import establish_facts
from lending.matrix import decide
from lending.ratios import ratio_figures

_SHOWN = ("ltv", "cltv", "front_end_dti", "back_end_dti", "pitia", "reserves_months", "funds_to_close")
_MOST_RATE, _MOST_TERM = Decimal(25), 480
_SECTIONS = 3


class ToolArgumentError(ValueError):
    """Arguments that a tool cannot work with, in words for the model."""


async def used(call: ToolCall, name: str, case: CaseFile, context: AgentContext) -> ToolResult:
    """The result of one call; arguments that make no sense give a result that says so."""
    try:
        match call.tool:
            case "reckon":
                lines = await asyncio.to_thread(_reckoned, call, case)
            case "what_if":
                lines = await asyncio.to_thread(_alternatives, case)
            case "search_policy":
                lines = await _sections(call, case, context)
    except (LookupError, ValueError, ArithmeticError) as error:
        words = str(error) if isinstance(error, ToolArgumentError) else "that cannot be reckoned for this file"
        return ToolResult(name=name, call=call, lines=(words,), failed=True)
    return ToolResult(name=name, call=call, lines=lines)


def _application(case: CaseFile) -> LoanApplication:
    if case.application is None:
        raise ToolArgumentError("there is no application")
    return case.application


def _number(text: str, what: str, most: Decimal) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("$", "").strip())
    except InvalidOperation:
        raise ToolArgumentError(f"{what} is no number") from None
    if not value.is_finite() or not 0 < value <= most:
        raise ToolArgumentError(f"{what} must be above zero and at most {most}")
    return value


def _reckoned(call: ToolCall, case: CaseFile) -> tuple[str, ...]:
    application = _application(case)
    terms: dict[str, object] = {}
    if call.rate_percent is not None:
        terms["note_rate_percent"] = _number(call.rate_percent, "rate_percent", _MOST_RATE)
    if call.term_months is not None:
        if not 1 <= call.term_months <= _MOST_TERM:
            raise ToolArgumentError(f"term_months must be from 1 to {_MOST_TERM}")
        terms["term_months"] = call.term_months
    changed = application.model_copy(update={"loan": application.loan.model_copy(update=terms)})
    if call.loan_amount is not None:
        changed = with_loan_amount(changed, _number(call.loan_amount, "loan_amount", MAX_DOLLARS))
    shown = ratio_figures(establish_facts(changed).ratios)
    return tuple(f"{shown[name].label} {shown[name].display}" for name in _SHOWN if name in shown)


def _alternatives(case: CaseFile) -> tuple[str, ...]:
    application = _application(case)
    decision = decide(case.intake_findings, case.compliance_findings, case.underwriting_findings)
    if decision.outcome not in {Outcome.DECLINE, Outcome.REFER}:
        return ("every test passes as asked for",)
    found = what_would_change(application, case.facts, case.intake_findings, decision)
    lines = tuple(
        "; ".join(f"{figure.label} {figure.display}" for change in each.changes for figure in change.figures)
        for each in found
    )
    return lines or ("no change that is searched makes every test pass",)


async def _sections(call: ToolCall, case: CaseFile, context: AgentContext) -> tuple[str, ...]:
    if not call.query or not call.query.strip():
        raise ToolArgumentError("search_policy needs a query")
    day = _application(case).application_date
    found = await context.policies.retrieve(call.query, as_of=day, limit=_SECTIONS)
    ids = tuple(retrieved.passage.passage_id for retrieved in found.passages)
    return ids or ("no section answers that",)
