import os
import socket
from collections.abc import Iterator
from typing import TypeVar

import pytest
from hypothesis import settings

from provider_stubs import STUBS, BedrockStub, OllamaStub, OpenAIStub, Stub

S = TypeVar("S", bound=Stub)

# wall time says nothing about a property on a machine that others share
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No proxy and no AWS profile of whoever runs the tests reaches a client."""
    for name in list(os.environ):
        if name.upper() in {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}:
            monkeypatch.delenv(name)
    nowhere = tmp_path_factory.mktemp("aws")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(nowhere / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nowhere / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


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


@pytest.fixture
def closed_port() -> str:
    """The address of a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
