"""The ratios: what goes into each, and that rounding never flatters."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import REMOVED, application, borrower
from lending.facts import establish_facts
from lending.ratios import Ratios, ShownRatios, loan_to_values, ratio_figures


def ratios(changes: dict[str, Any] | None = None) -> Ratios:
    return establish_facts(application(changes)).ratios


def line(balance: str, limit: str | None = None, payment: str = "0") -> dict[str, Any]:
    return {"lien_id": f"S{balance}", "balance": balance, "credit_limit": limit, "monthly_payment": payment}


def test_pitia_adds_every_part_of_the_housing_expense() -> None:
    found = ratios(
        {
            "property.monthly_association_dues": "85",
            "property.monthly_flood_insurance": "40",
            "loan.subordinate_liens": [line("20000", payment="150")],
        }
    )
    assert found.principal_and_interest == Decimal("1896.20")
    assert found.pitia == Decimal("1896.20") + 400 + 120 + 85 + 40 + 150


def test_the_ratios_are_taken_on_the_qualifying_rate_and_the_note_payment_is_shown_beside_it() -> None:
    found = ratios(
        {
            "loan.arm": {
                "initial_fixed_months": 60,
                "index_percent": "4",
                "margin_percent": "2.75",
                "first_cap_points": "2",
                "periodic_cap_points": "1",
                "lifetime_cap_points": "5",
            }
        }
    )
    assert found.qualifying_rate == Decimal("8.5")
    assert found.note_principal_and_interest == Decimal("1896.20")
    assert found.principal_and_interest == Decimal("2306.74")


def test_a_financed_premium_raises_the_payment_and_not_the_ltv() -> None:
    premium = {"name": "Upfront premium", "kind": "government_upfront_premium", "amount": "5250", "financed": True}
    found = ratios({"loan.fees.1": premium, "program": "fha"})
    assert found.note_amount == 305_250
    assert found.ltv == 75


@pytest.mark.parametrize(
    ("amount", "value", "ltv"),
    [
        pytest.param("320000", "400000", "80.00", id="exact"),
        pytest.param("320039.99", "400000", "80.00", id="truncated, not rounded"),
        pytest.param("320040", "400000", "80.01", id="the next hundredth"),
    ],
)
def test_ltv_is_truncated_to_two_decimals(amount: str, value: str, ltv: str) -> None:
    assert ratios({"loan.amount": amount, "property.appraisal.value": value}).ltv == Decimal(ltv)


@pytest.mark.parametrize("program", ["fha", "va", "usda", "jumbo"])
@pytest.mark.parametrize(
    ("amount", "ltv"),
    [
        pytest.param("320000", "80", id="exact"),
        pytest.param("320000.01", "80.000003", id="a cent above, rounded up at the sixth decimal"),
        pytest.param("319999.99", "79.999998", id="a cent below"),
    ],
)
def test_ltv_is_never_rounded_down_where_no_whole_percent_is_delivered(program: str, amount: str, ltv: str) -> None:
    subject = application({"program": program, "loan.amount": amount})
    assert loan_to_values(subject)[0] == Decimal(ltv)


def test_cltv_takes_what_is_drawn_and_hcltv_the_whole_line() -> None:
    subject = application({"loan.subordinate_liens": [line("20000", "60000"), line("8000")]})
    assert loan_to_values(subject) == (Decimal(75), Decimal(82), Decimal(92))


def test_ltv_is_taken_on_the_value_basis_that_a_concession_lowers() -> None:
    """The seller gives 5,000 where the costs are 1,000: 4,000 come off the price of 400,000."""
    found = ratios({"loan.seller_concessions": "5000"})
    assert found.value_basis == 396_000
    assert found.ltv == Decimal("75.75")


def test_a_second_home_adds_its_whole_cost_to_the_present_housing_expense() -> None:
    found = ratios({"property.occupancy": "second_home"})
    assert found.front_end_dti == Decimal(19)
    assert found.monthly_debts == 300 + found.pitia
    assert found.payment_shock is None


@pytest.mark.parametrize(
    ("rent", "income", "debts"),
    [
        pytest.param("4000", Decimal("10583.80"), Decimal(300), id="net rent above zero is income"),
        pytest.param("2000", Decimal(10_000), Decimal("1216.20"), id="net rent below zero is a debt"),
    ],
)
def test_net_rent_of_an_investment_property(rent: str, income: Decimal, debts: Decimal) -> None:
    found = ratios({"property.occupancy": "investment", "property.expected_monthly_rent": rent})
    assert found.pitia == Decimal("2416.20")
    assert (found.qualifying_income, found.monthly_debts) == (income, debts)
    assert found.net_rental_loss == (None if debts == 300 else debts - 300)


def test_rent_that_just_bears_the_property_is_neither_income_nor_debt() -> None:
    """75 percent of 3,221.60 is the PITIA of 2,416.20."""
    even = {"property.occupancy": "investment", "property.expected_monthly_rent": "3221.60"}
    found = ratios(even)
    assert [found.qualifying_income, found.monthly_debts, found.net_rental_loss] == [10_000, 300, None]


def test_rent_of_a_two_unit_home_is_income_while_its_whole_pitia_is_housing_expense() -> None:
    found = ratios({"property.units": 2, "property.expected_monthly_rent": "2000"})
    assert found.qualifying_income == 11_500
    assert found.front_end_dti == Decimal("21.010435")


def test_a_loss_is_a_debt_and_no_negative_income() -> None:
    loss = {"kind": "rental", "income_id": "I2", "monthly_gross_rent": "1000", "monthly_pitia": "1200"}
    found = ratios({"borrowers.0.incomes.1": loss})
    assert found.qualifying_income == 10_000
    assert found.monthly_debts == 300 + 450
    assert found.net_rental_loss == 450


def test_losses_of_every_rented_home_are_shown_together() -> None:
    loss = {"kind": "rental", "income_id": "I2", "monthly_gross_rent": "1000", "monthly_pitia": "1200"}
    gain = {"kind": "rental", "income_id": "I3", "monthly_gross_rent": "2000", "monthly_pitia": "1200"}
    subject = {"property.occupancy": "investment", "property.expected_monthly_rent": "2000"}
    found = ratios({**subject, "borrowers.0.incomes.1": loss, "borrowers.0.incomes.2": gain})
    assert found.net_rental_loss == Decimal(450) + Decimal("916.20")
    assert found.monthly_debts == 300 + Decimal(450) + Decimal("916.20")
    assert found.qualifying_income == 10_300


def test_a_business_loss_and_a_second_home_are_debts_and_no_rental_loss() -> None:
    years = [{"year": 2025, "net_income": "-12000"}, {"year": 2024, "net_income": "-12000"}]
    business = {"kind": "self_employment", "income_id": "I2", "business": "Example Design", "started_on": "2015-01-01"}
    found = ratios({"borrowers.0.incomes.1": {**business, "ownership_percent": "100", "years": years}})
    assert found.monthly_debts == 300 + 1_000
    assert found.net_rental_loss is None
    assert ratios({"property.occupancy": "second_home"}).net_rental_loss is None


def test_alimony_that_is_taken_off_income_is_no_debt() -> None:
    order = {"debt_id": "D1", "kind": "alimony", "creditor": "Sam Sample", "balance": "0", "monthly_payment": "1600"}
    found = ratios({"debts": [{**order, "months_remaining": 40, "deduct_from_income": True}]})
    assert (found.qualifying_income, found.monthly_debts) == (Decimal(8_400), Decimal(0))
    assert found.front_end_dti == Decimal("28.764286")
    beyond = ratios({"debts": [{**order, "monthly_payment": "10000", "deduct_from_income": True}]})
    assert (beyond.qualifying_income, beyond.back_end_dti) == (Decimal(0), None)
    more = ratios({"debts": [{**order, "monthly_payment": "10000.01", "deduct_from_income": True}]})
    assert more.qualifying_income == 0


def test_the_smallest_income_has_a_dti() -> None:
    found = ratios({"borrowers.0.incomes.0.pay": "0.01"})
    assert found.front_end_dti == 24_162_000


def test_without_income_there_is_no_dti() -> None:
    found = ratios({"borrowers.0.incomes.0.documented": False})
    assert found.qualifying_income == 0
    assert found.front_end_dti is None
    assert found.back_end_dti is None
    assert {"front_end_dti", "back_end_dti"}.isdisjoint(ratio_figures(found))


@pytest.mark.parametrize("housing", ["0", REMOVED])
def test_without_a_present_housing_expense_there_is_no_payment_shock(housing: object) -> None:
    found = ratios({"borrowers.0.current_monthly_housing": housing})
    assert found.payment_shock is None
    assert "payment_shock" not in ShownRatios(found)
    assert "payment_shock" not in ratio_figures(found)
    assert len(ShownRatios(found)) == len(ratio_figures(found)) == len(Ratios.model_fields) - 2


def test_payment_shock_is_the_rise_over_all_borrowers_present_expense() -> None:
    alone = ratios({"borrowers.0.current_monthly_housing": "1208.10"})
    assert alone.payment_shock == 100
    two = ratios(
        {"borrowers.0.current_monthly_housing": "1000", "borrowers.1": borrower(current_monthly_housing="208.1")}
    )
    assert two.payment_shock == 100


def test_reserves_are_what_is_left_in_months_and_never_negative() -> None:
    assert ratios({"assets.0.balance": "103416.20"}).reserves_months == 1
    assert ratios({"assets.0.balance": "50000"}).reserves_months == 0


@given(st.decimals("800", "50000", places=2), st.decimals("0", "5000", places=2), st.decimals("0", "400000", places=2))
@settings(deadline=None, max_examples=100)
def test_rounding_never_flatters(pay: Decimal, taxes: Decimal, balance: Decimal) -> None:
    found = ratios(
        {"borrowers.0.incomes.0.pay": str(pay), "property.monthly_taxes": str(taxes), "assets.0.balance": str(balance)}
    )
    assert found.front_end_dti is not None
    assert found.back_end_dti is not None
    assert found.front_end_dti * found.qualifying_income >= found.pitia * 100
    assert found.back_end_dti * found.qualifying_income >= (found.pitia + found.monthly_debts) * 100
    assert found.reserves_months * found.pitia <= max(found.funds_available - found.funds_to_close, Decimal(0))


def test_every_ratio_has_a_label_and_is_shown() -> None:
    loss = {"kind": "rental", "income_id": "I2", "monthly_gross_rent": "1000", "monthly_pitia": "1200"}
    found = ratios()
    assert set(ratio_figures(found)) == set(Ratios.model_fields) - {"net_rental_loss"}
    assert set(ratio_figures(ratios({"borrowers.0.incomes.1": loss}))) == set(Ratios.model_fields)
    shown = ratio_figures(found)
    assert shown["pitia"].display == "$2,416.20"
    assert shown["back_end_dti"].display == "27.16%"
    assert shown["reserves_months"].display == "20.28 months"
