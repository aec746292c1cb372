"""The policy manual says what the code does: its limits are those of the dated tables, and its references open."""

import re
from datetime import date
from decimal import Decimal

import pytest

from lending.borrower import DerogatoryKind
from lending.loan import Purpose
from lending.property import Occupancy
from lending.tables import conventional, credit, fha, high_balance, jumbo, loan_limits, usda, va
from lending.tables.conventional import Waiting
from lending.tables.financed_properties import OTHER_RESERVES
from lending.tables.ltv import LtvKey
from policy_manual import MANUAL, percent, rows, text_of, usd, yearly

TODAY = date(2026, 6, 1)
YEARS = (2024, 2025, 2026)


@pytest.mark.parametrize("year", YEARS)
def test_the_loan_limits_are_those_of_the_tables(year: int) -> None:
    day = date(year, 6, 1)
    conforming, government = loan_limits.CONFORMING.on(day).value, loan_limits.FHA.on(day).value
    stated = yearly("collateral-policy#5.1")
    assert stated[str(year), "baseline"] == [usd(limit) for limit in conforming.floor]
    assert stated[str(year), "ceiling"] == [usd(limit) for limit in conforming.ceiling]
    assert government.ceiling == conforming.ceiling, "the section on FHA names the conforming ceiling"
    assert yearly("collateral-policy#5.2")[str(year), "floor"] == [usd(limit) for limit in government.floor]
    higher = yearly("collateral-policy#5.5")
    for name, table in (
        ("conforming", loan_limits.CONFORMING_HIGHER_CEILING),
        ("FHA", loan_limits.FHA_HIGHER_CEILING),
    ):
        assert higher[str(year), name] == [usd(limit) for limit in table.on(day).value]


ROWS_OF_LTV: dict[str, tuple[Occupancy, tuple[int, ...]]] = {
    "primary residence, one unit": (Occupancy.PRIMARY, (1,)),
    "primary residence, two units": (Occupancy.PRIMARY, (2,)),
    "primary residence, three or four units": (Occupancy.PRIMARY, (3, 4)),
    "primary residence, several units": (Occupancy.PRIMARY, (2, 3, 4)),
    "second home, one unit": (Occupancy.SECOND_HOME, (1,)),
    "investment, one unit": (Occupancy.INVESTMENT, (1,)),
    "investment, several units": (Occupancy.INVESTMENT, (2, 3, 4)),
}
PURPOSES = (Purpose.PURCHASE, Purpose.RATE_TERM_REFINANCE, Purpose.CASH_OUT_REFINANCE)


@pytest.mark.parametrize(
    ("section", "cells"),
    [
        ("collateral-policy#3.1", conventional.MAXIMUM_LTV.on(TODAY).value.cells),
        ("collateral-policy#3.6", high_balance.MAXIMUM_LTV.on(TODAY).value),
        ("collateral-policy#3.7", jumbo.JUMBO.on(TODAY).value.ltv),
    ],
)
def test_the_maximum_ltv_is_that_of_the_matrix(section: str, cells: dict[LtvKey, Decimal]) -> None:
    stated = {
        (occupancy, purpose, units): re.findall(r"(\d+%)(?! fixed)", cell)
        for name, (occupancy, counts) in ROWS_OF_LTV.items()
        if name in rows(section)
        for purpose, cell in zip(PURPOSES, rows(section)[name], strict=True)
        for units in counts
    }
    assert {key: found for key, found in stated.items() if found} == {
        key: [percent(value)] for key, value in cells.items()
    }


def test_the_highest_ltv_of_a_conventional_purchase_is_stated_beside_the_other() -> None:
    purchase = rows("collateral-policy#3.1")["primary residence, one unit"][0]
    assert f"{percent(conventional.MAXIMUM_LTV.on(TODAY).value.highest_fixed)} fixed" in purchase


def test_the_maximum_ltv_of_agency_loans_is_that_of_their_tables() -> None:
    bands, stated = fha.SCORE_AND_LTV.on(TODAY).value, rows("collateral-policy#3.3")
    own = f"{percent(fha.RATE_TERM_LTV_PERCENT.on(TODAY).value)} (Larkspur overlay)"
    for score, most, rate_term in (
        (f"FHA, score {bands.standard_score} or more", bands.standard_ltv, own),
        (f"FHA, score {bands.minimum_score}-{bands.standard_score - 1}", bands.low_score_ltv, None),
    ):
        assert stated[score] == [
            percent(most),
            rate_term or percent(most),
            f"{percent(bands.cash_out_ltv)} (Larkspur overlay)",
        ]
    most, cash_out = va.MAXIMUM_LTV_PERCENT.on(TODAY).value, va.CASH_OUT_LTV_PERCENT.on(TODAY).value
    assert stated["VA"] == [percent(most), percent(most), f"{percent(cash_out)} (Larkspur overlay)"]
    most = usda.MAXIMUM_LTV_PERCENT.on(TODAY).value
    assert stated["USDA, one unit"] == [percent(most), percent(most), "not offered"]


def test_the_minimum_scores_are_those_of_the_tables() -> None:
    stated = {first: rest[0] for first, rest in rows("credit-policy#2.3").items() if first != "FHA"}
    bands = fha.SCORE_AND_LTV.on(TODAY).value
    for words, score in (
        ("conventional and high-balance, automated", conventional.MINIMUM_SCORE_AUTOMATED.on(TODAY).value),
        ("conventional, manual, fixed rate", conventional.MINIMUM_SCORE_MANUAL_FIXED.on(TODAY).value),
        ("conventional, manual, adjustable rate", conventional.MINIMUM_SCORE_MANUAL_ARM.on(TODAY).value),
        ("jumbo", jumbo.JUMBO.on(TODAY).value.minimum_score),
        (f"FHA, LTV to {percent(bands.standard_ltv)}", bands.standard_score),
        (f"FHA, LTV to {percent(bands.low_score_ltv)} only", bands.minimum_score),
        ("VA", va.MINIMUM_SCORE.on(TODAY).value),
        ("USDA", usda.SCORE_GUIDE.on(TODAY).value),
    ):
        assert stated[words] == str(score), words


def test_the_ratios_are_those_of_the_tables() -> None:
    stated = {
        words: [re.sub(r" .*", "", cell) for cell in cells[:2]] for words, cells in rows("capacity-policy#2.3").items()
    }
    conforming = conventional.MAXIMUM_DTI.on(TODAY).value
    automated, manual = usda.AUTOMATED_RATIOS.on(TODAY).value, usda.MANUAL_RATIOS.on(TODAY).value
    government, by_hand = fha.AUTOMATED_RATIOS.on(TODAY).value, fha.MANUAL_RATIOS.on(TODAY).value
    assert stated["conventional and high-balance, automated"] == ["none", percent(conforming.automated)]
    assert stated["conventional, manual"] == ["none", percent(conforming.manual_accept)]
    assert f"refers to {percent(conforming.manual_maximum)}" in text_of("capacity-policy#2.3")
    assert stated["jumbo, automated or manual"] == ["none", percent(jumbo.JUMBO.on(TODAY).value.dti)]
    assert stated["FHA, automated"] == [percent(government.front), percent(government.back)]
    assert stated["FHA, manual"] == [percent(by_hand[0].front), percent(by_hand[0].back)]
    assert stated["VA"] == ["none", percent(va.GUIDELINE.on(TODAY).value.dti_percent)]
    assert stated["USDA, automated"] == [percent(automated.front), percent(automated.back)]
    assert stated["USDA, manual"] == [percent(manual.front), percent(manual.back)]
    factors = rows("capacity-policy#2.4")
    for words, ratios in zip(("no factor", "one factor", "two factors"), by_hand, strict=True):
        assert factors[f"580 or more, {words}"] == [percent(ratios.front), percent(ratios.back)]


def test_the_reserves_are_those_of_the_tables() -> None:
    stated = {words: cells[0].split()[0] for words, cells in rows("assets-policy#4.2").items()}
    conforming, manual = conventional.RESERVES.on(TODAY).value, fha.MANUAL_RESERVES.on(TODAY).value
    kinds = "conventional, high-balance: "
    assert stated[f"{kinds}second home"] == str(conforming.second_home)
    assert stated[f"{kinds}2-4 units or investment property"] == str(conforming.more_units_or_investment)
    above = percent(conforming.cash_out_above_dti)
    assert stated[f"{kinds}cash-out refinance with DTI above {above}"] == str(conforming.cash_out)
    (line, few), (_, many) = jumbo.JUMBO.on(TODAY).value.reserve_months
    assert (stated[f"jumbo to {usd(line)}"], stated[f"jumbo above {usd(line)}"]) == (str(few), str(many))
    assert stated["FHA manual, 1-2 units"] == str(manual.one_or_two_units)
    assert stated["FHA manual, 3-4 units"] == str(manual.three_or_four_units)
    bands = OTHER_RESERVES.on(TODAY).value.bands
    others = rows("assets-policy#4.3")
    assert [others[name] for name in ("1-4", "5-6", "7-10")] == [[percent(share)] for _, share in bands]


WAITED_FOR = {
    "Chapter 7 or 11": ("4.2", (DerogatoryKind.CHAPTER_7, DerogatoryKind.CHAPTER_11)),
    "Chapter 13 discharged": ("4.2", (DerogatoryKind.CHAPTER_13_DISCHARGED,)),
    "Chapter 13 dismissed": ("4.2", (DerogatoryKind.CHAPTER_13_DISMISSED,)),
    "foreclosure": ("4.3", (DerogatoryKind.FORECLOSURE,)),
    "deed in lieu, short sale": ("4.3", (DerogatoryKind.DEED_IN_LIEU, DerogatoryKind.SHORT_SALE)),
    "charge-off of a mortgage": ("4.3", (DerogatoryKind.MORTGAGE_CHARGE_OFF,)),
}


def months(cell: str) -> int | None:
    """Of a cell such as `3 years, as limited above`; None where it says that nothing is shorter."""
    found = re.match(r"(\d+) (years|months)", cell)
    return int(found[1]) * (12 if found[2] == "years" else 1) if found else None


@pytest.mark.parametrize("event", WAITED_FOR)
def test_the_waiting_periods_are_those_of_the_tables(event: str) -> None:
    number, kinds = WAITED_FOR[event]
    after_bankruptcy = number == "4.2"
    standard, extenuating, third, fourth, own = (months(cell) for cell in rows(f"credit-policy#{number}")[event])
    government, veterans, rural = (third, third, fourth) if after_bankruptcy else (third, fourth, third)
    for kind in kinds:
        found = conventional.WAITING_PERIODS.on(TODAY).value[kind]
        assert found == Waiting(standard or 0, extenuating or standard or 0)
        for table, stated in (
            (fha.WAITING_PERIODS, government),
            (va.WAITING_PERIODS, veterans),
            (usda.WAITING_PERIODS, rural),
            (jumbo.WAITING_PERIODS, own),
        ):
            assert table.on(TODAY).value[kind] == Waiting(stated or 0, stated or 0), kind


def test_the_waiting_period_after_several_filings_is_that_of_the_table() -> None:
    stated = rows("credit-policy#4.2")["multiple filings in 7 years"]
    found = credit.CONVENTIONAL.on(TODAY).value.multiple_filings
    assert found == Waiting(months(stated[0]) or 0, months(stated[1]) or 0)


def test_the_coverage_of_mortgage_insurance_is_that_of_the_table() -> None:
    coverage = conventional.INSURANCE_COVERAGE.on(TODAY).value
    stated = [cells for name, cells in rows("collateral-policy#6.1").items() if "%" in name]
    both = zip(coverage.long, coverage.short, strict=True)
    assert stated == [[percent(long), percent(short)] for (_, long), (_, short) in both]


REFERENCE = re.compile(
    r"(?<![\w-])([a-z]+(?:-[a-z]+)*-policy) (?:sections?|chapter) ([\d.]*\d)"
    r"((?:(?:, | and | or )(?:section )?[\d.]*\d)*)"
)


@pytest.mark.parametrize("document", MANUAL)
def test_every_reference_opens_a_section(document: str) -> None:
    headings = {name: set(re.findall(r"^#{2,3} ([\d.]+) ", text, re.MULTILINE)) for name, text in MANUAL.items()}
    named = [
        (name, number)
        for name, first, more in REFERENCE.findall(MANUAL[document].replace("Assets-", "assets-"))
        for number in (first, *re.findall(r"[\d.]*\d", more))
    ]
    assert named
    assert [reference for reference in named if reference[1] not in headings[reference[0]]] == []
