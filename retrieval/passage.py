"""What retrieval hands out: a passage of a policy text, and where it stood in a search."""

from datetime import date

from lending.base import Frozen
from lending.program import Program


class Passage(Frozen):
    """A stretch of one policy text, quoted exactly.

    `passage_id` reads `document@version#section`, with `-2`, `-3` ... for the further chunks of a section. The same
    id may name new words after the text of a version was replaced; together with `text_sha256`, the hash of the whole
    text as ingested, it is unambiguous for ever. `start` and `end` count characters of that text, from 0, `end` being
    the first character after the passage: `text == whole_text[start:end]`.

    `section_path` holds the headings from the outermost to the innermost, with their numbers. `effective_to` is the
    last day on which the version holds; None while no end is known. `page` is None where the source has no pages.
    `programs` and `states` name those that the document is for; empty where it is for all.
    """

    passage_id: str
    document: str
    title: str
    version: str
    effective_from: date
    effective_to: date | None
    programs: tuple[Program, ...] = ()
    states: tuple[str, ...] = ()
    page: int | None = None
    section_path: tuple[str, ...]
    start: int
    end: int
    text: str
    text_sha256: str

    def indexed_text(self) -> str:
        """What both indexes see: the words under their title and headings, so that a later chunk keeps its subject."""
        return "\n".join((self.title, *self.section_path, self.text))


class RetrievedPassage(Frozen):
    """A search result, and what every stage made of it. Ranks count from 1.

    A stage's rank and score are None where it was left out or did not find the passage. Of several wordings of the
    query, the dense and lexical ones are those of the wording in which the passage stood highest. `score` is the score
    that `rank` follows from; like those of the fusion it means nothing across queries. The dense score is a cosine with
    the passage, the asked one with the nearest question that it answers, the lexical one BM25.
    """

    passage: Passage
    rank: int
    score: float
    dense_rank: int | None = None
    dense_score: float | None = None
    asked_rank: int | None = None
    asked_score: float | None = None
    lexical_rank: int | None = None
    lexical_score: float | None = None
    fused_rank: int | None = None
    fused_score: float | None = None
    diverse_rank: int | None = None
    rerank_rank: int | None = None
    rerank_score: float | None = None
