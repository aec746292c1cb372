"""A prompt's text changes only with its version; the trace names both."""

import hashlib

from agents.parts import PARTS
from agents.prompting import prompt_of, prompts, versions

REMEDY = "raise its version in agents/prompts/versions.toml, and write this SHA-256 there"


def test_every_prompt_has_a_version_and_is_the_text_of_that_version() -> None:
    files = {entry.name.removesuffix(".md"): entry.read_bytes() for entry in prompts().iterdir() if ".md" in entry.name}
    assert set(files) == set(versions())
    for name, text in files.items():
        digest = hashlib.sha256(text).hexdigest()
        assert versions()[name]["sha256"] == digest, f"{name}.md has changed: {REMEDY}: {digest}"


def test_every_part_that_is_narrated_has_a_prompt() -> None:
    for parts in PARTS.values():
        for part in parts:
            assert prompt_of("narrative", part).text


def test_a_prompt_is_named_after_its_files_and_their_versions() -> None:
    prompt = prompt_of("narrative", "ratio")
    assert prompt.name == f"narrative@{versions()['narrative']['version']}+ratio@{versions()['ratio']['version']}"


def test_the_static_part_holds_nothing_of_an_application() -> None:
    assert prompt_of("narrative", "ratio") is prompt_of("narrative", "ratio")
