"""The dated tables: each row against a figure read in its source, and look-ups on the edges of every row."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

import lending.tables
from lending.borrower import DerogatoryKind
from lending.citation import Certainty, Citation
from lending.loan import Purpose
from lending.property import Occupancy
from lending.tables import (
    alternatives,
    conventional,
    counties,
    credit,
    credit_reporting,
    disclosure,
    fha,
    financed_properties,
    high_balance,
    income,
    jumbo,
    lender,
    loan_limits,
    overlays,
    qualifying,
    regulation_b,
    regulation_z,
    resubmission,
    usda,
    va,
)
from lending.tables.dated import DatedTable, DateOutsideTableError, Row, since, year
from lending.tables.ltv import LtvKey
from lending.tables.states import STATES

ONE_DAY = timedelta(days=1)


def every_table() -> list[DatedTable[Any]]:
    modules = (
        importlib.import_module(f"{lending.tables.__name__}.{found.name}")
        for found in pkgutil.iter_modules(lending.tables.__path__)
    )
    tables = {
        id(value): value for module in modules for value in vars(module).values() if isinstance(value, DatedTable)
    }
    return list(tables.values())


TABLES = every_table()
ROWS = [(table, row) for table in TABLES for row in table.rows]

Y2014, Y2024, Y2025, Y2026 = (date(number, 7, 1) for number in (2014, 2024, 2025, 2026))

KNOWN: list[tuple[DatedTable[Any], date, Callable[[Any], object], object]] = [
    # FHFA announcements; FHFA baseline for one unit, ceiling for four
    (loan_limits.CONFORMING, Y2024, lambda limits: (limits.floor[0], limits.ceiling[0]), (766_550, 1_149_825)),
    (loan_limits.CONFORMING, Y2025, lambda limits: (limits.floor[3], limits.ceiling[0]), (1_551_250, 1_209_750)),
    (loan_limits.CONFORMING, Y2026, lambda limits: (limits.floor[0], limits.ceiling[3]), (832_750, 2_402_625)),
    # HUD Mortgagee Letters 2023-21, 2024-21 and 2025-23
    (loan_limits.FHA, Y2024, lambda limits: (limits.floor[0], limits.floor[1]), (498_257, 637_950)),
    (loan_limits.FHA, Y2025, lambda limits: (limits.floor[0], limits.floor[2]), (524_225, 811_275)),
    (loan_limits.FHA, Y2026, lambda limits: (limits.floor[0], limits.ceiling[0]), (541_287, 1_249_125)),
    (loan_limits.FHA_HIGHER_CEILING, Y2024, lambda dollars: dollars, (1_724_725, 2_208_375, 2_669_275, 3_317_400)),
    (loan_limits.FHA_HIGHER_CEILING, Y2025, lambda dollars: dollars, (1_814_625, 2_323_450, 2_808_325, 3_490_300)),
    (loan_limits.FHA_HIGHER_CEILING, Y2026, lambda dollars: dollars, (1_873_625, 2_399_050, 2_899_800, 3_603_925)),
    (loan_limits.CONFORMING_HIGHER_CEILING, Y2024, lambda dollars: dollars, (1_724_725,)),
    (loan_limits.CONFORMING_HIGHER_CEILING, Y2025, lambda dollars: dollars, (1_814_625,)),
    (loan_limits.CONFORMING_HIGHER_CEILING, Y2026, lambda dollars: dollars, (1_873_675,)),
    # counties whose limits were compared with a second page: King, Denver and San Diego; FHA in Denver
    (counties.CONFORMING_BY_COUNTY, Y2024, lambda limits: limits.one_unit("53033"), 977_500),
    (counties.CONFORMING_BY_COUNTY, Y2025, lambda limits: limits.one_unit("06073"), 1_077_550),
    (counties.CONFORMING_BY_COUNTY, Y2026, lambda limits: limits.one_unit("53033"), 1_063_750),
    (counties.FHA_BY_COUNTY, Y2024, lambda limits: limits.one_unit("08031"), 816_500),
    (counties.FHA_BY_COUNTY, Y2025, lambda limits: limits.one_unit("08031"), 833_750),
    # 12 USC 1717(b)(2)
    *((loan_limits.UNIT_BASES, day, lambda bases: bases[1], 533_850) for day in (Y2024, Y2025, Y2026)),
    # 90 FR 57890 and the annual notices before it
    (regulation_z.QM_PRICE, Y2024, lambda tiers: (tiers.top, tiers.middle), (130_461, 78_277)),
    (regulation_z.QM_PRICE, Y2025, lambda tiers: (tiers.top, tiers.middle), (134_841, 80_905)),
    (regulation_z.QM_PRICE, Y2026, lambda tiers: (tiers.top, tiers.middle), (137_958, 82_775)),
    (regulation_z.QM_FEES, Y2014, lambda tiers: (tiers.three_percent_from, tiers.upper_flat), (100_000, 3_000)),
    (regulation_z.QM_FEES, Y2024, lambda tiers: (tiers.upper_flat, tiers.five_percent_from), (3_914, 26_092)),
    (regulation_z.QM_FEES, Y2025, lambda tiers: (tiers.upper_flat, tiers.lower_flat_from), (4_045, 16_855)),
    (regulation_z.QM_FEES, Y2026, lambda tiers: (tiers.upper_flat, tiers.lower_flat), (4_139, 1_380)),
    (regulation_z.HOEPA_FEES, Y2024, lambda fees: (fees.five_percent_from, fees.flat), (26_092, 1_305)),
    (regulation_z.HOEPA_FEES, Y2025, lambda fees: (fees.five_percent_from, fees.flat), (26_968, 1_348)),
    (regulation_z.HOEPA_FEES, Y2026, lambda fees: (fees.five_percent_from, fees.flat), (27_592, 1_380)),
    # 12 CFR 1026.43(e)(2)(vi), 1026.35(a), 1026.32(a)(1)(i) and (iii)
    (
        regulation_z.QM_SPREADS,
        Y2026,
        lambda spreads: (spreads.first_top, spreads.first_middle),
        (Decimal("2.25"), Decimal("3.5")),
    ),
    (
        regulation_z.HIGHER_PRICED_COVERED,
        Y2026,
        lambda spreads: (spreads.first, spreads.subordinate),
        (Decimal("1.5"), Decimal("3.5")),
    ),
    (
        regulation_z.HIGHER_PRICED_MORTGAGE,
        Y2026,
        lambda spreads: (spreads.first, spreads.first_jumbo),
        (Decimal("1.5"), Decimal("2.5")),
    ),
    (
        regulation_z.HPML_APPRAISAL,
        Y2026,
        lambda rule: (rule.short_resale_days, rule.short_resale_rise_percent),
        (90, 10),
    ),
    (
        regulation_z.HPML_APPRAISAL,
        Y2026,
        lambda rule: (rule.long_resale_days, rule.long_resale_rise_percent),
        (180, 20),
    ),
    (regulation_z.HPML_APPRAISAL_EXEMPT_UP_TO, Y2024, lambda dollars: dollars, 32_400),
    (regulation_z.HPML_APPRAISAL_EXEMPT_UP_TO, Y2025, lambda dollars: dollars, 33_500),
    (regulation_z.HPML_APPRAISAL_EXEMPT_UP_TO, Y2026, lambda dollars: dollars, 34_200),
    (regulation_z.HOEPA_LIMITS, Y2026, lambda limits: (limits.first, limits.penalty_months), (Decimal("6.5"), 36)),
    (
        regulation_z.HOEPA_LIMITS,
        Y2026,
        lambda limits: (limits.personal_property, limits.personal_property_below),
        (Decimal("8.5"), 50_000),
    ),
    (regulation_z.BONA_FIDE_POINTS, Y2026, lambda points: (points.two_up_to, points.one_up_to), (1, 2)),
    (regulation_z.QM_PRODUCT, Y2026, lambda limits: (limits.longest_term_months, limits.penalty_months), (360, 36)),
    (alternatives.GRID, Y2026, lambda grid: (grid.dollars_step, grid.smallest_loan_percent), (500, 75)),
    (regulation_z.FHA_SAFE_HARBOR_POINTS, Y2026, lambda points: points, Decimal("1.15")),
    # 12 CFR 1026.22(a)(2) and (3)
    (
        disclosure.APR_TOLERANCE,
        Y2026,
        lambda tolerance: (tolerance.regular, tolerance.irregular),
        (Decimal("0.125"), Decimal("0.25")),
    ),
    # Fannie Mae Selling Guide, edition of 2026-06-03, and the eligibility matrix from secondary sources
    (
        conventional.MAXIMUM_LTV,
        Y2026,
        lambda matrix: (
            matrix.highest_fixed,
            matrix.cells[Occupancy.PRIMARY, Purpose.CASH_OUT_REFINANCE, 1],
            matrix.cells[Occupancy.INVESTMENT, Purpose.CASH_OUT_REFINANCE, 2],
        ),
        (97, 80, 70),
    ),
    (
        conventional.MAXIMUM_DTI,
        Y2026,
        lambda dti: (dti.automated, dti.manual_accept, dti.manual_maximum),
        (50, 36, 45),
    ),
    (conventional.MINIMUM_SCORE_AUTOMATED, Y2026, lambda score: score, 620),
    (conventional.MINIMUM_SCORE_MANUAL_FIXED, Y2026, lambda score: score, 620),
    (conventional.MINIMUM_SCORE_MANUAL_ARM, Y2026, lambda score: score, 640),
    (conventional.RESERVES, Y2026, lambda months: (months.second_home, months.cash_out_above_dti), (2, 45)),
    (
        conventional.WAITING_PERIODS,
        Y2026,
        lambda periods: (periods[DerogatoryKind.CHAPTER_7].standard, periods[DerogatoryKind.FORECLOSURE].standard),
        (48, 84),
    ),
    (conventional.TERM, Y2026, lambda term: (term.shortest, term.longest), (85, 360)),
    (
        conventional.CASH_OUT_SEASONING,
        Y2026,
        lambda months: (months.first_lien_months, months.title_months),
        (12, 6),
    ),
    (conventional.LIMITED_CASH_OUT, Y2026, lambda limit: limit, (1, 2_000)),
    (
        conventional.CONCESSIONS,
        Y2026,
        lambda limits: ([percent for _, percent in limits["primary"]], limits["investment"][0][1]),
        ([3, 6, 9], 2),
    ),
    (
        conventional.COLLECTIONS,
        Y2026,
        lambda limits: (limits.several_units_or_second_home.total, limits.investment.total, limits.manual.each_below),
        (5_000, 1_000, 250),
    ),
    (
        conventional.EXEMPT_LOANS,
        Y2026,
        lambda limits: (limits.points_and_fees_percent, limits.spread_points),
        (5, Decimal("6.5")),
    ),
    (conventional.STUDENT_LOAN_PERCENT, Y2026, lambda percent: percent, 1),
    (conventional.FINANCED_PROPERTIES, Y2026, lambda most: (most.second_home_or_investment, most.homeready), (10, 2)),
    (conventional.OCCUPANT_DTI, Y2026, lambda percent: percent, 43),
    (
        conventional.INSURANCE_COVERAGE,
        Y2026,
        lambda coverage: ([percent for _, percent in coverage.long], [percent for _, percent in coverage.short]),
        ([12, 25, 30, 35], [6, 12, 25, 35]),
    ),
    (conventional.INSURANCE_ABOVE_LTV, Y2026, lambda percent: percent, 80),
    (conventional.INSURANCE_ENDS_AT_PERCENT, Y2026, lambda percent: percent, 78),
    (income.INCOME, Y2026, lambda figures: (figures.gross_up_percent, figures.rental_percent), (25, 75)),
    (
        income.INCOME,
        Y2026,
        lambda figures: (figures.social_security_nontaxable_percent, figures.continuance_months),
        (15, 36),
    ),
    (income.VARIABLE_PAY_MONTHS, Y2026, lambda months: months, 12),
    (
        income.BUSINESS,
        Y2026,
        lambda months: (months.shortest_months, months.history_months, months.established_months),
        (12, 24, 60),
    ),
    (
        income.BUSINESS,
        Y2026,
        lambda figures: (figures.established_ownership_percent, figures.newest_return_lag_years),
        (25, 2),
    ),
    (income.SUPPORT_MONTHS_RECEIVED, Y2026, lambda months: months, 6),
    (income.RENTAL_EXPERIENCE_MONTHS, Y2026, lambda months: months, 12),
    # the same guide's verbal verification topic and its conditions for assets as income, in older editions
    (income.EMPLOYMENT_CONFIRMED_BUSINESS_DAYS, Y2026, lambda days: days, 10),
    (
        income.DEPLETION,
        Y2026,
        lambda ltv: (ltv.maximum_ltv_percent, ltv.older_owner_maximum_ltv_percent, ltv.owner_age),
        (70, 80, 62),
    ),
    # the lender's income policy
    (
        income.EMPLOYMENT,
        Y2026,
        lambda limits: (limits.history_months, limits.explained_gap_days),
        (24, 30),
    ),
    (
        income.EMPLOYMENT,
        Y2026,
        lambda limits: (limits.judged_gap_months, limits.back_at_work_months),
        (6, 6),
    ),
    (qualifying.DEBTS, Y2026, lambda debts: (debts.short_installment_payments, debts.revolving_percent), (10, 5)),
    (qualifying.SHORT_DEBTS_PERCENT, Y2026, lambda percent: percent, 5),
    (
        qualifying.ASSETS,
        Y2026,
        lambda assets: (assets.large_deposit_percent, assets.own_funds_percent, assets.own_funds_above_ltv_percent),
        (50, 5, 80),
    ),
    (qualifying.RETIREMENT_PERCENT, Y2026, lambda percent: percent, 60),
    (qualifying.LIQUIDATION_PERCENT, Y2026, lambda percent: percent, 120),
    (financed_properties.OTHER_RESERVES, Y2026, lambda others: others.bands, ((4, 2), (6, 4), (10, 6))),
    (resubmission.LOAN_TOLERANCE, Y2026, lambda tolerance: (tolerance.dollars, tolerance.percent), (500, 1)),
    # HUD Handbook 4000.1, mortgagee letters 2023-05 and 2021-13
    (
        fha.SCORE_AND_LTV,
        Y2026,
        lambda bands: (bands.minimum_score, bands.low_score_ltv, bands.standard_score, bands.standard_ltv),
        (500, 90, 580, Decimal("96.5")),
    ),
    (fha.RATE_TERM_LTV_PERCENT, Y2026, lambda percent: percent, Decimal("96.5")),
    (income.FHA_GROSS_UP_PERCENT, Y2026, lambda percent: percent, 15),
    (
        fha.MANUAL_RATIOS,
        Y2026,
        lambda rows: [(ratios.front, ratios.back) for ratios in rows],
        [(31, 43), (37, 47), (40, 50)],
    ),
    (
        fha.COMPENSATING_FACTORS,
        Y2026,
        lambda factors: (
            factors.reserve_months_one_or_two_units,
            factors.reserve_months_more_units,
            factors.payment_increase_dollars,
            factors.payment_increase_percent,
        ),
        (3, 6, 100, 5),
    ),
    (fha.AUTOMATED_RATIOS, Y2026, lambda ratios: (ratios.front, ratios.back), (Decimal("46.9"), Decimal("56.9"))),
    (fha.NONPERMANENT_RESIDENTS, date(2025, 5, 24), lambda eligible: eligible, True),
    (fha.NONPERMANENT_RESIDENTS, date(2025, 5, 25), lambda eligible: eligible, False),
    (fha.UPFRONT_PREMIUM_PERCENT, Y2026, lambda percent: percent, Decimal("1.75")),
    (
        fha.ANNUAL_PREMIUM,
        Y2026,
        lambda premium: (premium.large_loan_above, [points for _, points in premium.short_large]),
        (726_200, [15, 40, 65]),
    ),
    (fha.MANUAL_RESERVES, Y2026, lambda months: (months.one_or_two_units, months.three_or_four_units), (1, 3)),
    (fha.WAITING_PERIODS, Y2026, lambda periods: periods[DerogatoryKind.FORECLOSURE].standard, 36),
    (fha.STUDENT_LOAN_PERCENT, Y2026, lambda percent: percent, Decimal("0.5")),
    (fha.CONCESSION_PERCENT, Y2026, lambda percent: percent, 6),
    (va.CONCESSION_PERCENT, Y2026, lambda percent: percent, 4),
    # VA Lenders Handbook M26-7 chapter 4, 38 USC 3729, Circular 26-17-02
    (
        va.RESIDUAL_INCOME,
        Y2026,
        lambda table: (table.large["northeast"][1], table.small["west"][4], table.active_duty_reduction_percent),
        (755, 1_004, 5),
    ),
    (
        va.GUIDELINE,
        Y2026,
        lambda guideline: (guideline.dti_percent, guideline.maintenance_dollars_per_square_foot),
        (41, Decimal("0.14")),
    ),
    (
        va.FUNDING_FEE,
        Y2026,
        lambda fees: (*fees.first_use, fees.later_use[0], *fees.cash_out, fees.rate_reduction, fees.manufactured_home),
        tuple(map(Decimal, "2.15 1.5 1.25 3.3 2.15 3.3 0.5 1".split())),
    ),
    (va.MINIMUM_SCORE, Y2026, lambda score: score, 580),
    (va.MAXIMUM_LTV_PERCENT, Y2026, lambda percent: percent, 100),
    (va.CASH_OUT_LTV_PERCENT, Y2026, lambda percent: percent, 90),
    (
        va.ENTITLEMENT,
        Y2026,
        lambda rules: (rules.basic_dollars, rules.basic_up_to, rules.county_percent, rules.guaranty_percent),
        (36_000, 144_000, 25, 25),
    ),
    (
        va.RATE_REDUCTION,
        Y2026,
        lambda rules: (rules.fixed_points, rules.adjustable_points, rules.recoupment_months, rules.seasoning_days),
        (Decimal("0.5"), 2, 36, 210),
    ),
    (va.WAITING_PERIODS, Y2026, lambda periods: periods[DerogatoryKind.FORECLOSURE].standard, 24),
    (va.STUDENT_LOAN_DEFERRED_MONTHS, Y2026, lambda months: months, 12),
    (va.STUDENT_LOAN_PERCENT_A_YEAR, Y2026, lambda percent: percent, 5),
    # Selling Guide B3-5.3-07; Handbook 4000.1; M26-7 chapter 4; HB-1-3555; the lender's own
    (
        credit.CONVENTIONAL,
        Y2026,
        lambda asked: (
            asked.multiple_filings.standard,
            asked.multiple_filings.extenuating,
            asked.shortened_foreclosure_ltv,
        ),
        (60, 36, 90),
    ),
    *(
        (table, Y2026, lambda asked: asked.repayment_plan_months, months)
        for table, months in ((credit.FHA, 12), (credit.VA, 12), (credit.USDA, 12), (credit.LENDER, None))
    ),
    (credit.FILINGS_WITHIN_MONTHS, Y2026, lambda months: months, 84),
    (credit.FEWEST_TRADELINES, Y2026, lambda count: count, 3),
    # USDA bulletin of 2025-11-21, Handbook HB-1-3555
    (usda.MANUAL_RATIOS, date(2025, 1, 1), lambda ratios: (ratios.front, ratios.back), (34, 41)),
    (usda.MANUAL_RATIOS, Y2026, lambda ratios: (ratios.front, ratios.back), (29, 41)),
    (usda.RATIO_WAIVER, Y2026, lambda waiver: (waiver.front, waiver.back, waiver.minimum_score), (32, 44, 680)),
    (usda.AUTOMATED_RATIOS, Y2026, lambda ratios: (ratios.front, ratios.back), (34, 46)),
    (usda.GUARANTEE_FEES, Y2026, lambda fees: (fees.upfront, fees.annual), (1, Decimal("0.35"))),
    (usda.GUARANTEE_FEES, date(2026, 12, 1), lambda fees: (fees.upfront, fees.annual), (1, Decimal("0.35"))),
    (usda.MAXIMUM_LTV_PERCENT, Y2026, lambda percent: percent, 100),
    (usda.SCORE_GUIDE, Y2026, lambda score: score, 640),
    (usda.TERM_MONTHS, Y2026, lambda months: months, 360),
    (
        usda.WAITING_PERIODS,
        Y2026,
        lambda periods: (periods[DerogatoryKind.CHAPTER_7].standard, periods[DerogatoryKind.FORECLOSURE].standard),
        (36, 36),
    ),
    (usda.STUDENT_LOAN_PERCENT, Y2026, lambda percent: percent, Decimal("0.5")),
    (usda.CONCESSION_PERCENT, Y2026, lambda percent: percent, 6),
    # a lender's sheet of the high-balance matrix, August 2024
    (
        high_balance.MAXIMUM_LTV,
        Y2026,
        lambda cells: [cells[Occupancy.PRIMARY, Purpose.PURCHASE, units] for units in (1, 2, 3, 4)],
        [95, 85, 75, 75],
    ),
    # 12 CFR 1002.9, 1002.12, 1002.14 and appendix A; 15 USC 1681m; lender's own
    (regulation_b.ACTION_DAYS, Y2026, lambda days: days, 30),
    (regulation_b.INCOMPLETE_DAYS, Y2026, lambda days: days, 30),
    (regulation_b.COUNTEROFFER_DAYS, Y2026, lambda days: days, 90),
    (regulation_b.RETENTION_MONTHS, Y2026, lambda months: months, 25),
    (regulation_z.RETENTION_YEARS, Y2026, lambda years: years, 3),  # regulatory-policy 6.1
    (regulation_b.REASONS_ON_REQUEST, Y2026, lambda days: (days.ask_within, days.answer_within), (60, 30)),
    (regulation_b.APPRAISAL_NOTICE_BUSINESS_DAYS, Y2026, lambda days: days, 3),
    (regulation_b.APPRAISAL_COPY_BUSINESS_DAYS, Y2026, lambda days: days, 3),
    (regulation_b.FINANCE_COMPANY_AGENCY, Y2014, lambda agency: agency.address[0], "Equal Credit Opportunity"),
    (regulation_b.FINANCE_COMPANY_AGENCY, Y2026, lambda agency: agency.address[1], "600 Pennsylvania Avenue NW"),
    (credit_reporting.NOTICE_RULES, Y2026, lambda rules: (rules.request_days, rules.key_factors), (60, 4)),
    (credit_reporting.SCORE_RANGE, Y2026, lambda scores: (scores.lowest, scores.highest), (300, 850)),
    (
        credit_reporting.BUREAUS,
        Y2026,
        lambda bureaus: {bureau.value: contact.telephone for bureau, contact in bureaus.items()},
        {"equifax": "1-800-685-1111", "experian": "1-888-397-3742", "transunion": "1-800-888-4213"},
    ),
    (lender.LENDER, Y2026, lambda own: (own.offer_open_days, own.items_days), (30, 30)),
    # the lender's own policy
    (
        jumbo.JUMBO,
        Y2026,
        lambda own: (own.minimum_score, own.dti, [months for _, months in own.reserve_months], own.highest_amount),
        (700, 43, [6, 12], 3_000_000),
    ),
    (jumbo.WAITING_PERIODS, Y2026, lambda periods: periods[DerogatoryKind.SHORT_SALE].standard, 84),
    (overlays.OVERLAYS, Y2026, lambda own: (own.appraisal_age_days, own.layered_markers), (120, 3)),
]


@pytest.mark.parametrize(
    ("table", "day", "figure", "expected"), [pytest.param(*known, id=f"{known[0].name}, {known[1]}") for known in KNOWN]
)
def test_the_figure_of_each_row_is_the_one_in_its_source(
    table: DatedTable[Any], day: date, figure: Callable[[Any], object], expected: object
) -> None:
    assert figure(table.on(day).value) == expected


def test_no_row_is_without_a_known_figure() -> None:
    checked = {(table.name, table.on(day).effective_from) for table, day, *_ in KNOWN}
    assert checked == {(table.name, row.effective_from) for table, row in ROWS}


def test_every_table_has_its_own_name() -> None:
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("table", "row"), ROWS, ids=lambda part: getattr(part, "name", ""))
def test_a_row_holds_from_its_first_day_to_its_last(table: DatedTable[Any], row: Row[Any]) -> None:
    assert table.on(row.effective_from) is row
    if row.effective_to is not None:
        assert table.on(row.effective_to) is row


@pytest.mark.parametrize(("table", "row"), ROWS, ids=lambda part: getattr(part, "name", ""))
def test_every_row_names_its_source_its_section_and_its_certainty(table: DatedTable[Any], row: Row[Any]) -> None:
    citation = row.citation
    assert citation.source.strip(), table.name
    assert citation.section.strip(), table.name
    assert citation.effective <= row.effective_from
    lenders_own = "Larkspur" in citation.source or "lender's" in citation.source
    assert (citation.certainty is Certainty.OVERLAY) == lenders_own or citation.certainty is Certainty.UNVERIFIED


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_day_before_the_first_row_is_refused(table: DatedTable[Any]) -> None:
    first = table.rows[0]
    with pytest.raises(DateOutsideTableError) as refused:
        table.on(first.effective_from - ONE_DAY)
    message = str(refused.value)
    assert table.name in message
    assert str(first.effective_from - ONE_DAY) in message
    assert f"from {first.effective_from}" in message


@pytest.mark.parametrize(
    "table", [table for table in TABLES if table.rows[-1].effective_to is not None], ids=lambda table: table.name
)
def test_the_day_after_the_last_row_is_refused(table: DatedTable[Any]) -> None:
    last = table.rows[-1]
    assert last.effective_to is not None
    day = last.effective_to + ONE_DAY
    with pytest.raises(DateOutsideTableError) as refused:
        table.on(day)
    assert f"has no row for {day}" in str(refused.value)
    assert f"from {last.effective_from} to {last.effective_to}" in str(refused.value)


def test_a_date_in_a_gap_is_refused_with_the_nearest_row() -> None:
    with pytest.raises(DateOutsideTableError, match="2014-01-01 to 2014-12-31"):
        regulation_z.QM_FEES.on(date(2016, 5, 1))
    with pytest.raises(DateOutsideTableError, match="2024-01-01 to 2024-12-31"):
        regulation_z.QM_FEES.on(date(2023, 5, 1))


def test_a_closing_in_2027_has_no_thresholds_yet() -> None:
    assert isinstance(DateOutsideTableError("t", Y2026, Y2026, None), LookupError)
    for table in (loan_limits.CONFORMING, regulation_z.QM_PRICE, regulation_z.HOEPA_FEES):
        with pytest.raises(DateOutsideTableError):
            table.on(date(2027, 1, 1))


def test_rows_that_overlap_or_stand_out_of_order_are_refused() -> None:
    open_end = since(date(2025, 1, 1), 1, source="S", section="1")
    later = year(2026, 2, source="S", section="2")
    with pytest.raises(ValueError, match=r"'limits': the row of 2026-01-01 overlaps"):
        DatedTable("limits", [open_end, later])
    with pytest.raises(ValueError, match=r"the row of 2025-01-01 overlaps"):
        DatedTable("limits", [later, since(date(2025, 1, 1), 1, source="S", section="1", until=date(2025, 6, 30))])
    citation = Citation(source="S", section="3", effective=date(2025, 1, 1))
    with pytest.raises(ValueError, match="overlaps"):
        DatedTable("limits", [Row(date(2025, 1, 1), date(2026, 1, 1), 1, citation), later])


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="'limits' has no rows"):
        DatedTable[int]("limits", [])


@pytest.mark.parametrize("row", loan_limits.CONFORMING.rows, ids=lambda row: str(row.effective_from.year))
def test_the_conforming_ceiling_is_150_percent_of_the_baseline(row: Row[loan_limits.LoanLimits]) -> None:
    assert row.value.ceiling == tuple(baseline * Decimal("1.5") for baseline in row.value.floor)


@pytest.mark.parametrize("day", [Y2024, Y2025, Y2026], ids=lambda day: str(day.year))
def test_the_fha_floor_is_65_percent_of_the_conforming_baseline_rounded_down(day: date) -> None:
    """To the dollar for one unit; for more the baseline's own ratio to one unit, cut to 25 dollars."""
    baselines, floors = loan_limits.CONFORMING.on(day).value.floor, loan_limits.FHA.on(day).value.floor
    assert floors[0] == baselines[0] * 65 / 100 // 1
    assert list(floors[1:]) == [floors[0] * more / baselines[0] // 25 * 25 for more in baselines[1:]]


@pytest.mark.parametrize("day", [Y2024, Y2025, Y2026], ids=lambda day: str(day.year))
def test_the_higher_ceilings_are_150_percent_of_the_ceiling(day: date) -> None:
    """Cut to 25 dollars; HUD prints 50 dollars less for one unit in 2026."""
    ceiling = loan_limits.CONFORMING.on(day).value.ceiling
    derived = [dollars * 3 / 2 // 25 * 25 for dollars in ceiling]
    assert list(loan_limits.CONFORMING_HIGHER_CEILING.on(day).value) == derived[:1]
    printed = list(loan_limits.FHA_HIGHER_CEILING.on(day).value)
    assert printed[1:] == derived[1:]
    assert printed[0] == derived[0] - (50 if day is Y2026 else 0)


@pytest.mark.parametrize("day", [Y2024, Y2025, Y2026], ids=lambda day: str(day.year))
def test_the_fha_ceiling_is_the_conforming_ceiling(day: date) -> None:
    assert loan_limits.FHA.on(day).value.ceiling == loan_limits.CONFORMING.on(day).value.ceiling


@pytest.mark.parametrize("number", [2024, 2025, 2026])
def test_hoepa_and_qualified_mortgages_share_their_adjusted_bases(number: int) -> None:
    day = date(number, 7, 1)
    fees = regulation_z.QM_FEES.on(day).value
    hoepa = regulation_z.HOEPA_FEES.on(day).value
    price = regulation_z.QM_PRICE.on(day).value
    assert (hoepa.five_percent_from, hoepa.flat) == (fees.five_percent_from, fees.lower_flat)
    assert (price.top, price.middle) == (fees.three_percent_from, fees.upper_flat_from)


@pytest.mark.parametrize(
    ("table", "certainty"),
    [
        (conventional.MAXIMUM_LTV, Certainty.UNVERIFIED),
        (conventional.MINIMUM_SCORE_AUTOMATED, Certainty.OVERLAY),
        (conventional.MINIMUM_SCORE_MANUAL_FIXED, Certainty.OFFICIAL),
        (fha.SCORE_AND_LTV, Certainty.SECONDARY),
        (fha.RATE_TERM_LTV_PERCENT, Certainty.OVERLAY),
        (income.FHA_GROSS_UP_PERCENT, Certainty.UNVERIFIED),
        (fha.AUTOMATED_RATIOS, Certainty.OVERLAY),
        (fha.ANNUAL_PREMIUM, Certainty.SECONDARY),
        (va.RESIDUAL_INCOME, Certainty.OFFICIAL),
        (va.FUNDING_FEE, Certainty.SECONDARY),
        (overlays.OVERLAYS, Certainty.OVERLAY),
    ],
    ids=lambda part: getattr(part, "name", str(part)),
)
def test_a_figure_that_was_not_read_officially_says_so(table: DatedTable[Any], certainty: Certainty) -> None:
    assert {row.citation.certainty for row in table.rows} == {certainty}


@pytest.mark.parametrize(
    "cells", [conventional.MAXIMUM_LTV.on(Y2026).value.cells, high_balance.MAXIMUM_LTV.on(Y2026).value]
)
def test_no_occupancy_with_more_units_is_lent_more_than_with_one(cells: dict[LtvKey, Decimal]) -> None:
    for (occupancy, purpose, units), percent in cells.items():
        assert percent <= cells[occupancy, purpose, max(units - 1, 1)]


def test_no_high_balance_loan_is_lent_more_than_a_conventional_one() -> None:
    conforming = conventional.MAXIMUM_LTV.on(Y2026).value.cells
    own = high_balance.MAXIMUM_LTV.on(Y2026).value
    assert set(own) == set(conforming)
    assert all(percent <= conforming[cell] for cell, percent in own.items())


def test_every_state_of_the_union_has_one_region_of_va_residual_income() -> None:
    placed = [state for states in va.REGIONS.values() for state in states]
    assert len(placed) == len(set(placed))
    assert STATES - set(placed) == {"VI", "GU", "AS", "MP"}
