"""The golden applications: each is decided as its expectation says, which was written by hand from the manual.

`data/golden/applications/NAME.json` is an application, `data/golden/expected/NAME.json` what an underwriter decides on
it and why. No expectation was taken from the code.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Decision, Outcome
from lending.findings import Finding
from lending.formats.json_format import read_json
from lending.principal_reasons import PrincipalReason
from lending.program import Program
from lending.stages import Underwriting
from lending.tables.dated import DateOutsideTableError

FOLDER = Path(__file__).parents[1] / "data" / "golden"
READING_DAY = date(2026, 10, 1)
FEWEST = 84

SAYS = {
    Outcome.APPROVE: frozenset({"figures"}),
    Outcome.APPROVE_WITH_CONDITIONS: frozenset({"conditions"}),
    Outcome.COUNTEROFFER: frozenset({"reasons", "offer"}),
    Outcome.REFER: frozenset({"review"}),
    Outcome.DECLINE: frozenset({"reasons"}),
    Outcome.INCOMPLETE: frozenset({"missing", "requested"}),
}
"""What an expectation of each outcome has to say besides its reasoning."""
MAY_SAY = frozenset({"outcome", "reasoning", "figures", "conditions", "reasons", "offer", "review", "missing"}) | {
    "requested",
    "refused",
}
_SECTION = re.compile(
    r"\b(?:program|credit|capacity|collateral|income|assets|regulatory|decision)-policy (\d\.\d+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Golden:
    """`expected` is the hand's; `refused` names the day for which no table has a row, where that is the answer."""

    name: str
    raw: dict[str, Any]
    application: LoanApplication
    expected: dict[str, Any]

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.expected["outcome"])

    @property
    def refused(self) -> str | None:
        return self.expected.get("refused")

    @property
    def reasoning(self) -> str:
        return str(self.expected["reasoning"])


def _read(path: Path) -> Golden:
    data = path.read_bytes()
    result = read_json(path.name, data, today=READING_DAY)
    assert not result.problems, result.problems
    [read] = result.applications
    expected = json.loads((FOLDER / "expected" / path.name).read_text(encoding="utf-8"))
    return Golden(path.stem, json.loads(data), read.application, expected)


@cache
def goldens() -> tuple[Golden, ...]:
    return tuple(_read(path) for path in sorted((FOLDER / "applications").glob("*.json")))


@cache
def _underwritten(name: str) -> Underwriting:
    [golden] = [golden for golden in goldens() if golden.name == name]
    return underwrite(golden.application, what_if=False)


def findings_of(name: str) -> dict[str, Finding]:
    found = _underwritten(name)
    return {finding.rule_id: finding for finding in (*found.intake, *found.compliance, *found.underwriting)}


def decision_of(name: str) -> Decision:
    return _underwritten(name).decision


every_golden = pytest.mark.parametrize(
    "golden", [golden for golden in goldens() if golden.refused is None], ids=lambda golden: golden.name
)
every_refused = pytest.mark.parametrize(
    "golden", [golden for golden in goldens() if golden.refused is not None], ids=lambda golden: golden.name
)


def those_that_say(field: str) -> pytest.MarkDecorator:
    said = [golden for golden in goldens() if field in golden.expected]
    assert said, f"no golden application says {field}"
    return pytest.mark.parametrize("golden", said, ids=lambda golden: golden.name)


@every_golden
def test_the_outcome_is_the_one_that_the_rules_give(golden: Golden) -> None:
    assert decision_of(golden.name).outcome is golden.outcome


@every_refused
def test_a_day_outside_the_tables_is_refused_with_the_table_and_the_day(golden: Golden) -> None:
    with pytest.raises(DateOutsideTableError) as refusal:
        underwrite(golden.application)
    assert refusal.value.day == date.fromisoformat(str(golden.refused))
    assert refusal.value.table in str(refusal.value)


def _codes(reasons: tuple[PrincipalReason, ...]) -> list[list[str]]:
    return [[reason.rule_id, reason.reason_code.value] for reason in reasons]


@those_that_say("reasons")
def test_the_principal_reasons_are_those_in_their_order(golden: Golden) -> None:
    assert _codes(decision_of(golden.name).principal_reasons) == golden.expected["reasons"]


@every_golden
def test_a_decision_without_a_decline_has_no_principal_reasons(golden: Golden) -> None:
    declined = golden.outcome in {Outcome.DECLINE, Outcome.COUNTEROFFER}
    assert bool(decision_of(golden.name).principal_reasons) is declined


@those_that_say("review")
def test_a_referral_asks_a_person_for_what_its_reasoning_names(golden: Golden) -> None:
    assert sorted(decision_of(golden.name).led_by) == sorted(golden.expected["review"])


@every_golden
def test_the_conditions_are_those_and_no_others(golden: Golden) -> None:
    conditions = [condition.rule_id for condition in decision_of(golden.name).conditions]
    assert sorted(conditions) == sorted(golden.expected.get("conditions", []))


@those_that_say("missing")
def test_an_incomplete_file_misses_those_items_and_asks_the_applicant_for_its_own(golden: Golden) -> None:
    decision = decision_of(golden.name)
    missing = [rule_id.removeprefix("intake.completeness.") for rule_id in decision.led_by]
    assert sorted(missing) == sorted(golden.expected["missing"])
    assert len(decision.requested_items) == golden.expected["requested"]


@those_that_say("offer")
def test_the_counteroffer_has_the_terms_that_were_reckoned(golden: Golden) -> None:
    offer, told = decision_of(golden.name).offer, golden.expected["offer"]
    assert offer is not None
    assert offer.loan_amount == Decimal(told["loan_amount"])
    assert offer.term_months == told["term_months"]
    assert sorted(change.lever.value for change in offer.changes) == sorted(told["levers"])


def figure_of(name: str, path: str) -> Any:
    """A ratio, a price, a fact, or `rule_id/figure` for a figure of one finding."""
    facts = _underwritten(name).facts
    assert facts is not None
    if "/" in path:
        rule_id, figure_name = path.split("/")
        [value] = [figure.value for figure in findings_of(name)[rule_id].all_figures() if figure.name == figure_name]
        return value
    for owner in (facts.ratios, facts.pricing, facts):
        if hasattr(owner, path):
            return getattr(owner, path)
    raise LookupError(f"no figure is called {path}")


@those_that_say("figures")
def test_the_figures_are_those_reckoned_by_hand_to_the_digits_given(golden: Golden) -> None:
    for path, written in golden.expected["figures"].items():
        told = Decimal(written)
        measured = Decimal(str(figure_of(golden.name, path)))
        step = Decimal(1).scaleb(Decimal(told.as_tuple().exponent)) if "." in written else Decimal(1)
        assert measured.quantize(step, rounding=ROUND_HALF_UP) == told, path


@every_golden
def test_the_reasoning_names_the_sections_it_rests_on_and_a_figure_of_what_leads(golden: Golden) -> None:
    assert _SECTION.findall(golden.reasoning)
    assert 3 <= len(re.split(r"(?<=[.])\s+", golden.reasoning)) <= 8
    decision, found = decision_of(golden.name), findings_of(golden.name)
    led = (decision.principal_reasons[0].rule_id,) if decision.principal_reasons else decision.led_by
    if golden.outcome in {Outcome.APPROVE, Outcome.INCOMPLETE}:
        return
    plain = golden.reasoning.replace(",", "")
    for rule_id in led:
        shown = [figure.display for figure in found[rule_id].all_figures()]
        written = [display.replace("$", "").replace(",", "").split(" ")[0].rstrip("%") for display in shown]
        assert not shown or any(re.search(rf"(?<!\d){re.escape(number)}", plain) for number in written), rule_id


def test_every_application_has_its_expectation_and_every_expectation_its_application() -> None:
    stems = [{path.stem for path in (FOLDER / kind).iterdir()} for kind in ("applications", "expected")]
    assert stems[0] == stems[1]
    assert len(stems[0]) >= FEWEST


def test_every_expectation_says_what_its_outcome_asks_for_and_nothing_unknown() -> None:
    for golden in goldens():
        needed = frozenset({"refused"}) if golden.refused else SAYS[golden.outcome]
        assert needed | {"outcome", "reasoning"} <= golden.expected.keys() <= MAY_SAY, golden.name
        assert golden.raw["about"]["shows"] == golden.outcome, golden.name


def test_every_program_and_every_outcome_is_covered_and_every_program_in_most_outcomes() -> None:
    pairs = {(golden.application.program, golden.outcome) for golden in goldens()}
    assert {program for program, _ in pairs} == set(Program)
    assert {outcome for _, outcome in pairs} == set(Outcome)
    for program in Program:
        assert len({outcome for found, outcome in pairs if found is program}) >= 4, program


def test_the_people_are_invented_and_nobody_stands_in_two_files() -> None:
    people = [borrower.identity for golden in goldens() for borrower in golden.application.borrowers]
    numbers = [str(person.ssn) for person in people if person.ssn]
    assert [number for number in numbers if not number.startswith("9")] == []
    for values in (numbers, [golden.application.application_id for golden in goldens()]):
        assert [value for value, count in Counter(values).items() if count > 1] == []
    for golden in goldens():
        assert golden.raw["about"]["why"].endswith(" The people are invented.")
        assert set(re.findall(r"@([\w.-]+)", json.dumps(golden.raw))) <= {"example.com"}
