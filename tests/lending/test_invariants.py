"""What holds for every application, tried on random ones."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from builders import REMOVED, asset
from casework import stray_numbers
from lending.application import LoanApplication
from lending.core import Underwriting, underwrite
from lending.decision import MAXIMUM_PRINCIPAL_REASONS, Decision, Outcome
from lending.findings import Finding, FindingOutcome
from lending.reasons import HMDA_CODE
from random_applications import APPLICATIONS, SOUND, Changes, days, dollars, drawn

RANDOM = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
WITH_REASONS = {Outcome.DECLINE, Outcome.INCOMPLETE, Outcome.COUNTEROFFER}
ADVERSE = frozenset({Outcome.DECLINE, Outcome.COUNTEROFFER, Outcome.INCOMPLETE})
APPROVED = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})


def findings(result: Underwriting) -> tuple[Finding, ...]:
    return (*result.intake, *result.compliance, *result.underwriting)


@given(APPLICATIONS)
@RANDOM
def test_every_number_of_a_statement_stands_in_its_figures_or_its_limit(changes: Changes) -> None:
    for found in findings(underwrite(drawn(changes))):
        assert stray_numbers(found) == set(), f"{found.rule_id}: {found.statement}"


@given(APPLICATIONS)
@RANDOM
def test_every_finding_says_what_its_outcome_asks_for(changes: Changes) -> None:
    result = underwrite(drawn(changes))
    rules = [found.rule_id for found in findings(result)]
    assert len(set(rules)) == len(rules)
    for found in findings(result):
        if found.outcome is FindingOutcome.FAIL:
            assert found.reason_code is not None, found.rule_id
        if found.outcome in {FindingOutcome.REFER, FindingOutcome.CONDITION}:
            assert found.needs, found.rule_id
        if found.outcome is FindingOutcome.CONDITION:
            assert found.due is not None, found.rule_id
        if found.outcome in {FindingOutcome.PASS, FindingOutcome.NOT_APPLICABLE}:
            assert found.needs is None, found.rule_id
        assert found.statement.endswith(".")


@given(APPLICATIONS)
@RANDOM
def test_a_decision_follows_from_its_findings(changes: Changes) -> None:
    result = underwrite(drawn(changes))
    decision = result.decision
    failed = {found.rule_id: found for found in findings(result) if found.outcome is FindingOutcome.FAIL}
    assert bool(decision.principal_reasons) == (decision.outcome in WITH_REASONS)
    assert len(decision.principal_reasons) <= MAXIMUM_PRINCIPAL_REASONS
    for reason in decision.principal_reasons:
        assert failed[reason.rule_id].reason_code is reason.reason_code
        assert failed[reason.rule_id].statement in reason.text
        assert reason.hmda_code is HMDA_CODE[reason.reason_code]
    if decision.outcome in APPROVED:
        assert not failed
        assert not decision.review_items
    if decision.outcome is Outcome.APPROVE_WITH_CONDITIONS:
        assert decision.conditions
    assert {*decision.led_by} <= {found.rule_id for found in findings(result)}


@given(APPLICATIONS)
@RANDOM
def test_two_runs_decide_alike_to_the_byte(changes: Changes) -> None:
    first, second = (underwrite(drawn(changes)).model_dump_json() for _ in range(2))
    assert first == second


@given(APPLICATIONS)
@RANDOM
def test_a_record_read_back_decides_alike(changes: Changes) -> None:
    subject = drawn(changes)
    again = LoanApplication.model_validate_json(subject.model_dump_json())
    assert again == subject
    result = underwrite(again)
    assert Underwriting.model_validate_json(result.model_dump_json()) == result
    assert Decision.model_validate_json(result.decision.model_dump_json()) == result.decision


SSNS = st.from_regex(r"9[0-9]{2}-[0-9]{2}-[0-9]{4}", fullmatch=True) | st.just("[[SSN_1]]")
WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)


@given(
    APPLICATIONS,
    st.fixed_dictionaries(
        {
            "borrower_id": st.just("B1"),
            "ethnicity": st.lists(WORDS, max_size=3),
            "race": st.lists(WORDS, max_size=3),
            "sex": st.lists(WORDS, max_size=2),
        }
    ),
)
@RANDOM
def test_demographic_data_changes_nothing(changes: Changes, demographics: Changes) -> None:
    assert underwrite(drawn({**changes, "demographics": [demographics]})) == underwrite(drawn(changes))


@given(
    APPLICATIONS,
    st.fixed_dictionaries(
        {
            "borrowers.0.identity.first_name": WORDS,
            "borrowers.0.identity.last_name": WORDS,
            "borrowers.0.identity.ssn": st.from_regex(r"9[0-9]{2}-[0-9]{2}-[0-9]{4}", fullmatch=True)
            | st.just("[[SSN_1]]"),
            "borrowers.0.identity.birth_date": days(1930, 2005) | st.just("[[DATE_1]]"),
            "borrowers.0.identity.current_address": WORDS,
            "property.street": WORDS,
            "property.city": WORDS,
        }
    ),
)
@RANDOM
def test_who_the_borrowers_are_changes_nothing(changes: Changes, identity: Changes) -> None:
    assert underwrite(drawn({**changes, **identity})) == underwrite(drawn(changes))


@given(APPLICATIONS, st.sampled_from(["first_name", "last_name", "ssn", "birth_date", "current_address"]))
@RANDOM
def test_an_identity_with_a_gap_is_incomplete_whatever_else_the_file_shows(changes: Changes, field: str) -> None:
    result = underwrite(drawn({**changes, f"borrowers.0.identity.{field}": REMOVED}))
    assert result.decision.outcome is Outcome.INCOMPLETE


@given(SOUND, dollars(1, 20_000))
@RANDOM
def test_more_income_never_undoes_an_approval(changes: Changes, more: str) -> None:
    raised = str(Decimal(changes["borrowers.0.incomes.0.pay"]) + Decimal(more))
    before = underwrite(drawn(changes))
    after = underwrite(drawn({**changes, "borrowers.0.incomes.0.pay": raised}))
    assert before.facts is not None
    assert after.facts is not None
    dti_before, dti_after = before.facts.ratios.back_end_dti, after.facts.ratios.back_end_dti
    assert dti_before is not None
    assert dti_after is not None
    assert dti_after <= dti_before
    if before.decision.outcome in APPROVED:
        assert after.decision.outcome in APPROVED


@given(SOUND, dollars(1, 100_000))
@RANDOM
def test_more_savings_never_undo_an_approval(changes: Changes, more: str) -> None:
    with_more = drawn({**changes, "assets.1": asset(balance=more)})
    if underwrite(drawn(changes)).decision.outcome in APPROVED:
        assert underwrite(with_more).decision.outcome in APPROVED


@given(SOUND, st.integers(1, 50))
@RANDOM
def test_a_better_score_never_undoes_an_approval(changes: Changes, points: int) -> None:
    score = changes["borrowers.0.credit.scores"][0]["score"] + points
    better = drawn({**changes, "borrowers.0.credit.scores": [{"bureau": "equifax", "score": score}]})
    if underwrite(drawn(changes)).decision.outcome in APPROVED:
        assert underwrite(better).decision.outcome in APPROVED


@pytest.mark.parametrize("outcome", Outcome)
def test_random_applications_reach_every_outcome(outcome: Outcome) -> None:
    """The properties above would be hollow if every random application were declined."""
    tried = settings(RANDOM, max_examples=1500, phases=[Phase.generate])
    find(APPLICATIONS, lambda changes: underwrite(drawn(changes)).decision.outcome is outcome, settings=tried)


def test_many_sound_applications_are_approved() -> None:
    """As above, for the properties that speak of approvals."""
    outcomes: list[Outcome] = []

    @given(SOUND)
    @settings(RANDOM, phases=[Phase.generate])
    def collect(changes: Changes) -> None:
        outcomes.append(underwrite(drawn(changes)).decision.outcome)

    collect()
    assert sum(outcome in APPROVED for outcome in outcomes) >= len(outcomes) // 10
