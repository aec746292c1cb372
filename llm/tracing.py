"""LangSmith by its usual variables, through a client of ours that lets nothing identifying out.

LangSmith's own anonymizer stops at a depth, leaves numbers, keys, names and tags alone, and is not there at all unless
somebody sets it. So a run that is traced is traced through `CoveringClient`, whatever the environment says otherwise.
"""
# ruff: noqa: PLC0415 - the client costs time to import and is loaded only where tracing is on

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from llm.covering import cover_tree
from llm.privacy import covered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langsmith import Client

SWITCHES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING")
"""Any of them switches LangSmith on; a false in one does not win over a true in another."""

_log = logging.getLogger(__name__)


def tracing_is_on() -> bool:
    return any(os.environ.get(name, "").strip().lower() == "true" for name in SWITCHES)


@contextmanager
def traced() -> Iterator[None]:
    """Whatever runs inside is sent to LangSmith, covered, if the environment switches that on."""
    if not tracing_is_on():
        yield
        return
    from langsmith.run_helpers import tracing_context

    project = os.environ.get("LANGSMITH_PROJECT") or os.environ.get("LANGCHAIN_PROJECT")
    with tracing_context(client=covering_client(), enabled=True, project_name=project):
        yield


def flush() -> None:
    """Waits until LangSmith has what was traced, or until its client has given up."""
    if tracing_is_on():
        covering_client().flush()


@cache
def covering_client() -> Client:
    """The one client of this process, with LangSmith's own settings for address and key."""
    from langsmith import Client as Sending

    class CoveringClient(Sending):
        """Covers what the base class would leave: names, tags, keys, numbers, anything in `extra`, at any depth.

        A run that cannot be covered is not sent.
        """

        def create_run(self, name: str, inputs: dict[str, Any], run_type: Any, **rest: Any) -> None:  # noqa: ANN401
            try:
                safe = _safe(rest)
            except Exception as error:  # noqa: BLE001 - whatever it is, the run stays here
                _not_sent(error)
                return
            super().create_run(covered(name), inputs, run_type, **safe)

        def update_run(self, run_id: Any, **rest: Any) -> None:  # noqa: ANN401
            try:
                safe = _safe(rest)
            except Exception as error:  # noqa: BLE001
                _not_sent(error)
                return
            super().update_run(run_id, **safe)

    return CoveringClient(anonymizer=lambda data: cover_tree(data, covered))


_COVERED_HERE = ("name", "tags", "extra", "events", "serialized")
"""What the base class sends as it is; inputs, outputs, error and metadata go through its anonymizer."""


def _safe(rest: dict[str, Any]) -> dict[str, Any]:
    safe = {key: cover_tree(entry, covered) if key in _COVERED_HERE else entry for key, entry in rest.items()}
    safe.pop("attachments", None)
    return safe


def _not_sent(error: Exception) -> None:
    _log.warning("a run was not sent to LangSmith, because it could not be covered (%s)", type(error).__name__)
