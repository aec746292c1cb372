"""The privacy boundary: a vault for values that are known, a masker for text that is not.

Structured fields are the vault's: intake knows which of them identify a person, and puts a token in their place.
Free text, error messages, logs and traces are covered: first what the run's vault knows, however it is spelled, then
what the masker finds by its form, which a name has not.
"""

import os
import re
import threading
import unicodedata
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple, NoReturn

from llm import masking
from llm.spellings import TOKEN, Kind, spelling

__all__ = ["MASKER_VARIABLE", "TOKEN", "Kind", "MaskerError", "Vault", "covered", "mask", "masker_in_use", "protecting"]

MASKER_VARIABLE = "UNDERWRIGHT_MASKER"
_EMAIL = r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_NAME = r"\[\[NAME_\d+\]\]"
_INITIALS = (
    (re.compile(rf"({_NAME})[\s_]+[A-Za-z]\.?[\s_]+(?={_NAME})"), r"\1 "),  # Robin Q. Sample
    (re.compile(rf"({_NAME},\s*{_NAME})\s+[A-Z](?:\.|(?=\s*(?:[,;)\n]|\Z)))"), r"\1"),  # Sample, Robin Q.
    (re.compile(rf"(?<![^\W_])[A-Z]\.\s*(?={_NAME})"), ""),  # R. Sample
)
_MOST_REMEMBERED = 20_000
_LONGEST_REMEMBERED = 2_000


class MaskerError(ValueError):
    """UNDERWRIGHT_MASKER asks for what is not there."""


def mask(text: str) -> str:
    """`text` with every identifier that has a form replaced by a label, and cannot be undone (`llm.masking.mask`).

    With UNDERWRIGHT_MASKER=presidio a second masker looks at what the first one let stand.
    """
    if getattr(_looking, "now", False):
        return masking.mask(text)
    return masker_in_use()(text)


_looking = threading.local()
"""`now` is set while Presidio looks: it logs meanwhile, and what is logged is masked."""


def masker_in_use() -> Callable[[str], str]:
    """Raises MaskerError for a masker that is not known or not installed."""
    return _masker(os.environ.get(MASKER_VARIABLE, "").strip().lower())


@lru_cache(maxsize=4)
def _masker(name: str) -> Callable[[str], str]:
    if name in {"", "builtin"}:
        return masking.mask
    if name != "presidio":
        raise MaskerError(f'{MASKER_VARIABLE}: there is no masker "{name}"; write presidio, builtin, or leave it out')
    try:
        from llm.presidio import presidio_mask  # noqa: PLC0415 - an extra, and seconds of imports
    except ModuleNotFoundError as error:
        raise MaskerError(
            f"{MASKER_VARIABLE}=presidio needs {error.name}, which is not installed: run `make extras`, or "
            "install underwright[privacy], or leave the variable out"
        ) from None

    def both(text: str) -> str:
        _looking.now = True
        try:
            return presidio_mask(masking.mask(text))
        finally:
            _looking.now = False

    both("ready")  # builds Presidio now, and not in the midst of a run
    return both


class Vault:
    """Identifying values of one application, each behind a token such as `[[NAME_1]]`.

    The only place where the values are; it lives in memory, beside the state and never in it. It cannot be copied,
    pickled or serialised, and shows nothing but counts. Safe to use from several threads.
    """

    __slots__ = ("__pattern", "__tokens", "__values", "__weakref__", "__writing")

    def __init__(self) -> None:
        self.__tokens: dict[tuple[Kind, str], str] = {}
        self.__values: dict[str, str] = {}
        self.__writing = threading.RLock()  # what is logged while it is held is covered too
        self.__pattern: tuple[re.Pattern[str], tuple[str, ...]] | None = None
        with _counting:
            _alive.add(self)

    def tokenise(self, kind: Kind, value: str) -> str:
        """The token for `value`: the same one for the same kind and value, a new one otherwise."""
        if not value:
            raise ValueError(f"there is no {kind.lower()} to tokenise: the value is empty")
        with self.__writing:
            known = self.__tokens.get((kind, value))
            if known:
                return known
            number = 1 + sum(1 for other, _ in self.__tokens if other is kind)
            token = f"[[{kind}_{number}]]"
            self.__tokens[kind, value] = token
            self.__values[token] = value
            self.__pattern = None
            return token

    def cover(self, text: str) -> str:
        """`text` with every value of this vault replaced by its token, in whatever letter case and spelling.

        A middle initial beside a name goes with it.
        """
        if not self.__tokens:
            return text
        pattern, tokens = self.__pattern or self.__compiled()
        composed = unicodedata.normalize("NFC", text)
        result = pattern.sub(lambda found: tokens[found.lastindex - 1] if found.lastindex else found[0], composed)
        if result == composed:
            result = text
        for initial, without in _INITIALS:
            result = initial.sub(without, result) if "[[NAME_" in result else result
        return result

    def __compiled(self) -> tuple[re.Pattern[str], tuple[str, ...]]:
        with self.__writing:
            longest_first = sorted(self.__tokens.items(), key=lambda known: -len(known[0][1]))
        spelled = [
            (f"({pattern})", token, kind)
            for (kind, value), token in longest_first
            if (pattern := spelling(kind, value))
        ]
        # an address of e-mail is matched whole before any name, so that a name in it leaves no half of it behind
        emails = [known for known in spelled if known[2] is Kind.EMAIL]
        others = [known for known in spelled if known[2] is not Kind.EMAIL]
        groups = "|".join([*(pattern for pattern, *_ in emails), _EMAIL, *(pattern for pattern, *_ in others)])
        # an underscore is no part of a name: paystub_Robin_Sample.pdf
        compiled = re.compile(rf"(?<![^\W_])(?:{groups})(?![^\W_])", re.IGNORECASE)
        self.__pattern = compiled, tuple(token for _, token, _ in (*emails, *others))
        return self.__pattern

    def restore(self, text: str) -> str:
        """`text` with every token of this vault replaced by its value, in one pass.

        A token that was never given out stays as it is, so that a model which invents one is found out.
        """
        return TOKEN.sub(lambda match: self.__values.get(match[0], match[0]), text)

    @property
    def size(self) -> int:
        """How many values it knows."""
        return len(self.__tokens)

    def __repr__(self) -> str:
        counts = Counter(str(kind) for kind, _ in self.__tokens)
        return f"Vault({', '.join(f'{kind}: {count}' for kind, count in sorted(counts.items()))})"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        self.__refuse()

    def __getstate__(self) -> NoReturn:
        self.__refuse()

    def __refuse(self) -> NoReturn:
        raise TypeError("a Vault never leaves memory; keep it out of the state and pass it beside it")


_counting = threading.RLock()  # an object may log when the garbage collector ends it, which may be here
_alive: "weakref.WeakSet[Vault]" = weakref.WeakSet()


class _Own(NamedTuple):
    """The vault of a run, and what has been covered with it: a trace says the same words thousands of times."""

    vault: Vault
    remembered: dict[tuple[int, str], str]


_own: ContextVar[_Own | None] = ContextVar("vault_of_the_run", default=None)


@contextmanager
def protecting(vault: Vault) -> Iterator[None]:
    """While it is open, `covered` puts this vault's tokens in place of its values."""
    before = _own.set(_Own(vault, {}))
    try:
        yield
    finally:
        _own.reset(before)


def covered(text: str) -> str:
    """What may leave the process: the run's known values behind their tokens, whatever has a form behind a label.

    Outside a run, as in a library's thread, the values of every application under way are covered.
    """
    own = _own.get()
    if own is None:
        for vault in _under_way():
            text = vault.cover(text)
        return mask(text)
    known = own.vault.size, text
    safe = own.remembered.get(known)
    if safe is None:
        safe = mask(own.vault.cover(text))
        if len(text) <= _LONGEST_REMEMBERED and len(own.remembered) < _MOST_REMEMBERED:
            own.remembered[known] = safe
    return safe


def _under_way() -> tuple[Vault, ...]:
    with _counting:
        return tuple(_alive)
