"""Answers to any JSON schema: a walk over the schema that asks a chooser at every choice.

The schema is the one that the request carries, so that whoever changes what a model is asked changes these answers too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Protocol

from provider_stubs import Asked

Schema = dict[str, Any]

KEY_FIELDS = re.compile(r"cite|key|evidence|source|passage")
"""Names of fields that hold citation keys."""


class Chooser(Protocol):
    """Decides wherever a schema leaves something open. `path` names the fields from the outermost in."""

    def length(self, path: tuple[str, ...], items: Schema) -> int: ...

    def one_of(self, path: tuple[str, ...], options: Sequence[Any]) -> Any: ...

    def null(self, path: tuple[str, ...]) -> bool: ...

    def boolean(self, path: tuple[str, ...]) -> bool: ...

    def number(self, path: tuple[str, ...], *, whole: bool) -> float | int: ...

    def text(self, path: tuple[str, ...]) -> str: ...


def filled(schema: Schema, choose: Chooser, path: tuple[str, ...] = ()) -> Any:
    """A value of the schema, made of the chooser's choices."""
    if "anyOf" in schema:
        plain = [each for each in schema["anyOf"] if each.get("type") != "null"]
        if len(plain) < len(schema["anyOf"]) and (not plain or choose.null(path)):
            return None
        return filled(choose.one_of((*path, "anyOf"), plain), choose, path)
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else choose.one_of(path, schema["enum"])
    kinds: dict[Any, Callable[[], Any]] = {
        "object": lambda: {each: filled(of, choose, (*path, each)) for each, of in schema["properties"].items()},
        "array": lambda: [
            filled(schema["items"], choose, (*path, str(place)))
            for place in range(choose.length(path, schema["items"]))
        ],
        "boolean": lambda: choose.boolean(path),
        "integer": lambda: choose.number(path, whole=True),
        "number": lambda: choose.number(path, whole=False),
        "null": lambda: None,
    }
    return kinds.get(schema.get("type"), lambda: choose.text(path))()


def enumerations(schema: Schema) -> list[Any]:
    """The values that one item of this schema may be named by: the first enumeration in it."""
    if "enum" in schema:
        return list(schema["enum"])
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    return next((found for each in inner if (found := enumerations(each))), [])


def keys_in(asked: Asked) -> list[str]:
    """What looks like a citation key in the prompt: values of a field such as `key`, and what stands in `cites`."""
    singles = re.findall(r'"(?:key|id|alias|k)"\s*:\s*"([^"]{1,120})"', asked.user)
    lists = re.findall(r'"cites"\s*:\s*\[([^\]]*)\]', asked.user)
    listed = [key for inside in lists for key in re.findall(r'"([^"]+)"', inside)]
    named = re.findall(r'"([FPRNC]\d{1,3})"\s*:', asked.user)
    return list(dict.fromkeys((*singles, *listed, *named)))


def figures_in(text: str) -> list[str]:
    """Every written number of a text, with its sign of dollars or percent."""
    return [found.strip() for found in re.findall(r"\$?\d[\d,]*(?:\.\d+)?%?", text)]


class Draw:
    """Choices by chance. Subclasses overrule what they care about."""

    most = 3

    def __init__(self, asked: Asked, rng: Random) -> None:
        self.asked = asked
        self.rng = rng
        self.keys = keys_in(asked)
        self.figures = figures_in(asked.user)

    def length(self, path: tuple[str, ...], items: Schema) -> int:  # noqa: ARG002 - chance alone decides
        return self.rng.randint(0, self.most)

    def one_of(self, path: tuple[str, ...], options: Sequence[Any]) -> Any:  # noqa: ARG002 - chance alone decides
        return self.rng.choice(options)

    def null(self, path: tuple[str, ...]) -> bool:  # noqa: ARG002 - chance alone decides
        return self.rng.random() < 0.5

    def boolean(self, path: tuple[str, ...]) -> bool:  # noqa: ARG002 - chance alone decides
        return self.rng.random() < 0.5

    def number(self, path: tuple[str, ...], *, whole: bool) -> float | int:  # noqa: ARG002 - chance alone decides
        found = self.rng.choice([0, 1, -1, 7, 43, 360, 10**6, -(10**12), 10**18, 3.5, 0.1])
        return int(found) if whole else found

    def text(self, path: tuple[str, ...]) -> str:
        if any(KEY_FIELDS.search(step) for step in path) and self.rng.random() < 0.8:
            return self.rng.choice([*self.keys, "finding:made.up", "passage:credit-policy@2026.1#9.9", "F999"])
        return self.rng.choice(list(self._texts()))

    def _texts(self) -> Iterator[str]:
        number = self.rng.choice(self.figures) if self.figures else "7"
        yield f"The figure is {number}."
        yield f"The application is {self.rng.choice(('approved', 'declined', 'referred'))}."
        yield f"The LTV is {self.rng.randint(1, 99)}.{self.rng.randint(0, 99):02}%."
        yield "".join(chr(self.rng.randint(32, 0x2FF)) for _ in range(self.rng.randint(1, 80)))
        yield self.rng.choice(self.asked.user.split() or ["x"])
        yield ""
        yield "2026-01-05"
        yield unicodedata.lookup("FULLWIDTH DIGIT SEVEN") * 3
