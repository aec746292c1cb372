"""Section numbers as headings carry them."""

import re

_NUMBER = re.compile(
    r"(?:§+\s*)?(?P<number>\d{1,3}(?:\.\d+)*|\d{4,}(?:\.\d+)+|[A-Z](?:\.\d+)+)"
    r"(?P<paragraphs>(?:\([A-Za-z0-9]{1,5}\))*)[.:]?(?=\s)"
)
_NAMED = re.compile(
    r"(?:section|paragraph|article|chapter|§+)\s*"
    r"(?P<number>\d+(?:\.\d+)+(?:\([A-Za-z0-9]{1,5}\))*|\d+(?:\([A-Za-z0-9]{1,5}\))+)(?=[\s.:,\u2013\u2014-]|\Z)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"(?i:(?:model\s+)?(?P<kind>appendix|supplement|schedule|annex|exhibit|form))\s+"
    r"(?P<name>[A-Z]-\d{1,3}[A-Z]?|[A-Z]{1,4}|\d{1,3})(?=[\s.:,\u2013\u2014-]|\Z)"
)


def section_number(title: str) -> str | None:
    """`4.2` of `4.2 Reserves`, `1026.43(c)(2)` of `§ 1026.43(c)(2) Basis`; None for a heading without a number."""
    found = _NUMBER.match(title)
    return found["number"] + found["paragraphs"] if found else None


def named_number(title: str) -> str | None:
    """As `section_number`, and also `2(c)(1)` of `Paragraph 2(c)(1).` and `appendix-C` of `Appendix C to Part 1002`."""
    if (number := section_number(title)) is not None:
        return number
    if (named := _NAMED.match(title)) is not None:
        return named["number"]
    attached = _ATTACHED.match(title)
    return f"{attached['kind'].lower()}-{attached['name']}" if attached else None
