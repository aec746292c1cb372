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
from lending.tables import conventional, fha, loan_limits, overlays, qualifying, regulation_z, va
from lending.tables.dated import DatedTable, DateOutsideTableError, Row, since, year
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
    # HUD Mortgagee Letter 2025-23
    (loan_limits.FHA, Y2026, lambda limits: (limits.floor[0], limits.ceiling[0]), (541_287, 1_249_125)),
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
        regulation_z.SPREADS,
        Y2026,
        lambda spreads: (spreads.qm_first_top, spreads.higher_priced_first, spreads.hoepa_first),
        (Decimal("2.25"), Decimal("1.5"), Decimal("6.5")),
    ),
    (regulation_z.PRODUCT, Y2026, lambda limits: (limits.qm_max_term_months, limits.hoepa_penalty_months), (360, 36)),
    # Fannie Mae Selling Guide, edition of 2026-06-03, and the eligibility matrix from secondary sources
    (
        conventional.MAXIMUM_LTV,
        Y2026,
        lambda matrix: (
            matrix.first_time_buyer_fixed,
            matrix.cells[Occupancy.PRIMARY, Purpose.CASH_OUT_REFINANCE, False],
            matrix.cells[Occupancy.INVESTMENT, Purpose.CASH_OUT_REFINANCE, True],
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
    (conventional.CASH_OUT_SEASONING_MONTHS, Y2026, lambda months: months, 12),
    (conventional.LIMITED_CASH_OUT, Y2026, lambda limit: limit, (1, 2_000)),
    (
        conventional.CONCESSIONS,
        Y2026,
        lambda limits: ([percent for _, percent in limits["primary"]], limits["investment"][0][1], limits["fha"][0][1]),
        ([3, 6, 9], 2, 6),
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
    (conventional.INSURANCE_ABOVE_LTV, Y2026, lambda percent: percent, 80),
    (conventional.INSURANCE_ENDS_AT_PERCENT, Y2026, lambda percent: percent, 78),
    (qualifying.INCOME, Y2026, lambda income: (income.gross_up_percent, income.rental_percent), (25, 75)),
    (qualifying.DEBTS, Y2026, lambda debts: (debts.short_installment_payments, debts.revolving_percent), (10, 5)),
    (qualifying.ASSETS, Y2026, lambda assets: (assets.large_deposit_percent, assets.retirement_percent), (50, 60)),
    # HUD Handbook 4000.1, mortgagee letters 2023-05 and 2021-13
    (
        fha.SCORE_AND_LTV,
        Y2026,
        lambda bands: (bands.minimum_score, bands.low_score_ltv, bands.standard_score, bands.standard_ltv),
        (500, 90, 580, Decimal("96.5")),
    ),
    (fha.MANUAL_RATIOS, Y2026, lambda ratios: (ratios.front_accept, ratios.back_accept), (31, 43)),
    (
        fha.AUTOMATED_RATIOS,
        Y2026,
        lambda ratios: (ratios.front_accept, ratios.back_accept),
        (Decimal("46.9"), Decimal("56.9")),
    ),
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
    # VA Lenders Handbook M26-7 chapter 4, 38 USC 3729, Circular 26-17-02
    (
        va.RESIDUAL_INCOME,
        Y2026,
        lambda table: (table.large["northeast"][1], table.small["west"][4], table.large_each_more),
        (755, 1_004, 80),
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
        lambda fees: (fees.first_use[0], fees.later_use[0], fees.rate_reduction),
        (Decimal("2.15"), Decimal("3.3"), Decimal("0.5")),
    ),
    (va.MINIMUM_SCORE, Y2026, lambda score: score, 580),
    (va.MAXIMUM_LTV_PERCENT, Y2026, lambda percent: (percent.standard, percent.cash_out), (100, 90)),
    (va.WAITING_PERIODS, Y2026, lambda periods: periods[DerogatoryKind.FORECLOSURE].standard, 24),
    (va.STUDENT_LOAN_PERCENT_A_YEAR, Y2026, lambda percent: percent, 5),
    # the lender's own policy
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


def test_the_fha_floor_is_65_percent_of_the_conforming_baseline_rounded_down() -> None:
    """To the dollar for one unit and to 25 dollars for more, as the letter prints them."""
    baselines = loan_limits.CONFORMING.on(Y2026).value.floor
    steps = (1, 25, 25, 25)
    floors = [baseline * 65 / 100 // step * step for baseline, step in zip(baselines, steps, strict=True)]
    assert list(loan_limits.FHA.on(Y2026).value.floor) == floors


def test_the_fha_ceiling_is_the_conforming_ceiling() -> None:
    assert loan_limits.FHA.on(Y2026).value.ceiling == loan_limits.CONFORMING.on(Y2026).value.ceiling


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


def test_no_occupancy_with_more_units_is_lent_more_than_with_one() -> None:
    cells = conventional.MAXIMUM_LTV.on(Y2026).value.cells
    for (occupancy, purpose, more), percent in cells.items():
        if more:
            assert percent <= cells[occupancy, purpose, False]


def test_every_state_of_the_union_has_one_region_of_va_residual_income() -> None:
    placed = [state for states in va.REGIONS.values() for state in states]
    assert len(placed) == len(set(placed))
    assert STATES - set(placed) == {"VI", "GU", "AS", "MP"}
