"""Capacity: income, ratios against their limits, payment shock, income that declines or is young."""

from typing import Any

import pytest

from builders import application, debt
from casework import answer, facts_of, outcome
from incomes import business
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.capacity import (
    back_end,
    debts_without_payment,
    front_end,
    payment_shock,
    qualifying_income,
)

CONDITION = FindingOutcome.CONDITION
PASS, FAIL, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("program", "method", "dti", "expected"),
    [
        ("conventional", "automated", "50", PASS),
        ("conventional", "automated", "50.000001", FAIL),
        ("conventional", "manual", "36", PASS),
        ("conventional", "manual", "36.000001", REFER),
        ("conventional", "manual", "45", REFER),
        ("conventional", "manual", "45.000001", FAIL),
        ("fha", "automated", "56.9", PASS),
        ("fha", "automated", "56.900001", FAIL),
        ("fha", "manual", "47", PASS),
        ("fha", "manual", "47.000001", REFER),
        ("fha", "manual", "50", REFER),
        ("fha", "manual", "50.000001", FAIL),
        ("va", "automated", "41.499999", PASS),
        ("va", "automated", "41.5", REFER),
        ("va", "automated", "95", REFER),
    ],
)
def test_back_end_dti_on_either_side_of_its_limit(
    program: str, method: str, dti: str, expected: FindingOutcome
) -> None:
    changes = {"program": program, "underwriting_method": method}
    assert outcome(back_end, changes, ratios={"back_end_dti": dti}) is expected


@pytest.mark.parametrize(
    ("method", "dti", "expected"),
    [
        ("automated", "46.9", PASS),
        ("automated", "46.900001", FAIL),
        ("manual", "37", PASS),
        ("manual", "37.000001", REFER),
        ("manual", "40", REFER),
        ("manual", "40.000001", FAIL),
    ],
)
def test_fha_front_end_dti_on_either_side_of_its_limit(method: str, dti: str, expected: FindingOutcome) -> None:
    changes = {"program": "fha", "underwriting_method": method}
    found = answer(front_end, changes, ratios={"front_end_dti": dti})
    assert found.outcome is expected
    assert found.reason_code is ReasonCode.INCOME_INSUFFICIENT


@pytest.mark.parametrize("program", ["conventional", "va"])
def test_only_fha_has_a_front_end_limit(program: str) -> None:
    found = answer(front_end, {"program": program}, ratios={"front_end_dti": "99"})
    assert found.outcome is NOT_APPLICABLE
    assert found.statement.endswith("program has no front-end limit.")


def test_a_file_at_exactly_half_its_income_is_approved_and_one_a_cent_above_is_offered_less() -> None:
    """PITIA and debts of 5,000 against an income of 10,000."""
    housing = {"borrowers.0.current_monthly_housing": "4000"}
    at_limit = underwrite(application({"property.monthly_taxes": "2683.80", **housing}))
    assert at_limit.facts is not None
    assert at_limit.facts.ratios.back_end_dti == 50
    assert at_limit.decision.outcome is Outcome.APPROVE
    above = underwrite(application({"property.monthly_taxes": "2683.81", **housing}))
    assert above.decision.outcome is Outcome.COUNTEROFFER
    (reason,) = above.decision.principal_reasons
    assert reason.reason_code is ReasonCode.EXCESSIVE_OBLIGATIONS
    assert "Back-end DTI: 50.0001%, above the maximum back-end DTI of 50.00%" in reason.text


def test_without_debts_the_reason_is_the_income() -> None:
    found = answer(back_end, {"debts": []}, ratios={"back_end_dti": "60"})
    assert found.reason_code is ReasonCode.INCOME_INSUFFICIENT


def test_a_ratio_that_needs_review_says_what_the_underwriter_has_to_do_and_one_that_fails_does_not() -> None:
    manual = {"underwriting_method": "manual"}
    referred = answer(back_end, manual, ratios={"back_end_dti": "40"})
    assert referred.needs is not None
    assert "compensating factors" in referred.needs
    assert answer(back_end, manual, ratios={"back_end_dti": "46"}).needs is None
    assert answer(back_end, manual, ratios={"back_end_dti": "36"}).needs is None


def test_va_ratio_above_the_guideline_passes_on_residual_income_of_120_percent() -> None:
    """A veteran alone in Illinois needs 441 dollars, and 529.20 for a ratio above 41 percent."""
    veteran = {
        "program": "va",
        "property.living_area_square_feet": 1500,
        "borrowers.0.veteran": {"certificate_of_eligibility": True},
    }
    ratio = {"back_end_dti": "45"}
    # 10,000 less PITIA 2,416.20, upkeep 210, debts 300
    ample = answer(back_end, {**veteran, "monthly_income_taxes": "6544.60"}, ratios=ratio)
    assert ample.outcome is PASS
    assert "ample residual income" in ample.statement
    on_it = answer(back_end, {**veteran, "monthly_income_taxes": "6544.60"}, ratios={"back_end_dti": "41"})
    assert "within the back-end DTI guideline" in on_it.statement
    short = answer(back_end, {**veteran, "monthly_income_taxes": "6544.61"}, ratios=ratio)
    assert short.outcome is REFER
    assert short.needs == "A supervisor justifies the ratio in writing."


def test_no_income_fails_and_leaves_no_ratio_to_test() -> None:
    """A debt-free renter whose only income is not documented."""
    undocumented = {"borrowers.0.incomes.0.documented": False, "program": "fha"}
    found = answer(qualifying_income, undocumented)
    assert found.outcome is FAIL
    assert found.reason_code is ReasonCode.UNABLE_TO_VERIFY_INCOME
    assert "not documented" in found.statement
    assert outcome(back_end, undocumented) is NOT_APPLICABLE
    assert answer(front_end, undocumented).statement == "There is no income."


def test_a_dollar_of_income_is_income() -> None:
    assert outcome(qualifying_income, {"borrowers.0.incomes.0.pay": "1"}) is PASS


@pytest.mark.parametrize(
    ("incomes", "reason"),
    [
        pytest.param(
            [business("120000", started_on="2025-12-01")],
            ReasonCode.LENGTH_OF_EMPLOYMENT,
            id="a business of four months",
        ),
        pytest.param(
            [
                {
                    "kind": "fixed",
                    "income_id": "I1",
                    "source": "child_support",
                    "monthly_amount": "900",
                    "ends_on": "2027-01-31",
                }
            ],
            ReasonCode.INCOME_INSUFFICIENT,
            id="support that ends within the year",
        ),
    ],
)
def test_the_reason_for_no_income_is_why_it_was_left_out(incomes: list[dict[str, Any]], reason: ReasonCode) -> None:
    found = answer(qualifying_income, {"borrowers.0.incomes": incomes})
    assert found.outcome is FAIL
    assert found.reason_code is reason


def test_income_that_suffices_passes_and_still_names_what_was_left_out() -> None:
    second = {"kind": "fixed", "income_id": "I2", "source": "pension", "monthly_amount": "900", "documented": False}
    found = answer(qualifying_income, {"borrowers.0.incomes.1": second})
    assert found.outcome is PASS
    assert found.statement.endswith("Income that does not count: not documented.")


@pytest.mark.parametrize(
    ("shock", "dti", "expected"),
    [
        pytest.param("100.000001", "43.000001", REFER, id="both exceeded"),
        pytest.param("100", "43.000001", PASS, id="shock on its limit"),
        pytest.param("250", "43", NOT_APPLICABLE, id="DTI on its limit"),
        pytest.param(None, "49", NOT_APPLICABLE, id="no present housing expense"),
        pytest.param("250", None, NOT_APPLICABLE, id="no income"),
    ],
)
def test_payment_shock_is_looked_at_together_with_a_high_dti(
    shock: str | None, dti: str | None, expected: FindingOutcome
) -> None:
    found = answer(payment_shock, ratios={"payment_shock": shock, "back_end_dti": dti})
    assert found.outcome is expected
    assert found.reason_code is None


@pytest.mark.parametrize(
    "kind", ["installment", "lease", "alimony", "child_support", "separate_maintenance", "mortgage"]
)
def test_a_debt_that_must_cost_something_and_shows_no_payment_refers(kind: str) -> None:
    silent = {"debts.0.kind": kind, "debts.0.monthly_payment": None}
    assert outcome(debts_without_payment, silent) is REFER
    assert outcome(debts_without_payment, {**silent, "debts.0.to_be_paid_at_closing": True}) is PASS
    assert outcome(debts_without_payment, {**silent, "debts.0.monthly_payment": "1"}) is PASS


@pytest.mark.parametrize("kind", ["alimony", "child_support", "separate_maintenance"])
def test_support_without_an_amount_goes_to_a_person_though_it_has_no_balance(kind: str) -> None:
    order = {"debts": [debt(kind=kind, balance="0", monthly_payment=None)]}
    assert outcome(debts_without_payment, order) is REFER
    paid_off = {"debts": [debt(balance="0", monthly_payment=None)]}
    assert outcome(debts_without_payment, paid_off) is PASS


def test_a_student_loan_that_shows_a_payment_of_zero_counts_by_the_programs_rule() -> None:
    free = {"debts.0.kind": "student_loan", "debts.0.monthly_payment": "0", "debts.0.balance": "200000"}
    assert outcome(debts_without_payment, free) is PASS
    assert facts_of(free).ratios.monthly_debts == 2_000


def test_alimony_that_is_taken_off_income_lowers_it_and_is_no_debt() -> None:
    order = debt(kind="alimony", balance="0", monthly_payment="1000", deduct_from_income=True)
    ratios = facts_of({"debts.1": order}).ratios
    assert [ratios.qualifying_income, ratios.monthly_debts] == [9_000, 300]
    paid_off = {**order, "to_be_paid_at_closing": True}
    assert facts_of({"debts.1": paid_off}).ratios.qualifying_income == 10_000


def test_income_below_the_alimony_that_it_owes_is_none() -> None:
    order = debt(kind="alimony", balance="0", monthly_payment="10001", deduct_from_income=True)
    assert facts_of({"debts.1": order}).ratios.qualifying_income == 0
    assert outcome(qualifying_income, {"debts.1": order}) is FAIL


def test_alimony_that_is_taken_off_income_must_state_its_amount() -> None:
    order = debt(kind="alimony", balance="0", monthly_payment="500", deduct_from_income=True)
    assert outcome(debts_without_payment, {"debts.1": order}) is PASS
    assert outcome(debts_without_payment, {"debts.1": {**order, "monthly_payment": None}}) is REFER


def test_income_after_alimony_decides_which_deposits_are_large() -> None:
    """Half of 10,000 less 1,000 is 4,500."""
    order = debt(kind="alimony", balance="0", monthly_payment="1000", deduct_from_income=True)
    deposit = {"assets.0.deposits": [{"amount": "4500.01"}]}
    assert facts_of({"debts.1": order, **deposit}).funds.undocumented_large_deposits > 0
    assert facts_of(deposit).funds.undocumented_large_deposits == 0


def test_child_care_counts_only_where_residual_income_is_tested() -> None:
    care = {"debts.1": debt(kind="child_care", balance="0", monthly_payment="800")}
    assert facts_of(care).ratios.monthly_debts == 300
    assert facts_of({**care, "program": "va"}).ratios.monthly_debts == 1_100
    silent = {"debts.1": debt(kind="child_care", balance="0", monthly_payment=None)}
    assert outcome(debts_without_payment, silent) is PASS
    assert outcome(debts_without_payment, {**silent, "program": "va"}) is REFER
