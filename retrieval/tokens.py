"""The words that the lexical index knows a text by. Documents and queries go through the same function.

What an examiner types must be found as typed: `1026.43(c)(2)`, `97.00%`, `$832,750`, `HCLTV`, `W-2`, `B3-6-02`. Hence

- a citation gives itself and every shorter form of itself, so that `1026.43` finds `1026.43(c)(2)` as well;
- an amount loses its thousands commas, a percentage its trailing zeros: `97.00%`, `97 %` and `97 percent` are one word.
  `1026.40` keeps its zero, because section 1026.4 is another section;
- English function words go, since nobody looks for them, and a rare `can` or `how` of the question would weigh like a
  term; `not`, `no`, `without`, `must` and `may` stay: a policy turns on them, and so do
  `OR`, `IN` and `ME` in capitals, which are states;
- plurals are folded, and nothing more. A full stemmer would also fold `appraisal` with `appraise`, but as easily
  `insurance` with `insure` or `policy` with `police`; other forms of a word are the dense index's part.
"""

import re
from collections.abc import Iterator

TOKENIZER = "words-1"
"""Changes whenever the same text would give other words; part of what an edition was indexed with."""

_TOKEN = re.compile(
    r"""
      (?P<code>[a-z]\d+(?:-\d+(?:\.\d+)?)+ | [a-z]{1,2}-\d+[a-z]? | \d+-[a-z]{1,2}(?![a-z]))
    | (?P<mixed>\d+[a-z]+[^\W_]*)
    | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)? | \d+(?:\.\d+)*)
      (?: (?P<paragraphs>(?:\([a-z0-9]{1,5}\))+) | (?P<percent>\s?%|\s?percent\b) )?
    | (?P<word>[^\W_]+(?:['\u2019][^\W\d_]+)?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\([a-z0-9]+\)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s?\Z")

_STOP_WORDS = frozenset(
    "a am an and are as at be been being but by can could did do does for from had has have he her his how i "
    "if in into is it its me my of on or our she should so such than that the their them then there these they "
    "this those to was we were what when where which who whom whose will with would you your".split()
)
_IRREGULAR = {"bonuses": "bonus", "statuses": "status", "appendices": "appendix", "indices": "index"}
_SHORTEST_PLURAL = 4
_LONGEST = 100
"""Characters; what is longer is no word, and an index entry of Postgres holds 2,700 bytes at most."""


def tokens(text: str) -> list[str]:
    """In the order of the text; a word that stands twice is there twice."""
    return [token[:_LONGEST].lower() for match in _TOKEN.finditer(text) for token in _forms(match)]


def _forms(match: re.Match[str]) -> Iterator[str]:
    if match["code"]:
        head = match["code"].partition("-")[0]
        joined = match["code"].replace("-", "")
        yield joined.rstrip("sS") if head.isalpha() else joined
        if len(head) > 1:
            yield head
    elif match["number"]:
        yield from _number_forms(match)
    elif match["mixed"]:
        yield match["mixed"]
    else:
        written = _POSSESSIVE.sub("", match["word"])
        word = written.lower()
        if word not in _STOP_WORDS or (written.isupper() and len(written) > 1):
            yield singular(word)


def _number_forms(match: re.Match[str]) -> Iterator[str]:
    number = match["number"].replace(",", "")
    if match["percent"]:
        plain = number.rstrip("0").rstrip(".") if "." in number else number
        yield plain
        yield f"{plain}%"
        return
    whole, _, decimals = number.partition(".")
    yield whole if decimals and not decimals.strip("0") else number
    for paragraph in _PARAGRAPH.finditer(match["paragraphs"] or ""):
        number += paragraph[0]
        yield number


def singular(word: str) -> str:
    """Folds English plurals, after the rules of Harman's S-stemmer (1991) with `-sses`, `-shes`, `-xes` and `-ches`."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else word[:-3] + "y"
    if word.endswith(("sses", "shes", "xes", "ches", "zzes")):
        return word[:-2]
    return word[:-1]
