"""Questions that each section of a policy answers, indexed beside its words (document expansion: Nogueira et al. 2019).

People ask in other words than a manual uses, and two questions in everyday words are nearer to one another than either
is to a rule. Whoever writes a policy writes them once, or has a model write them; they stand in a file beside it,
`questions/<name of the policy's file>.json`: an object of section numbers, each with a list of questions. They find a
passage and are never part of it: nothing that is quoted, cited or shown to an agent comes from them.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from retrieval.documents import DocumentError, PolicyDocument

OUTSIDE = "outside.json"
"""In the folder of the policies: groups of questions that the manual does not answer, for a search to tell them by."""

FOLDER = "questions"
"""Of the files, in the folder of the policies."""

_Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=400)]
_OUTSIDE = TypeAdapter(dict[str, tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], ...]])
_QUESTIONS = TypeAdapter(dict[str, Annotated[tuple[_Question, ...], Field(max_length=40)]])


def questions_file(policy: Path) -> Path:
    return policy.parent / FOLDER / f"{policy.stem}.json"


def with_questions(document: PolicyDocument, policy: Path) -> PolicyDocument:
    """The document with the questions of the file beside `policy`; as it is where there is none.

    Raises `DocumentError` for a file that cannot be read, and for questions of a section that the document has not.
    """
    path = questions_file(policy)
    if not path.is_file():
        return document
    questions = _read(path)
    numbers = {first.number for first, then in pairwise(document.blocks) if then.kind != "heading"}
    unknown = next((section for section in questions if section not in numbers), None)
    if unknown is not None:
        raise DocumentError(
            f"{FOLDER}/{path.name}",
            f"section {unknown}",
            f"{document.source} has no section of that number with words of its own",
            "Move its questions to the section that answers them, or remove them",
        )
    return document.model_copy(update={"questions": questions})


def read_outside(folder: Path) -> tuple[str, ...]:
    """Each once; none where there is no such file. Raises `DocumentError`."""
    path = folder / OUTSIDE
    if not path.is_file():
        return ()
    try:
        groups = _OUTSIDE.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise DocumentError(
            OUTSIDE, place, first["msg"], "Write an object of groups, each a list of questions"
        ) from error
    return tuple(dict.fromkeys(question for group in groups.values() for question in group))


def _read(path: Path) -> Mapping[str, tuple[str, ...]]:
    name = f"{FOLDER}/{path.name}"
    try:
        return _QUESTIONS.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "file"
        remedy = "Write an object of section numbers, each with a list of questions"
        raise DocumentError(name, place, first["msg"], remedy) from error
    except OSError as error:
        raise DocumentError(name, "file", error.strerror or str(error), "Make the file readable") from error
