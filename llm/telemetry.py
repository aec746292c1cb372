"""OpenTelemetry spans of a run, for those who may not use a hosted tracing service.

On where OTEL_EXPORTER_OTLP_ENDPOINT (or ..._TRACES_ENDPOINT) names a collector; the exporter reads all its other
settings from the usual OTEL_ variables. Spans are made after a run from our own account of it (`llm.trace`), so they
hold counts, names and hashes, and no prompt, no answer and no text of a file. Names follow the semantic conventions for
generative AI.
"""
# ruff: noqa: PLC0415 - the packages are optional and loaded only where a collector is named

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from llm.privacy import covered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider

    from llm.trace import AgentTrace, Call

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")

_NANOSECONDS = 10**9
_log = logging.getLogger(__name__)

Attributes = dict[str, str | int | float | bool]


class RunSpan(NamedTuple):
    """A run as its root span tells it."""

    thread_id: str
    application_id: str
    profile: str
    outcome: str
    release: str
    began: datetime
    ended: datetime


def is_installed() -> bool:
    """Whether the extra `telemetry` is there."""
    try:
        return find_spec("opentelemetry.sdk") is not None
    except ModuleNotFoundError:  # not even the package that it would lie in
        return False


def why_not() -> str | None:
    """Why nothing is sent although the environment names a collector; None where that is not so."""
    if not any(os.environ.get(name) for name in ENDPOINTS) or is_installed():
        return None
    return "no spans are sent: run `make extras`, or install underwright[telemetry]"


def telemetry_is_on() -> bool:
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return False
    if problem := why_not():
        _log.warning(problem)
        return False
    return True


@cache
def provider() -> TracerProvider:
    """Sends spans in the background, in batches; what cannot be delivered is logged by the exporter and dropped."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    made = TracerProvider(resource=Resource.create({"service.name": "underwright"}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made


def export(run: RunSpan, traces: Sequence[AgentTrace]) -> None:
    """One span for the run, one for each agent in it, one for each call to a model. Never raises."""
    try:
        _export(run, traces)
    except Exception as error:  # noqa: BLE001 - a run is worth more than its spans
        _log.warning("the spans of run %s were not made (%s)", run.thread_id, type(error).__name__)


def _export(run: RunSpan, traces: Sequence[AgentTrace]) -> None:
    about: Attributes = {
        "underwright.thread_id": run.thread_id,
        "underwright.application_id": run.application_id,
        "underwright.profile": run.profile,
        "underwright.outcome": run.outcome,
        "underwright.release": run.release,
    }
    root = _span("underwrite", run.began, run.ended, about, None)
    for trace in traces:
        starts = [call.started for call in trace.calls if call.started]
        began = trace.started or min(starts, default=run.began)
        ended = max((_end(call) for call in trace.calls if call.started), default=began)
        ended = max(ended, began + timedelta(milliseconds=0 if starts else trace.latency_ms))
        inside = _span(f"invoke_agent {trace.agent}", began, ended, _of_agent(trace), root)
        for call in trace.calls:
            if call.started:
                _span(f"chat {call.model}", call.started, _end(call), _of_call(call), inside, call.failure)


def _end(call: Call) -> datetime:
    return (call.started or datetime.now(UTC)) + timedelta(milliseconds=call.latency_ms)


def _of_agent(trace: AgentTrace) -> Attributes:
    return {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": trace.agent,
        "underwright.fell_back": trace.fell_back,
        "underwright.attempts": trace.attempts,
    }


def _of_call(call: Call) -> Attributes:
    told: Attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": {"bedrock": "aws.bedrock"}.get(call.provider, call.provider),
        "gen_ai.request.model": call.model,
        "gen_ai.usage.input_tokens": call.tokens.input,
        "gen_ai.usage.cache_read.input_tokens": call.tokens.cached_input,
        "gen_ai.usage.output_tokens": call.tokens.output,
        "underwright.purpose": call.purpose,
        "underwright.prompt": call.prompt,
        "underwright.prompt_hash": call.prompt_hash,
        "underwright.sent": call.sent,
    }
    if call.cost_usd is not None:
        told["underwright.cost_usd"] = float(call.cost_usd)
    if call.failure:
        told["error.type"] = call.failure.partition(":")[0]
    return told


def _span(  # noqa: PLR0917 - what a span is made of
    name: str,
    began: datetime,
    ended: datetime,
    attributes: Mapping[str, str | int | float | bool],
    parent: Context | None,
    failure: str | None = None,
) -> Context:
    """Adds the span and gives the context in which its children are made."""
    from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

    safe = {key: covered(value) if isinstance(value, str) else value for key, value in attributes.items()}
    tracer = provider().get_tracer("underwright")
    span = tracer.start_span(
        covered(name), context=parent, kind=SpanKind.INTERNAL, attributes=safe, start_time=_nanoseconds(began)
    )
    if failure:
        span.set_status(Status(StatusCode.ERROR, covered(failure)))
    span.end(end_time=_nanoseconds(ended))
    return set_span_in_context(span)


def _nanoseconds(at: datetime) -> int:
    return round(at.timestamp() * _NANOSECONDS)
