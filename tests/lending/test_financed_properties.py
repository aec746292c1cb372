"""How many financed properties there are, and what they add to the reserves."""

from decimal import Decimal
from typing import Any

import pytest

from builders import application, borrower
from casework import answer, outcome
from lending.facts import establish_facts
from lending.financed_properties import count_financed
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.reserves import required_reserves
from lending.underwriting.capital import financed_properties, reserves

PASS, FAIL, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.FAIL, FindingOutcome.NOT_APPLICABLE
INVESTMENT = {"property.occupancy": "investment"}


def home(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "property_id": f"P{number}",
        "occupancy": "investment",
        "unpaid_balance": "100000",
        "owed_by": ["B1"],
        **changes,
    }


def homes(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [home(number, **changes) for number in range(count)]


@pytest.mark.parametrize(
    ("listed", "count"),
    [
        pytest.param([], 1, id="the subject alone"),
        pytest.param(homes(2), 3, id="two others"),
        pytest.param([home(1, unpaid_balance="0")], 1, id="free of debt"),
        pytest.param([home(1, unpaid_balance="0.01")], 2, id="a cent of debt"),
        pytest.param([home(1, sold_by_closing=True)], 1, id="sold by closing"),
        pytest.param([home(1, units=4)], 2, id="four units are one property"),
        pytest.param([home(1, owed_by=["B1", "B2"])], 2, id="owed together"),
        pytest.param([home(1, owed_by=[])], 2, id="nobody is named"),
        pytest.param([home(1, occupancy="primary")], 2, id="the principal residence"),
        pytest.param([home(1, owed_by=["B2"])], 2, id="the co-borrower's own"),
    ],
)
def test_the_number_of_financed_properties(listed: list[dict[str, Any]], count: int) -> None:
    subject = application({"borrowers.1": borrower(), "owned_properties": listed, **INVESTMENT})
    assert count_financed(subject).count == count


@pytest.mark.parametrize(
    ("homeready", "occupies", "owed_by", "count"),
    [
        (True, False, ["B2"], 1),
        (False, False, ["B2"], 2),
        (True, True, ["B2"], 2),
        (True, False, ["B1", "B2"], 2),
        (True, False, [], 2),
    ],
)
def test_homeready_leaves_out_what_a_non_occupant_owes_alone(
    *, homeready: bool, occupies: bool, owed_by: list[str], count: int
) -> None:
    subject = application(
        {
            "loan.homeready": homeready,
            "borrowers.1": borrower(will_occupy=occupies),
            "owned_properties": [home(1, owed_by=owed_by)],
        }
    )
    assert count_financed(subject).count == count


@pytest.mark.parametrize(
    ("others", "percent"),
    [(1, 2), (3, 2), (4, 4), (5, 4), (6, 6), (9, 6), (12, 6)],
)
def test_the_share_of_the_others_debt_by_the_number_of_all(others: int, percent: int) -> None:
    found = count_financed(application({**INVESTMENT, "owned_properties": homes(others)}))
    assert found.count == others + 1
    assert [found.others_unpaid, found.percent] == [100_000 * others, percent]
    assert found.reserves == 1_000 * others * percent


def test_the_principal_residence_counts_and_asks_for_no_reserves() -> None:
    listed = [*homes(3), home(9, occupancy="primary", unpaid_balance="300000")]
    found = count_financed(application({**INVESTMENT, "owned_properties": listed}))
    assert [found.count, found.others_unpaid, found.percent, found.reserves] == [5, 300_000, 4, 12_000]
    only_home = count_financed(application({**INVESTMENT, "owned_properties": [home(9, occupancy="primary")]}))
    assert [only_home.count, only_home.percent, only_home.reserves] == [2, 0, 0]


def test_a_primary_residence_asks_for_no_reserves_on_other_homes() -> None:
    found = count_financed(application({"owned_properties": homes(5)}))
    assert [found.count, found.others_unpaid, found.reserves] == [6, 0, 0]


def test_required_reserves_add_the_subject_and_the_others() -> None:
    """Six months of a PITIA of 2,416.20 and 2 percent of 200,000."""
    subject = application({**INVESTMENT, "owned_properties": homes(2)})
    required = required_reserves(subject, establish_facts(subject).ratios)
    assert required.months.value == 6
    assert required.subject == Decimal("14497.20")
    assert required.dollars == Decimal("18497.20")


def test_reserves_for_other_homes_are_held_against_dollars() -> None:
    """Funds to close take 101,000; 18,497.20 must stay behind."""
    listed = {**INVESTMENT, "owned_properties": homes(2)}
    enough = answer(reserves, {**listed, "assets.0.balance": "119497.20"})
    assert enough.outcome is PASS
    assert enough.limit is not None
    assert enough.limit.display == "$18,497.20"
    figures = {figure.name: figure.value for figure in enough.figures}
    assert figures["reserves"] == Decimal("18497.20")
    assert figures["reserves_months"] == Decimal("7.655492")
    assert (figures["required_reserves"], figures["financed_properties"]) == (6, 3)
    assert (figures["others_unpaid"], figures["others_percent"], figures["others_reserves"]) == (200_000, 2, 4_000)
    short = answer(reserves, {**listed, "assets.0.balance": "119497.19"})
    assert short.outcome is FAIL
    assert short.reason_code is ReasonCode.OTHER_INSUFFICIENT_CASH
    assert short.statement.startswith("Reserves after closing: $18,497.19, below the required reserves")


def test_reserves_that_are_missing_altogether_are_shown_as_none() -> None:
    found = answer(reserves, {**INVESTMENT, "owned_properties": homes(2), "assets.0.balance": "1"})
    assert found.figures[0].value == 0


def test_reserves_for_other_homes_that_documents_would_supply_are_a_condition() -> None:
    listed = {**INVESTMENT, "owned_properties": homes(2), "assets.0.verified": False}
    assert outcome(reserves, {**listed, "assets.0.balance": "119497.20"}) is FindingOutcome.CONDITION
    assert outcome(reserves, {**listed, "assets.0.balance": "119497.19"}) is FAIL


@pytest.mark.parametrize("occupancy", ["second_home", "investment"])
def test_ten_financed_properties_are_the_most_for_a_home_that_is_not_the_principal_one(occupancy: str) -> None:
    place = {"property.occupancy": occupancy}
    assert outcome(financed_properties, {**place, "owned_properties": homes(9)}) is PASS
    eleven = answer(financed_properties, {**place, "owned_properties": homes(10)})
    assert eleven.outcome is FAIL
    assert eleven.reason_code is ReasonCode.OTHER_LOAN_TERMS
    assert eleven.statement == "Financed properties: 11, above the most financed properties of 10."


def test_a_primary_residence_has_no_limit_of_number() -> None:
    assert outcome(financed_properties, {"owned_properties": homes(20)}) is NOT_APPLICABLE
    assert outcome(financed_properties, {"program": "fha", "owned_properties": homes(20)}) is NOT_APPLICABLE
