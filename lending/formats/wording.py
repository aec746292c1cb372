"""How an input's own words may be repeated to people: shortened, on one line, without what identifies a person."""

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

_LONG_NUMBER = re.compile(r"\d(?:[-. ]?\d){8,}")
_NINE_DIGITS = re.compile(r"(?<!\d)\d{3}[-. ]?\d{2}[-. ]?\d{4}(?!\d)")
_DIGITS = re.compile(r"\d(?:[-. /]?\d){4,}")
_HIDDEN = "[hidden]"
_SHOWN_CHARACTERS = 40
_SHOWN_NUMBER_BELOW = 10**7


def printable(text: str, limit: int = 300) -> str:
    """One line without control characters, bidirectional marks or lone surrogates, cut at `limit` characters."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= limit else f"{line[:limit]}..."


def censored(text: str) -> str:
    """Nine or more digits in a row, as in a Social Security or account number, are blotted out."""
    return _LONG_NUMBER.sub(_HIDDEN, text)


def holds_personal_number(text: str) -> bool:
    """Whether nine digits stand in it as in a Social Security number. Longer numbers are those of loans."""
    return _NINE_DIGITS.search(text) is not None


def masked(text: str) -> str:
    """Foreign text, shortened and without runs of five digits or more."""
    return _DIGITS.sub(_HIDDEN, printable(text, _SHOWN_CHARACTERS))


def shown(value: object) -> str:  # noqa: PLR0911 - one return a kind of value
    """A value as an error may quote it. Text is `masked`, long numbers are only described."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            number = Decimal(value)
            if number.is_finite() and abs(number) < _SHOWN_NUMBER_BELOW and len(str(number)) <= _SHOWN_CHARACTERS:
                return f"{number:,f}"
            return "this number"
        case str():
            return f'"{masked(value)}"'
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return "this value"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely meant, or None where nothing is close."""
    spelled = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(word[:100].strip().casefold().replace(" ", "_"), spelled, n=1, cutoff=0.6)
    return spelled[close[0]] if close else None


def listed(words: Iterable[str], limit: int = 14) -> str:
    """`a, b, c`, with an ellipsis where there are more than `limit`."""
    every = list(words)
    return ", ".join(every[:limit]) + (", ..." if len(every) > limit else "")
