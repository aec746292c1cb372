"""The prompts of the agents: versioned files under `prompts/`, the same for every application.

`prompts/versions.toml` gives each file its version and the SHA-256 of that version's text, so that a trace that
names a version names one text.
"""

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from llm.prompt import Prompt


def prompts() -> Traversable:
    return resources.files("agents.prompts")


@cache
def versions() -> dict[str, dict[str, str | int]]:
    """The `version` and the `sha256` of each prompt, by name."""
    return tomllib.loads(prompts().joinpath("versions.toml").read_text(encoding="utf-8"))


@cache
def prompt_of(*names: str) -> Prompt:
    """The files `prompts/<name>.md` one after the other, as one prompt named after them and their versions."""
    texts = [prompts().joinpath(f"{name}.md").read_text(encoding="utf-8") for name in names]
    return Prompt(name="+".join(f"{name}@{versions()[name]['version']}" for name in names), text="\n".join(texts))
