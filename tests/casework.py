"""Puts an application before a rule, and stands a file exactly on a boundary.

`answer(rule, changes)` is the finding of one rule. Facts may be given other values where no application would reach a
boundary exactly: `answer(back_end, ratios={"back_end_dti": "50.000001"})`. Every finding that goes through here is
checked for numbers in its statement that stand in none of its figures.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from builders import application
from lending.facts import UnderwritingFacts, establish_facts
from lending.findings import Finding, FindingOutcome
from lending.rules import Case, Rule

Figures = Mapping[str, str | None]

_NUMBER = re.compile(r"(?<![\w.-])-?\$?\d[\d,]*(?:\.\d+)?")


def numbers_in(text: str) -> set[str]:
    """The numbers that a reader sees, without currency sign and separators. Digits inside an identifier are none."""
    return {found.replace("$", "").replace(",", "") for found in _NUMBER.findall(text)}


def stray_numbers(finding: Finding) -> set[str]:
    """Numbers of the statement that no figure and no limit of the finding shows."""
    shown = {number for figure in finding.all_figures() for number in numbers_in(figure.display)}
    return numbers_in(finding.statement) - shown


def facts_of(
    changes: Mapping[str, Any] | None = None, /, *, ratios: Figures | None = None, pricing: Figures | None = None
) -> UnderwritingFacts:
    """The application's facts, with some of its ratios or prices replaced."""
    facts = establish_facts(application(changes))
    return facts.model_copy(
        update={
            "ratios": facts.ratios.model_copy(update=_decimals(ratios)),
            "pricing": facts.pricing.model_copy(update=_decimals(pricing)),
        }
    )


def _decimals(figures: Figures | None) -> dict[str, Decimal | None]:
    return {name: None if value is None else Decimal(value) for name, value in (figures or {}).items()}


def case_of(
    changes: Mapping[str, Any] | None = None, /, *, ratios: Figures | None = None, pricing: Figures | None = None
) -> Case:
    """The case that every rule and every program is given."""
    return Case(application(changes), facts_of(changes, ratios=ratios, pricing=pricing))


def answer(
    rule: Rule,
    changes: Mapping[str, Any] | None = None,
    /,
    *,
    ratios: Figures | None = None,
    pricing: Figures | None = None,
) -> Finding:
    """What `rule` says about the clean application with the changes applied."""
    found = rule(case_of(changes, ratios=ratios, pricing=pricing))
    assert stray_numbers(found) == set(), f"{found.rule_id}: {found.statement}"
    return found


def outcome(
    rule: Rule,
    changes: Mapping[str, Any] | None = None,
    /,
    *,
    ratios: Figures | None = None,
    pricing: Figures | None = None,
) -> FindingOutcome:
    return answer(rule, changes, ratios=ratios, pricing=pricing).outcome
