"""The loan limit of a county on a day, or what is known where the county's own limit is not."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from lending.citation import Certainty, Citation
from lending.tables import loan_limits as tables
from lending.tables.counties import CONFORMING_BY_COUNTY, FHA_BY_COUNTY, CountyLimits, counties_of
from lending.tables.dated import DatedTable, Row
from lending.tables.loan_limits import HigherCeiling, LoanLimits

_COUNTY_STEP = Decimal(50)


class LimitKind(StrEnum):
    CONFORMING = "conforming"
    FHA = "fha"


class How(StrEnum):
    """Where a limit comes from, or why there is none."""

    COUNTY = "county"
    DERIVED = "derived"
    NO_TABLE = "no_table"
    NO_COUNTY = "no_county"
    NOT_LISTED = "not_listed"
    WRONG_STATE = "wrong_state"


@dataclass(frozen=True, slots=True)
class LimitInForce:
    """Dollars for the units asked about. `limit` is the county's own, None where it is not known.

    At or below `floor` every county allows the loan, above `ceiling` none does; a `ceiling` of None was not read.
    `why` says in words what the figures rest on, and `needs` what a person has to find out where `limit` is None.
    """

    limit: Decimal | None
    floor: Decimal
    ceiling: Decimal | None
    citation: Citation
    how: How
    why: str
    needs: str | None = None


_NATIONAL: dict[LimitKind, DatedTable[LoanLimits]] = {
    LimitKind.CONFORMING: tables.CONFORMING,
    LimitKind.FHA: tables.FHA,
}
_BY_COUNTY: dict[LimitKind, DatedTable[CountyLimits]] = {
    LimitKind.CONFORMING: CONFORMING_BY_COUNTY,
    LimitKind.FHA: FHA_BY_COUNTY,
}
_HIGHER: dict[LimitKind, DatedTable[HigherCeiling]] = {
    LimitKind.CONFORMING: tables.CONFORMING_HIGHER_CEILING,
    LimitKind.FHA: tables.FHA_HIGHER_CEILING,
}


def _floor_and_ceiling(
    kind: LimitKind, national: LoanLimits, state: str, units: int, day: date
) -> tuple[Decimal, Decimal | None]:
    floor, ceiling = national.floor[units - 1], national.ceiling[units - 1]
    if state not in tables.HIGHER_BASELINE_STATES:
        return floor, ceiling
    higher = _HIGHER[kind].on(day).value
    return (
        ceiling if kind is LimitKind.CONFORMING else floor,
        higher[units - 1] if units <= len(higher) else None,
    )


def for_units(one_unit: Decimal, units: int, national: LoanLimits, day: date) -> Decimal:
    """Dollars of a county's limit for its units: the national figure at floor and ceiling, the statute's ratio between.

    Lists by county give one unit only. The ratio cut to 50 dollars gives the published figures of every county that was
    compared (tests); it does not give the national figures, which have been adjusted unit by unit since 2008.
    """
    if units == 1:
        return one_unit
    for row in (national.floor, national.ceiling):
        if one_unit == row[0]:
            return row[units - 1]
    bases = tables.UNIT_BASES.on(day).value
    return (one_unit * bases[units - 1] / bases[0] / _COUNTY_STEP).to_integral_value(ROUND_DOWN) * _COUNTY_STEP


def _one_unit(kind: LimitKind, state: str, county_fips: str | None, day: date) -> Row[Decimal] | tuple[How, str, str]:
    """The county's limit for one unit with its source, or why there is none and what a person has to find out."""
    if county_fips is None:
        needs = "Give property.county_fips, the five-digit FIPS code of the county in which the property lies."
        return How.NO_COUNTY, "the file does not name the county", needs
    if county_fips not in counties_of(state):
        needs = f"Correct property.county_fips or property.state: {county_fips} is no county of {state}."
        return How.WRONG_STATE, "the county named is not in the state", needs
    row = next((row for row in _BY_COUNTY[kind].rows if row.distance_days(day) == 0), None)
    if row is None:
        needs = f"Look up the {kind} limit of county {county_fips} for {day.year}, whose list of counties is missing."
        return How.NO_TABLE, "the county table of the year is missing", needs
    dollars = row.value.one_unit(county_fips)
    if dollars is None:
        needs = f"Look up the {kind} limit for {day.year}: that year's list goes by other counties than {county_fips}."
        return How.NOT_LISTED, "the year's list goes by other counties", needs
    return Row(row.effective_from, row.effective_to, dollars, row.citation)


def limits_for(kind: LimitKind, state: str, county_fips: str | None, units: int, day: date) -> LimitInForce:
    """The limit in force. Raises DateOutsideTableError (a LookupError) on a day outside the national table."""
    national = _NATIONAL[kind].on(day)
    floor, ceiling = _floor_and_ceiling(kind, national.value, state, units, day)
    found = _one_unit(kind, state, county_fips, day)
    if isinstance(found, tuple):
        how, why, needs = found
        return LimitInForce(None, floor, ceiling, national.citation, how, why, needs)
    limit = for_units(found.value, units, national.value, day)
    if limit in {found.value, floor, ceiling}:
        return LimitInForce(limit, floor, ceiling, found.citation, How.COUNTY, "the county's limit")
    citation = found.citation.model_copy(update={"certainty": Certainty.SECONDARY})
    return LimitInForce(limit, floor, ceiling, citation, How.DERIVED, "derived from the county's limit for one unit")
