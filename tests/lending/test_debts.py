"""Which debts count in the back-end ratio, and for how much."""

from decimal import Decimal
from typing import Any

import pytest

from builders import application, debt
from lending.debts import CountedDebt, count_debts
from lending.facts import establish_facts


def counted(item: dict[str, Any], **changes: Any) -> CountedDebt:
    (found,) = count_debts(application({"debts": [item], **changes}))
    return found


@pytest.mark.parametrize(
    ("kind", "months", "monthly"),
    [
        ("installment", 11, "250"),
        ("installment", 10, "0"),
        ("installment", None, "250"),
        ("alimony", 10, "0"),
        ("child_support", 11, "250"),
        ("lease", 3, "250"),
        ("mortgage", 10, "250"),
    ],
)
def test_ten_payments_or_fewer_drop_out_but_never_those_of_a_lease(kind: str, months: int | None, monthly: str) -> None:
    assert counted(debt(kind=kind, months_remaining=months)).monthly == Decimal(monthly)


@pytest.mark.parametrize(
    ("balance", "payment", "monthly"),
    [
        pytest.param("4000", "85", "85", id="as reported"),
        pytest.param("4000", None, "200.00", id="five percent of the balance"),
        pytest.param("4000", "0", "200.00", id="a payment of zero is no payment"),
        pytest.param("200", None, "10", id="five percent is exactly the minimum"),
        pytest.param("120", None, "10", id="never below the minimum"),
        pytest.param("0", None, "0", id="nothing on a paid-off account"),
    ],
)
def test_revolving_debt(balance: str, payment: str | None, monthly: str) -> None:
    assert counted(debt(kind="revolving", balance=balance, monthly_payment=payment)).monthly == Decimal(monthly)


@pytest.mark.parametrize(
    ("program", "payment", "monthly"),
    [
        pytest.param("conventional", "120", "120", id="conventional, as reported"),
        pytest.param("conventional", "0", "0", id="conventional, income-driven payment of zero"),
        pytest.param("conventional", None, "250.00", id="conventional, one percent where none is reported"),
        pytest.param("fha", "90", "90", id="FHA, as reported"),
        pytest.param("fha", "0", "125.00", id="FHA, half a percent instead of zero"),
        pytest.param("va", "150", "150", id="VA, the payment where it is greater"),
        pytest.param("va", "90", "104.17", id="VA, the threshold where it is greater"),
        pytest.param("va", None, "104.17", id="VA, the threshold where none is reported"),
    ],
)
def test_student_loan_of_25000_by_program(program: str, payment: str | None, monthly: str) -> None:
    loan = debt(kind="student_loan", balance="25000", monthly_payment=payment, months_remaining=None)
    assert counted(loan, program=program).monthly == Decimal(monthly)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"to_be_paid_at_closing": True}, "paid off at closing"),
        ({"paid_by_other_for_12_months": True}, "another party has paid it for 12 months"),
        ({"kind": "collection", "monthly_payment": None}, "no monthly payment is due"),
        ({"months_remaining": 4}, "ten payments or fewer remain"),
    ],
)
def test_a_debt_that_is_left_out_says_why(changes: dict[str, Any], why: str) -> None:
    found = counted(debt(**changes))
    assert found.monthly == 0
    assert found.why == why


@pytest.mark.parametrize("kind", ["collection", "charge_off", "judgment", "tax_lien"])
def test_a_repayment_plan_on_a_collection_or_judgment_counts(kind: str) -> None:
    assert counted(debt(kind=kind, monthly_payment="75")).monthly == 75


def test_the_mortgage_on_the_present_home_counts_once() -> None:
    """It is the debt of buyers of a new primary residence, and the housing expense of buyers of a second home."""
    present = debt(kind="mortgage", monthly_payment="1500", present_housing=True)
    assert counted(present).monthly == 1_500
    second_home = {
        "property.occupancy": "second_home",
        "debts": [present],
        "borrowers.0.current_monthly_housing": "1500",
    }
    facts = establish_facts(application(second_home))
    assert facts.debts[0].why == "part of the present housing expense"
    assert facts.ratios.front_end_dti == 15
    assert facts.ratios.back_end_dti is not None
    assert facts.ratios.back_end_dti * 100 == 1_500 + facts.ratios.pitia


def test_a_debt_without_a_reported_payment_does_not_claim_that_one_was_reported() -> None:
    assert counted(debt(monthly_payment=None)).why == "no payment is reported"
    assert counted(debt(kind="revolving", balance="0", monthly_payment=None)).why == "no payment is reported"


def test_monthly_debts_are_the_sum_of_what_counts() -> None:
    subject = application(
        {"debts.1": debt(), "debts.2": debt("D3", kind="revolving", balance="900", monthly_payment="30")}
    )
    assert establish_facts(subject).ratios.monthly_debts == 300 + 250 + 30


@pytest.mark.parametrize(("present", "monthly"), [("2600", "0"), ("2599.99", "2600"), ("0", "2600")])
def test_the_mortgage_at_home_leaves_the_debts_only_where_the_housing_expense_holds_it(
    present: str, monthly: str
) -> None:
    mortgage = debt(kind="mortgage", monthly_payment="2600", present_housing=True)
    second_home = {"property.occupancy": "second_home", "borrowers.0.current_monthly_housing": present}
    assert counted(mortgage, **second_home).monthly == Decimal(monthly)
