"""LangSmith's ingest on loopback, as far as its client asks for it: keeps every byte that it gets."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HOW = {
    "use_multipart_endpoint": True,
    "size_limit": 100,
    "size_limit_bytes": 20_971_520,
    "scale_up_nthreads_limit": 4,
    "scale_up_qsize_trigger": 1000,
    "scale_down_nempty_trigger": 4,
}


class _Ingest(BaseHTTPRequestHandler):
    """LangSmith's ingest as far as its client asks for it: says that it takes plain multipart, keeps what it gets."""

    protocol_version = "HTTP/1.1"
    received: list[bytes]

    def do_GET(self) -> None:
        self._answer(json.dumps({"batch_ingest_config": _HOW}).encode())

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


@contextmanager
def langsmith_stub() -> Iterator[tuple[str, list[bytes]]]:
    """The stub's address, and all that it receives."""
    received: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Ingest,), {"received": received}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        server.server_close()
