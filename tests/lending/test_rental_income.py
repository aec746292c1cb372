"""Rent: by tax return or lease, net of what the property costs, and the experience that a gain needs."""

from decimal import Decimal
from typing import Any

import pytest

from casework import answer, facts_of, outcome
from incomes import qualified, rental
from lending.findings import FindingOutcome
from lending.underwriting.other_income import rental_experience


def schedule_e(**changes: Any) -> dict[str, Any]:
    """2025 with 24,000 of rent and 15,000 of expenses, of which 11,000 come back: 20,000 a year beside PITIA."""
    clean = {
        "year": 2025,
        "rents_received": "24000",
        "expenses": "15000",
        "insurance": "1000",
        "mortgage_interest": "5000",
        "taxes": "2000",
        "association_dues": "500",
        "depreciation": "2000",
        "one_time_expenses": "500",
    }
    return {**clean, **changes}


@pytest.mark.parametrize(
    ("rent", "pitia", "monthly"), [("2000", "1200", "300"), ("2000", "1500", "0"), ("1000", "1200", "-450")]
)
def test_net_rent_of_a_lease_is_75_percent_of_gross_less_pitia(rent: str, pitia: str, monthly: str) -> None:
    found = qualified(rental(rent, pitia))
    assert found.monthly == Decimal(monthly)
    assert found.method == "75 percent of gross rent less the property's PITIA"


@pytest.mark.parametrize(
    ("changes", "monthly"),
    [
        pytest.param({}, "466.67", id="a whole year: 1,666.67 a month"),
        pytest.param({"months_in_service": 8}, "1300", id="eight months in service: 2,500 a month"),
        pytest.param({"rents_received": "4000"}, "-1200", id="rent that only pays the running costs"),
        pytest.param({"rents_received": "0"}, "-1533.33", id="running costs without rent"),
    ],
)
def test_net_rent_of_a_tax_return(changes: dict[str, Any], monthly: str) -> None:
    found = qualified(rental("9999", "1200", schedule_e=schedule_e(**changes)))
    assert found.monthly == Decimal(monthly)
    assert found.method == "Schedule E of 2025, adjusted, less the property's PITIA"


@pytest.mark.parametrize(
    "item", ["insurance", "mortgage_interest", "taxes", "association_dues", "depreciation", "one_time_expenses"]
)
def test_every_item_that_pitia_holds_or_that_cost_no_money_comes_back(item: str) -> None:
    more = str(Decimal(schedule_e()[item]) + 1_200)
    with_more = rental("0", "1200", schedule_e=schedule_e(**{item: more}))
    assert qualified(with_more).monthly == Decimal("566.67")


@pytest.mark.parametrize(("year", "counts"), [(2024, True), (2023, False)])
def test_a_tax_return_of_more_than_two_years_ago_is_out_of_date(year: int, *, counts: bool) -> None:
    found = qualified(rental("0", "1200", schedule_e=schedule_e(year=year)))
    assert found.monthly == (Decimal("466.67") if counts else -1_200)
    assert found.if_counted == Decimal("466.67")
    assert found.excluded == (None if counts else "rent on a tax return that is out of date")


def test_undocumented_rent_is_nothing_while_the_property_still_costs_its_pitia() -> None:
    for rent, if_counted in (("2000", 300), ("1000", -450)):
        found = qualified(rental(rent, "1200", documented=False))
        assert [found.monthly, found.if_counted] == [-1_200, if_counted]
        assert found.excluded == "not documented"


def test_running_costs_beyond_the_rent_count_even_undocumented() -> None:
    losing = rental("0", "1200", schedule_e=schedule_e(rents_received="0"), documented=False)
    assert qualified(losing).monthly == Decimal("-1533.33")


@pytest.mark.parametrize(("sold", "monthly"), [(True, 0), (False, -450)])
def test_a_property_that_is_sold_by_closing_brings_and_costs_nothing(*, sold: bool, monthly: int) -> None:
    owned = [{"property_id": "P1", "occupancy": "investment", "sold_by_closing": sold}]
    found = qualified(rental("1000", "1200", property_id="P1"), owned_properties=owned)
    assert found.monthly == monthly
    assert found.excluded == ("rent of a property that is sold by closing" if sold else None)


def test_a_net_loss_is_an_obligation_and_a_gain_is_income() -> None:
    loss = facts_of({"borrowers.0.incomes.1": rental("1000", "1200", income_id="I2")}).ratios
    assert [loss.qualifying_income, loss.monthly_debts] == [10_000, 300 + 450]
    gain = facts_of({"borrowers.0.incomes.1": rental("2000", "1200", income_id="I2")}).ratios
    assert [gain.qualifying_income, gain.monthly_debts] == [10_300, 300]


def test_a_gain_on_a_lease_needs_a_year_as_a_landlord() -> None:
    found = answer(rental_experience, {"borrowers.0.incomes.1": rental("2000", "1200", income_id="I2")})
    assert found.outcome is FindingOutcome.CONDITION
    assert found.due == "prior_to_approval"
    assert "Rent of $300 a month" in found.statement
    assert found.needs == "Document a year of experience in managing rental property."


@pytest.mark.parametrize(
    ("months", "expected"), [(12, FindingOutcome.PASS), (11, FindingOutcome.CONDITION)], ids=["a year", "a month less"]
)
def test_a_tax_return_of_a_whole_year_of_rent_shows_it(months: int, expected: FindingOutcome) -> None:
    lease = rental("2000", "1200", income_id="I2")
    returned = rental("0", "1200", income_id="I3", schedule_e=schedule_e(months_in_service=months))
    found = answer(rental_experience, {"borrowers.0.incomes.1": lease, "borrowers.0.incomes.2": returned})
    assert found.outcome is expected
    proof = "which a tax return shows" if expected is FindingOutcome.PASS else "which no tax return in the file shows"
    assert found.statement.endswith(f"needs 12 months of experience, {proof}.")


@pytest.mark.parametrize(("rent", "expected"), [("1600", "not_applicable"), ("1601", "condition")])
def test_any_gain_needs_experience(rent: str, expected: str) -> None:
    """75 percent of 1,601 are 1,200.75."""
    assert outcome(rental_experience, {"borrowers.0.incomes.1": rental(rent, "1200", income_id="I2")}).value == expected


def test_rent_that_only_offsets_its_own_property_needs_no_experience() -> None:
    assert outcome(rental_experience) is FindingOutcome.NOT_APPLICABLE
    offset = {"borrowers.0.incomes.1": rental("2000", "1500", income_id="I2")}
    assert outcome(rental_experience, offset) is FindingOutcome.NOT_APPLICABLE


def test_rent_of_the_subject_above_its_pitia_needs_experience_too() -> None:
    """A PITIA of 2,416.20 is 75 percent of 3,221.60."""
    duplex = {"property.occupancy": "investment", "property.units": 2}
    even = {**duplex, "property.expected_monthly_rent": "3221.60"}
    assert outcome(rental_experience, even) is FindingOutcome.NOT_APPLICABLE
    assert outcome(rental_experience, {**duplex, "property.expected_monthly_rent": "3222"}) is FindingOutcome.CONDITION
    above = answer(rental_experience, {**duplex, "property.expected_monthly_rent": "3621.60"})
    assert above.outcome is FindingOutcome.CONDITION
    assert above.figures[0].display == "$300"
