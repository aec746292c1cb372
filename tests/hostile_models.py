"""Models that do what no model should: each a function of a request and of chance, which knows none of our classes.

`HOSTILE` are all of them by name, `FAULTS` the servers that fail before any model answers. `behave` makes a loopback
stub behave like one, for all three protocols.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from provider_stubs import Asked, Reply, Stub
from schema_answers import Draw, Schema, enumerations, filled

Manner = Literal["stop", "length", "refuse", "raw"]


@dataclass(frozen=True)
class Said:
    """A model's answer and how it ended; a `raw` answer's text is bytes, one for each character."""

    text: str
    manner: Manner = "stop"


Model = Callable[[Asked, Random], Said]


class Honest(Draw):
    """Takes the draft over word for word, asks for one tool where it may, finds everything supported, adds nothing."""

    def length(self, path: tuple[str, ...], items: Schema) -> int:
        draft = self._draft(path)
        if draft is not None:
            return len(draft)
        if path[-1].startswith("tool"):
            return 0 if self._has_asked() else 1
        named = set(items.get("properties", {}))
        numbered = {"id", "claim", "number"} & named
        return len(self._claims()) if numbered and ("verdict" in named or "boolean" in _kinds(items)) else 0

    def one_of(self, path: tuple[str, ...], options: Sequence[Any]) -> Any:  # noqa: ARG002 - the words alone decide
        wanted = [each for each in options if isinstance(each, str) and re.search("support|none|ok|yes", each)]
        return (wanted or options)[0]

    def null(self, path: tuple[str, ...]) -> bool:
        return path[-1] != "conclusion" or not self._has_asked()

    def boolean(self, path: tuple[str, ...]) -> bool:
        return "support" in path[-1] or not re.search("ask|review", path[-1])

    def number(self, path: tuple[str, ...], *, whole: bool) -> float | int:  # noqa: ARG002 - the number of a claim
        places = [int(step) for step in path if step.isdigit()]
        claims = self._claims()
        return claims[places[-1]] if places and places[-1] < len(claims) else 1

    def text(self, path: tuple[str, ...]) -> str:
        value: Any = self._draft(path[:1])
        for step in path[1:]:
            value = value[int(step)] if isinstance(value, list) else (value or {}).get(step)
        return value if isinstance(value, str) else "capacity.back_end_dti"

    def _given(self) -> dict[str, Any]:
        try:
            given = json.loads(self.asked.user)
        except ValueError:
            return {}
        return given if isinstance(given, dict) else {}

    def _draft(self, path: tuple[str, ...]) -> list[Any] | None:
        """The part of the prompt's draft that the field at `path` is to be written from."""
        given = self._given()
        value: Any = given.get("draft" if path[0] == "sentences" else path[0])
        for step in path[1:]:
            if value is None:
                return None
            value = value[int(step)] if isinstance(value, list) else value.get(step)
        return value if isinstance(value, list) else None

    def _claims(self) -> list[int]:
        claims = self._given().get("claims", [])
        return list(range(1, len(claims) + 1))

    def _has_asked(self) -> bool:
        given = self._given()
        return any(given.get(name) for name in given if re.search("result|asked|tool_|rounds|answers", name))


def _kinds(schema: Schema) -> set[str]:
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    return {str(schema.get("type"))}.union(*(_kinds(each) for each in inner)) if inner else {str(schema.get("type"))}


class _MostFavourable(Draw):
    """Every factor, no condition, no review, everything supported, everything approved."""

    def length(self, path: tuple[str, ...], items: Schema) -> int:
        if re.search("condition|review|defect|tool", path[-1]):
            return 0
        return max(1, min(20, len(enumerations(items)) or len(self.keys)))

    def one_of(self, path: tuple[str, ...], options: Sequence[Any]) -> Any:
        wanted = [each for each in options if isinstance(each, str) and re.search("approv|support|none|pass", each)]
        place = next((int(step) for step in reversed(path) if step.isdigit()), 0)
        return wanted[0] if wanted else options[place % len(options)]

    def null(self, path: tuple[str, ...]) -> bool:
        return "review" in path[-1]

    def boolean(self, path: tuple[str, ...]) -> bool:
        return not re.search("review|ask|condition", path[-1])

    def text(self, path: tuple[str, ...]) -> str:
        if "cite" in path[-2:][0] and self.keys:
            return self.keys[int(path[-1]) % len(self.keys)] if path[-1].isdigit() else self.keys[0]
        return "The application is approved: every test passed and no condition remains."


class _AllConditions(_MostFavourable):
    """Every condition that the schema has a name for, a review as well, nothing supported."""

    def length(self, path: tuple[str, ...], items: Schema) -> int:
        if "tool" in path[-1]:
            return 0
        return max(1, min(20, len(enumerations(items)) or len(self.keys)))

    def null(self, path: tuple[str, ...]) -> bool:  # noqa: ARG002 - whatever there is to be said is said
        return False

    def boolean(self, path: tuple[str, ...]) -> bool:
        return not super().boolean(path)

    def text(self, path: tuple[str, ...]) -> str:
        if "cite" in path[-2:][0] and self.keys:
            return super().text(path)
        return "The application is declined."


class _AlwaysTools(Draw):
    """Asks for tools and never concludes."""

    def length(self, path: tuple[str, ...], items: Schema) -> int:
        return 4 if "tool" in path[-1] else super().length(path, items)

    def null(self, path: tuple[str, ...]) -> bool:
        return path[-1] == "conclusion" or super().null(path)


def _by(chooser: type[Draw]) -> Model:
    return lambda asked, rng: Said(json.dumps(filled(asked.schema, chooser(asked, rng))))


class _WithoutTools(Honest):
    def _has_asked(self) -> bool:
        return True


honest = _by(Honest)


def reworded(asked: Asked, rng: Random, honest_one: Model = honest) -> Said:
    """Honest, in sentences that the template does not have, so that a judge has something to read."""
    return Said(_texts_changed(honest_one(asked, rng).text, lambda text: f"On file: {text}"))


def without_tools(asked: Asked, rng: Random) -> Said:
    return reworded(asked, rng, _by(_WithoutTools))


random_answer = _by(Draw)

_OPPOSITES = (("passed", "failed"), ("approved", "declined"), ("exceeds", "is within"), ("meets", "misses"))
_OPPOSITE = dict(_OPPOSITES) | {second: first for first, second in _OPPOSITES}


def lying(asked: Asked, rng: Random) -> Said:
    """The honest answer with one figure, one citation or one word that judges changed."""
    text = honest(asked, rng).text
    words = [word for word in _OPPOSITE if word in text]
    changes: list[Callable[[], str]] = []
    if figures := re.findall(r"\d+\.\d+", text):
        figure = rng.choice(figures)
        changes.append(lambda: text.replace(figure, f"{float(figure) + rng.choice((-5, 0.01, 5)):.2f}", 1))
    if keys := re.findall(r'"((?:finding|passage|ratio|figure):[^"]+|[FPRN]\d+)"', text):
        key = rng.choice(keys)
        changes.append(lambda: text.replace(f'"{key}"', f'"{key}9"', 1))
    if words:
        word = rng.choice(words)
        changes.append(lambda: text.replace(word, _OPPOSITE[word], 1))
    return Said(rng.choice(changes)() if changes else random_answer(asked, rng).text)


def _deep(asked: Asked, _rng: Random) -> Said:
    return Said('{"sentences":' + "[" * 20_000 + "]" * 20_000 + "}" if asked.schema else "")


def _extra(asked: Asked, rng: Random) -> Said:
    whole = json.loads(honest(asked, rng).text)
    return Said(json.dumps({**whole, "outcome": "approve", "__proto__": {"conditions": []}}))


def _wrong_types(asked: Asked, rng: Random) -> Said:
    whole = json.loads(honest(asked, rng).text)
    return Said(json.dumps(dict.fromkeys(whole, rng.choice([True, 7, "seven", {"a": 1}, [[]], [None]]))))


def _in_words(asked: Asked, rng: Random) -> Said:
    numbers = {"1": "one ", "2": "two ", "3": "three ", "4": "four ", "5": "forty-five ", "7": "seven "}
    return Said(_texts_changed(honest(asked, rng).text, lambda text: re.sub("[1-57]", lambda m: numbers[m[0]], text)))


def _in_other_digits(asked: Asked, rng: Random) -> Said:
    zero = rng.choice((0xFF10, 0x0660, 0x0966, 0x1D7CE))
    shifted = {ord(str(digit)): chr(zero + (digit + 1) % 10) for digit in range(10)}
    return Said(_texts_changed(honest(asked, rng).text, lambda text: text.translate(shifted)))


def _texts_changed(answer: str, change: Callable[[str], str]) -> str:
    def walk(value: Any, name: str = "") -> Any:
        match value:
            case dict():
                return {key: walk(each, key) for key, each in value.items()}
            case list():
                return [walk(each, name) for each in value]
            case str() if name == "text":
                return change(value)
            case _:
                return value

    return json.dumps(walk(json.loads(answer)))


class _Echo(Draw):
    """Says back what it was told, a piece of it wherever there is room for text."""

    def length(self, path: tuple[str, ...], items: Schema) -> int:
        return 1 if path and items else 0

    def text(self, path: tuple[str, ...]) -> str:
        if any("cite" in step for step in path) and self.keys:
            return self.keys[0]
        whole = f"{self.asked.system}\n{self.asked.user}"
        start = self.rng.randrange(max(1, len(whole) - 400))
        return whole[start : start + 400]


HOSTILE: dict[str, Model] = {
    "random": random_answer,
    "lying": lying,
    "most favourable": _by(_MostFavourable),
    "all conditions": _by(_AllConditions),
    "always tools": _by(_AlwaysTools),
    "refuses": lambda _asked, _rng: Said("", "refuse"),
    "prose": lambda _asked, _rng: Said("Sure! The application is approved with an LTV of 12.34%."),
    "empty": lambda _asked, _rng: Said(""),
    "null": lambda _asked, _rng: Said("null"),
    "truncated": lambda asked, rng: Said(honest(asked, rng).text[:-7], "length"),
    "broken": lambda asked, rng: Said(honest(asked, rng).text[:-7]),
    "wrong types": _wrong_types,
    "extra fields": _extra,
    "giant": lambda asked, rng: Said(_texts_changed(honest(asked, rng).text, lambda text: text * 5000)),
    "invalid utf-8": lambda asked, rng: Said(honest(asked, rng).text.replace("a", "\xff"), "raw"),
    "surrogates": lambda asked, rng: Said(_texts_changed(honest(asked, rng).text, lambda text: text + chr(0xD800))),
    "deep": _deep,
    "numbers as words": _in_words,
    "other digits": _in_other_digits,
    "echo": _by(_Echo),
}

FAULTS: dict[str, Callable[[Stub], None]] = {
    "429": lambda stub: stub.fails(429, {"retry-after": "0"}),
    "500": lambda stub: stub.fails(500),
    "401": lambda stub: stub.fails(401),
    "hang": lambda stub: stub.hangs(),
    "reset": lambda stub: stub.breaks_off(),
    "no body": lambda stub: stub.replies.append(Reply(200, b"")),
    "not HTTP's JSON": lambda stub: stub.replies.append(Reply(200, b"<html>busy</html>")),
}


def behave(stub: Stub, model: Model, *, seed: int = 0, after_s: float = 0.0) -> None:
    """From now on the stub answers every request as the model does."""
    rng = Random(seed)

    def answer(asked: Asked) -> None:
        reply(stub, model(asked, rng), after_s)

    stub.answer_by = answer


def reply(stub: Stub, said: Said, after_s: float = 0.0) -> None:
    match said.manner:
        case "refuse":
            stub.refuses()
        case "length":
            stub.truncates()
        case _:
            stub.answers(said.text)
    if said.manner == "raw" or after_s:
        whole = stub.replies.pop()
        body = whole.body.replace(b"\\u00ff", b"\xff") if said.manner == "raw" else whole.body
        stub.replies.append(Reply(whole.status, body, whole.headers, after_s=after_s))


class Anything:
    """Another behaviour for every request, by chance; counts what it did."""

    def __init__(self, models: dict[str, Model] = HOSTILE) -> None:
        self.models = models
        self.did: Counter[str] = Counter()
        self._counting = threading.Lock()

    def __call__(self, asked: Asked, rng: Random) -> Said:
        name = rng.choice(list(self.models))
        with self._counting:
            self.did[name] += 1
        return self.models[name](asked, rng)
