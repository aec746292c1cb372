"""A run as OpenTelemetry spans: run, agents, calls, with counts and names and nothing that identifies anybody."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from builders import application
from graph.result import PipelineResult
from graph.run import open_pipeline
from hostile_models import HOSTILE, behave, reworded
from hostile_pipeline import served
from langsmith_stub import langsmith_stub
from lending.decision import Outcome
from llm import telemetry
from llm.telemetry import ENDPOINTS, provider
from provider_stubs import OllamaStub

needs_opentelemetry = pytest.mark.skipif(
    not telemetry.is_installed(), reason="needs the extra `telemetry`: make extras"
)


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """All that an OTLP collector on loopback receives."""
    with langsmith_stub() as (address, received):
        monkeypatch.setenv(ENDPOINTS[1], address)
        provider.cache_clear()
        yield received
        provider.cache_clear()


def run(name: str) -> PipelineResult:
    async def through() -> PipelineResult:
        async with open_pipeline("local") as pipeline:
            return await pipeline.run(application())

    stub = OllamaStub()
    with served(stub):
        behave(stub, {**HOSTILE, "reworded": reworded}[name])
        return asyncio.run(through())


def spans(received: list[bytes]) -> list[Any]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (  # noqa: PLC0415 - an optional package
        ExportTraceServiceRequest,
    )

    provider().force_flush()
    requests = [ExportTraceServiceRequest.FromString(body) for body in received]
    return [
        span for request in requests for resource in request.resource_spans for scope in resource.scope_spans
        for span in scope.spans
    ]  # fmt: skip


@needs_opentelemetry
def test_a_run_is_a_tree_of_spans_with_usage_and_no_identifier(collected: list[bytes]) -> None:
    result = run("reworded")
    found = spans(collected)
    (root,) = [span for span in found if not span.parent_span_id]
    assert root.name == "underwrite"
    agents = {span.span_id: span.name for span in found if span.parent_span_id == root.span_id}
    assert set(agents.values()) == {f"invoke_agent {report.agent}" for report in result.agents}
    chats = [span for span in found if span.parent_span_id in agents]
    assert len(chats) == sum(len(report.calls) for report in result.agents)
    attributes = {each.key: each.value for each in chats[0].attributes}
    assert attributes["gen_ai.provider.name"].string_value == "ollama"
    assert attributes["gen_ai.usage.input_tokens"].int_value == 100
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in found)
    sent = b"".join(collected).decode(errors="replace")
    identity = application().borrowers[0].identity
    for value in (identity.ssn, identity.last_name, identity.email, identity.phone, identity.current_address):
        assert str(value) not in sent


@needs_opentelemetry
def test_a_call_that_failed_is_a_span_that_failed(collected: list[bytes]) -> None:
    run("prose")
    failed = [span for span in spans(collected) if span.name.startswith("chat ") and span.status.code == 2]
    assert failed
    assert all("prose" in span.status.message for span in failed)


@needs_opentelemetry
def test_a_collector_that_is_not_there_costs_no_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINTS[1], "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    provider.cache_clear()
    assert run("reworded").outcome is Outcome.APPROVE
    provider.cache_clear()


def only_the_parent(_name: str) -> None:
    """What `find_spec` gives where another package brought `opentelemetry` along."""


def nothing_of_it(name: str) -> None:
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("found", [only_the_parent, nothing_of_it])
def test_without_the_packages_a_run_says_so_and_goes_on(
    found: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(ENDPOINTS[0], "http://127.0.0.1:9")
    monkeypatch.setattr(telemetry, "find_spec", found)
    with caplog.at_level(logging.WARNING):
        assert run("reworded").outcome is Outcome.APPROVE
    assert "make extras" in caplog.text
