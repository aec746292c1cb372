"""What an exception tells a person: our own words as they are, anything unexpected with the name of its type."""

from pydantic import ValidationError

from llm.privacy import covered

_ROOMS = frozenset({"lending", "llm", "storage", "retrieval", "agents", "graph"})


def in_words(error: Exception) -> str:
    """What went wrong, in one line, without what identifies a person."""
    words = " ".join(covered(_said(error)).split())
    return words if words and _is_ours(error) else f"{type(error).__name__}: {words}".removesuffix(": ")


def _is_ours(error: Exception) -> bool:
    """Whether the words were written for people: a subclass from elsewhere, such as KeyError, holds a bare value."""
    kind = type(error)
    if kind in (LookupError, ValueError):
        return True
    return isinstance(error, LookupError | ValueError) and kind.__module__.partition(".")[0] in _ROOMS


def _said(error: Exception) -> str:
    """Without the value that pydantic would quote: no mask knows a name."""
    if not isinstance(error, ValidationError):
        return str(error)
    parts = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(str(step) for step in part['loc'])}: {part['msg']}" for part in parts)
