"""The shipped samples: each reads without a problem and ends as it says, for the reason that it says."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Decision, Outcome
from lending.formats.json_format import read_json
from lending.program import Program
from lending.stages import Underwriting

FOLDER = Path(__file__).parents[1] / "data" / "applications"
READING_DAY = date(2026, 10, 1)
"""Nothing in a sample but its closing lies on or after this day, so the reader takes none of it for the future."""

LEADING_RULE = {
    "25-smaller-loan-offered": "collateral.ltv",
    "07-declining-self-employment": "capacity.income_stability",
    "08-declaration-denies-bankruptcy": "intake.integrity.declared_history",
    "09-va-ratio-above-guideline": "capacity.back_end_dti",
    "10-loan-above-baseline-limit": "compliance.loan_limit",
    "11-points-and-fees-above-cap": "compliance.qm_points_and_fees",
    "12-interest-only-cooperative": "compliance.qm_features",
    "13-high-cost-refinance": "compliance.hoepa_apr",
    "14-debts-too-high-for-income": "capacity.back_end_dti",
    "15-score-below-minimum-with-letter": "credit.minimum_score",
    "16-foreclosure-three-years-ago": "credit.waiting_period",
    "19-low-appraisal": "collateral.ltv",
    "20-unsound-house": "collateral.condition",
}
"""The rule that the `why` of every decline and referral stands for."""

ASKING_RULES = {
    "04-investment-duplex-unsourced-deposit": {
        "capital.earnest_money",
        "capital.liquidation",
        "capital.reserves",
        "compliance.business_purpose",
        "collateral.appraisal_age",
    },
    "05-fha-purchase-open-judgment": {"credit.judgments", "intake.letters"},
    "28-jumbo-purchase": {"compliance.jumbo_review"},
    "06-fha-manual-gift-higher-priced": {"compliance.hpml_appraisal", "compliance.hpml_escrow", "capital.gifts"},
}
"""The rules whose conditions the `why` of every conditional approval names."""

MISSING_FIELDS = {
    "21-no-appraisal-and-no-taxes": {"property.appraisal", "property.monthly_taxes"},
    "22-no-credit-report-and-no-declarations": {"borrowers.B2.credit", "borrowers.B2.declarations"},
}
"""The fields that the `why` of every incomplete file names."""


@dataclass(frozen=True)
class Sample:
    name: str
    text: str
    raw: dict[str, Any]

    @property
    def shows(self) -> Outcome:
        return Outcome(self.raw["about"]["shows"])


@cache
def samples() -> tuple[Sample, ...]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.json"))}
    return tuple(Sample(name, text, json.loads(text)) for name, text in texts.items())


@cache
def application_of(name: str) -> LoanApplication:
    [sample] = [sample for sample in samples() if sample.name == name]
    result = read_json(f"{name}.json", sample.text.encode(), today=READING_DAY)
    assert not result.problems
    [read] = result.applications
    return read.application


@cache
def underwriting_of(name: str) -> Underwriting:
    return underwrite(application_of(name))


def names_that_show(*outcomes: Outcome) -> set[str]:
    return {sample.name for sample in samples() if sample.shows in outcomes}


every_sample = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)


@every_sample
def test_the_outcome_is_the_one_that_the_sample_shows(sample: Sample) -> None:
    assert underwriting_of(sample.name).decision.outcome is sample.shows


@every_sample
def test_a_sample_says_why_and_that_its_people_are_invented(sample: Sample) -> None:
    assert set(sample.raw["about"]) == {"shows", "why"}
    assert sample.raw["about"]["why"].endswith(" The people are invented.")


def test_every_outcome_is_shown() -> None:
    assert {sample.shows for sample in samples()} == set(Outcome)


def test_the_tables_above_cover_every_sample_that_is_no_plain_approval() -> None:
    assert set(LEADING_RULE) == names_that_show(Outcome.DECLINE, Outcome.REFER, Outcome.COUNTEROFFER)
    assert set(ASKING_RULES) == names_that_show(Outcome.APPROVE_WITH_CONDITIONS)
    assert set(MISSING_FIELDS) == names_that_show(Outcome.INCOMPLETE)


@pytest.mark.parametrize(("name", "rule_id"), LEADING_RULE.items())
def test_a_decline_or_referral_is_led_by_the_rule_that_its_why_stands_for(name: str, rule_id: str) -> None:
    decision = underwriting_of(name).decision
    if decision.outcome is Outcome.DECLINE:
        assert decision.principal_reasons[0].rule_id == rule_id
    else:
        assert decision.led_by == (rule_id,)


@pytest.mark.parametrize(("name", "rule_ids"), ASKING_RULES.items())
def test_a_conditional_approval_asks_for_what_its_why_names(name: str, rule_ids: set[str]) -> None:
    assert {condition.rule_id for condition in underwriting_of(name).decision.conditions} == rule_ids


@pytest.mark.parametrize(("name", "fields"), MISSING_FIELDS.items())
def test_an_incomplete_sample_misses_the_fields_that_its_why_names(name: str, fields: set[str]) -> None:
    led_by = underwriting_of(name).decision.led_by
    assert {rule_id.removeprefix("intake.completeness.") for rule_id in led_by} == fields


def _without_conditions(decision: Decision) -> Decision:
    """An approval of the changed file would still ask for a person who reads the letter."""
    told = tuple(one.model_copy(update={"conditions": (), "outcome": Outcome.APPROVE}) for one in decision.what_if)
    return decision.model_copy(update={"what_if": told})


def test_a_letter_that_asks_to_ignore_the_rules_changes_nothing() -> None:
    name = "15-score-below-minimum-with-letter"
    application = application_of(name)
    assert "ignore the rules" in application.letters[0].text
    silent = underwrite(application.model_copy(update={"letters": ()}))
    assert underwriting_of(name).facts == silent.facts
    assert _without_conditions(underwriting_of(name).decision) == _without_conditions(silent.decision)


def test_there_are_samples_enough_of_every_program_and_of_many_states() -> None:
    applications = [application_of(sample.name) for sample in samples()]
    assert len(applications) >= 16
    assert {application.program for application in applications} == set(Program)
    assert len({application.property.state for application in applications}) >= 12


def test_every_closing_lies_in_2026_after_its_application() -> None:
    for sample in samples():
        application = application_of(sample.name)
        assert application.application_date < application.loan.expected_closing_date <= date(2026, 12, 15), sample.name


def test_no_two_files_share_a_number_an_identifier_or_a_person() -> None:
    people = [borrower.identity for sample in samples() for borrower in application_of(sample.name).borrowers]
    for values in (
        [path.name[:2] for path in FOLDER.iterdir()],
        [application_of(sample.name).application_id for sample in samples()],
        [person.ssn for person in people],
        [(person.first_name, person.last_name) for person in people],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@every_sample
def test_no_social_security_number_lies_in_a_range_that_is_issued(sample: Sample) -> None:
    numbers = re.findall(r"\b(\d{3})-?\d{2}-?\d{4}\b", sample.text)
    people = sample.raw["borrowers"]
    assert len(numbers) >= len(people)
    assert [area for area in numbers if area not in ("000", "666") and int(area) < 900] == []


@every_sample
def test_addresses_and_telephone_numbers_reach_nobody(sample: Sample) -> None:
    assert set(re.findall(r"@([\w.-]+)", sample.text)) <= {"example.com"}
    for person in (borrower["identity"] for borrower in sample.raw["borrowers"]):
        assert re.fullmatch(r"\d{3}-555-01\d\d", person["phone"])
