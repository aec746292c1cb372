"""The JSON schema that every provider's constrained decoder accepts.

OpenAI's strict mode, Bedrock's output format and Ollama's grammars each take a different part of JSON Schema. What
all of them take is plain: objects that are closed and name every property as required, arrays of one kind of item,
enumerations, alternatives and the primitive types. Limits such as a maximum length are left out here and checked
when the answer is parsed.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

_KEPT = ("description", "type", "enum", "const")
_NAME = re.compile(r"[^A-Za-z0-9_-]")


def schema_name(schema: type[BaseModel]) -> str:
    """A name within the characters and the length that all providers allow."""
    return _NAME.sub("_", schema.__name__)[:64]


def portable_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """`schema` as a JSON schema without references, defaults or limits.

    Raises TypeError for a shape that a decoder cannot be held to: a mapping with free keys, a tuple of mixed
    types, a model that contains itself.
    """
    plain: dict[str, Any] = json.loads(_portable_text(schema))
    return plain


@cache
def _portable_text(schema: type[BaseModel]) -> str:
    """As text, which nobody to whom the schema is handed can change. Made once: it takes a millisecond or two."""
    whole = schema.model_json_schema()
    return json.dumps(_plain(whole, whole.get("$defs", {}), ()))


def _plain(node: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        if name in inside:
            raise TypeError(f"{name} contains itself; a model can only be held to a schema of limited depth")
        own_words = {key: node[key] for key in ("description",) if key in node}
        return _plain({**definitions[name], **own_words}, definitions, (*inside, name))

    plain = {key: node[key] for key in _KEPT if key in node}
    if node.get("type") == "object":
        plain.pop("description", None)  # a class's docstring: words for us, which a model would be charged for
    alternatives = node.get("anyOf") or node.get("oneOf")
    if alternatives:
        plain["anyOf"] = [_plain(each, definitions, inside) for each in alternatives]
    if node.get("type") == "array":
        if "prefixItems" in node or "items" not in node:
            raise TypeError("an array must have items of one type; name the parts of a mixed tuple in a model")
        plain["items"] = _plain(node["items"], definitions, inside)
    if node.get("type") == "object":
        if "properties" not in node or node.get("additionalProperties"):
            raise TypeError("a mapping with free keys cannot be held to a schema; use a list of named entries")
        plain["properties"] = {key: _plain(each, definitions, inside) for key, each in node["properties"].items()}
        plain["required"] = list(node["properties"])
        plain["additionalProperties"] = False
    return plain
