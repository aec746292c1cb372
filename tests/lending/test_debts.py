"""Which debts count in the back-end ratio, and for how much."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, debt
from lending.debts import CountedDebt, count_debts, deducted_from_income
from lending.facts import establish_facts

INCOME = Decimal(10_000)


def counted(item: dict[str, Any], **changes: Any) -> CountedDebt:
    (found,) = count_debts(application({"debts": [item], **changes}), INCOME)
    return found


def owned(property_id: str = "P1", **changes: Any) -> dict[str, Any]:
    return {"property_id": property_id, "occupancy": "primary", "unpaid_balance": "180000", **changes}


@pytest.mark.parametrize(
    ("kind", "months", "monthly"),
    [
        ("installment", 11, "250"),
        ("installment", 10, "0"),
        ("installment", None, "250"),
        ("alimony", 11, "250"),
        ("alimony", 10, "0"),
        ("child_support", 11, "250"),
        ("child_support", 10, "0"),
        ("separate_maintenance", 11, "250"),
        ("separate_maintenance", 10, "0"),
        ("student_loan", 10, "250"),
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
        pytest.param("200.20", None, "10.01", id="a cent above it"),
        pytest.param("0", None, "0", id="nothing on a paid-off account"),
    ],
)
def test_revolving_debt(balance: str, payment: str | None, monthly: str) -> None:
    assert counted(debt(kind="revolving", balance=balance, monthly_payment=payment)).monthly == Decimal(monthly)


@pytest.mark.parametrize(
    ("program", "payment", "monthly"),
    [
        pytest.param("conventional", "120", "120", id="conventional, as reported"),
        pytest.param("conventional", "0", "250.00", id="conventional, one percent instead of zero"),
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
        ({"kind": "child_care"}, "child care counts only where residual income is tested"),
        ({"kind": "alimony", "deduct_from_income": True}, "taken off income instead"),
        ({"kind": "charge_account"}, "funds beyond closing and reserves cover its balance"),
    ],
)
def test_a_debt_that_is_left_out_says_why(changes: dict[str, Any], why: str) -> None:
    found = counted(debt(**changes))
    assert found.monthly == 0
    assert found.left_out
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


def short(debt_id: str, payment: str | None, **changes: Any) -> dict[str, Any]:
    return debt(debt_id, monthly_payment=payment, months_remaining=10, **changes)


@pytest.mark.parametrize(
    ("debts", "monthly"),
    [
        pytest.param([short("D1", "500")], "0", id="five percent of the income is not material"),
        pytest.param([short("D1", "500.01")], "500.01", id="a cent more is"),
        pytest.param([short("D1", "250"), short("D2", "250")], "0", id="two that together are five percent"),
        pytest.param([short("D1", "250"), short("D2", "250.01")], "500.01", id="two that together are more"),
        pytest.param(
            [short("D1", "300"), short("D2", "300", to_be_paid_at_closing=True)],
            "0",
            id="what is paid off weighs nothing",
        ),
        pytest.param([short("D1", "300"), debt("D2", monthly_payment="300")], "300", id="nor what counts anyway"),
        pytest.param([short("D1", "300"), short("D2", "300", kind="lease")], "300", id="nor a lease"),
        pytest.param([short("D1", "900", kind="child_support")], "0", id="support is dropped whatever it weighs"),
    ],
)
def test_short_installments_count_where_together_they_are_material(debts: list[dict[str, Any]], monthly: str) -> None:
    found = count_debts(application({"debts": debts}), INCOME)
    assert sum(each.monthly for each in found) == Decimal(monthly)


def test_without_income_every_short_installment_is_material() -> None:
    (found,) = count_debts(application({"debts": [short("D1", "0.01")]}), Decimal(0))
    assert found.monthly == Decimal("0.01")


def test_a_short_installment_without_a_payment_cannot_be_shown_to_be_small() -> None:
    found = counted(short("D1", None))
    assert not found.left_out
    assert found.why == "no payment is reported"


def test_short_installments_are_weighed_against_the_income_of_the_file() -> None:
    lasting = {"debts": [short("D1", "500")]}
    assert establish_facts(application(lasting)).debts[0].left_out
    lower_pay = {**lasting, "borrowers.0.incomes.0.pay": "9999.99"}
    assert not establish_facts(application(lower_pay)).debts[0].left_out


def test_a_manual_file_takes_five_percent_of_a_card_and_no_minimum() -> None:
    card = debt(kind="revolving", balance="120", monthly_payment=None)
    assert counted(card, underwriting_method="manual").monthly == 6
    assert counted(card, underwriting_method="automated").monthly == 10


def test_a_documented_income_driven_payment_of_zero_is_accepted_for_conventional_loans() -> None:
    loan = debt(kind="student_loan", balance="25000", monthly_payment="0", income_driven=True)
    found = counted(loan)
    assert [found.monthly, found.left_out] == [0, True]
    assert "income-driven" in found.why
    assert counted(loan, program="fha").monthly == 125
    assert counted({**loan, "monthly_payment": None}).monthly == 250
    assert counted({**loan, "monthly_payment": "40"}).monthly == 40


@pytest.mark.parametrize(
    ("program", "until", "monthly"),
    [
        pytest.param("va", "2027-04-15", "0", id="twelve months past closing"),
        pytest.param("va", "2027-04-14", "104.17", id="a day less"),
        pytest.param("conventional", "2029-04-15", "250", id="conventional: counts however long"),
        pytest.param("fha", "2029-04-15", "125", id="FHA: counts however long"),
    ],
)
def test_a_student_loan_deferred_past_closing(program: str, until: str, monthly: str) -> None:
    loan = debt(kind="student_loan", balance="25000", monthly_payment="0", deferred_until=until)
    found = counted(loan, program=program)
    assert found.monthly == Decimal(monthly)
    assert found.left_out is (monthly == "0")
    assert (found.why == "deferred past closing") is (monthly == "0")


def test_a_student_loan_that_is_paid_up_costs_nothing_and_is_not_said_to_be_left_out() -> None:
    found = counted(debt(kind="student_loan", balance="0", monthly_payment=None))
    assert [found.monthly, found.left_out] == [0, False]


def test_child_care_counts_on_a_va_loan() -> None:
    assert counted(debt(kind="child_care", monthly_payment="600"), program="va").monthly == 600


@pytest.mark.parametrize("kind", ["alimony", "separate_maintenance"])
def test_support_of_a_former_spouse_may_lower_the_income_instead(kind: str) -> None:
    order = debt("D1", kind=kind, monthly_payment="600", months_remaining=60, deduct_from_income=True)
    subject = application({"debts": [order]})
    found = count_debts(subject, INCOME)
    assert found[0].why == "taken off income instead"
    assert deducted_from_income(subject, found) == 600
    ratios = establish_facts(subject).ratios
    assert [ratios.qualifying_income, ratios.monthly_debts] == [9_400, 0]


def test_what_is_not_deducted_from_income() -> None:
    """Child support is a debt; ten payments or fewer are neither; an amount that is unknown is never taken as free."""
    order: dict[str, Any] = {"monthly_payment": "600", "months_remaining": 60, "deduct_from_income": True}
    assert counted(debt(kind="child_support", **order)).monthly == 600
    ending = counted(debt(kind="alimony", **{**order, "months_remaining": 10}))
    assert ending.why == "ten payments or fewer remain"
    unknown = counted(debt(kind="alimony", **{**order, "monthly_payment": None}))
    assert (unknown.left_out, unknown.why) == (False, "no payment is reported")


def test_the_mortgage_on_a_home_that_is_sold_by_closing_is_left_out() -> None:
    mortgage = debt(kind="mortgage", monthly_payment="1400", property_id="P1")
    sold = {"owned_properties": [owned(sold_by_closing=True)]}
    assert counted(mortgage, **sold).why == "its property is sold by closing"
    assert counted(mortgage, owned_properties=[owned()]).monthly == 1_400
    assert counted(debt(kind="mortgage", monthly_payment="1400"), **sold).monthly == 1_400


@pytest.mark.parametrize(("pitia", "monthly"), [("1400", "0"), ("1399.99", "1400")])
def test_a_mortgage_that_the_rents_pitia_holds_counts_once(pitia: str, monthly: str) -> None:
    rent = {"kind": "rental", "income_id": "I2", "monthly_gross_rent": "2000", "monthly_pitia": pitia}
    found = counted(
        debt(kind="mortgage", monthly_payment="1400", property_id="P1"),
        **{
            "owned_properties": [owned(occupancy="investment")],
            "borrowers.0.incomes.1": {**rent, "property_id": "P1"},
        },
    )
    assert found.monthly == Decimal(monthly)


def test_a_rent_that_names_no_property_holds_no_mortgage() -> None:
    rent = {"kind": "rental", "income_id": "I2", "monthly_gross_rent": "2000", "monthly_pitia": "1500"}
    unnamed = {"owned_properties": [owned()], "borrowers.0.incomes.1": rent}
    assert counted(debt(kind="mortgage", monthly_payment="1400", property_id="P1"), **unnamed).monthly == 1_400
    assert counted(debt(kind="mortgage", monthly_payment="1400"), **unnamed).monthly == 1_400


def test_a_primary_residence_leaves_the_mortgage_at_home_a_debt_whatever_the_housing_expense() -> None:
    present = debt(kind="mortgage", monthly_payment="1500", present_housing=True)
    assert counted(present, **{"borrowers.0.current_monthly_housing": "9000"}).monthly == 1_500
    unknown = {"property.occupancy": "investment", "borrowers.0.current_monthly_housing": REMOVED}
    assert counted(present, **unknown).monthly == 1_500
