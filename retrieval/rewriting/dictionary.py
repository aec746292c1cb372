"""Rewriting without a model: the acronyms and synonyms of lending, from `lexicon.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VARIANTS = 3
_LEXICON = Path(__file__).with_name("lexicon.toml")
_SHORTEST_UNCASED = 3
"""Acronyms with fewer letters than this are only recognised in capitals, because `le` or `mi` may be anything."""


@dataclass(frozen=True, slots=True)
class Swap:
    """What is looked for, and what may stand in its place, the likeliest first."""

    pattern: re.Pattern[str]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    acronyms: tuple[Swap, ...]
    synonyms: tuple[Swap, ...]

    @classmethod
    def of(cls, acronyms: Mapping[str, str], synonyms: Mapping[str, Iterable[str]]) -> "Lexicon":
        """Longer phrases come first, so that `cash-out refi` is not taken for `refi`."""
        short = [Swap(_words(name, cased=len(name) < _SHORTEST_UNCASED), (full,)) for name, full in acronyms.items()]
        long = [Swap(_words(full), (name,)) for name, full in acronyms.items()]
        said = [Swap(_words(phrase), tuple(others)) for phrase, others in synonyms.items()]
        return cls(tuple(_longest_first([*short, *long])), tuple(_longest_first(said)))


def _words(phrase: str, *, cased: bool = False) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", 0 if cased else re.IGNORECASE)


def _longest_first(swaps: Iterable[Swap]) -> list[Swap]:
    return sorted(swaps, key=lambda swap: -len(swap.pattern.pattern))


@cache
def lending_lexicon() -> Lexicon:
    read = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    return Lexicon.of(read["acronyms"], read["synonyms"])


def variants(query: str, lexicon: Lexicon | None = None) -> tuple[str, ...]:
    """At most three other wordings: acronyms swapped, the likeliest synonyms, and both with second synonyms.

    None where the query holds nothing that the lexicon knows.
    """
    known = lexicon or lending_lexicon()
    spelled = _swapped(query, known.acronyms, 0)
    reworded = _swapped(query, known.synonyms, 0)
    both = _swapped(_swapped(query, known.synonyms, 1), known.acronyms, 0)
    found = dict.fromkeys(wording for wording in (spelled, reworded, both) if wording != query)
    return tuple(found)[:VARIANTS]


def _swapped(query: str, swaps: Iterable[Swap], choice: int) -> str:
    """Every phrase that is known, replaced once: what was put in is not replaced again."""
    pieces: list[tuple[int, int, str]] = []
    for swap in swaps:
        for match in swap.pattern.finditer(query):
            if not any(start < match.end() and match.start() < end for start, end, _ in pieces):
                pieces.append((match.start(), match.end(), swap.others[min(choice, len(swap.others) - 1)]))
    for start, end, other in sorted(pieces, reverse=True):
        query = query[:start] + other + query[end:]
    return query
