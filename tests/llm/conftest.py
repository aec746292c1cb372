from collections.abc import Iterator
from typing import TypeVar

import pytest
from hypothesis import settings

from provider_stubs import STUBS, BedrockStub, OllamaStub, OpenAIStub, Stub
from unconfigured import closed_port, no_settings_of_this_machine

__all__ = ["closed_port", "no_settings_of_this_machine"]

S = TypeVar("S", bound=Stub)

# wall time says nothing about a property on a machine that others share
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def _serve(kind: type[S], monkeypatch: pytest.MonkeyPatch) -> Iterator[S]:
    with kind() as stub:
        for name, value in stub.environment(stub.url).items():
            monkeypatch.setenv(name, value)
        yield stub


@pytest.fixture(params=STUBS, ids=lambda kind: kind.provider)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """Each provider's stub in turn."""
    yield from _serve(request.param, monkeypatch)


@pytest.fixture
def openai_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIStub]:
    yield from _serve(OpenAIStub, monkeypatch)


@pytest.fixture
def ollama_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaStub]:
    yield from _serve(OllamaStub, monkeypatch)


@pytest.fixture
def bedrock_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BedrockStub]:
    yield from _serve(BedrockStub, monkeypatch)
