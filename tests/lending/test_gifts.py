"""Gifts, grants and gifts of equity."""

from typing import Any

import pytest

from builders import asset
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.gifts import gifts

PASS, FAIL, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)


@pytest.mark.parametrize("occupancy", ["primary", "second_home"])
def test_a_gift_needs_its_letter_before_approval(occupancy: str) -> None:
    found = answer(gifts, {"property.occupancy": occupancy, "assets.1": asset(kind="gift")})
    assert found.outcome is CONDITION
    assert found.due == "prior_to_approval"
    assert "$20,000" in found.statement
    assert found.needs == "Obtain the signed gift letter and proof of the transfer."


def test_each_kind_of_gift_has_its_papers() -> None:
    given = [asset("A2", kind="gift_of_equity"), asset("A3", kind="grant"), asset("A4", kind="gift")]
    found = answer(gifts, {"assets": [asset("A1", balance="150000"), *given]})
    assert found.needs == (
        "Obtain the signed gift letter and proof of the transfer, "
        "and the award letter of the grant and proof of the transfer, "
        "and the signed letter on the gift of equity and the settlement statement that lists it."
    )
    assert "$60,000" in found.statement


@pytest.mark.parametrize(
    ("own", "changes", "expected"),
    [
        pytest.param("20000", {"property.units": 2}, CONDITION, id="five percent of 400,000"),
        pytest.param("19999.99", {"property.units": 2}, FAIL, id="a cent less"),
        pytest.param("19999.99", {"property.occupancy": "second_home"}, FAIL, id="a second home alike"),
        pytest.param("19999.99", {}, CONDITION, id="one unit: all may be a gift"),
        pytest.param("19999.99", {"property.units": 2, "loan.amount": "320000"}, CONDITION, id="LTV of 80"),
        pytest.param("19999.99", {"property.units": 2, "loan.amount": "320040"}, FAIL, id="LTV of 80.01"),
        pytest.param("19999.99", {"property.units": 2, "program": "fha"}, CONDITION, id="FHA"),
        pytest.param(
            "19999.99", {"property.units": 2, "loan.earnest_money_paid": "0.01"}, CONDITION, id="the deposit is theirs"
        ),
        pytest.param(
            "19899.99",
            {"property.units": 2, "loan.seller_concessions": "3000"},
            FAIL,
            id="of the basis that a concession of 2,000 lowers: a cent less",
        ),
        pytest.param(
            "19900",
            {"property.units": 2, "loan.seller_concessions": "3000"},
            CONDITION,
            id="of the basis that a concession of 2,000 lowers",
        ),
    ],
)
def test_own_funds_beside_a_gift_above_80_ltv(own: str, changes: dict[str, Any], expected: FindingOutcome) -> None:
    terms = {"loan.amount": "360000", "assets": [asset(balance=own), asset("A3", kind="gift", balance="90000")]}
    assert outcome(gifts, {**terms, **changes}) is expected


def test_too_little_of_their_own_says_how_much_is_missing() -> None:
    terms = {"loan.amount": "360000", "property.units": 2}
    found = answer(gifts, {**terms, "assets": [asset(balance="5000"), asset("A3", kind="gift", balance="90000")]})
    assert found.reason_code is ReasonCode.OTHER_INSUFFICIENT_CASH
    assert found.statement == "Gift funds of $90,000 leave own funds of $5,000 against $20,000 required."


def test_own_funds_awaiting_their_documents_are_asked_for_and_not_declined() -> None:
    terms = {"loan.amount": "360000", "property.units": 2}
    waiting = [asset(balance="20000", verified=False), asset("A3", kind="gift", balance="90000")]
    found = answer(gifts, {**terms, "assets": waiting})
    assert found.outcome is CONDITION
    assert found.needs is not None
    assert found.needs.endswith(", and documents of the borrowers' own funds.")
    waiting[0]["balance"] = "19999.99"
    assert outcome(gifts, {**terms, "assets": waiting}) is FAIL


@pytest.mark.parametrize(("own", "expected"), [("16634.92", CONDITION), ("16634.91", FAIL)])
def test_a_gift_that_the_file_can_do_without_asks_for_no_share_of_own_funds(own: str, expected: FindingOutcome) -> None:
    """A second loan leaves 1,000 of costs to pay, and six months of 2,605.82 stay behind: less than five percent."""
    lien = {"lien_id": "S1", "balance": "70000", "monthly_payment": "0"}
    terms = {"property.units": 2, "loan.amount": "330000", "loan.subordinate_liens": [lien]}
    given = [asset(balance=own), asset("A3", kind="gift", balance="60000")]
    assert outcome(gifts, {**terms, "assets": given}) is expected


def test_a_gift_is_not_allowed_on_an_investment_property() -> None:
    """It is left out, and fails the file only where the money is missing without it."""
    gift = {"property.occupancy": "investment", "assets.1": asset(kind="gift")}
    plenty = answer(gifts, {**gift, "assets.0.balance": "150000"})
    assert plenty.outcome is PASS
    assert "not allowed on an investment property" in plenty.statement
    assert plenty.statement.endswith("the rest may suffice without them.")
    short = answer(gifts, {**gift, "assets.0.balance": "100000"})
    assert short.outcome is FAIL
    assert short.reason_code is ReasonCode.OTHER_INSUFFICIENT_CASH
    assert short.statement.endswith("left out of the funds; the money is missing.")


@pytest.mark.parametrize(("balance", "expected"), [("115497.20", PASS), ("115497.19", FAIL)])
def test_a_gift_on_an_investment_property_is_missed_below_closing_and_reserves(
    balance: str, expected: FindingOutcome
) -> None:
    """101,000 and six months of 2,416.20."""
    gift = {"property.occupancy": "investment", "assets.1": asset(kind="gift")}
    assert outcome(gifts, {**gift, "assets.0.balance": balance}) is expected


def test_a_grant_is_for_the_principal_residence() -> None:
    grant = {"assets.1": asset(kind="grant")}
    assert outcome(gifts, grant) is CONDITION
    second_home = answer(gifts, {**grant, "property.occupancy": "second_home"})
    assert second_home.outcome is PASS
    assert "not allowed on a second home" in second_home.statement
    both = {"property.occupancy": "second_home", "assets.1": asset(kind="grant"), "assets.2": asset("A3", kind="gift")}
    found = answer(gifts, both)
    assert found.outcome is CONDITION
    assert found.needs == "Obtain the signed gift letter and proof of the transfer."
    assert "$20,000" in found.statement


def test_without_a_gift_there_is_nothing_to_document() -> None:
    assert outcome(gifts) is NOT_APPLICABLE
    assert outcome(gifts, {"assets.1": asset(kind="gift", balance="0")}) is NOT_APPLICABLE
