"""Assets as income: what they come to over the loan's term, where they may, and that they serve only once."""

from decimal import Decimal
from typing import Any

import pytest

from builders import application, asset
from casework import answer, outcome
from incomes import depletion
from lending.core import underwrite
from lending.decision import Outcome
from lending.facts import UnderwritingFacts, establish_facts
from lending.findings import FindingOutcome
from lending.underwriting.other_income import asset_depletion

REFINANCED = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": None, "loan.payoff_amount": "299000"}
"""300,000 pay off 299,000 and 1,000 of costs: nothing is due at closing."""


def living_off(*assets: dict[str, Any], item: Any = None, **changes: Any) -> dict[str, Any]:
    """A conventional refinance at 62.50 percent whose only income is drawn from assets D0, D1 ... beside A1."""
    drawn = {f"assets.{place}": {**one, "asset_id": f"D{place}"} for place, one in enumerate(assets, start=1)}
    named = item or depletion(*(one["asset_id"] for one in drawn.values()))
    return {
        **REFINANCED,
        "property.appraisal.value": "480000",
        **drawn,
        "borrowers.0.incomes": [named],
        **changes,
    }


def facts(*assets: dict[str, Any], **changes: Any) -> UnderwritingFacts:
    return establish_facts(application(living_off(*assets, **changes)))


def test_assets_over_the_term_are_income_and_no_reserve() -> None:
    """360,000 over 360 months."""
    found = facts(asset(kind="savings", balance="360000"))
    assert found.incomes[0].monthly == 1_000
    assert found.ratios.qualifying_income == 1_000
    assert found.funds.left == 150_000


@pytest.mark.parametrize(
    ("kind", "monthly"),
    [
        ("checking", "1000"),
        ("savings", "1000"),
        ("money_market", "1000"),
        ("certificate_of_deposit", "1000"),
        ("stocks_and_bonds", "1000"),
        ("retirement", "600"),
        ("gift", "0"),
        ("trust", "0"),
        ("business", "0"),
        ("secured_borrowed_funds", "0"),
        ("sale_proceeds", "0"),
    ],
)
def test_only_the_borrowers_own_liquid_assets_count_retirement_at_its_share(kind: str, monthly: str) -> None:
    assert facts(asset(kind=kind, balance="360000")).incomes[0].monthly == Decimal(monthly)


def test_an_unverified_balance_counts_for_nothing() -> None:
    assert facts(asset(balance="360000", verified=False)).incomes[0].monthly == 0


def test_the_penalty_of_withdrawing_is_taken_off() -> None:
    item = depletion("D1", withdrawal_penalty_percent="10")
    assert facts(asset(balance="360000"), item=item).incomes[0].monthly == 900


def purchase(balance: str, **changes: Any) -> dict[str, Any]:
    """The clean purchase, with 101,000 due at closing, on a loan of 70 percent."""
    return {
        "property.appraisal.value": "428571.42",
        "loan.purchase_price": "428571.42",
        "loan.fees": [],
        "borrowers.0.incomes.1": {**depletion("D1"), "income_id": "I2"},
        "assets.1": asset("D1", kind="savings", balance=balance),
        **changes,
    }


def test_the_closing_is_paid_from_these_assets_first() -> None:
    """128,571.42 are due; 488,571.42 leave 360,000."""
    found = establish_facts(application(purchase("488571.42")))
    assert found.incomes[1].monthly == 1_000
    assert found.funds.left == 150_000


def test_assets_that_the_closing_takes_are_no_income_and_the_others_pay_the_rest() -> None:
    found = establish_facts(application(purchase("100000")))
    assert found.incomes[1].monthly == 0
    assert found.funds.left == 250_000 - Decimal("128571.42")


def test_two_items_pay_at_closing_once_and_share_no_asset() -> None:
    items = [
        {**depletion("D1"), "income_id": "I2"},
        {**depletion("D1", "D2"), "income_id": "I3"},
    ]
    both = purchase("164571.42", **{"assets.2": asset("D2", balance="72000")})
    both["borrowers.0.incomes.1"] = items[0]
    both["borrowers.0.incomes.2"] = items[1]
    found = establish_facts(application(both))
    assert [item.monthly for item in found.incomes] == [10_000, 100, 200]
    assert found.funds.left == 150_000


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        pytest.param({"property.appraisal.value": "375000"}, True, id="80 percent"),
        pytest.param({"property.appraisal.value": "374953.12"}, False, id="80.01 percent"),
        pytest.param(
            {
                "loan.subordinate_liens": [
                    {"lien_id": "L1", "balance": "0", "credit_limit": "84001", "monthly_payment": "0"}
                ]
            },
            True,
            id="HCLTV of 80.00 percent",
        ),
        pytest.param(
            {
                "loan.subordinate_liens": [
                    {"lien_id": "L1", "balance": "0", "credit_limit": "84048", "monthly_payment": "0"}
                ]
            },
            False,
            id="HCLTV of 80.01 percent",
        ),
        pytest.param({"loan.purpose": "cash_out_refinance"}, False, id="cash-out"),
        pytest.param({"property.occupancy": "second_home"}, True, id="second home"),
        pytest.param({"property.occupancy": "investment"}, False, id="investment"),
    ],
)
def test_where_assets_may_serve_as_income(changes: dict[str, Any], *, counts: bool) -> None:
    found = facts(asset(balance="360000"), **changes).incomes[0]
    assert found.monthly == (1_000 if counts else 0)
    assert found.excluded == (None if counts else "assets that may not serve as income on this loan")


def test_assets_whose_income_does_not_count_are_reserves_as_any_other() -> None:
    undocumented = facts(asset(balance="360000"), item=depletion("D1", documented=False))
    assert undocumented.incomes[0].monthly == 0
    assert undocumented.incomes[0].if_counted == 1_000
    assert undocumented.incomes[0].excluded == "not documented"
    assert undocumented.funds.left == 510_000
    assert facts(asset(balance="360000"), **{"property.occupancy": "investment"}).funds.left == 510_000


def test_every_file_that_lives_off_assets_goes_to_a_person() -> None:
    found = answer(asset_depletion, living_off(asset(balance="360000")))
    assert found.outcome is FindingOutcome.REFER
    assert found.statement == (
        "Assets count for $1,000 a month at an LTV of 62.50%; on a home for the borrowers' own use, without cash out, "
        "they may up to 70.00%, and up to 80.00% for an owner of 62 or more."
    )
    assert found.needs is not None
    assert "age" not in found.needs.split("vested")[1]


@pytest.mark.parametrize(("value", "asked"), [("428571.42", False), ("428510.21", True)], ids=["70.00", "70.01"])
def test_above_70_percent_the_age_of_the_owner_is_confirmed(value: str, *, asked: bool) -> None:
    found = answer(asset_depletion, living_off(asset(balance="360000"), **{"property.appraisal.value": value}))
    assert found.needs is not None
    assert found.needs.endswith("and the owner's age.") is asked


def test_the_highest_of_the_loan_to_values_is_told() -> None:
    line = {"lien_id": "L1", "balance": "12000", "credit_limit": "24000", "monthly_payment": "50"}
    found = answer(asset_depletion, living_off(asset(balance="360000"), **{"loan.subordinate_liens": [line]}))
    assert "at an LTV of 67.50%" in found.statement


def test_the_least_income_from_assets_is_referred() -> None:
    assert outcome(asset_depletion, living_off(asset(balance="180"))) is FindingOutcome.REFER


def test_one_item_that_counts_is_enough_to_refer() -> None:
    items = [depletion("D1"), depletion("D2", documented=False, income_id="I2")]
    both = living_off(asset(balance="360000"), asset(balance="360000"), **{"borrowers.0.incomes": items})
    found = answer(asset_depletion, both)
    assert found.outcome is FindingOutcome.REFER
    assert found.figures[0].display == "$1,000"


def test_assets_that_do_not_count_leave_the_file_to_its_other_income() -> None:
    assert outcome(asset_depletion) is FindingOutcome.NOT_APPLICABLE
    idle = purchase("1000", **{"property.occupancy": "investment"})
    assert outcome(asset_depletion, idle) is FindingOutcome.PASS


def test_a_retiree_with_ample_assets_is_referred_and_not_declined() -> None:
    retired = living_off(asset(balance="3600000"), **{"borrowers.0.current_monthly_housing": "2000"})
    decision = underwrite(application(retired)).decision
    assert decision.outcome is Outcome.REFER
    assert decision.led_by == ("capacity.asset_depletion",)
