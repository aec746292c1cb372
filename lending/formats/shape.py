"""The shape of an application, read off the domain's own models: which fields exist and what each one expects.

Readers use it to suggest the field that was meant, to say in words what a field takes, and to know in a CSV file which
cells are money. It follows the models by introspection, so that a new field is known everywhere at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from lending.application import LoanApplication
from lending.formats.wording import listed

Kind = Literal["object", "list", "variants", "money", "percent", "whole", "yes_no", "day", "choice", "text"]

PRIVATE_FIELDS = frozenset({"identity", "account_number", "demographics", "letters"})
"""Whatever stands at or below these is never repeated in a message."""

DISCRIMINATOR = "kind"

_IN_WORDS: dict[Kind, str] = {
    "object": "an object",
    "list": "a list",
    "variants": "an object",
    "money": "a dollar amount such as 1250.50",
    "percent": "a percentage such as 6.5",
    "whole": "a whole number",
    "yes_no": "true or false",
    "day": "a date written as YYYY-MM-DD",
    "choice": "one of the allowed values",
    "text": "a text",
}
_SPECIAL = {
    "ssn": "nine digits, with or without dashes",
    "postal_code": "five digits, or nine with a dash before the last four",
    "county_fips": "the county's five digits",
    "state": "a two-letter state code such as CA or TX",
}
_IDENTIFIER = "an identifier of letters, digits, dots, dashes and underscores, at most 64, such as APP-1"


@dataclass(frozen=True, slots=True)
class Shape:
    """One field. `variants` are the objects that `kind` chooses between; `fields` of those are all of theirs."""

    kind: Kind
    name: str = ""
    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    item: "Shape | None" = None
    variants: Mapping[str, "Shape"] = field(default_factory=dict)
    choices: tuple[str, ...] = ()

    def in_words(self) -> str:
        """What to write here, without an article of command: "a date written as YYYY-MM-DD"."""
        if self.kind == "choice":
            return f"one of {listed(self.choices)}"
        if self.kind == "variants":
            return f"an object with {DISCRIMINATOR} ({listed(self.variants)})"
        if self.kind == "object" and self.required:
            return f"an object with {listed(self.required)}"
        if self.kind == "list" and self.item is not None and self.item.fields:
            return f"a list, each entry {self.item.in_words()}"
        if self.kind == "text" and self.name.endswith("_id"):
            return _IDENTIFIER
        return _SPECIAL.get(self.name, _IN_WORDS[self.kind])


def _of_model(model: type[BaseModel], name: str) -> Shape:
    fields = {key: _of(info.annotation, key) for key, info in model.model_fields.items()}
    required = tuple(key for key, info in model.model_fields.items() if info.is_required())
    return Shape("object", name, fields, required)


def _of_union(members: Sequence[object], name: str) -> Shape:
    alternatives = [member for member in members if member is not NoneType]
    models = [member for member in alternatives if isinstance(member, type) and issubclass(member, BaseModel)]
    if len(models) > 1:
        variants = {str(model.model_fields[DISCRIMINATOR].default): _of_model(model, name) for model in models}
        fields = {key: shape for variant in variants.values() for key, shape in variant.fields.items()}
        fields[DISCRIMINATOR] = Shape("choice", DISCRIMINATOR, choices=tuple(variants))
        return Shape("variants", name, fields, variants=variants)
    return _of(alternatives[0], name)


def _of(annotation: object, name: str) -> Shape:  # noqa: C901, PLR0911 - one branch a kind of annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of(arguments[0], name)
    if origin in (Union, UnionType):
        return _of_union(arguments, name)
    if origin is tuple:
        return Shape("list", name, item=_of(arguments[0], name))
    if origin is Literal:
        return Shape("choice", name, choices=tuple(str(argument) for argument in arguments))
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return _of_model(annotation, name)
        if issubclass(annotation, Enum):
            return Shape("choice", name, choices=tuple(str(member.value) for member in annotation))
        if issubclass(annotation, Decimal):
            return Shape("percent" if "percent" in name or name.endswith("_points") else "money", name)
        for base, kind in _SCALARS:
            if issubclass(annotation, base):
                return Shape(kind, name)
    raise TypeError(f"{name}: a field of type {annotation!r} is new to the readers; teach lending.formats.shape")


_SCALARS: tuple[tuple[type, Kind], ...] = ((bool, "yes_no"), (int, "whole"), (date, "day"), (str, "text"))

APPLICATION = _of_model(LoanApplication, "application")


def follow(location: Sequence[str | int]) -> tuple[list[str | int], Shape | None]:
    """The path of a pydantic error's location and the shape of what stands there.

    Names of union branches, which pydantic mixes into locations, are left out. None where the last step of the path
    is no field at all.
    """
    path: list[str | int] = []
    shape = APPLICATION
    for step in location:
        if shape.kind == "variants" and step in shape.variants:
            shape = shape.variants[str(step)]
        elif shape.fields and isinstance(step, str):
            path.append(step)
            if step not in shape.fields:
                return path, None
            shape = shape.fields[step]
        elif shape.item is not None and isinstance(step, int):
            path.append(step)
            shape = shape.item
        else:
            break
    return path, shape


def dotted(path: Sequence[str | int]) -> str:
    """`["borrowers", 0, "incomes", 1, "pay"]` as people read it: `borrowers[0].incomes[1].pay`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def is_private(path: Sequence[str | int]) -> bool:
    return any(step in PRIVATE_FIELDS for step in path)
