"""Masks what identifies a person in text of unknown content, by the form of each identifier.

Names have no form and are the vault's business; the line of a street has one where it ends like one. Where a form
cannot tell an identifier from a figure, it is masked: too much hidden in a message costs less than one number shown.
Dollars stay readable when they look like dollars: a sign before them, thousands separators, or cents.
"""

import re
from collections.abc import Callable

from llm.spellings import STREET_WORDS, TOKEN

_Rule = Callable[[str], str]

_LABELS = "SSN|EMAIL|PHONE|CARD|ACCOUNT|BIRTHDATE|ADDRESS|NAME"

_PROTECTED = re.compile(
    rf"({TOKEN.pattern}|\[(?:{_LABELS})\]"  # tokens of a vault, and what is masked already
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # UUIDs
    r"|\b(?=\d*[a-f])[0-9a-f]{32,128}\b)"  # digests
)

_NOT_INSIDE_A_FIGURE = r"(?<![\d$])(?<!\$[ ])(?<!\d\.)"
_NOT_FOLLOWED_BY_CENTS = r"(?!\d|\.\d\d)"
_SEPARATOR = "[-\u2010-\u2015\u2212. \u00a0]"
_NOT_INTO_A_NUMBER = r"(?![\w-]|\.[\d+(])"
_CARD = r"\d{13,19}|\d{4}(?:[ -]\d{4}){2}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5}"
_CARD_AHEAD = re.compile(rf"(?<![\d$])(?<!\d\.)(?=(?P<card>{_CARD}){_NOT_FOLLOWED_BY_CENTS})")
_WORDS_BETWEEN = r"[^\w\n*]{0,5}(?:(?:is|was|no|nr|num|number|ending|in|last|four|value|id)[^\w\n*]{1,5}){0,4}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|date\(\d{4}, ?\d{1,2}, ?\d{1,2}\)"
    rf"|{_MONTH} {_DAY},? \d{{4}}|{_DAY} (?:of )?{_MONTH},? \d{{4}}|(?:19|20)\d{{6}})(?!\d)"
)
_BIRTH = r"(?<![a-z])(?:d\.?o\.?b\.?|born|birth[ _-]?(?:date|day)?|date[ _-]of[ _-]birth)(?![a-z])"
_NEEDED = re.compile(r"[\d@]")
"""Without any of these no text holds what a rule looks for."""
_SUFFIX = "|".join(
    form
    for word, short in STREET_WORDS.items()
    for form in {word.capitalize(), word.upper(), short.capitalize(), short.upper()}
)
_STREET = (
    r"(?<![\w.$-])(?:\d{1,6}[A-Za-z]?[ ]+(?:(?:[A-Z][\w'-]{0,30}|\d{1,3}(?:st|nd|rd|th)|[NSEW]{1,2})\.?[ ]+){1,4}"
    rf"(?:{_SUFFIX})(?!\w)(?:,?[ ]+(?:Apt|Unit|Suite|Ste|#)\.?[ ]?\w{{1,6}})?|P\.?[ ]?O\.?[ ]?Box[ ]\d{{1,8}}(?!\w))"
)


def mask(text: str) -> str:
    """`text` with identifiers replaced by labels such as `[SSN]`. Cannot be undone; masking twice changes nothing.

    Finds e-mail addresses, phone numbers, dates of birth by the words around them, SSNs and ITINs that were or could
    be issued (any that is written with hyphens), card numbers whose check digit fits, account numbers by the words
    before them, by their length or by the letters that they begin with, and the lines of streets.
    """
    if not _NEEDED.search(text):
        return text
    pieces = _PROTECTED.split(text)
    for rule in _RULES:
        pieces[::2] = [rule(piece) for piece in pieces[::2]]
    return "".join(pieces)


def is_plausible_ssn(digits: str) -> bool:
    """Nine digits that the Social Security Administration could have issued, or an ITIN of the IRS.

    No area 000, 666 or 900-999, no group 00, no serial 0000 (SSA, randomization of 2011). An ITIN begins with 9 and
    has 50-65, 70-88, 90-92 or 94-99 in its middle (IRS).
    """
    area, group, serial = int(digits[:3]), int(digits[3:5]), int(digits[5:])
    if area >= 900:  # noqa: PLR2004 - the rule as the agency writes it
        return 50 <= group <= 99 and group not in {66, 67, 68, 69, 89, 93}  # noqa: PLR2004
    return area not in {0, 666} and group != 0 and serial != 0


def passes_luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812, which card numbers carry."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0  # noqa: PLR2004


def _is_routing_number(digits: str) -> bool:
    weights = (3, 7, 1) * 3
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 10 == 0


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _hide(pattern: str, label: str) -> _Rule:
    """A rule that replaces the group `value`, or the whole match where the pattern has no such group."""
    compiled = re.compile(pattern, re.IGNORECASE)
    group = "value" if "value" in compiled.groupindex else 0

    def replace(match: re.Match[str]) -> str:
        start, end = match.start(group) - match.start(), match.end(group) - match.start()
        return f"{match[0][:start]}[{label}]{match[0][end:]}"

    return lambda text: compiled.sub(replace, text)


def _shaped(pattern: str, label: str) -> _Rule:
    """A rule that reads capitals as capitals."""
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(f"[{label}]", text)


def _decide(pattern: str, label_of: Callable[[str], str | None]) -> _Rule:
    """A rule that asks `label_of` for the digits found; None lets them stand."""
    compiled = re.compile(pattern)

    def replace(match: re.Match[str]) -> str:
        label = label_of(_digits(match[0]))
        return f"[{label}]" if label else match[0]

    return lambda text: compiled.sub(replace, text)


def _cards(text: str) -> str:
    """Looks at every place where a card number can begin: a run that fails the check may overlap one that passes."""
    masked, position = "", 0
    for found in _CARD_AHEAD.finditer(text):
        if found.start() >= position and passes_luhn(_digits(found["card"])):
            masked += text[position : found.start()] + "[CARD]"
            position = found.end("card")
    return masked + text[position:]


def _of_nine_or_more(digits: str) -> str | None:
    if len(digits) > 9:  # noqa: PLR2004 - no figure of an application has ten digits without a separator
        return "ACCOUNT"
    if is_plausible_ssn(digits):
        return "SSN"
    return "ACCOUNT" if _is_routing_number(digits) else None


_RULES: tuple[_Rule, ...] = (
    _shaped(_STREET, "ADDRESS"),
    _hide(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,125}\.(?!\d+(?![\w-]))[\w-]{1,63}", "EMAIL"),
    # with hyphens it is written as an SSN: a number that was never issued is as bad a thing to show
    _hide(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])", "SSN"),
    _decide(
        rf"(?<!\d)\d{{3}}{_SEPARATOR}\d{{2}}{_SEPARATOR}\d{{4}}(?!\d)",
        lambda digits: "SSN" if is_plausible_ssn(digits) else None,
    ),
    _cards,
    _hide(rf"{_BIRTH}[^\d\n]{{0,30}}?(?P<value>{_DATE})", "BIRTHDATE"),
    _hide(rf"(?P<value>{_DATE})(?: ?\(| is )(?:(?:the|my|his|her|their) )?{_BIRTH}", "BIRTHDATE"),
    _hide(
        rf"(?<![a-z])(?:ssn|itin|social security|taxpayer id)(?![a-z\]]){_WORDS_BETWEEN}"
        r"(?P<value>(?:[\dx*][- ]?){3,12}\d)(?!\d)",
        "SSN",
    ),
    _hide(
        rf"(?<![a-z])(?:account|acct|a/c|routing|aba|iban|loan number|card)(?![a-z\]]){_WORDS_BETWEEN}"
        rf"(?P<value>[a-z]{{2}}\d{{2}}[a-z0-9]{{8,30}}|(?:[\dx*][- ]?){{3,24}}\d){_NOT_FOLLOWED_BY_CENTS}",
        "ACCOUNT",
    ),
    # letters and at least four digits, where the words before call it an account
    _hide(
        rf"(?<![a-z])(?:account|acct|a/c|loan number)(?![a-z\]]){_WORDS_BETWEEN}"
        rf"(?P<value>(?<![a-z0-9])(?=(?:[a-z-]{{0,6}}\d){{4}})[a-z0-9-]{{4,34}}){_NOT_INTO_A_NUMBER}",
        "ACCOUNT",
    ),
    _hide(
        rf"{_NOT_INSIDE_A_FIGURE}(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-]?)"
        rf"[2-9]\d\d[ .-]?\d{{4}}{_NOT_FOLLOWED_BY_CENTS}",
        "PHONE",
    ),
    _decide(
        rf"\+\d{{1,3}}(?:[ .-]?\(?\d{{1,4}}\)?){{2,5}}{_NOT_FOLLOWED_BY_CENTS}",
        lambda digits: "PHONE" if 8 <= len(digits) <= 15 else None,  # noqa: PLR2004 - ITU E.164
    ),
    _decide(rf"{_NOT_INSIDE_A_FIGURE}\d{{9,}}{_NOT_FOLLOWED_BY_CENTS}", _of_nine_or_more),
    # GX-40018822, whatever the words around it are
    _hide(rf"(?<![\w-])[a-z]{{1,4}}-?\d{{6,17}}{_NOT_INTO_A_NUMBER}", "ACCOUNT"),
)
