"""Credit rules: scores, mortgage history, waiting periods, open accounts."""

from typing import Any

import pytest

from builders import REMOVED, borrower, debt
from casework import answer, outcome
from lending.findings import FindingOutcome, Unit
from lending.reasons import ReasonCode
from lending.underwriting.credit import (
    collections,
    credit_depth,
    disputed_accounts,
    judgments,
    minimum_score,
    mortgage_history,
    past_due,
)

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
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


def test_the_programs_score_for_a_person_fails_nothing() -> None:
    """USDA sets no minimum; the lender's guide is 640."""
    usda = {"program": "usda", "borrowers.0.credit.scores": score_of(639)}
    found = answer(minimum_score, usda)
    assert found.outcome is REFER
    assert found.needs == "An underwriter weighs the credit history behind the score."
    assert outcome(minimum_score, {**usda, "borrowers.0.credit.scores": score_of(640)}) is PASS


FACTORS = ["Proportion of balances to credit limits is too high", "Too many inquiries last 12 months"]


def key_factors(changes: dict[str, Any]) -> list[str]:
    return [f.display for f in answer(minimum_score, changes).figures if f.name.startswith("key_factor_")]


def test_a_score_that_fails_carries_the_key_factors_of_the_score_that_decided() -> None:
    scores = [
        {"bureau": "equifax", "score": 640, "key_factors": ["Another bureau's factor"]},
        {"bureau": "experian", "score": 600, "key_factors": FACTORS},
        {"bureau": "transunion", "score": 590},
    ]
    changes = {"borrowers.0.credit.scores": scores}
    assert key_factors(changes) == FACTORS
    names = [figure.name for figure in answer(minimum_score, changes).figures]
    assert names == ["credit_score", "key_factor_1", "key_factor_2"]
    assert all(f.unit is Unit.TEXT for f in answer(minimum_score, changes).figures[1:])


def test_the_key_factors_are_those_of_the_borrower_with_the_lowest_score() -> None:
    reported: dict[str, Any] = {"credit.scores": [{"bureau": "experian", "score": 601, "key_factors": ["Second"]}]}
    second = borrower(**reported)
    first = [{"bureau": "experian", "score": 602, "key_factors": ["First"]}]
    changes = {"borrowers.0.credit.scores": first, "borrowers.1": second}
    assert key_factors(changes) == ["Second"]
    assert key_factors({**changes, "underwriting_method": "manual"}) == ["Second"]


def test_of_two_equal_scores_the_one_that_names_its_factors_speaks() -> None:
    scores = [
        {"bureau": "equifax", "score": 600},
        {"bureau": "experian", "score": 600, "key_factors": ["Named"]},
        {"bureau": "transunion", "score": 700},
    ]
    assert key_factors({"borrowers.0.credit.scores": scores}) == ["Named"]


def test_a_score_that_passes_needs_no_factors() -> None:
    passing = [{"bureau": "experian", "score": 620, "key_factors": FACTORS}]
    assert key_factors({"borrowers.0.credit.scores": passing}) == []
    assert key_factors({"borrowers.0.credit.scores": score_of(619)}) == []


def test_a_borrower_without_a_score_goes_to_an_underwriter_and_is_not_declined() -> None:
    assert outcome(minimum_score, {"borrowers.0.credit.scores": []}) is NOT_APPLICABLE
    found = answer(credit_depth, {"borrowers.0.credit.scores": []})
    assert found.outcome is REFER
    assert found.reason_code is ReasonCode.LIMITED_CREDIT_EXPERIENCE
    assert found.needs is not None
    assert "rent" in found.needs


@pytest.mark.parametrize(
    ("credit", "method", "expected", "reason"),
    [
        pytest.param({"scores": [], "tradelines": 0}, "automated", REFER, ReasonCode.NO_CREDIT_FILE, id="no file"),
        pytest.param(
            {"scores": [], "tradelines": 1}, "automated", REFER, ReasonCode.LIMITED_CREDIT_EXPERIENCE, id="no score"
        ),
        pytest.param({"tradelines": 0}, "automated", PASS, None, id="a score from closed accounts"),
        pytest.param(
            {"tradelines": 2}, "manual", REFER, ReasonCode.LIMITED_CREDIT_EXPERIENCE, id="two accounts, manual"
        ),
        pytest.param({"tradelines": 3}, "manual", PASS, None, id="three accounts, manual"),
        pytest.param({"tradelines": 2}, "automated", PASS, None, id="two accounts, automated"),
        pytest.param({}, "manual", PASS, None, id="the file does not count them"),
    ],
)
def test_no_credit_file_and_few_accounts(
    credit: dict[str, Any], method: str, expected: FindingOutcome, reason: ReasonCode | None
) -> None:
    changes = {f"borrowers.0.credit.{name}": value for name, value in credit.items()}
    found = answer(credit_depth, {**changes, "underwriting_method": method})
    assert (found.outcome, found.reason_code) == (expected, reason)


def test_the_shortest_report_of_a_manual_file_counts() -> None:
    few: dict[str, Any] = {"credit.tradelines": 2}
    changes = {
        "underwriting_method": "manual",
        "borrowers.0.credit.tradelines": 9,
        "borrowers.1": borrower(**few),
    }
    assert answer(credit_depth, changes).figures[0].value == 2


def test_one_late_mortgage_payment_of_any_borrower_fails() -> None:
    assert outcome(mortgage_history) is PASS
    late = borrower(credit={"report_date": "2026-02-25", "mortgage_lates_60_days_last_12_months": 1})
    found = answer(mortgage_history, {"borrowers.1": late})
    assert found.outcome is FAIL
    assert found.reason_code is ReasonCode.DELINQUENT_OBLIGATIONS


@pytest.mark.parametrize(
    ("changes", "lates", "expected"),
    [
        pytest.param({"program": "fha", "underwriting_method": "manual"}, 1, REFER, id="FHA, manual"),
        pytest.param({"program": "fha", "underwriting_method": "manual"}, 0, PASS, id="FHA, manual, none"),
        pytest.param({"program": "fha"}, 1, PASS, id="FHA, automated purchase"),
        pytest.param(
            {
                "program": "fha",
                "loan.purpose": "cash_out_refinance",
                "loan.purchase_price": REMOVED,
                "loan.payoff_amount": "200000",
            },
            1,
            REFER,
            id="FHA, cash-out",
        ),
        pytest.param({"underwriting_method": "manual"}, 3, PASS, id="conventional"),
        pytest.param({"program": "va", "underwriting_method": "manual"}, 3, PASS, id="VA"),
    ],
)
def test_a_mortgage_payment_30_days_late_takes_some_files_to_a_person(
    changes: dict[str, Any], lates: int, expected: FindingOutcome
) -> None:
    found = answer(mortgage_history, {**changes, "borrowers.0.credit.mortgage_lates_30_days_last_12_months": lates})
    assert found.outcome is expected
    assert found.reason_code is (None if expected is REFER else ReasonCode.DELINQUENT_OBLIGATIONS)


def test_a_payment_60_days_late_fails_whatever_else_was_late() -> None:
    late = {
        "program": "fha",
        "underwriting_method": "manual",
        "borrowers.0.credit.mortgage_lates_30_days_last_12_months": 2,
        "borrowers.0.credit.mortgage_lates_60_days_last_12_months": 1,
    }
    assert outcome(mortgage_history, late) is FAIL


@pytest.mark.parametrize("kind", ["judgment", "tax_lien"])
def test_an_open_judgment_is_paid_at_closing(kind: str) -> None:
    found = answer(judgments, {"debts.1": debt(kind=kind, balance="1", monthly_payment=None)})
    assert found.outcome is CONDITION
    assert found.needs == "Pay off D2 at or before closing."
    assert found.due == "prior_to_closing"


@pytest.mark.parametrize(
    ("savings", "expected"),
    [
        pytest.param("112000", CONDITION, id="the funds pay the judgment too"),
        pytest.param("111999.99", FAIL, id="a cent is lacking"),
        pytest.param("101000", FAIL, id="the funds pay everything else"),
        pytest.param("100999.99", CONDITION, id="the funds do not suffice without it, which is another rule's finding"),
    ],
)
def test_a_judgment_that_cannot_be_paid_off_declines(savings: str, expected: FindingOutcome) -> None:
    """100,000 of price and 1,000 of costs are due at closing, and 11,000 for the judgment."""
    owed = debt(kind="judgment", balance="11000", monthly_payment=None)
    found = answer(judgments, {"debts.1": owed, "assets.0.balance": savings})
    assert found.outcome is expected
    assert found.reason_code is (ReasonCode.COLLECTION_OR_JUDGMENT if expected is FAIL else None)


def test_funds_that_documents_would_free_count_toward_the_judgment() -> None:
    owed = debt(kind="judgment", balance="11000", monthly_payment=None)
    changes = {"debts.1": owed, "assets.0.balance": "112000", "assets.0.verified": False}
    assert outcome(judgments, changes) is CONDITION


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
