"""Questions about the policy manual whose answers are known: `data/eval/loan_eval_dataset.json`.

Written by hand for this project. Development and test halves share no section of the manual, so that nothing that is
chosen on the first half can have seen the second.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from lending.base import Frozen
from lending.program import Program
from retrieval.documents import DocumentId, StateCode, VersionLabel

DATASET = Path(__file__).resolve().parents[1] / "data" / "eval" / "loan_eval_dataset.json"

Category = Literal[
    "figure",
    "rule",
    "table",
    "cross reference",
    "exception",
    "superseded version",
    "state overlay",
    "unanswerable",
]
Split = Literal["development", "test"]


class Reference(Frozen):
    """A section that answers, and its words that prove it, exactly as they stand there."""

    document: DocumentId
    version: VersionLabel
    section: str
    quote: str

    @property
    def section_id(self) -> str:
        return f"{self.document}@{self.version}#{self.section}"


class Question(Frozen):
    """`either`: each reference answers by itself; otherwise the answer needs all of them.

    `as_of` is the day asked about. `program` and `state` are filters that the asker would set. An unanswerable question
    has no reference, and its `ground_truth` says what is missing from the manual.
    """

    id: str
    question: str
    ground_truth: str
    category: Category
    split: Split
    as_of: date
    program: Program | None = None
    state: StateCode | None = None
    either: bool = False
    references: tuple[Reference, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.references)


_QUESTIONS = TypeAdapter(tuple[Question, ...])


def load_questions(path: Path = DATASET, split: Split | None = None) -> tuple[Question, ...]:
    """All of them, or one half. Raises ValueError with file, entry, field and remedy."""
    try:
        questions = _QUESTIONS.validate_python(json.loads(path.read_text(encoding="utf-8")), strict=False)
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name}: line {error.lineno}: {error.msg}. Correct the JSON.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        entry, *field = first["loc"] or ("list",)
        place = ".".join(map(str, field)) or "entry"
        raise ValueError(f"{path.name}: question {entry}: field {place}: {first['msg']}. Correct the entry.") from error
    _refuse_doubles(path, questions)
    return tuple(question for question in questions if split in (None, question.split))


def _refuse_doubles(path: Path, questions: Sequence[Question]) -> None:
    seen: set[str] = set()
    for question in questions:
        for name in (question.id, question.question):
            if name in seen:
                raise ValueError(f"{path.name}: {name!r} stands twice. Keep one of the two.")
            seen.add(name)
