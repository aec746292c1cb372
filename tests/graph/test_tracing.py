"""A traced run sends its agents to LangSmith, and the bytes that leave hold tokens only."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langsmith import Client
from langsmith.run_helpers import tracing_context

from builders import application
from graph.result import PipelineResult
from graph.run import open_pipeline
from lending.decision import Outcome


class Ingest(BaseHTTPRequestHandler):
    """LangSmith's ingest as far as its client asks for it: says that it takes plain multipart, keeps what it gets."""

    protocol_version = "HTTP/1.1"
    received: list[bytes]

    def do_GET(self) -> None:
        self._answer(json.dumps({"batch_ingest_config": {"use_multipart_endpoint": True}}).encode())

    def do_POST(self) -> None:
        self.received.append(self._body())
        self._answer(b"{}")

    do_PATCH = do_POST  # noqa: N815 - the method's name on the wire

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        pass


@pytest.fixture
def ingest() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a LangSmith stand-in on loopback, and all that it receives."""
    received: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Ingest,), {"received": received}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def test_a_traced_run_sends_its_agents_and_no_identifying_value(ingest: tuple[str, list[bytes]]) -> None:
    address, received = ingest
    whole = application()
    client = Client(api_url=address, api_key="for-the-loopback", auto_batch_tracing=False)  # pragma: allowlist secret

    async def run() -> PipelineResult:
        async with open_pipeline("embedded") as pipeline:
            return await pipeline.run(whole)

    with tracing_context(client=client, enabled=True, project_name="test"):
        assert asyncio.run(run()).outcome is Outcome.APPROVE
    client.close()
    sent = b"".join(received).decode(errors="replace")
    for agent in ("intake", "ratio", "compliance", "underwriting", "decision", "audit", "validator"):
        assert f'"name":"{agent}"' in sent
    assert "[[SSN_1]]" in sent
    identity = whole.borrowers[0].identity
    for value in (identity.ssn, identity.last_name, identity.email, identity.phone, identity.current_address):
        assert str(value) not in sent
