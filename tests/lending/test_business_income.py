"""Self-employment: the cash flow of a business, the owner's share of it, and how far the owner can reach it."""

from decimal import Decimal
from typing import Any

import pytest

from casework import answer, outcome
from incomes import business, qualified
from lending.findings import FindingOutcome
from lending.income import business_cash_flow
from lending.income_items import BusinessYear
from lending.underwriting.self_employment import business_access, income_stability, self_employment_history

CONDITION = FindingOutcome.CONDITION
PASS, REFER, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.REFER, FindingOutcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("net_incomes", "monthly", "declining"),
    [
        pytest.param(("72000", "48000"), "5000.00", False, id="rising: 24-month average"),
        pytest.param(("60000", "60000"), "5000.00", False, id="level: 24-month average"),
        pytest.param(("48000", "72000"), "4000.00", True, id="falling: the recent year"),
        pytest.param(("60000",), "5000.00", False, id="one year"),
        pytest.param(("72000", "48000", "999000"), "5000.00", False, id="a third year is not averaged"),
        pytest.param(("72000", "48000", "0"), "5000.00", False, id="nor does a poor third year lower it"),
        pytest.param(("-12000", "-12000"), "-1000.00", False, id="a loss"),
        pytest.param(("-24000", "12000"), "-2000.00", True, id="a profit that became a loss"),
    ],
)
def test_self_employment_by_its_trend(net_incomes: tuple[str, ...], monthly: str, *, declining: bool) -> None:
    item = qualified(business(*net_incomes))
    assert item.monthly == Decimal(monthly)
    assert item.declining is declining
    assert item.if_counted == item.monthly


def test_cash_flow_adds_back_what_was_not_spent_and_takes_off_what_will_not_return() -> None:
    year = BusinessYear.model_validate(
        {
            "year": 2025,
            "net_income": "50000",
            "depreciation": "4000",
            "depletion": "300",
            "amortization": "200",
            "business_use_of_home": "1000",
            "casualty_loss": "500",
            "non_recurring_income": "5000",
            "meals_exclusion": "1000",
        }
    )
    assert business_cash_flow(year) == 50_000


def test_a_business_of_exactly_one_year_counts_and_a_younger_one_does_not() -> None:
    assert qualified(business("60000", started_on="2025-04-15")).excluded is None
    young = qualified(business("60000", started_on="2025-04-16"))
    assert young.monthly == 0
    assert young.if_counted == 5_000
    assert young.excluded == "from a business younger than one year"


def test_the_loss_of_a_young_or_undocumented_business_counts_all_the_same() -> None:
    assert qualified(business("-12000", started_on="2025-12-01")).monthly == -1_000
    assert qualified(business("-12000", documented=False)).monthly == -1_000


def partner(*net_incomes: str, drawn: tuple[str | None, ...] = (), **changes: Any) -> dict[str, Any]:
    """Half of a partnership."""
    return business(*net_incomes, drawn=drawn, **{"structure": "partnership", "ownership_percent": "50", **changes})


@pytest.mark.parametrize(
    ("item", "monthly", "excluded"),
    [
        pytest.param(partner("120000", "120000", drawn=("60000", "60000")), "5000", None, id="all of the share drawn"),
        pytest.param(partner("120000", "120000", drawn=("90000", "90000")), "5000", None, id="more drawn than earned"),
        pytest.param(
            partner("120000", "120000", drawn=("60000", "59988")),
            "4999.50",
            "profit that is not shown to reach the owner",
            id="a dollar a month less drawn in one year",
        ),
        pytest.param(
            partner("120000", "120000", drawn=("24000", "36000")),
            "2000",
            "profit that is not shown to reach the owner",
            id="less and less drawn",
        ),
        pytest.param(
            partner("120000", "120000"), "0", "profit that is not shown to reach the owner", id="distributions unknown"
        ),
        pytest.param(
            partner("120000", "120000", business_liquidity_documented=True), "5000", None, id="documented liquidity"
        ),
        pytest.param(partner("-24000", "-24000"), "-1000", None, id="half of a loss needs no distribution"),
        pytest.param(
            partner("120000", "120000", structure="s_corporation", drawn=("60000", "60000")),
            "5000",
            None,
            id="S corporation",
        ),
        pytest.param(
            partner("120000", "120000", structure="corporation", business_liquidity_documented=True),
            "0",
            "profit that is not shown to reach the owner",
            id="half of a corporation, which liquidity does not open",
        ),
        pytest.param(
            business("60000", "60000", structure="corporation", business_liquidity_documented=True),
            "5000",
            None,
            id="all of a corporation with liquidity",
        ),
        pytest.param(
            business("60000", "60000", structure="corporation"),
            "0",
            "profit that is not shown to reach the owner",
            id="all of a corporation without",
        ),
        pytest.param(
            business("60000", "60000", ownership_percent="50"),
            "0",
            "profit that is not shown to reach the owner",
            id="half of a sole proprietorship is none",
        ),
    ],
)
def test_profit_counts_as_far_as_it_reaches_the_owner(item: dict[str, Any], monthly: str, excluded: str | None) -> None:
    found = qualified(item)
    assert found.monthly == Decimal(monthly)
    assert found.excluded == excluded


def test_what_would_count_is_the_whole_share() -> None:
    assert qualified(partner("120000", "120000", drawn=("24000", "36000"))).if_counted == 5_000


def test_distributions_that_fall_are_a_decline_whatever_the_profit_does() -> None:
    assert qualified(partner("140000", "120000", drawn=("24000", "36000"))).declining
    assert qualified(partner("100000", "120000", drawn=("36000", "36000"))).declining
    assert not qualified(partner("120000", "120000", drawn=("36000", "36000"))).declining


def test_a_business_that_is_left_out_twice_is_left_out_for_what_documents_cannot_cure() -> None:
    item = qualified(partner("120000", "120000", documented=False, started_on="2025-12-01"))
    assert item.excluded == "from a business younger than one year"
    undocumented = qualified(partner("120000", "120000", documented=False, drawn=("24000", "24000")))
    assert undocumented.excluded == "not documented"
    assert [undocumented.monthly, undocumented.if_counted] == [0, 2_000]


def test_the_method_tells_share_and_span() -> None:
    assert qualified(business("60000", "60000")).method == (
        "the lower of the newest year and the two-year average of adjusted cash flow"
    )
    assert qualified(partner("60000", drawn=("1000",))).method == (
        "one tax year of 50 percent of adjusted cash flow, as far as it was distributed"
    )


def history(item: dict[str, Any]) -> FindingOutcome:
    return outcome(self_employment_history, {"borrowers.0.incomes": [item]})


@pytest.mark.parametrize(
    ("started_on", "net_incomes", "ownership", "expected"),
    [
        pytest.param("2024-04-15", ("120000", "120000"), "100", PASS, id="two years to the day"),
        pytest.param("2024-04-16", ("120000", "120000"), "100", REFER, id="a day less"),
        pytest.param("2021-04-15", ("120000",), "100", PASS, id="one return after five years"),
        pytest.param("2021-04-16", ("120000",), "100", REFER, id="one return a day earlier"),
        pytest.param("2021-04-15", ("120000",), "25", CONDITION, id="one return of a quarter owner"),
        pytest.param("2021-04-15", ("120000",), "24.99", REFER, id="one return of a smaller owner"),
    ],
)
def test_self_employment_needs_two_years(
    started_on: str, net_incomes: tuple[str, ...], ownership: str, expected: FindingOutcome
) -> None:
    structure = "sole_proprietorship" if ownership == "100" else "partnership"
    item = business(*net_incomes, started_on=started_on, ownership_percent=ownership, structure=structure)
    assert history(item) is expected


def test_a_part_owner_with_one_return_shows_the_share_of_all_five_years() -> None:
    shared = {"borrowers.0.incomes": [partner("120000"), business("120000", income_id="I2")]}
    found = answer(self_employment_history, shared)
    assert found.outcome is CONDITION
    assert found.due == "prior_to_approval"
    assert found.needs == "Document the share of all five years in the business of I1."


def test_the_youngest_business_decides() -> None:
    both = [business("120000", "120000"), business("120000", "120000", started_on="2025-01-01", income_id="I2")]
    found = answer(self_employment_history, {"borrowers.0.incomes": both})
    assert found.outcome is REFER
    assert "15 months" in found.statement


def test_every_business_shows_its_returns() -> None:
    both = [business("120000", "120000"), business("120000", started_on="2022-01-01", income_id="I2")]
    found = answer(self_employment_history, {"borrowers.0.incomes": both})
    assert found.outcome is REFER
    assert "lacks the tax returns" in found.statement


def test_employees_have_no_history_of_self_employment() -> None:
    assert outcome(self_employment_history) is NOT_APPLICABLE
    assert outcome(business_access) is NOT_APPLICABLE


def test_tax_returns_are_recent_and_follow_one_another() -> None:
    for newest, before, expected in ((2025, 2024, PASS), (2024, 2023, PASS), (2023, 2022, REFER), (2025, 2023, REFER)):
        owner = business("120000", "120000")
        owner["years"][0]["year"], owner["years"][1]["year"] = newest, before
        assert history(owner) is expected, (newest, before)
    old = business("120000")
    old["years"][0]["year"] = 2023
    assert history(old) is REFER


def test_a_sole_proprietorship_with_a_second_owner_refers_and_says_so() -> None:
    shared = {"borrowers.0.incomes": [business("120000", "120000", ownership_percent="30")]}
    found = answer(self_employment_history, shared)
    assert found.outcome is REFER
    assert found.statement.endswith("A business stands in the file as a sole proprietorship but has another owner.")
    assert history(business("120000", "120000", ownership_percent="30", structure="partnership")) is PASS


def access(*items: dict[str, Any]) -> dict[str, Any]:
    return {"borrowers.0.incomes": [{**item, "income_id": f"I{place}"} for place, item in enumerate(items, start=1)]}


def test_profit_within_reach_passes() -> None:
    assert outcome(business_access, access(business("60000"))) is NOT_APPLICABLE
    assert outcome(business_access, access(partner("120000", drawn=("60000",)))) is PASS


def test_profit_beyond_reach_is_told_and_asks_for_documents_only_where_the_file_is_silent() -> None:
    drawn = answer(business_access, access(partner("120000", "120000", drawn=("24000", "36000"))))
    assert drawn.outcome is PASS
    assert "Of a share of the profit of $5,000 a month, $2,000 count" in drawn.statement
    silent = answer(
        business_access,
        access(partner("120000", "120000", drawn=("24000", None)), partner("120000", drawn=("12000",))),
    )
    assert silent.outcome is CONDITION
    assert silent.due == "prior_to_approval"
    assert silent.needs is not None
    assert "of I1, or" in silent.needs
    assert silent.figures[0].display == "$2,000"


def test_a_third_year_without_distributions_asks_for_nothing() -> None:
    three = partner("120000", "120000", "120000", drawn=("24000", "36000", None))
    assert outcome(business_access, access(three)) is PASS


def test_declining_income_that_does_not_count_is_nobodys_worry() -> None:
    falling = business("1000", "120000", income_id="I2", documented=False)
    assert outcome(income_stability, {"borrowers.0.incomes.1": falling}) is PASS


def test_declining_pay_is_referred_with_the_amount_that_counts() -> None:
    bonus = {"kind": "bonus", "last_year_total": "6000", "prior_year_total": "12000"}
    found = answer(income_stability, {"borrowers.0.incomes.0.variable": [bonus]})
    assert found.outcome is REFER
    assert "$10,500 a month" in found.statement
    assert found.needs is not None


def test_level_or_rising_pay_is_stable() -> None:
    assert outcome(income_stability) is PASS
    bonus = {"kind": "bonus", "last_year_total": "6000", "prior_year_total": "6000"}
    assert outcome(income_stability, {"borrowers.0.incomes.0.variable": [bonus]}) is PASS
