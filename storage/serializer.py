# ruff: noqa: ANN401 - a serializer takes anything
"""How a checkpoint's values become bytes, and come back as exactly what they were, or not at all.

LangGraph's own serializer turns a type that is not on its list into a dict, a tuple into a list and a model that no
longer validates into an unvalidated one, without a word. This one keeps its format and its list of safe types, writes
every listed type field by field so that nested values keep their types too, and raises `StateTypeError` for the rest,
on the way in and on the way out.
"""

import dataclasses
import importlib
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

import ormsgpack
from langgraph.checkpoint.serde import jsonplus
from langgraph.checkpoint.serde._msgpack import SAFE_MSGPACK_TYPES
from langgraph.checkpoint.serde.types import SendProtocol, _DeltaSnapshot
from pydantic import BaseModel, ValidationError

from storage.cipher import Cipher
from storage.errors import StateTypeError
from storage.state_types import reachable

_PACK = (
    ormsgpack.OPT_NON_STR_KEYS
    | ormsgpack.OPT_PASSTHROUGH_DATACLASS
    | ormsgpack.OPT_PASSTHROUGH_DATETIME
    | ormsgpack.OPT_PASSTHROUGH_ENUM
    | ormsgpack.OPT_PASSTHROUGH_SUBCLASS
    | ormsgpack.OPT_PASSTHROUGH_TUPLE
    | ormsgpack.OPT_PASSTHROUGH_UUID
)
_PLAIN = (str, int, float, bool, bytes, type(None))
_TUPLE = ("builtins", "tuple")


class Apart(NamedTuple):
    """A text or number that is written as any other value is, and read back as itself."""

    value: str | int | float


class StateSerializer(jsonplus.JsonPlusSerializer):
    """Knows the types that `models` can reach by their annotations, and LangGraph's safe ones. No other passes.

    What it writes is encrypted if the cipher has a key.
    """

    def __init__(self, models: Iterable[type], cipher: Cipher | None = None) -> None:
        super().__init__(allowed_msgpack_modules=None)
        self._cipher = cipher or Cipher({})
        self._types: dict[tuple[str, str], type] = {}
        for kind in reachable(models):
            if (other := self._types.setdefault(_key(kind), kind)) is not kind:
                raise StateTypeError(f"two types of the state are both called {_name(other)}: rename one")

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        plain = obj is None or type(obj) in (bytes, bytearray)
        kind, content = super().dumps_typed(obj) if plain else ("msgpack", self._pack(obj))
        return kind, self._cipher.encrypt(content)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        kind, content = data[0], self._cipher.decrypt(data[1])
        return self._unpack(content) if kind == "msgpack" else super().loads_typed((kind, content))

    def _pack(self, value: object) -> bytes:
        try:
            return ormsgpack.packb(self._plain(value), option=_PACK)
        except TypeError as error:
            raise StateTypeError(f"a {type(value).__name__} cannot be kept in a checkpoint: {error}") from error

    def _plain(self, value: object) -> object:
        """The value in what msgpack has of itself, and extensions for the rest."""
        kind = type(value)
        if isinstance(value, list) and kind is list:
            return [self._plain(item) for item in value]
        if isinstance(value, dict) and kind is dict:
            return {_dict_key(key): self._plain(item) for key, item in value.items()}
        return value if kind in _PLAIN else self._extended(value)

    def _extended(self, value: object) -> object:
        kind = type(value)
        if isinstance(value, tuple) and kind is tuple:
            return self._extension(jsonplus.EXT_CONSTRUCTOR_SINGLE_ARG, _TUPLE, list(value))
        if isinstance(value, Apart):
            return self._plain(value.value)
        if isinstance(value, BaseException):
            return repr(value)
        if isinstance(value, _DeltaSnapshot):
            return ormsgpack.Ext(jsonplus.EXT_DELTA_SNAPSHOT, self._pack(value.value))
        if self._types.get(_key(kind)) is kind:
            return self._listed(value)
        if _key(kind) in SAFE_MSGPACK_TYPES:
            return self._safe(value)
        raise StateTypeError(
            f"a {_name(kind)} cannot be kept in a checkpoint: no annotation of the state leads to it. Name it in the "
            f"state's annotations, or among the models given to open_saver."
        )

    def _listed(self, value: Any) -> ormsgpack.Ext:
        key = _key(type(value))
        if isinstance(value, Enum):
            return self._extension(jsonplus.EXT_CONSTRUCTOR_SINGLE_ARG, key, value.value)
        if isinstance(value, BaseModel):
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            return self._extension(jsonplus.EXT_PYDANTIC_V2, key, fields | (value.model_extra or {}))
        if isinstance(value, tuple):
            return self._extension(jsonplus.EXT_CONSTRUCTOR_POS_ARGS, key, list(value))
        return self._extension(jsonplus.EXT_CONSTRUCTOR_KW_ARGS, key, _dataclass_fields(value))

    def _safe(self, value: Any) -> object:
        key = _key(type(value))
        if isinstance(value, set | frozenset | deque):
            return self._extension(jsonplus.EXT_CONSTRUCTOR_SINGLE_ARG, key, list(value))
        if isinstance(value, SendProtocol):
            parts = {name: getattr(value, name) for name in ("node", "arg", "timeout")}
            return self._extension(jsonplus.EXT_CONSTRUCTOR_KW_ARGS, key, parts)
        if dataclasses.is_dataclass(value):
            return self._extension(jsonplus.EXT_CONSTRUCTOR_KW_ARGS, key, _dataclass_fields(value))
        return jsonplus._msgpack_default(value)  # noqa: SLF001 - the format of the safe types is the library's

    def _extension(self, code: int, key: tuple[str, str], content: object) -> ormsgpack.Ext:
        return ormsgpack.Ext(code, self._pack([*key, content]))

    def _unpack(self, content: bytes) -> Any:
        problems: list[StateTypeError] = []

        def revive(code: int, inner: bytes) -> object:
            try:
                if code == jsonplus.EXT_DELTA_SNAPSHOT:
                    return _DeltaSnapshot(self._unpack(inner))
                module, name, argument, *_ = ormsgpack.unpackb(
                    inner, ext_hook=revive, option=ormsgpack.OPT_NON_STR_KEYS
                )
                return self._rebuilt(code, (module, name), argument)
            except StateTypeError as problem:
                problems.append(problem)
                raise

        try:
            return ormsgpack.unpackb(content, ext_hook=revive, option=ormsgpack.OPT_NON_STR_KEYS)
        except ValueError as error:
            # The library says only that a hook failed; the first problem met is the innermost one.
            raise (problems[0] if problems else StateTypeError(f"a checkpoint is damaged: {error}")) from None

    def _rebuilt(self, code: int, key: tuple[str, str], argument: Any) -> object:
        if key == _TUPLE:
            return tuple(argument)
        kind = self._types.get(key)
        if kind is None and key not in SAFE_MSGPACK_TYPES:
            raise StateTypeError(
                f"a checkpoint holds a {'.'.join(key)}, which the state of this version does not have: it was written "
                f"by another version of Underwright"
            )
        try:
            return _build(code, kind or getattr(importlib.import_module(key[0]), key[1]), argument)
        except ValidationError as error:
            raise StateTypeError(f"a checkpoint's {'.'.join(key)} cannot be read: {_without_values(error)}") from None
        except Exception as error:
            raise StateTypeError(f"a checkpoint's {'.'.join(key)} cannot be read: {error}") from error


def _build(code: int, kind: Any, argument: Any) -> object:
    if code == jsonplus.EXT_METHOD_SINGLE_ARG:
        return datetime.fromisoformat(argument)
    if code == jsonplus.EXT_CONSTRUCTOR_POS_ARGS:
        return kind(*argument)
    if code == jsonplus.EXT_CONSTRUCTOR_KW_ARGS:
        return kind(**argument)
    if code == jsonplus.EXT_PYDANTIC_V2:
        return kind.model_validate(argument, by_name=True, by_alias=False)
    return kind(argument)


def _dict_key(key: object) -> object:
    """Raises for a key that msgpack would write as something else: an enum as its bare value."""
    if type(key) not in _PLAIN:
        raise StateTypeError(f"a dict of the state has a {_name(type(key))} as a key: keys are plain texts or numbers")
    return key


def _key(kind: type) -> tuple[str, str]:
    return kind.__module__, kind.__qualname__


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _without_values(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'it'}: {one['msg']}" for one in found)


def _dataclass_fields(value: Any) -> Mapping[str, object]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
