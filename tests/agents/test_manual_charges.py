"""What the policy manual says of prices, charges, shares and deadlines is what the dated tables say."""

import re
from datetime import date
from decimal import Decimal

import pytest

from lending.tables import conventional, fha, qualifying, regulation_b, usda, va
from lending.tables.alternatives import GRID
from lending.tables.lender import LENDER
from lending.tables.regulation_z import (
    HIGHER_PRICED_MORTGAGE,
    HOEPA_FEES,
    HOEPA_LIMITS,
    HPML_APPRAISAL_EXEMPT_UP_TO,
    QM_FEES,
    QM_PRICE,
    QM_SPREADS,
)
from policy_manual import percent, rows, text_of, usd

TODAY = date(2026, 6, 1)
YEARS = (2024, 2025, 2026)


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


@pytest.mark.parametrize("year", YEARS)
def test_the_thresholds_of_regulation_z_are_those_of_the_tables(year: int) -> None:
    day, column = date(year, 6, 1), YEARS.index(year)
    price, fees, exempt = QM_PRICE.on(day).value, QM_FEES.on(day).value, HPML_APPRAISAL_EXEMPT_UP_TO.on(day).value
    prices = rows("regulatory-policy#3.3")
    assert prices["first lien, at or above"][column] == usd(price.top)
    assert prices["first lien, below that, from"][column] == usd(price.middle)
    assert prices["subordinate lien, at or above"][column] == usd(price.middle)
    caps = text_of("regulatory-policy#3.4")
    for words in (
        usd(fees.three_percent_from),
        f"{usd(fees.upper_flat)} from {usd(fees.upper_flat_from)}",
        usd(fees.five_percent_from),
        f"{usd(fees.lower_flat)} from {usd(fees.lower_flat_from)}",
    ):
        assert words in caps
    assert usd(exempt) in text_of("regulatory-policy#4.3")
    assert usd(fees.five_percent_from) in text_of("regulatory-policy#4.1")


def test_the_funding_fee_is_that_of_the_table() -> None:
    fees, stated = va.FUNDING_FEE.on(TODAY).value, rows("program-policy#4.1")
    for words, column in (("less than 5% down", 0), ("5% down or more", 1), ("10% down or more", 2)):
        assert stated[f"purchase, {words}"] == [percent(fees.first_use[column]), percent(fees.later_use[column])]
    assert stated["cash-out refinance"] == [percent(fee) for fee in fees.cash_out]
    assert stated["interest rate reduction refinance; assumption"] == [percent(fees.rate_reduction)] * 2


def test_residual_income_is_that_of_the_table() -> None:
    table, stated = va.RESIDUAL_INCOME.on(TODAY).value, rows("capacity-policy#2.6")
    regions = ("northeast", "midwest", "west")
    for family in range(1, 6):
        large, small = ([amounts[region][family - 1] for region in regions] for amounts in (table.large, table.small))
        assert stated[str(family)] == [usd(amount) for amount in (*large, *small)]
    assert stated["each more, to 7"] == [usd(table.large_each_more)] * 3 + [usd(table.small_each_more)] * 3
    assert table.large["midwest"] == table.large["south"]
    assert table.small["midwest"] == table.small["south"]


def test_the_grid_of_what_would_change_the_answer_is_that_of_the_table() -> None:
    grid, stated = GRID.on(TODAY).value, rows("decision-policy#2.7")
    assert stated["smaller loan"][0] == f"whole steps, to {percent(grid.smallest_loan_percent)} of the loan"
    assert stated["lower purchase price"][0] == f"steps, to {percent(grid.price_reach_percent)} of the price"
    step = f"{grid.dollars_share_percent} percent of it, rounded up to a multiple of {usd(grid.dollars_step)}"
    assert step in text_of("decision-policy#2.7")
    assert stated["longer term"][0] == f"{', '.join(map(str, grid.usual_terms_months))} months"
    assert stated["verified savings added"][0] == (
        f"{usd(grid.reserves_step_dollars)}, to {percent(grid.reserves_reach_percent)} of the loan"
    )
    assert stated["another program"][1] == percent(grid.program_effort_percent)
    cost = percent(grid.rate_step_percent * grid.points_for_one_percent)
    assert stated["note rate bought down"][0] == (
        f"{grid.rate_step_percent} points for {cost} of the loan each, to a cost of {percent(grid.most_points)}"
    )


def test_the_spreads_over_the_apor_are_those_of_the_tables() -> None:
    general, stated = QM_SPREADS.on(TODAY).value, rows("regulatory-policy#3.3")
    for words, points in (
        ("first lien, at or above", general.first_top),
        ("first lien, below that, from", general.first_middle),
        ("first lien, lower", general.first_bottom),
        ("first lien, manufactured home, below the top amount", general.first_bottom),
        ("subordinate lien, at or above", general.subordinate),
        ("subordinate lien, lower", general.subordinate_small),
    ):
        assert stated[words][-1] == plain(points), words
    higher, liens = HIGHER_PRICED_MORTGAGE.on(TODAY).value, rows("regulatory-policy#4.2")
    assert liens["first lien"] == [plain(higher.first)]
    assert liens["first lien above the county's conforming limit when the rate is set"] == [plain(higher.first_jumbo)]
    assert liens["subordinate lien"] == [plain(higher.subordinate)]


def test_the_high_cost_tests_are_those_of_the_tables() -> None:
    limits, stated = HOEPA_LIMITS.on(TODAY).value, list(rows("regulatory-policy#4.1").items())
    assert stated[2:5] == [
        ("APR over APOR, first lien", [f"more than {plain(limits.first)} points"]),
        (
            f"APR over APOR, first lien, personal property under {usd(limits.personal_property_below)}",
            [f"more than {plain(limits.personal_property)} points"],
        ),
        ("APR over APOR, subordinate lien", [f"more than {plain(limits.subordinate)} points"]),
    ]
    last, first, before = (HOEPA_FEES.on(date(year, 6, 1)).value for year in (2026, 2025, 2024))
    large = f"loan of {usd(last.five_percent_from)} or more (2026; {usd(first.five_percent_from)} in 2025"
    assert stated[5][0] == f"points and fees, {large}; {usd(before.five_percent_from)} in 2024)"
    flat = f"{usd(last.flat)} (2026; {usd(first.flat)} in 2025; {usd(before.flat)} in 2024)"
    assert stated[6][1] == [f"more than the lesser of 8% and {flat}"]
    months, share = limits.penalty_months, percent(limits.penalty_percent)
    assert f"more than {months} months after closing, or more than {share} of the amount prepaid" in stated[7][1][0]


def test_the_premiums_of_fha_are_those_of_the_table() -> None:
    premiums, stated = fha.ANNUAL_PREMIUM.on(TODAY).value, rows("program-policy#3.1")
    years, line = premiums.short_term_up_to_months // 12, usd(premiums.large_loan_above)
    for words, bands in (
        (f"above {years} years, {line} or less", premiums.long_small),
        (f"above {years} years, above {line}", premiums.long_large),
        (f"{years} years or less, {line} or less", premiums.short_small),
        (f"{years} years or less, above {line}", premiums.short_large),
    ):
        rates = [f"{Decimal(points) / 100:.2f}%" for _, points in bands]
        upper = [f" to {percent(ltv)}" for ltv, _ in bands[:-1]]
        assert stated[words] == ["; ".join(map("".join, zip(rates, [*upper, " above"], strict=True)))]
    upfront = fha.UPFRONT_PREMIUM_PERCENT.on(TODAY).value
    assert f"of {upfront} percent of the base loan" in text_of("program-policy#3.1")


def test_the_fees_and_the_term_of_usda_are_those_of_the_tables() -> None:
    fees, told = usda.GUARANTEE_FEES.on(TODAY).value, text_of("program-policy#5.4")
    assert f"fee of {fees.upfront} percent of the whole loan, and an annual fee of {fees.annual} percent" in told
    assert rows("program-policy#1.3")["USDA"] == [f"{usda.TERM_MONTHS.on(TODAY).value} months"] * 2
    conforming = conventional.TERM.on(TODAY).value
    named = rows("program-policy#1.3")["conventional, high-balance, jumbo"]
    assert named == [f"{conforming.shortest} months", f"{conforming.longest} months"]


def test_the_limits_on_contributions_are_those_of_the_tables() -> None:
    stated = {words: cells[0].split()[0] for words, cells in rows("assets-policy#3.1").items()}
    (high, small), (low, middle), (_, large) = conventional.CONCESSIONS.on(TODAY).value["primary"]
    home = "principal or second home"
    assert stated[f"{home}, above {percent(high)}"] == percent(small)
    assert stated[f"{home}, {low}.01-{percent(high)}"] == percent(middle)
    assert stated[f"{home}, {percent(low)} or less"] == percent(large)
    ((_, investment),) = conventional.CONCESSIONS.on(TODAY).value["investment"]
    assert stated["investment, any"] == percent(investment)
    for words, table in (("FHA, any", fha), ("VA, any", va), ("USDA, any", usda)):
        assert stated[words] == percent(table.CONCESSION_PERCENT.on(TODAY).value), words


def test_what_collections_may_stay_open_is_that_of_the_table() -> None:
    limits, stated = conventional.COLLECTIONS.on(TODAY).value, rows("credit-policy#5.1")
    several, investment, manual = limits.several_units_or_second_home, limits.investment, limits.manual
    assert stated["conventional automated, 2-4 unit principal or second home"] == [
        f"all, if the total exceeds {usd(several.total)}"
    ]
    assert stated["conventional automated, investment"] == [
        f"each account of {usd(investment.each_below or 0)} or more; all, if the total exceeds {usd(investment.total)}"
    ]
    assert stated["conventional manual, any occupancy"] == [
        f"all, unless each is under {usd(manual.each_below or 0)} or the total is {usd(manual.total)} or less"
    ]


def test_what_a_student_loan_counts_for_is_that_of_the_tables() -> None:
    stated = {words: cells[0] for words, cells in rows("capacity-policy#3.3").items()}
    share = percent(conventional.STUDENT_LOAN_PERCENT.on(TODAY).value)
    assert f"otherwise {share} of balance" in stated["conventional, high-balance, jumbo"]
    for words, table in (("FHA", fha), ("USDA", usda)):
        assert f"otherwise {percent(table.STUDENT_LOAN_PERCENT.on(TODAY).value)} of balance" in stated[words]
    yearly, months = va.STUDENT_LOAN_PERCENT_A_YEAR.on(TODAY).value, va.STUDENT_LOAN_DEFERRED_MONTHS.on(TODAY).value
    assert f"{percent(yearly)} of balance ÷ 12; excluded if deferred {months} months or more" in stated["VA"]


def test_what_of_a_retirement_account_counts_is_that_of_the_table() -> None:
    counted = percent(qualifying.RETIREMENT_PERCENT.on(TODAY).value)
    closing, reserves = rows("assets-policy#2.2")["vested retirement account"]
    assert (closing.partition(",")[0], reserves) == (counted, counted)


def test_the_deadlines_are_those_of_the_tables() -> None:
    stated = {words: cells[0] for words, cells in rows("decision-policy#3.3").items()}
    lender, request = LENDER.on(TODAY).value, regulation_b.REASONS_ON_REQUEST.on(TODAY).value
    assert lender.items_days == lender.offer_open_days
    for words, days in (
        ("notice of approval, counteroffer or adverse action", regulation_b.ACTION_DAYS.on(TODAY).value),
        (
            "notice of incompleteness, or of adverse action on an incomplete application",
            regulation_b.INCOMPLETE_DAYS.on(TODAY).value,
        ),
        ("missing items; answer to an offer", lender.items_days),
        (
            "second notice after an offer neither accepted nor used, unless form C-4 was used",
            regulation_b.COUNTEROFFER_DAYS.on(TODAY).value,
        ),
        (f"reasons, where asked for within {request.ask_within} days of the notice", request.answer_within),
        ("notice of the right to the appraisal", regulation_b.APPRAISAL_NOTICE_BUSINESS_DAYS.on(TODAY).value),
        ("copy of the appraisal", regulation_b.APPRAISAL_COPY_BUSINESS_DAYS.on(TODAY).value),
    ):
        assert re.match(rf"{days} (business )?days ", stated[words]), words
