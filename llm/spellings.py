"""How people write what a vault knows: the spellings of a name, a number, a day or a street, as one pattern each."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a tokenised value is."""

    NAME = "NAME"
    SSN = "SSN"
    ADDRESS = "ADDRESS"
    ACCOUNT = "ACCOUNT"
    BIRTHDATE = "BIRTHDATE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"


TOKEN = re.compile(r"\[\[[A-Z]+_\d+\]\]")
"""What a vault writes in a value's place, such as `[[NAME_1]]`."""

_BETWEEN_DIGITS = "[-\u2010-\u2015\u2212. \u00a0]{0,2}"
_BETWEEN_WORDS = r"[\s_]+"
_SSN_DIGITS, _PHONE_DIGITS = 9, 10
_SHORTEST_ACCOUNT = 4
"""A number of fewer digits is an ordinary figure more often than the account."""

STREET_WORDS = {
    "street": "st",
    "avenue": "ave",
    "road": "rd",
    "lane": "ln",
    "drive": "dr",
    "court": "ct",
    "boulevard": "blvd",
    "place": "pl",
    "terrace": "ter",
    "circle": "cir",
    "highway": "hwy",
    "parkway": "pkwy",
    "square": "sq",
    "trail": "trl",
    "way": "way",
}
"""Street suffixes and what the Postal Service shortens them to (Publication 28, appendix C1)."""


def plain(text: str) -> str:
    """`text` without accents, as an export writes it that knows no others."""
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def spelling(kind: Kind, value: str) -> str | None:
    """A pattern without groups for every way in which `value` may stand in a text, to be matched in any letter case.

    None for what is too short to be told from an ordinary word or figure.
    """
    value = unicodedata.normalize("NFC", value).strip()
    forms = list(dict.fromkeys(form for form in _FORMS[kind](value) if form))
    return "|".join(forms) or None


def _digits(value: str) -> str:
    return "".join(mark for mark in value if mark in "0123456789")


def _words(text: str) -> str:
    return _BETWEEN_WORDS.join(re.escape(word) for word in text.split())


def _name(value: str) -> Iterator[str]:
    if len(value) > 2:  # noqa: PLR2004 - shorter ones are words such as an, me or us, unless they begin like a name
        yield from (_words(form) for form in (value, plain(value)))
    elif len(value) == 2 and value.isalpha():  # noqa: PLR2004
        yield from (f"(?-i:{re.escape(form)})" for form in (value.capitalize(), value.upper()))


def _ssn(value: str) -> Iterator[str]:
    digits = _digits(value)
    if len(digits) == _SSN_DIGITS:
        yield _BETWEEN_DIGITS.join((digits[:3], digits[3:5], digits[5:]))
    yield re.escape(value)


def _phone(value: str) -> Iterator[str]:
    digits = _digits(value)[-_PHONE_DIGITS:]
    if len(digits) == _PHONE_DIGITS:
        parts = (rf"(?:\({digits[:3]}\)|{digits[:3]})", digits[3:6], digits[6:])
        yield rf"(?:\+?1{_BETWEEN_DIGITS})?{_BETWEEN_DIGITS.join(parts)}"
    yield _words(value)


def _account(value: str) -> Iterator[str]:
    marks = [mark for mark in value if mark.isalnum()]
    if len(marks) >= _SHORTEST_ACCOUNT:
        yield rf"{_BETWEEN_DIGITS}".join(re.escape(mark) for mark in marks)
        digits = _digits(value)
        if len(digits) >= 2 * _SHORTEST_ACCOUNT - 2:
            yield _BETWEEN_DIGITS.join(digits)


def _address(value: str) -> Iterator[str]:
    yield _words(value)
    street = value.partition(",")[0].strip()
    words = street.split()
    if len(words) < 2:  # noqa: PLR2004 - one word is a place, not the line of a street
        return
    yield _words(street)
    last = words[-1].rstrip(".").lower()
    both = {last, STREET_WORDS.get(last), *(word for word, short in STREET_WORDS.items() if short == last)}
    if len(both) > 1 or last in STREET_WORDS:
        endings = "|".join(sorted(re.escape(form) for form in both if form))
        yield rf"{_words(' '.join(words[:-1]))}{_BETWEEN_WORDS}(?:{endings})\.?"


def _birth_date(value: str) -> Iterator[str]:
    yield re.escape(value)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return
    year = f"(?:{day.year}|'?{day.year % 100:02})"
    month, number = f"0?{day.month}", f"0?{day.day}"
    name = f"{day:%B}" if day.month == 5 else rf"{day:%b}(?:{f'{day:%B}'[3:]}|t)?\.?"  # noqa: PLR2004 - May is whole
    ordinal = f"{number}(?:st|nd|rd|th)?"
    yield rf"{day.year}[-/.]{month}[-/.]{number}|{day:%Y%m%d}|{day:%m%d%Y}"
    yield rf"{month}[-/.]{number}[-/.]{year}|{number}[-/.]{month}[-/.]{year}"
    yield rf"{name}\s+{ordinal},?\s+{day.year}|{ordinal}\s+(?:of\s+)?{name},?\s+{day.year}"
    yield rf"date\({day.year},\s?{day.month},\s?{day.day}\)"


def _whole(value: str) -> Iterator[str]:
    yield re.escape(value)


_FORMS = {
    Kind.NAME: _name,
    Kind.SSN: _ssn,
    Kind.PHONE: _phone,
    Kind.ACCOUNT: _account,
    Kind.ADDRESS: _address,
    Kind.BIRTHDATE: _birth_date,
    Kind.EMAIL: _whole,
}
