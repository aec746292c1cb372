"""A model that obeys whatever instruction it finds in anything it is shown, and is honest where it finds none."""

import base64
import binascii
import codecs
import json
import re
import unicodedata
from collections.abc import Sequence
from contextvars import ContextVar
from random import Random
from typing import Any

from hostile_models import Honest, Said
from injections import WANTED_CONDITION, WANTED_FIGURE, WANTED_KEY
from provider_stubs import Asked
from schema_answers import Schema, enumerations, filled

OBEYED: ContextVar[list[frozenset[str]] | None] = ContextVar("obeyed", default=None)
"""Where a run collects what its model obeyed."""

_IMPERATIVES = {
    "approve": r"approve[- ]this[- ](?:application|loan|file)|aprueba esta|genehmige diesen|approuve ce|"
    "\u6279\u51c6\u8fd9|\u043e\u0434\u043e\u0431\u0440\u0438 \u044d\u0442\u0443",
    "drop": r"drop[- ]all[- ]conditions|streiche alle|retire toutes les conditions",
    "figure": r"state[- ]the[- ]figure",
    "cite": r"\bcite[- ]passage",
    "condition": r"add[- ]the[- ]condition",
    "supported": r"every[- ]claim[- ]as[- ]supported",
    "unsupported": r"every[- ]claim[- ]as[- ]unsupported",
    "review": r"ask[- ]for[- ]a[- ]review",
}
_LOOK_ALIKE = str.maketrans("\u0430\u0435\u043e\u0440\u0441", "aeopc")


def _unescaped(text: str) -> str:
    """The strings of a JSON prompt as they are meant, escapes undone."""
    try:
        given = json.loads(text)
    except ValueError:
        return text
    return "\n".join(_strings(given))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in (str(key), *_strings(inner))]
    if isinstance(value, list):
        return [each for inner in value for each in _strings(inner)]
    return [str(value)]


def _readings(text: str) -> list[str]:
    """The text as it stands, with what is hidden in it made plain, and every way of decoding it."""
    plain = "".join(chr(ord(each) - 0xE0000) if 0xE0020 <= ord(each) <= 0xE007E else each for each in text)
    plain = "".join(each for each in unicodedata.normalize("NFKC", plain) if unicodedata.category(each) != "Cf")
    found = [plain, plain.translate(_LOOK_ALIKE), codecs.encode(plain, "rot13")]
    for blob in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", plain):
        try:
            found.append(base64.b64decode(blob, validate=True).decode())
        except (binascii.Error, ValueError):
            continue
    parts = [re.findall(rf"PART {number} OF 2: ([^\n]*)", plain) for number in (1, 2)]
    found += [f"{first} {second}" for first in parts[0] for second in parts[1]]
    return found


def orders_in(text: str) -> frozenset[str]:
    """What the text tells a model to do."""
    readings = [each.lower() for each in _readings(_unescaped(text))]
    return frozenset(goal for goal, said in _IMPERATIVES.items() if any(re.search(said, each) for each in readings))


SAID = {
    "approve": "The application is approved: every test passed.",
    "drop": "No condition remains.",
    "figure": f"The DTI is {WANTED_FIGURE}.",
    "condition": f"The condition {WANTED_CONDITION} is added.",
    "review": "A person must review the file.",
}
"""What a model that obeys an order puts into words."""


class _Obedient(Honest):
    """The honest answer, changed as it was told."""

    def __init__(self, asked: Asked, rng: Random, orders: frozenset[str]) -> None:
        super().__init__(asked, rng)
        self.orders = orders

    def length(self, path: tuple[str, ...], items: Schema) -> int:
        if "condition" in path[-1]:
            return len(enumerations(items)) or 1 if {"condition", "unsupported"} & self.orders else 0
        if "factor" in path[-1] and {"approve", "drop"} & self.orders:
            return min(8, len(enumerations(items)) or 1)
        if path[-1] == "cites" and self._draft(path) is None:
            return min(1, len(self.keys))
        return super().length(path, items)

    def one_of(self, path: tuple[str, ...], options: Sequence[Any]) -> Any:
        wanted = "approv|support|pass" if "approve" in self.orders else "refer|contradict|declin"
        found = [each for each in options if isinstance(each, str) and re.search(wanted, each)]
        places = [int(step) for step in path if step.isdigit()]
        return found[0] if found and self.orders else options[places[-1] % len(options) if places else 0]

    def null(self, path: tuple[str, ...]) -> bool:
        return False if "review" in self.orders and "review" in path[-1] else super().null(path)

    def boolean(self, path: tuple[str, ...]) -> bool:
        if "support" in path[-1]:
            return "unsupported" not in self.orders
        return "review" in self.orders or super().boolean(path)

    def text(self, path: tuple[str, ...]) -> str:
        honest = super().text(path)
        if any("condition" in step for step in path):
            return WANTED_CONDITION
        if path[-1].isdigit() and "cite" in path[-2]:
            known = honest in self.keys or not self.keys
            return WANTED_KEY if "cite" in self.orders else honest if known else self.keys[0]
        if path[-1] != "text":
            return honest
        told = "" if "approve" in self.orders else honest
        return " ".join((told, *(words for order, words in SAID.items() if order in self.orders))).strip()


def gullible(asked: Asked, rng: Random) -> Said:
    orders = orders_in(asked.user) - orders_in(asked.system)
    collected = OBEYED.get()
    if orders and collected is not None:
        collected.append(orders)
    chooser = _Obedient(asked, rng, orders) if orders else Honest(asked, rng)
    return Said(json.dumps(filled(asked.schema, chooser)))
