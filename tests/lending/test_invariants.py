"""What holds for every application, whatever its outcome, tried on random ones. See also `test_properties.py`."""

from collections.abc import Iterator
from random import Random

import pytest

from builders import REMOVED
from casework import stray_numbers
from lending.adverse_action import notices_of
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Decision, Outcome
from lending.findings import Finding, FindingOutcome
from lending.notice import NoticeKind
from lending.principal_reasons import MAXIMUM_PRINCIPAL_REASONS, may_be_given
from lending.reasons import HMDA_CODE, ReasonCode
from lending.stages import Underwriting
from properties import more_income
from random_applications import Changes, changes_of, drawn

FIRST, COUNT, FEW = 100_000, 200, 40
WITH_REASONS = {Outcome.DECLINE, Outcome.COUNTEROFFER}
APPROVED = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})

Underwritten = list[tuple[int, LoanApplication, Underwriting]]


@pytest.fixture(scope="module")
def underwritten() -> Underwritten:
    """Number, application and what the rules say of it, without the search for what would change it."""
    applications = [(seed, drawn(changes_of(seed))) for seed in range(FIRST, FIRST + COUNT)]
    return [(seed, application, underwrite(application, what_if=False)) for seed, application in applications]


@pytest.fixture(scope="module")
def advised() -> Underwritten:
    """A few with what would change them."""
    applications = [(seed, drawn(changes_of(seed))) for seed in range(FIRST, FIRST + FEW)]
    return [(seed, application, underwrite(application)) for seed, application in applications]


def findings(result: Underwriting) -> tuple[Finding, ...]:
    return (*result.intake, *result.compliance, *result.underwriting)


def every_finding(underwritten: Underwritten) -> Iterator[tuple[str, Finding]]:
    return ((f"{found.rule_id} of {seed}", found) for seed, _, result in underwritten for found in findings(result))


def test_every_number_of_a_statement_stands_in_its_figures_or_its_limit(underwritten: Underwritten) -> None:
    for which, found in every_finding(underwritten):
        assert stray_numbers(found) == set(), f"{which}: {found.statement}"


def test_every_finding_says_what_its_outcome_asks_for(underwritten: Underwritten) -> None:
    for which, found in every_finding(underwritten):
        if found.outcome is FindingOutcome.FAIL:
            assert found.reason_code is not None, which
        if found.outcome in {FindingOutcome.REFER, FindingOutcome.CONDITION}:
            assert found.needs, which
        if found.outcome is FindingOutcome.CONDITION:
            assert found.due is not None, which
        if found.outcome in {FindingOutcome.PASS, FindingOutcome.NOT_APPLICABLE}:
            assert found.needs is None, which
        assert found.statement.endswith("."), which


def test_every_rule_speaks_once(underwritten: Underwritten) -> None:
    for seed, _, result in underwritten:
        rules = [found.rule_id for found in findings(result)]
        assert len(set(rules)) == len(rules), seed


def test_a_decision_follows_from_its_findings(underwritten: Underwritten) -> None:
    for seed, _, result in underwritten:
        decision = result.decision
        failed = {found.rule_id: found for found in findings(result) if found.outcome is FindingOutcome.FAIL}
        assert bool(decision.principal_reasons) == (decision.outcome in WITH_REASONS), seed
        assert len(decision.principal_reasons) <= MAXIMUM_PRINCIPAL_REASONS, seed
        for reason in decision.principal_reasons:
            assert failed[reason.rule_id].reason_code in {reason.reason_code, ReasonCode.OTHER_CREDIT_SCORE}, seed
            assert failed[reason.rule_id].statement in reason.text, seed
            assert reason.hmda_code is HMDA_CODE[reason.reason_code], seed
        if decision.outcome in APPROVED:
            assert not failed, seed
            assert not decision.review_items, seed
        if decision.outcome is Outcome.APPROVE_WITH_CONDITIONS:
            assert decision.conditions, seed
        assert {*decision.led_by} <= {found.rule_id for found in findings(result)}, seed


def test_a_notice_states_a_specific_reason_that_a_finding_bears_out(underwritten: Underwritten) -> None:
    for seed, application, result in underwritten:
        failed = {found.rule_id for found in findings(result) if found.outcome is FindingOutcome.FAIL}
        notices = notices_of(application, result.decision)
        assert bool(notices) == (result.decision.outcome in WITH_REASONS or bool(result.decision.requested_items)), seed
        for notice in notices:
            assert {reason.rule_id for reason in notice.reasons} <= failed, seed
            assert may_be_given(notice.reasons) == (notice.kind is not NoticeKind.INCOMPLETENESS), seed
            assert notice.send_by >= application.application_date, seed


def test_every_final_decision_has_its_deadlines_and_what_it_would_be_reported_as(underwritten: Underwritten) -> None:
    for seed, _, result in underwritten:
        assert result.decision.deadlines, seed
        report = result.decision.hmda
        assert report is not None, seed
        assert len(set(report.denial_reasons)) == len(report.denial_reasons) <= 4, seed
        assert bool(report.denial_reasons) == (result.decision.outcome in WITH_REASONS), seed


def test_two_runs_decide_alike_to_the_byte(advised: Underwritten) -> None:
    for seed, _, result in advised:
        assert underwrite(drawn(changes_of(seed))).model_dump_json() == result.model_dump_json(), seed


def test_a_record_read_back_decides_alike(advised: Underwritten) -> None:
    for seed, subject, result in advised:
        again = LoanApplication.model_validate_json(subject.model_dump_json())
        assert again == subject, seed
        assert underwrite(again) == result, seed
        assert Underwriting.model_validate_json(result.model_dump_json()) == result, seed
        assert Decision.model_validate_json(result.decision.model_dump_json()) == result.decision, seed


def _somebody(seed: int) -> Changes:
    """Another person at another address, now and then behind the tokens of intake."""
    random = Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyzéßłØ李"

    def word() -> str:
        return "".join(random.choices(letters, k=random.randint(1, 12)))

    born = f"{random.randint(1930, 2005)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return {
        "borrowers.0.identity.first_name": word(),
        "borrowers.0.identity.last_name": word(),
        "borrowers.0.identity.ssn": random.choice([f"9{random.randint(10_000_000, 99_999_999)}", "[[SSN_1]]"]),
        "borrowers.0.identity.birth_date": random.choice([born, "[[DATE_1]]"]),
        "borrowers.0.identity.current_address": word(),
        "property.street": word(),
        "property.city": word(),
    }


def test_who_the_borrowers_are_changes_nothing(underwritten: Underwritten) -> None:
    for seed, subject, result in underwritten:
        if subject.borrowers[0].identity.birth_date is not None:
            assert underwrite(drawn({**changes_of(seed), **_somebody(seed)}), what_if=False) == result, seed


@pytest.mark.parametrize("field", ["first_name", "last_name", "ssn", "birth_date", "current_address"])
def test_an_identity_with_a_gap_is_incomplete_whatever_else_the_file_shows(field: str) -> None:
    for seed in range(FIRST, FIRST + COUNT // 4):
        result = underwrite(drawn({**changes_of(seed), f"borrowers.0.identity.{field}": REMOVED}))
        assert result.decision.outcome is Outcome.INCOMPLETE, seed


def test_more_income_never_raises_a_debt_to_income_ratio(underwritten: Underwritten) -> None:
    for seed, subject, before in underwritten:
        raised = more_income(subject, Random(seed))
        after = underwrite(raised, what_if=False) if raised is not None else before
        if before.facts is None or after.facts is None:
            continue
        for name in ("front_end_dti", "back_end_dti"):
            first, second = getattr(before.facts.ratios, name), getattr(after.facts.ratios, name)
            assert first is None or (second is not None and second <= first), f"{name} of {seed}"
