"""The static part of what a model is asked: it is the same for every application, so that a provider can cache it."""

from typing import NamedTuple


class Prompt(NamedTuple):
    """`text` is sent as the system message. `name` says which prompt files it was made of, each with its version."""

    name: str
    text: str
