"""The loan limit of a county: read from its year's list, derived for more units, or not known and why."""

from datetime import date
from decimal import Decimal

import pytest

from lending.citation import Certainty
from lending.limit_in_force import How, LimitInForce, LimitKind, for_units, limits_for
from lending.tables import loan_limits
from lending.tables.counties import CONFORMING_BY_COUNTY, FHA_BY_COUNTY, counties_of
from lending.tables.counties.codes import COUNTIES
from lending.tables.dated import DateOutsideTableError
from lending.tables.states import STATES

CONFORMING, FHA = LimitKind.CONFORMING, LimitKind.FHA
KING, DENVER, SAN_DIEGO, CHAFFEE, COOK = "53033", "08031", "06073", "08015", "17031"


def found(kind: LimitKind, state: str, fips: str | None, year: int, units: int = 1) -> LimitInForce:
    return limits_for(kind, state, fips, units, date(year, 7, 1))


@pytest.mark.parametrize(
    ("kind", "state", "fips", "year", "dollars"),
    [
        pytest.param(CONFORMING, "IL", COOK, 2024, 766_550, id="a county at the baseline"),
        pytest.param(CONFORMING, "WA", KING, 2024, 977_500, id="between baseline and ceiling"),
        pytest.param(CONFORMING, "CO", DENVER, 2025, 833_750, id="Denver in 2025"),
        pytest.param(CONFORMING, "CO", DENVER, 2026, 862_500, id="Denver in 2026"),
        pytest.param(CONFORMING, "CA", "06037", 2026, 1_249_125, id="Los Angeles at the ceiling"),
        pytest.param(CONFORMING, "NY", "36061", 2026, 1_209_750, id="New York keeps its figure of 2025"),
        pytest.param(CONFORMING, "HI", "15003", 2025, 1_209_750, id="Honolulu at Hawaii's baseline"),
        pytest.param(CONFORMING, "HI", "15009", 2026, 1_299_500, id="Maui above it"),
        pytest.param(CONFORMING, "CT", "09001", 2025, 851_000, id="a former county of Connecticut"),
        pytest.param(CONFORMING, "CT", "09190", 2026, 977_500, id="a planning region of Connecticut"),
        pytest.param(FHA, "IL", COOK, 2024, 498_257, id="FHA's floor"),
        pytest.param(FHA, "CO", CHAFFEE, 2025, 667_000, id="FHA between floor and ceiling"),
        pytest.param(FHA, "AK", "02016", 2025, 585_350, id="FHA in Alaska"),
        pytest.param(FHA, "CA", "06037", 2025, 1_209_750, id="FHA at the ceiling"),
    ],
)
def test_a_county_has_the_limit_of_its_years_list(
    kind: LimitKind, state: str, fips: str, year: int, dollars: int
) -> None:
    limit = found(kind, state, fips, year)
    assert limit.limit == dollars
    assert limit.how is How.COUNTY
    assert limit.citation.effective == date(year, 1, 1)
    assert "by county" in limit.citation.source


@pytest.mark.parametrize(
    ("kind", "state", "fips", "year", "published"),
    [
        pytest.param(CONFORMING, "WA", KING, 2024, (1_251_400, 1_512_650, 1_879_850), id="King, 2024"),
        pytest.param(CONFORMING, "CO", DENVER, 2025, (1_067_350, 1_290_200, 1_603_400), id="Denver, 2025"),
        pytest.param(CONFORMING, "CO", "08013", 2025, (1_104_150, 1_334_700, 1_658_700), id="Boulder, 2025"),
        pytest.param(CONFORMING, "CA", SAN_DIEGO, 2025, (1_379_450, 1_667_450, 2_072_250), id="San Diego, 2025"),
        pytest.param(FHA, "CO", CHAFFEE, 2025, (853_900, 1_032_150, 1_282_700), id="FHA, Chaffee, 2025"),
    ],
)
def test_a_countys_limits_for_more_units_are_derived_as_they_are_published(
    kind: LimitKind, state: str, fips: str, year: int, published: tuple[int, int, int]
) -> None:
    """The published figures were read on lenders' pages, so what is derived is as sure as a secondary source."""
    limits = [found(kind, state, fips, year, units) for units in (2, 3, 4)]
    assert [limit.limit for limit in limits] == list(published)
    assert {limit.how for limit in limits} == {How.DERIVED}
    assert {limit.citation.certainty for limit in limits} == {Certainty.SECONDARY}
    assert found(kind, state, fips, year).citation.certainty is Certainty.OFFICIAL


@pytest.mark.parametrize(
    ("one_unit", "published"),
    [
        (854_450, (1_093_850, 1_322_200, 1_643_200)),
        (675_050, (864_200, 1_044_600, 1_298_200)),
        (592_250, (758_200, 916_450, 1_138_950)),
    ],
)
def test_the_ratios_held_in_earlier_years_as_well(one_unit: int, published: tuple[int, int, int]) -> None:
    """Monterey and El Dorado, 2022; King, 2017."""
    day = date(2024, 7, 1)
    national = loan_limits.CONFORMING.on(day).value
    assert [for_units(Decimal(one_unit), units, national, day) for units in (2, 3, 4)] == list(published)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize("units", [1, 2, 3, 4])
def test_counties_at_floor_and_ceiling_have_the_national_figures_for_more_units(year: int, units: int) -> None:
    national = loan_limits.CONFORMING.on(date(year, 7, 1)).value
    at_floor, at_ceiling = found(CONFORMING, "IL", COOK, year, units), found(CONFORMING, "CA", "06037", year, units)
    assert (at_floor.limit, at_floor.how) == (national.floor[units - 1], How.COUNTY)
    assert (at_ceiling.limit, at_ceiling.how) == (national.ceiling[units - 1], How.COUNTY)


@pytest.mark.parametrize(
    ("state", "floor", "ceiling"),
    [("IL", 832_750, 1_249_125), ("AK", 1_249_125, 1_873_675), ("VI", 1_249_125, 1_873_675)],
)
def test_four_places_have_the_others_ceiling_as_their_baseline(state: str, floor: int, ceiling: int) -> None:
    limit = found(CONFORMING, state, None, 2026)
    assert [limit.floor, limit.ceiling] == [floor, ceiling]


def test_a_higher_ceiling_that_was_not_read_is_none() -> None:
    assert found(CONFORMING, "HI", None, 2026, units=2).ceiling is None
    assert found(FHA, "HI", None, 2026, units=2).ceiling == 2_399_050


def test_fhfa_and_hud_print_different_ceilings_for_the_four_places_in_2026() -> None:
    assert found(CONFORMING, "GU", None, 2026).ceiling == 1_873_675
    assert found(FHA, "GU", None, 2026).ceiling == 1_873_625
    assert found(FHA, "GU", None, 2026).floor == 541_287


@pytest.mark.parametrize(
    ("kind", "place", "year", "how", "needs"),
    [
        pytest.param(CONFORMING, ("IL", None), 2026, How.NO_COUNTY, "Give property.county_fips", id="no county"),
        pytest.param(
            CONFORMING, ("IL", "53033"), 2026, How.WRONG_STATE, "53033 is no county of IL", id="another state's"
        ),
        pytest.param(
            CONFORMING, ("IL", "17999"), 2026, How.WRONG_STATE, "17999 is no county of IL", id="no county at all"
        ),
        pytest.param(
            FHA, ("IL", COOK), 2026, How.NO_TABLE, "fha limit of county 17031 for 2026", id="FHA's list of 2026"
        ),
        pytest.param(
            CONFORMING, ("CT", "09001"), 2026, How.NOT_LISTED, "other counties than 09001", id="former county"
        ),
        pytest.param(
            CONFORMING, ("CT", "09110"), 2025, How.NOT_LISTED, "other counties than 09110", id="region too early"
        ),
    ],
)
def test_where_the_countys_limit_is_not_known_it_says_why_and_what_to_do(
    kind: LimitKind, place: tuple[str, str | None], year: int, how: How, needs: str
) -> None:
    limit = found(kind, *place, year)
    assert limit.limit is None
    assert limit.how is how
    assert limit.why
    assert limit.needs is not None
    assert needs in limit.needs
    national = loan_limits.CONFORMING if kind is CONFORMING else loan_limits.FHA
    assert limit.citation == national.on(date(year, 7, 1)).citation


@pytest.mark.parametrize(("kind", "table"), [(CONFORMING, "conforming loan limits"), (FHA, "FHA loan limits")])
@pytest.mark.parametrize(
    ("day", "nearest"),
    [(date(2023, 12, 31), "2024-01-01 to 2024-12-31"), (date(2027, 1, 1), "2026-01-01 to 2026-12-31")],
)
def test_outside_the_years_the_table_the_date_and_the_nearest_year_are_named(
    kind: LimitKind, table: str, day: date, nearest: str
) -> None:
    with pytest.raises(DateOutsideTableError) as refused:
        limits_for(kind, "IL", COOK, 1, day)
    assert str(refused.value) == f"table {table!r} has no row for {day}; the nearest row holds from {nearest}"


def test_the_years_begin_and_end_on_the_day() -> None:
    last, first = date(2025, 12, 31), date(2026, 1, 1)
    assert limits_for(CONFORMING, "CO", DENVER, 1, last).limit == 833_750
    assert limits_for(CONFORMING, "CO", DENVER, 1, first).limit == 862_500


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_most_counties_have_the_baseline(year: int) -> None:
    day = date(year, 7, 1)
    assert CONFORMING_BY_COUNTY.on(day).value.elsewhere == loan_limits.CONFORMING.on(day).value.floor[0]


@pytest.mark.parametrize("year", [2024, 2025])
def test_most_counties_have_fhas_floor(year: int) -> None:
    day = date(year, 7, 1)
    assert FHA_BY_COUNTY.on(day).value.elsewhere == loan_limits.FHA.on(day).value.floor[0]


@pytest.mark.parametrize(
    ("kind", "year", "above"),
    [(CONFORMING, 2024, 152), (CONFORMING, 2025, 154), (CONFORMING, 2026, 160), (FHA, 2024, 408), (FHA, 2025, 440)],
)
def test_every_county_lies_between_floor_and_ceiling(kind: LimitKind, year: int, above: int) -> None:
    """`above` counts the rows of each list that are above the commonest limit."""
    national = (loan_limits.CONFORMING if kind is CONFORMING else loan_limits.FHA).on(date(year, 7, 1)).value
    limits = [found(kind, state, fips, year) for state in COUNTIES for fips in counties_of(state)]
    known = [limit for limit in limits if limit.limit is not None]
    assert sum(limit.limit > national.floor[0] for limit in known if limit.limit) == above
    for limit in known:
        assert limit.limit is not None
        assert limit.ceiling is not None
        assert limit.floor <= limit.limit <= limit.ceiling


def test_32_counties_kept_their_limit_in_2026_as_fhfa_announced() -> None:
    """31 whose figure stands in both lists, and a planning region of Connecticut with its former county's figure."""
    limits = [
        (found(CONFORMING, state, fips, 2025).limit, found(CONFORMING, state, fips, 2026).limit)
        for state in COUNTIES
        for fips in counties_of(state)
    ]
    assert sum(before == after for before, after in limits if before and after) == 31
    assert all(before <= after for before, after in limits if before and after)
    assert found(CONFORMING, "CT", "09140", 2026).limit == found(CONFORMING, "CT", "09001", 2025).limit


def test_the_list_of_counties_covers_every_state_and_knows_no_other() -> None:
    assert set(COUNTIES) == STATES
    every = [fips for state in COUNTIES for fips in counties_of(state)]
    assert len(every) == len(set(every)) == 3_234 + 9
    assert all(len(fips) == 5 and fips.isdigit() for fips in every)
    assert all(len({fips[:2] for fips in counties_of(state)}) == 1 for state in COUNTIES)
