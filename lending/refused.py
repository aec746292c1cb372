"""A value that stood in an input but cannot be taken: it keeps its place, so that the reader can name the field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands in a raw mapping where a value was unreadable. Both texts are plain words and repeat no value."""

    problem: str
    remedy: str
