"""A policy manual of any size, invented from a seed: words by Zipf's law, vectors in clusters, versions and scopes.

`size` passages are in force on `TODAY`; a tenth as many again belong to versions that are superseded or begin later.
Editions hold about 500 passages each. An edition leans to a few topics, and so do its vectors: a filter by program or
state then cuts whole regions out of the vector space, as it does in a real manual.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lending.program import Program
from retrieval.chunking import Chunk
from retrieval.documents import DocumentMetadata, PolicyDocument
from retrieval.passage import Passage

TODAY = date(2026, 6, 1)
DIMENSION = 384
QUERY_TERMS = 8

_VOCABULARY = 30_000
_FLATTENED = 8
"""Zipf's law after Mandelbrot. As in our manual without function words: the first word makes up 1.4 percent of all, the
tenth 0.7, the hundredth 0.1; the first stands in most passages."""
_MEAN_WORDS, _FEWEST_WORDS, _MOST_WORDS = 160, 20, 512
_TOPICS, _TOPICS_EACH, _FACTORS = 64, 3, 48
_PASSAGES_EACH = 500
_FOR_ONE_PROGRAM, _FOR_ONE_STATE, _OFF_TOPIC = 0.6, 0.4, 0.3
"""Shares of the documents and, the last, of the passages of an edition."""
_STATES = ("CA", "NY", "TX", "FL")
_CONSONANTS, _VOWELS = "bcdfghjklmnprtvz", "aeiou"

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Edition:
    metadata: DocumentMetadata
    first: int
    passages: int

    def in_force(self, day: date) -> bool:
        last = self.metadata.effective_to
        return self.metadata.effective_from <= day and (last is None or day <= last)


@dataclass(frozen=True)
class Corpus:
    """Passage i holds the words `word_ids[starts[i] : starts[i + 1]]` and has the unit vector `vectors[i]`."""

    vocabulary: tuple[str, ...]
    editions: tuple[Edition, ...]
    word_ids: Integers
    starts: Integers
    vectors: Floats

    @cached_property
    def texts(self) -> tuple[str, ...]:
        words = np.array(self.vocabulary, object)[self.word_ids]
        return tuple(" ".join(words[start:end]) for start, end in zip(self.starts, self.starts[1:], strict=False))

    def passage_id(self, place: int) -> str:
        edition = self.edition_of(place)
        return f"{edition.metadata.document}@{edition.metadata.version}#{place - edition.first}"

    def edition_of(self, place: int) -> Edition:
        return self.editions[int(np.searchsorted([edition.first for edition in self.editions], place, "right")) - 1]

    def documents(self) -> Iterator[tuple[PolicyDocument, tuple[Chunk, ...], Floats]]:
        """Each edition as ingestion has it once it is cut and embedded. The title is part of what is indexed."""
        for edition in self.editions:
            places = range(edition.first, edition.first + edition.passages)
            text = "\n".join(self.texts[place] for place in places)
            document = PolicyDocument(metadata=edition.metadata, text=text, blocks=(), source="invented")
            chunks, start = [], 0
            for place in places:
                end = start + len(self.texts[place])
                chunks.append(Chunk(str(place - edition.first), self._passage(document, place, start, end)))
                start = end + 1
            yield document, tuple(chunks), self.vectors[places.start : places.stop]

    def _passage(self, document: PolicyDocument, place: int, start: int, end: int) -> Passage:
        metadata = document.metadata
        return Passage(
            passage_id=self.passage_id(place),
            document=metadata.document,
            title=metadata.title,
            version=metadata.version,
            effective_from=metadata.effective_from,
            effective_to=metadata.effective_to,
            programs=metadata.programs,
            states=metadata.states,
            section_path=(),
            start=start,
            end=end,
            text=self.texts[place],
            text_sha256=document.text_sha256,
        )


@dataclass(frozen=True)
class Query:
    text: str
    word_ids: tuple[int, ...]
    vector: Floats


def invent(size: int, seed: int = 1) -> Corpus:
    dice = np.random.default_rng(seed)
    vocabulary = _words(dice)
    editions = tuple(_editions(size, dice))
    passages = editions[-1].first + editions[-1].passages
    lengths = np.clip(dice.lognormal(np.log(_MEAN_WORDS), 0.5, passages), _FEWEST_WORDS, _MOST_WORDS).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    shares = 1 / (np.arange(1, _VOCABULARY + 1) + _FLATTENED)
    word_ids = np.searchsorted(np.cumsum(shares / shares.sum()), dice.random(starts[-1])).clip(max=_VOCABULARY - 1)
    return Corpus(vocabulary, editions, word_ids, starts, _vectors(editions, dice))


def queries(corpus: Corpus, count: int, seed: int = 2) -> tuple[Query, ...]:
    """Each asks for eight different words of one passage in force, drawn as they stand there, and near its vector."""
    dice = np.random.default_rng(seed)
    current = [edition for edition in corpus.editions if edition.in_force(TODAY)]
    asked: list[Query] = []
    while len(asked) < count:
        edition = current[dice.integers(len(current))]
        place = edition.first + int(dice.integers(edition.passages))
        words = dice.permutation(corpus.word_ids[corpus.starts[place] : corpus.starts[place + 1]])
        different = tuple(dict.fromkeys(words.tolist()))[:QUERY_TERMS]
        if len(different) == QUERY_TERMS:
            near = corpus.vectors[place] + 0.5 * _unit(dice.standard_normal((1, DIMENSION)))[0]
            text = " ".join(corpus.vocabulary[word] for word in different)
            asked.append(Query(text, different, _unit(near[None])[0]))
    return tuple(asked)


def _words(dice: np.random.Generator) -> tuple[str, ...]:
    """Of one to five syllables, the frequent ones short; none that the tokenizer folds or leaves out."""
    made: dict[str, None] = {}
    while len(made) < _VOCABULARY:
        syllables = 1 + min(int(np.log10(len(made) + 1) * 0.7) + int(dice.integers(0, 3)), 4)
        letters = (_CONSONANTS[dice.integers(16)] + _VOWELS[dice.integers(5)] for _ in range(syllables))
        made.setdefault("".join(letters) + _CONSONANTS[dice.integers(16)])
    return tuple(made)


def _editions(size: int, dice: np.random.Generator) -> Iterator[Edition]:
    documents = max(10, size // _PASSAGES_EACH)
    first = 0
    for number in range(documents):
        passages = size // documents + (number < size % documents)
        programs = (list(Program)[dice.integers(len(Program))],) if dice.random() < _FOR_ONE_PROGRAM else ()
        states = (_STATES[dice.integers(len(_STATES))],) if dice.random() < _FOR_ONE_STATE else ()
        spans: list[tuple[str, date, date | None, int]] = [("2026.1", date(2026, 1, 1), None, passages)]
        if number % 10 == 0:
            spans += [
                ("2025.1", date(2025, 1, 1), date(2025, 12, 31), passages // 2),
                ("2027.1", date(2027, 1, 1), None, passages // 2),
            ]
        for version, begins, ends, count in spans:
            metadata = DocumentMetadata(
                document=f"policy-{number:04}",
                title="Policy",
                version=version,
                effective_from=begins,
                effective_to=ends,
                programs=programs,
                states=states,
            )
            yield Edition(metadata, first, count)
            first += count


def _vectors(editions: tuple[Edition, ...], dice: np.random.Generator) -> Floats:
    """A topic's centre, some directions in which passages of all topics differ, and noise."""
    centres = _unit(dice.standard_normal((_TOPICS, DIMENSION)))
    directions = _unit(dice.standard_normal((_FACTORS, DIMENSION)))
    parts = []
    for edition in editions:
        own = dice.choice(_TOPICS, _TOPICS_EACH, replace=False)
        elsewhere = dice.random(edition.passages) < _OFF_TOPIC
        topics = np.where(
            elsewhere, dice.integers(0, _TOPICS, edition.passages), own[dice.integers(0, 3, edition.passages)]
        )
        spread = _unit(dice.standard_normal((edition.passages, _FACTORS)) @ directions)
        noise = _unit(dice.standard_normal((edition.passages, DIMENSION)))
        parts.append(_unit(centres[topics] + 0.9 * spread + 0.3 * noise))
    return np.concatenate(parts)


def _unit(rows: npt.NDArray[np.floating]) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
