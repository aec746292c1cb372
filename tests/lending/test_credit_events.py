"""Bankruptcies and foreclosures: how long ago they must lie, and what a plan still being repaid needs."""

from typing import Any

import pytest

from builders import REMOVED, borrower
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.credit_events import repayment_plan, waiting_periods

PASS, FAIL, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)
EVENTS = "borrowers.0.credit.derogatory_events"
EXTENUATING = {"extenuating_circumstances_documented": True}


def event(kind: str, completed_on: str, **changes: Any) -> dict[str, Any]:
    found = {"kind": kind, "completed_on": completed_on, **changes}
    return {"borrowers.0.credit.derogatory_events": [found]}


@pytest.mark.parametrize(
    ("program", "kind", "met", "a_day_short"),
    [
        ("conventional", "chapter_7_bankruptcy", "2022-04-15", "2022-04-16"),
        ("conventional", "chapter_11_bankruptcy", "2022-04-15", "2022-04-16"),
        ("conventional", "chapter_13_discharged", "2024-04-15", "2024-04-16"),
        ("conventional", "chapter_13_dismissed", "2022-04-15", "2022-04-16"),
        ("conventional", "foreclosure", "2019-04-15", "2019-04-16"),
        ("conventional", "deed_in_lieu", "2022-04-15", "2022-04-16"),
        ("conventional", "short_sale", "2022-04-15", "2022-04-16"),
        ("conventional", "mortgage_charge_off", "2022-04-15", "2022-04-16"),
        ("fha", "chapter_7_bankruptcy", "2024-04-15", "2024-04-16"),
        ("fha", "chapter_11_bankruptcy", "2024-04-15", "2024-04-16"),
        ("fha", "chapter_13_discharged", "2025-04-15", "2025-04-16"),
        ("fha", "foreclosure", "2023-04-15", "2023-04-16"),
        ("fha", "mortgage_charge_off", "2023-04-15", "2023-04-16"),
        ("va", "chapter_11_bankruptcy", "2024-04-15", "2024-04-16"),
        ("va", "chapter_13_dismissed", "2025-04-15", "2025-04-16"),
        ("va", "short_sale", "2024-04-15", "2024-04-16"),
        ("va", "mortgage_charge_off", "2024-04-15", "2024-04-16"),
    ],
)
def test_a_waiting_period_that_ends_on_the_closing_date_is_met(
    program: str, kind: str, met: str, a_day_short: str
) -> None:
    assert outcome(waiting_periods, {"program": program, **event(kind, met)}) is PASS
    assert outcome(waiting_periods, {"program": program, **event(kind, a_day_short)}) is FAIL


def test_documented_extenuating_circumstances_shorten_a_conventional_period_for_a_person_to_confirm() -> None:
    two_years_ago = event("chapter_7_bankruptcy", "2024-04-15", extenuating_circumstances_documented=True)
    assert outcome(waiting_periods, two_years_ago) is REFER
    a_day_less = event("chapter_7_bankruptcy", "2024-04-16", extenuating_circumstances_documented=True)
    assert outcome(waiting_periods, a_day_less) is FAIL
    four_years_ago = event("chapter_7_bankruptcy", "2022-04-15", extenuating_circumstances_documented=True)
    assert outcome(waiting_periods, four_years_ago) is PASS
    one_year_ago = event("chapter_7_bankruptcy", "2025-04-15", extenuating_circumstances_documented=True)
    assert outcome(waiting_periods, {"program": "fha", **one_year_ago}) is FAIL


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("chapter_13_dismissed", ReasonCode.BANKRUPTCY),
        ("chapter_11_bankruptcy", ReasonCode.BANKRUPTCY),
        ("foreclosure", ReasonCode.FORECLOSURE_OR_REPOSSESSION),
        ("short_sale", ReasonCode.FORECLOSURE_OR_REPOSSESSION),
    ],
)
def test_the_reason_follows_the_event(kind: str, reason: ReasonCode) -> None:
    found = answer(waiting_periods, event(kind, "2026-01-15"))
    assert found.reason_code is reason
    assert "3 months" in found.statement


def test_the_event_furthest_from_its_period_decides() -> None:
    events = [
        {"kind": "foreclosure", "completed_on": "2018-01-01"},
        {"kind": "chapter_7_bankruptcy", "completed_on": "2024-01-01"},
        {"kind": "short_sale", "completed_on": "2023-01-01"},
    ]
    found = answer(waiting_periods, {"borrowers.0.credit.derogatory_events": events})
    assert found.outcome is FAIL
    assert "chapter seven bankruptcy" in found.statement


def test_a_clean_report_has_nothing_to_wait_for() -> None:
    assert outcome(waiting_periods) is PASS


def foreclosure(completed_on: str, **changes: Any) -> dict[str, Any]:
    return {**event("foreclosure", completed_on, **EXTENUATING), **changes}


REFINANCE = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "290000"}
CASH_OUT = {**REFINANCE, "loan.purpose": "cash_out_refinance", "loan.payoff_amount": "200000"}
SECOND_LIEN = [{"lien_id": "L", "balance": "20000", "monthly_payment": "150"}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"loan.amount": "360000"}, REFER, id="LTV of 90 percent"),
        pytest.param({"loan.amount": "360040"}, FAIL, id="LTV of 90.01 percent"),
        pytest.param({"loan.amount": "345000", "loan.subordinate_liens": SECOND_LIEN}, FAIL, id="CLTV above 90"),
        pytest.param(REFINANCE, REFER, id="refinance without cash out"),
        pytest.param({**REFINANCE, "property.occupancy": "investment"}, REFER, id="of any occupancy"),
        pytest.param(CASH_OUT, FAIL, id="cash-out"),
        pytest.param({"property.occupancy": "second_home"}, FAIL, id="purchase of a second home"),
    ],
)
def test_extenuating_circumstances_shorten_a_foreclosures_period_for_some_loans_only(
    changes: dict[str, Any], expected: FindingOutcome
) -> None:
    """Closing is on 15 April 2026, three years after the foreclosure to the day."""
    found = answer(waiting_periods, foreclosure("2023-04-15", **changes))
    assert found.outcome is expected
    assert ("highest LTV" in " ".join(figure.label for figure in found.figures)) == (expected is FAIL)
    assert ("Extenuating circumstances shorten" in found.statement) == (expected is FAIL)


def test_three_years_after_a_foreclosure_are_needed_even_so() -> None:
    found = answer(waiting_periods, foreclosure("2023-04-16"))
    assert found.outcome is FAIL
    assert found.limit is not None
    assert found.limit.value == 36
    assert "Extenuating" not in found.statement


def test_after_seven_years_a_foreclosure_limits_no_loan() -> None:
    assert outcome(waiting_periods, foreclosure("2019-04-15", **CASH_OUT)) is PASS


def test_without_extenuating_circumstances_the_statement_speaks_of_none() -> None:
    assert "Extenuating" not in answer(waiting_periods, event("foreclosure", "2023-04-15")).statement


def filed(*days: str, **changes: Any) -> dict[str, Any]:
    return {EVENTS: [{"kind": "chapter_7_bankruptcy", "completed_on": day, **changes} for day in days]}


@pytest.mark.parametrize(
    ("days", "changes", "expected"),
    [
        pytest.param(("2021-04-15", "2020-01-15"), {}, PASS, id="five years after the last"),
        pytest.param(("2020-01-15", "2021-04-16"), {}, FAIL, id="a day less"),
        pytest.param(("2023-04-15", "2020-01-15"), EXTENUATING, REFER, id="three years, extenuating circumstances"),
        pytest.param(("2023-04-16", "2020-01-15"), EXTENUATING, FAIL, id="a day less, extenuating circumstances"),
        pytest.param(("2021-04-16", "2019-03-02"), {}, PASS, id="the first exactly seven years before application"),
        pytest.param(("2021-04-16", "2019-03-03"), {}, FAIL, id="the first within seven years"),
    ],
)
def test_several_bankruptcies_of_one_borrower_lengthen_the_conventional_period(
    days: tuple[str, ...], changes: dict[str, Any], expected: FindingOutcome
) -> None:
    found = answer(waiting_periods, filed(*days, **changes))
    assert found.outcome is expected
    if expected is FAIL:
        assert found.reason_code is ReasonCode.BANKRUPTCY
        assert "last of several bankruptcies" in found.statement
        assert [figure.value for figure in found.figures if figure.name == "bankruptcies"] == [2]


def test_only_the_newest_filing_has_to_be_extenuated() -> None:
    newest = {"kind": "chapter_7_bankruptcy", "completed_on": "2023-04-15"}
    before = {"kind": "chapter_13_dismissed", "completed_on": "2020-01-15"}
    assert outcome(waiting_periods, {EVENTS: [{**newest, **EXTENUATING}, before]}) is REFER
    assert outcome(waiting_periods, {EVENTS: [newest, {**before, **EXTENUATING}]}) is FAIL


def test_bankruptcies_of_two_borrowers_do_not_add_up() -> None:
    other = borrower(**{"credit.derogatory_events": filed("2021-01-15")[EVENTS]})
    assert outcome(waiting_periods, {**filed("2020-01-15"), "borrowers.1": other}) is PASS


@pytest.mark.parametrize("program", ["fha", "va"])
def test_where_a_program_has_no_period_after_several_bankruptcies_a_person_finds_it(program: str) -> None:
    found = answer(waiting_periods, {"program": program, **filed("2021-01-15", "2020-01-15")})
    assert found.outcome is REFER
    assert found.figures[0].value == 2
    too_soon = {"program": program, **filed("2024-04-16", "2020-01-15")}
    assert outcome(waiting_periods, too_soon) is FAIL


def test_another_event_may_still_be_the_worst_after_several_bankruptcies() -> None:
    events = [*filed("2020-06-15", "2020-01-15")[EVENTS], {"kind": "foreclosure", "completed_on": "2020-01-15"}]
    found = answer(waiting_periods, {EVENTS: events})
    assert found.outcome is FAIL
    assert found.reason_code is ReasonCode.FORECLOSURE_OR_REPOSSESSION


def plan(began_on: str, **changes: Any) -> dict[str, Any]:
    return event("chapter_13_in_repayment", began_on, **changes)


KEPT = {"paid_as_agreed_with_court_permission": True}


@pytest.mark.parametrize("program", ["conventional", "high_balance", "jumbo"])
def test_a_plan_that_is_still_being_repaid_declines_a_conventional_loan(program: str) -> None:
    found = answer(repayment_plan, {"program": program, **plan("2020-01-15", **KEPT)})
    assert found.outcome is FAIL
    assert found.reason_code is ReasonCode.BANKRUPTCY


@pytest.mark.parametrize("program", ["fha", "va", "usda"])
@pytest.mark.parametrize(
    ("began_on", "changes", "expected"),
    [
        pytest.param("2025-04-15", KEPT, PASS, id="twelve months, on time, with permission"),
        pytest.param("2025-04-15", {}, REFER, id="not shown"),
        pytest.param("2025-04-16", KEPT, FAIL, id="a day less"),
        pytest.param("2025-04-16", {}, FAIL, id="a day less, not shown"),
    ],
)
def test_twelve_months_of_a_plan_paid_on_time_with_the_courts_permission_are_enough_for_government_loans(
    program: str, began_on: str, changes: dict[str, Any], expected: FindingOutcome
) -> None:
    found = answer(repayment_plan, {"program": program, **plan(began_on, **changes)})
    assert found.outcome is expected
    assert found.reason_code is ReasonCode.BANKRUPTCY


def test_the_youngest_plan_of_two_borrowers_counts_and_both_must_be_kept() -> None:
    other = borrower(**{"credit.derogatory_events": plan("2025-04-16", **KEPT)[EVENTS]})
    both = {"program": "fha", **plan("2024-01-15", **KEPT), "borrowers.1": other}
    assert outcome(repayment_plan, both) is FAIL
    other = borrower(**{"credit.derogatory_events": plan("2024-01-15")[EVENTS]})
    assert outcome(repayment_plan, {**both, "borrowers.1": other}) is REFER


def test_without_a_plan_there_is_nothing_to_ask() -> None:
    assert outcome(repayment_plan) is NOT_APPLICABLE
    assert outcome(waiting_periods, plan("2026-01-15")) is PASS
