"""From what a model wrote to an object that can be trusted in form, or a named failure.

Strict on purpose: a number written as a word, an unknown field or a sentence around the JSON is a failure, because a
model that was held to a schema does not produce them, and one that was not cannot be trusted to have meant them.
"""

import json
import re
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from llm.failures import FailureKind, ModelFailure
from llm.providers.provider import Reading
from llm.route import Route

T = TypeVar("T", bound=BaseModel)

_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}\Z")
_FIELDS_NAMED = 3


def accept(reading: Reading, route: Route, schema: type[T]) -> T:
    """The reading as an object of `schema`. Raises ModelFailure with the tokens that the reading counted."""
    if reading.failure:
        reading.failure.tokens = reading.tokens
        raise reading.failure
    kind, problem = _form(reading.text)
    if kind:
        raise ModelFailure(kind, f"{route.model} {problem}", tokens=reading.tokens)
    try:
        return schema.model_validate_json(reading.text.strip(), strict=True, extra="forbid")
    except ValidationError as error:
        faults = _faults(error)
    raise ModelFailure(
        FailureKind.WRONG_SCHEMA,
        f"{route.model} wrote JSON that is no {schema.__name__}: {faults}",
        tokens=reading.tokens,
    )


def _form(text: str) -> tuple[FailureKind | None, str]:
    text = text.strip()
    if text in {"", "null"}:
        return FailureKind.NO_ANSWER, "answered nothing"
    try:
        json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        if text[0] in "{[":
            return FailureKind.INVALID_JSON, "wrote JSON that does not parse"
        return FailureKind.PROSE, "wrote prose where JSON was asked for"
    return None, ""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _faults(error: ValidationError) -> str:
    """Fields and kinds of fault, without values: a model's answer may repeat personal data."""
    faults = [
        f"{'.'.join(_safe(part) for part in fault['loc']) or 'answer'} ({fault['type']})"
        for fault in error.errors(include_input=False, include_context=False, include_url=False)
    ]
    more = f" and {len(faults) - _FIELDS_NAMED} more" if len(faults) > _FIELDS_NAMED else ""
    return ", ".join(faults[:_FIELDS_NAMED]) + more


def _safe(part: int | str) -> str:
    """Field names of our own pass; a name that the model made up may be anything."""
    return str(part) if isinstance(part, int) or _FIELD_NAME.match(part) else "?"
