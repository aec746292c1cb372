"""What of the passages a model is given: the sentences that speak to the question, within a budget of tokens.

A model reads the beginning and the end of a long context best (Liu et al. 2023), so the best passages stand there. What
is left out is whole sentences and whole rows of a table, never words: everything that stays is an exact quote, with its
offsets in the document.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence

from lending.base import Frozen
from retrieval.chunking import sentence_spans
from retrieval.passage import Passage
from retrieval.pipe_tables import is_row
from retrieval.stages.rarity import Rarity
from retrieval.tokens import tokens

CountTokens = Callable[[str], int]

_LINE = re.compile(r"[^\n]*\n?")
"""Blank lines too: they end a table."""
_HEADER_ROWS = 2


class Quote(Frozen):
    """An exact stretch of a passage's document: `text == whole_text[start:end]`."""

    passage_id: str
    text_sha256: str
    start: int
    end: int
    text: str


class ContextPassage(Frozen):
    """What is kept of one passage, in the order of its text; `rank` is its place in the search."""

    passage: Passage
    rank: int
    quotes: tuple[Quote, ...]

    @property
    def text(self) -> str:
        """With an ellipsis where sentences were left out."""
        pieces: list[str] = []
        before = self.passage.start
        for quote in self.quotes:
            gap = self.passage.text[before - self.passage.start : quote.start - self.passage.start]
            pieces.append(gap if not gap.strip() else "\n[...]\n")
            pieces.append(quote.text)
            before = quote.end
        tail = self.passage.text[before - self.passage.start :]
        return "".join(pieces).strip() + ("\n[...]" if tail.strip() else "")


class Context(Frozen):
    """Passages in the order in which a model should read them, and how many tokens they take."""

    passages: tuple[ContextPassage, ...]
    tokens: int


def about_tokens(text: str) -> int:
    """An estimate for models in general: four characters a token, rounded up."""
    return math.ceil(len(text) / 4)


def build_context(
    query: str, passages: Sequence[Passage], budget: int, rarity: Rarity, count: CountTokens = about_tokens
) -> Context:
    """The sentences of `passages` (best first) that hold most of the question's words by rarity, as many as fit.

    A sentence of a better passage goes before an equal one of a lesser. The first rows of a table come with any of its
    rows. Raises ValueError for a budget that is not positive.
    """
    if budget < 1:
        raise ValueError(f"The context was given a budget of {budget} tokens. Give at least one.")
    asked = {term: rarity.get(term, 0.0) for term in tokens(query)}
    units = [
        (-_worth(unit, passage, asked), rank, unit) for rank, passage in enumerate(passages) for unit in _units(passage)
    ]
    kept: set[tuple[int, tuple[int, int]]] = set()
    used = 0
    for _, rank, unit in sorted(units):
        wanted = [(rank, span) for span in (*unit.with_it, unit.span) if (rank, span) not in kept]
        cost = sum(count(_text(passages[rank], span)) for _, span in wanted)
        if used + cost <= budget:
            kept.update(wanted)
            used += cost
    made = [
        ContextPassage(
            passage=passage,
            rank=rank + 1,
            quotes=tuple(_quote(passage, span) for place, span in sorted(kept) if place == rank),
        )
        for rank, passage in enumerate(passages)
    ]
    return Context(passages=_best_at_the_ends([entry for entry in made if entry.quotes]), tokens=used)


class _Unit(Frozen):
    """A sentence or a row, by offsets in the passage, with those that it cannot be understood without."""

    span: tuple[int, int]
    with_it: tuple[tuple[int, int], ...] = ()

    def __lt__(self, other: "_Unit") -> bool:
        return self.span < other.span


def _units(passage: Passage) -> Iterator[_Unit]:
    rows: list[tuple[int, int]] = []
    for line in _LINE.finditer(passage.text):
        start, end = line.start(), line.start() + len(line[0].rstrip())
        if is_row(line[0]):
            rows.append((start, end))
            if len(rows) > _HEADER_ROWS:
                yield _Unit(span=(start, end), with_it=tuple(rows[:_HEADER_ROWS]))
            continue
        rows = []
        if end > start:
            yield from (_Unit(span=span) for span in sentence_spans(passage.text, start, end))


def _worth(unit: _Unit, passage: Passage, asked: Rarity) -> float:
    """By the rarity of the question's words in it, a little less for a longer one, as in BM25."""
    held = tokens(_text(passage, unit.span))
    found = math.fsum(asked[term] for term in set(held) if term in asked)
    return round(found / (1 + 0.02 * len(held)), 6)


def _text(passage: Passage, span: tuple[int, int]) -> str:
    return passage.text[span[0] : span[1]]


def _quote(passage: Passage, span: tuple[int, int]) -> Quote:
    start, end = passage.start + span[0], passage.start + span[1]
    return Quote(
        passage_id=passage.passage_id,
        text_sha256=passage.text_sha256,
        start=start,
        end=end,
        text=_text(passage, span),
    )


def _best_at_the_ends(passages: Sequence[ContextPassage]) -> tuple[ContextPassage, ...]:
    """1, 3, 5, ... and back ..., 4, 2."""
    return (*passages[::2], *reversed(passages[1::2]))
