"""Deadlines of Regulation B, each on the date that the application's own dates give."""

from datetime import date
from typing import Any

import pytest

from builders import application
from lending.citation import Certainty
from lending.deadlines import deadlines_of, months_after
from lending.decision import Deadline, Decision, Outcome
from lending.findings import Unit
from lending.principal_reasons import PrincipalReason
from lending.reasons import HmdaDenialCode, ReasonCode
from lending.tables import overlays, regulation_b
from lending.tables.dated import DateOutsideTableError

REASON = PrincipalReason(
    reason_code=ReasonCode.EXCESSIVE_OBLIGATIONS,
    text="Excessive obligations in relation to income: too much.",
    hmda_code=HmdaDenialCode.DEBT_TO_INCOME,
    rule_id="capacity.back_end_dti",
)
REQUESTED: dict[str, Any] = {"missing_items": ("Supply the taxes.",), "requested_items": ("Supply the taxes.",)}


def named(decision: Decision, changes: dict[str, Any] | None = None) -> dict[str, Deadline]:
    return {deadline.name: deadline for deadline in deadlines_of(application(changes), decision)}


def dates(outcome: Outcome, changes: dict[str, Any] | None = None, **decided: Any) -> dict[str, str]:
    """Of an application of Monday 2026-03-02 that closes on Wednesday 2026-04-15."""
    decision = Decision(outcome=outcome, **decided)
    return {name: deadline.last_day.display for name, deadline in named(decision, changes).items()}


def test_the_soonest_comes_first() -> None:
    decision = Decision(outcome=Outcome.COUNTEROFFER, principal_reasons=(REASON,))
    days = [str(deadline.last_day.value) for deadline in deadlines_of(application(), decision)]
    assert days == sorted(days)
    assert len(days) == 7


def test_an_approval_is_told_within_30_days() -> None:
    assert dates(Outcome.APPROVE) == {
        "notice_of_action": "2026-04-01",
        "appraisal_notice": "2026-03-05",
        "appraisal_copy": "2026-04-10",
        "records_kept_until": "2028-05-01",
    }


def test_the_30_days_run_from_the_complete_application() -> None:
    later = {"completed_on": "2026-03-20"}
    assert dates(Outcome.DECLINE, later, principal_reasons=(REASON,)) == {
        "notice_of_action": "2026-04-19",
        "reasons_on_request": "2026-07-18",
        "appraisal_notice": "2026-03-05",
        "appraisal_copy": "2026-04-19",
        "records_kept_until": "2028-05-19",
    }


def test_a_counteroffer_has_30_days_to_be_accepted_and_90_to_a_second_notice() -> None:
    assert dates(Outcome.COUNTEROFFER, principal_reasons=(REASON,)) == {
        "notice_of_action": "2026-04-01",
        "offer_open_until": "2026-05-01",
        "second_notice": "2026-05-31",
        "reasons_on_request": "2026-06-30",
        "appraisal_notice": "2026-03-05",
        "appraisal_copy": "2026-04-10",
        "records_kept_until": "2028-05-01",
    }


def test_an_incomplete_application_is_told_within_30_days_of_its_receipt() -> None:
    later = {"completed_on": "2026-03-20", "property.appraisal": None}
    assert dates(Outcome.INCOMPLETE, later, **REQUESTED) == {
        "notice_of_incompleteness": "2026-04-01",
        "items_needed_by": "2026-05-01",
        "appraisal_notice": "2026-03-05",
        "records_kept_until": "2028-05-01",
    }


def test_where_only_the_lender_can_supply_what_is_missing_no_notice_of_incompleteness_is_due() -> None:
    found = dates(Outcome.INCOMPLETE, missing_items=("Obtain the appraised value.",))
    assert found["notice_of_action"] == "2026-04-01"
    assert {"notice_of_incompleteness", "items_needed_by"}.isdisjoint(found)


def test_a_referral_does_not_stop_the_time() -> None:
    found = named(Decision(outcome=Outcome.REFER))["notice_of_action"]
    assert found.last_day.value == date(2026, 4, 1)
    assert "does not stop the time" in found.what


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_own_words_for_the_notice(outcome: Outcome) -> None:
    words = {other: named(Decision(outcome=other))["notice_of_action"].what for other in Outcome}
    assert list(words.values()).count(words[outcome]) == 1


@pytest.mark.parametrize("outcome", [Outcome.DECLINE, Outcome.INCOMPLETE])
def test_without_a_closing_ahead_the_appraisal_goes_out_with_the_notice(outcome: Outcome) -> None:
    assert dates(outcome)["appraisal_copy"] == "2026-04-01"


@pytest.mark.parametrize(
    "outcome", [Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.COUNTEROFFER, Outcome.REFER]
)
def test_with_a_closing_ahead_the_appraisal_is_there_three_business_days_before(outcome: Outcome) -> None:
    assert dates(outcome)["appraisal_copy"] == "2026-04-10"


def test_a_copy_that_was_delivered_is_no_deadline_any_more() -> None:
    delivered = {"property.appraisal.copy_delivered_on": "2026-03-10"}
    assert "appraisal_copy" not in dates(Outcome.APPROVE, delivered)
    assert "appraisal_notice" in dates(Outcome.APPROVE, delivered)


def test_the_valuations_rule_speaks_of_first_liens_only() -> None:
    found = dates(Outcome.APPROVE, {"loan.lien": "subordinate"})
    assert set(found) == {"notice_of_action", "records_kept_until"}


def test_a_deadline_names_its_rule_and_is_a_date() -> None:
    decision = Decision(outcome=Outcome.COUNTEROFFER, principal_reasons=(REASON,))
    found = named(decision)
    assert {name: deadline.citation.section for name, deadline in found.items()} == {
        "notice_of_action": "12 CFR 1002.9(a)(1)(i)",
        "offer_open_until": "the lender's own time to answer",
        "second_notice": "12 CFR 1002.9(a)(1)(iv)",
        "reasons_on_request": "12 CFR 1002.9(a)(2)(ii)",
        "appraisal_notice": "12 CFR 1002.14(a)(2)",
        "appraisal_copy": "12 CFR 1002.14(a)(1)",
        "records_kept_until": "12 CFR 1002.12(b)(1)",
    }
    assert found["offer_open_until"].citation.certainty is Certainty.OVERLAY
    assert all(deadline.last_day.unit is Unit.DATE for deadline in found.values())
    assert "within 60 days" in found["reasons_on_request"].what
    assert "within 30." in found["reasons_on_request"].what


@pytest.mark.parametrize("received", ["2026-07-20", "2026-07-21"])
def test_the_change_of_2026_07_21_leaves_the_deadlines_alone(received: str) -> None:
    changes = {
        "application_date": received,
        "loan.expected_closing_date": "2026-09-10",
        "loan.rate_lock_date": received,
    }
    first = date.fromisoformat(received)
    found = named(Decision(outcome=Outcome.APPROVE), changes)["notice_of_action"]
    assert (found.last_day.value, found.citation.section) == (
        date.fromordinal(first.toordinal() + 30),
        "12 CFR 1002.9(a)(1)(i)",
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 4, 1), 25, date(2028, 5, 1)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), 25, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_an_application_of_before_the_rules_is_refused() -> None:
    old = application().model_copy(update={"application_date": date(2011, 12, 29)})
    with pytest.raises(DateOutsideTableError, match="records are kept"):
        deadlines_of(old, Decision(outcome=Outcome.APPROVE))


def test_the_rules_reach_as_far_back_as_the_lender_takes_applications() -> None:
    """A decision never lacks its deadlines: intake refuses an earlier date, by the lender's own table."""
    first = overlays.OVERLAYS.rows[0].effective_from
    assert regulation_b.APPRAISAL_COPY_BUSINESS_DAYS.on(first).value == 3
    assert regulation_b.ACTION_DAYS.on(first).value == 30
