"""Credit rules: scores, mortgage history, waiting periods, open accounts."""

from typing import Any

import pytest

from builders import borrower, debt
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.credit import (
    collections,
    disputed_accounts,
    judgments,
    minimum_score,
    mortgage_history,
    past_due,
    waiting_periods,
)

PASS, FAIL, REFER, CONDITION = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
)
ARM = {
    "initial_fixed_months": 84,
    "index_percent": "4",
    "margin_percent": "2.75",
    "first_cap_points": "5",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}


def score_of(score: int) -> list[dict[str, Any]]:
    return [{"bureau": "experian", "score": score}]


def event(kind: str, completed_on: str, **changes: Any) -> dict[str, Any]:
    found = {"kind": kind, "completed_on": completed_on, **changes}
    return {"borrowers.0.credit.derogatory_events": [found]}


@pytest.mark.parametrize(
    ("changes", "minimum"),
    [
        pytest.param({}, 620, id="conventional, automated"),
        pytest.param({"underwriting_method": "manual"}, 620, id="conventional, manual, fixed"),
        pytest.param({"underwriting_method": "manual", "loan.arm": ARM}, 640, id="conventional, manual, ARM"),
        pytest.param({"program": "fha"}, 500, id="FHA"),
        pytest.param({"program": "va"}, 580, id="VA"),
    ],
)
def test_a_score_on_the_minimum_passes_and_one_point_less_fails(changes: dict[str, Any], minimum: int) -> None:
    assert outcome(minimum_score, {**changes, "borrowers.0.credit.scores": score_of(minimum)}) is PASS
    below = answer(minimum_score, {**changes, "borrowers.0.credit.scores": score_of(minimum - 1)})
    assert below.outcome is FAIL
    assert below.reason_code is ReasonCode.OTHER_CREDIT_SCORE


def test_a_borrower_without_a_score_goes_to_an_underwriter_and_is_not_declined() -> None:
    found = answer(minimum_score, {"borrowers.0.credit.scores": []})
    assert found.outcome is REFER
    assert found.reason_code is None


def test_one_late_mortgage_payment_of_any_borrower_fails() -> None:
    assert outcome(mortgage_history) is PASS
    late = borrower(credit={"report_date": "2026-02-25", "mortgage_lates_60_days_last_12_months": 1})
    found = answer(mortgage_history, {"borrowers.1": late})
    assert found.outcome is FAIL
    assert found.reason_code is ReasonCode.DELINQUENT_OBLIGATIONS


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


@pytest.mark.parametrize("kind", ["judgment", "tax_lien"])
def test_an_open_judgment_is_paid_at_closing(kind: str) -> None:
    found = answer(judgments, {"debts.1": debt(kind=kind, balance="1", monthly_payment=None)})
    assert found.outcome is CONDITION
    assert found.needs == "Pay off D2 at or before closing."
    assert found.due == "prior_to_closing"


@pytest.mark.parametrize("settled", [{"to_be_paid_at_closing": True}, {"balance": "0"}])
def test_a_judgment_that_is_settled_asks_for_nothing(settled: dict[str, Any]) -> None:
    assert outcome(judgments, {"debts.1": debt(kind="judgment", **settled)}) is PASS


@pytest.mark.parametrize(
    ("changes", "balances", "expected"),
    [
        pytest.param({}, ["90000"], PASS, id="one-unit primary residence: any amount"),
        pytest.param({"property.units": 2}, ["2000", "3000"], PASS, id="two units: 5,000"),
        pytest.param({"property.units": 2}, ["2000", "3000.01"], CONDITION, id="two units: above 5,000"),
        pytest.param({"property.occupancy": "second_home"}, ["5000.01"], CONDITION, id="second home: above 5,000"),
        pytest.param({"property.occupancy": "investment"}, ["249.99"], PASS, id="investment: small"),
        pytest.param({"property.occupancy": "investment"}, ["250"], CONDITION, id="investment: an account of 250"),
        pytest.param({"property.occupancy": "investment"}, ["200"] * 5, PASS, id="investment: 1,000 in all"),
        pytest.param(
            {"property.occupancy": "investment"}, ["200.01"] * 5, CONDITION, id="investment: above 1,000 in all"
        ),
        pytest.param({"underwriting_method": "manual"}, ["1000"], PASS, id="manual: 1,000 in all"),
        pytest.param({"underwriting_method": "manual"}, ["249.99"] * 9, PASS, id="manual: many below 250"),
        pytest.param({"underwriting_method": "manual"}, ["250"] * 5, CONDITION, id="manual: neither"),
        pytest.param({"program": "fha", "underwriting_method": "manual"}, ["9000"], PASS, id="FHA as automated"),
    ],
)
def test_collections_that_may_stay_open(changes: dict[str, Any], balances: list[str], expected: FindingOutcome) -> None:
    accounts = [
        debt(f"C{number}", kind="collection", balance=balance, monthly_payment=None)
        for number, balance in enumerate(balances)
    ]
    assert outcome(collections, {**changes, "debts": accounts}) is expected


def test_medical_collections_are_ignored() -> None:
    medical = debt(kind="collection", balance="9000", monthly_payment=None, medical=True)
    found = answer(collections, {"property.occupancy": "investment", "debts": [medical]})
    assert found.outcome is PASS
    assert "come to $0" in found.statement


def test_past_due_accounts_are_brought_current_unless_they_are_paid_off() -> None:
    assert outcome(past_due) is PASS
    assert outcome(past_due, {"debts.0.past_due_amount": "0.01"}) is CONDITION
    paid = {"debts.0.past_due_amount": "300", "debts.0.to_be_paid_at_closing": True}
    assert outcome(past_due, paid) is PASS


def test_a_disputed_account_goes_to_an_underwriter_and_is_no_mark_against_the_borrower() -> None:
    assert outcome(disputed_accounts) is PASS
    found = answer(disputed_accounts, {"debts.0.disputed": True})
    assert found.outcome is REFER
    assert found.reason_code is None


def test_medical_disputes_and_disputes_over_nothing_need_no_underwriter() -> None:
    assert outcome(disputed_accounts, {"debts.0.disputed": True, "debts.0.medical": True}) is PASS
    assert outcome(disputed_accounts, {"debts.0.disputed": True, "debts.0.balance": "0"}) is PASS


def test_a_judgment_for_a_medical_debt_is_a_judgment() -> None:
    assert outcome(judgments, {"debts.1": debt(kind="judgment", medical=True)}) is CONDITION


def test_on_an_investment_property_only_the_larger_of_few_small_collections_are_paid() -> None:
    small, large = debt("D2", kind="collection", balance="249.99"), debt("D3", kind="collection", balance="250")
    found = answer(collections, {"property.occupancy": "investment", "debts": [small, large]})
    assert found.outcome is CONDITION
    assert found.needs == "Pay off D3 at or before closing."


def test_two_bankruptcies_within_seven_years_go_to_a_person() -> None:
    def filed(*days: str) -> dict[str, Any]:
        events = [{"kind": "chapter_7_bankruptcy", "completed_on": day} for day in days]
        return {"borrowers.0.credit.derogatory_events": events}

    assert outcome(waiting_periods, filed("2021-01-15", "2020-01-15")) is REFER
    assert outcome(waiting_periods, filed("2021-01-15", "2012-01-15")) is PASS
