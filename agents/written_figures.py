"""Days and dollar amounts that stand in free text, read carefully: what could mean two things is not read at all."""

import re
from datetime import date
from decimal import Decimal

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_ALONE = r"(?<![\w/.-])(?:{})(?![\w/]|[.-]\d)"
_DATES = tuple(
    re.compile(_ALONE.format(form), re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})",
        rf"(?P<month>\d{{1,2}})(?P<mark>[/-])(?P<day>\d{{1,2}})(?P=mark){_YEAR}",
        rf"{_MONTH}\s{_DAY},?\s{_YEAR}",
        rf"{_DAY}\s(?:of\s)?{_MONTH},?\s{_YEAR}",
    )
)

_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{1,2})?)"
_SCALE = r"(?:\s?(?P<scale>k|thousand|million|billion)\b)?"
_ENDS = r"(?![\w$]|[.,]\d)"
_AMOUNTS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\w.,])(?:US)?\$\s?{_NUMBER}{_SCALE}{_ENDS}",
        rf"(?<![\w.,$])USD\s{_NUMBER}{_SCALE}{_ENDS}",
        rf"(?<![\w.,$]){_NUMBER}{_SCALE}\s(?:US\s)?(?:dollars|USD)\b",
    )
)
_SCALES = {"": 1, "k": 10**3, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def dates_in(text: str) -> frozenset[date]:
    """Every whole day: 2025-03-14, 3/14/2025 (month first, as in the United States), March 14, 2025, 14 March 2025.

    A month without a day or a year of two digits is no day.
    """
    return frozenset(day for form in _DATES for match in form.finditer(text) if (day := _day(match)))


def amounts_in(text: str) -> frozenset[Decimal]:
    """Every amount in US dollars: $1,200, $1200.50, $1.2 million, $12k, 1200 dollars, USD 1,200. Words are not read."""
    return frozenset(
        Decimal(match["number"].replace(",", "")) * _SCALES[(match["scale"] or "").lower()]
        for form in _AMOUNTS
        for match in form.finditer(text)
    )


def _day(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    number = int(month) if month.isdecimal() else 1 + _MONTHS.index(month[:3])
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
