"""Loan limits of one unit by county and year, in dollars.

`codes` and the modules of the years are written by scripts/county_tables.py from files with one row a county; they hold
only the counties whose limit is not the commonest one. For 2024 and 2025 the files are the CFPB's county limit data
(owning-a-home-api, CC0), which restates FHFA's and HUD's lists. FHFA's list for 2026 was read in a copy that somebody
else published; it agrees with FHFA's announcement in the number of counties whose limit did not rise. HUD's list for
2026 was not read, so that year has no row for FHA. Connecticut is listed by its eight former counties up to 2025 and by
its planning regions in 2026.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property

from lending.citation import Certainty
from lending.tables.counties import y2024, y2025, y2026
from lending.tables.counties.codes import COUNTIES
from lending.tables.dated import DatedTable, year

FHFA_LIST = "FHFA conforming loan limit values by county"
HUD_LIST = "HUD FHA mortgage limits by county"
_RESTATED = "one unit, as the CFPB's county limit data restates it"


class CountyLimits:
    """One-unit limits of one year: `elsewhere` in every county that no group names. Read when first asked for."""

    def __init__(self, groups: Mapping[int, str], elsewhere: int, not_listed: str) -> None:
        self._groups, self._not_listed = groups, not_listed
        self.elsewhere = Decimal(elsewhere)

    @cached_property
    def _by_fips(self) -> dict[str, Decimal | None]:
        limits: dict[str, Decimal | None] = dict.fromkeys(self._not_listed.split())
        limits.update((fips, Decimal(dollars)) for dollars, group in self._groups.items() for fips in group.split())
        return limits

    def one_unit(self, fips: str) -> Decimal | None:
        """Dollars; None where the year's list goes by other counties. `fips` must be a county of `counties_of`."""
        return self._by_fips.get(fips, self.elsewhere)


@cache
def counties_of(state: str) -> frozenset[str]:
    """The five-digit FIPS codes of a state's counties in any of the years. Raises KeyError for an unknown state."""
    return frozenset(COUNTIES[state].split())


CONFORMING_BY_COUNTY = DatedTable(
    "conforming loan limits by county",
    [
        year(
            2024,
            CountyLimits(y2024.CONFORMING, y2024.CONFORMING_ELSEWHERE, y2024.NOT_LISTED),
            source=FHFA_LIST,
            section=f"2024, {_RESTATED}",
        ),
        year(
            2025,
            CountyLimits(y2025.CONFORMING, y2025.CONFORMING_ELSEWHERE, y2025.NOT_LISTED),
            source=FHFA_LIST,
            section=f"2025, {_RESTATED}",
        ),
        year(
            2026,
            CountyLimits(y2026.CONFORMING, y2026.CONFORMING_ELSEWHERE, y2026.NOT_LISTED),
            source=FHFA_LIST,
            section="2026, one unit, as restated by others",
            certainty=Certainty.SECONDARY,
        ),
    ],
)

FHA_BY_COUNTY = DatedTable(
    "FHA loan limits by county",
    [
        year(
            2024,
            CountyLimits(y2024.FHA, y2024.FHA_ELSEWHERE, y2024.NOT_LISTED),
            source=HUD_LIST,
            section=f"2024, {_RESTATED}",
        ),
        year(
            2025,
            CountyLimits(y2025.FHA, y2025.FHA_ELSEWHERE, y2025.NOT_LISTED),
            source=HUD_LIST,
            section=f"2025, {_RESTATED}",
        ),
    ],
)
