"""How the lexical index of one edition is written: for each term where it stands, and how long every passage is.

Both are runs of four-byte integers, most significant byte first, as Postgres's own `int4send` writes them. A term's
places are pairs (passage, times): the passage by its ordinal in the edition, in rising order, and how often the term
stands there. A term with many places has them in blocks, which read as one when joined.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.tokens import tokens

WORD_COUNT_OCTETS = 4
PLACE_OCTETS = 8
_BLOCK_OCTETS = 256 * PLACE_OCTETS

Integers = npt.NDArray[np.int64]

_INTEGER = np.dtype(">i4")


@dataclass(frozen=True)
class InvertedTexts:
    """`places` by term; `word_counts` in the order of the texts."""

    places: dict[str, bytes]
    word_counts: bytes

    def blocks(self) -> Iterator[tuple[str, int, bytes]]:
        """(term, number of the block from 0, its places), by term."""
        for term in sorted(self.places):
            places = self.places[term]
            for number, first in enumerate(range(0, len(places), _BLOCK_OCTETS)):
                yield term, number, places[first : first + _BLOCK_OCTETS]


def inverted(texts: Sequence[str]) -> InvertedTexts:
    places: dict[str, array[int]] = {}
    lengths = array("i")
    for ordinal, text in enumerate(texts):
        counts = Counter(tokens(text))
        lengths.append(counts.total())
        for term, times in counts.items():
            places.setdefault(term, array("i")).extend((ordinal, times))
    return InvertedTexts(
        places={term: _written(numbers) for term, numbers in places.items()}, word_counts=_written(lengths)
    )


def read_places(written: bytes) -> tuple[Integers, Integers]:
    """The ordinals of the passages, and how often the term stands in each."""
    pairs = np.frombuffer(written, _INTEGER).reshape(-1, 2).astype(np.int64)
    return pairs[:, 0], pairs[:, 1]


def read_word_counts(written: bytes) -> Integers:
    return np.frombuffer(written, _INTEGER).astype(np.int64)


def _written(numbers: "array[int]") -> bytes:
    return np.array(numbers, np.int32).astype(_INTEGER).tobytes()
