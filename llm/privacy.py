"""The first piece of the privacy boundary: a vault for values that are known, a masker for text that is not.

Structured fields are the vault's: intake knows which of them identify a person, and puts a token in their place.
Free text and error messages are the masker's: it finds what has a form, which a name or an address has not.
"""

import re
import threading
from collections import Counter
from enum import StrEnum
from typing import NoReturn

from llm.masking import mask

__all__ = ["Kind", "Vault", "mask"]

_TOKEN = re.compile(r"\[\[[A-Z]+_\d+\]\]")


class Kind(StrEnum):
    """What a tokenised value is."""

    NAME = "NAME"
    SSN = "SSN"
    ADDRESS = "ADDRESS"
    ACCOUNT = "ACCOUNT"
    BIRTHDATE = "BIRTHDATE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"


class Vault:
    """Identifying values of one application, each behind a token such as `[[NAME_1]]`.

    The only place where the values are; it lives in memory, beside the state and never in it. It cannot be copied,
    pickled or serialised, and shows nothing but counts. Safe to use from several threads.
    """

    __slots__ = ("__tokens", "__values", "__weakref__", "__writing")

    def __init__(self) -> None:
        self.__tokens: dict[tuple[Kind, str], str] = {}
        self.__values: dict[str, str] = {}
        self.__writing = threading.Lock()

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
            return token

    def restore(self, text: str) -> str:
        """`text` with every token of this vault replaced by its value, in one pass.

        A token that was never given out stays as it is, so that a model which invents one is found out.
        """
        return _TOKEN.sub(lambda match: self.__values.get(match[0], match[0]), text)

    def __repr__(self) -> str:
        counts = Counter(str(kind) for kind, _ in self.__tokens)
        return f"Vault({', '.join(f'{kind}: {count}' for kind, count in sorted(counts.items()))})"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        self.__refuse()

    def __getstate__(self) -> NoReturn:
        self.__refuse()

    def __refuse(self) -> NoReturn:
        raise TypeError("a Vault never leaves memory; keep it out of the state and pass it beside it")
