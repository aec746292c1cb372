"""Every figure in a text, in whatever way it is written, so that none can hide from the check of its source."""

import re
import unicodedata
from functools import lru_cache

from llm.privacy import TOKEN

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NUMBER = re.compile(r"(?<![\w.])-?(?:(\$)\s?)?(\d[\d,]*(?:\.\d+)?|\.\d+)(\s?%|\s?percent\b)?", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|half|halves|"
    r"double[ds]?|twice|triple[ds]?|twofold|threefold|dozens?|quarters?|thirds?|fourths?|fifths?|tenths?|hundredths?|"
    r"one(?=[\s-]+(?:percent|per cent|months?|days?|years?|dollars?|points?|hundred|thousand|million|half|third)))\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)[\s-]+(months?|days?|years?|weeks?|percentage points?|basis points?|points?)\b",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"\b[IVXLC]+(?=\s?(?:%|percent\b|months?\b|days?\b|years?\b|dollars?\b|points?\b))|\$\s?[IVXLC]+\b")
_FRACTION = re.compile(r"\d\s*/\s*\d+")
_JOINED = re.compile(r"\b[A-Za-z_]+\d\w*|\b\d[\d,.]*[A-Za-z]\w*")


@lru_cache(maxsize=10_000)  # what is written is checked by its writer and by the validator, against the same evidence
def numbers_in(text: str) -> frozenset[tuple[str, str]]:
    """(kind, digits) of every number, date and number word; kind is usd, percent, plain, date or word."""
    found = {("date", match[0]) for match in _DATE.finditer(text)}
    for match in _NUMBER.finditer(_DATE.sub(" ", text)):
        dollar, digits, percent = match.groups()
        kind = "usd" if dollar else "percent" if percent else "plain"
        sign = "-" if match[0].startswith("-") else ""
        found.add((kind, sign + _plain(digits)))
    found |= {("word", match[0].lower()) for match in _WORDS.finditer(text)}
    return frozenset(found)


def _plain(digits: str) -> str:
    plain = digits.rstrip(",").replace(",", "")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f"0{plain}" if plain.startswith(".") else plain


def unit_problems(text: str, backing: str) -> list[str]:
    """Numbers with a unit of time or points that `backing` nowhere speaks of."""
    known = backing.casefold()
    return [
        f"{match[0]} is in {match[2].lower()}, of which what the sentence cites says nothing"
        for match in _UNIT.finditer(text)
        if match[2].lower().removesuffix("s") not in known
    ]


def disguised(text: str, backing: str) -> list[str]:
    """Figures that are written so that `numbers_in` does not see them, unless `backing` writes them just so."""
    known = backing.casefold()
    bare = _DATE.sub(" ", TOKEN.sub(" ", text))
    found = [match[0] for pattern in (_ROMAN, _FRACTION, _JOINED) for match in pattern.finditer(bare)]
    found += [sign for sign in text if not sign.isascii() and unicodedata.numeric(sign, None) is not None]
    return [
        f'"{each}" may hide a figure: write it as what the sentence cites does'
        for each in dict.fromkeys(found)
        if each.casefold() not in known
    ]
