"""Loopback servers that speak the providers' own protocols, so that the real clients are tested over HTTP.

A reply is queued before the request comes, or made by a function of the request (`Stub.answer_by`).
"""

import json
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any, ClassVar, NamedTuple, Self

from llm.route import Route
from llm.trace import Tokens

USED = Tokens(input=100, cached_input=64, output=20)


class Received(NamedTuple):
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class Asked(NamedTuple):
    """What one request asks of the model, whatever protocol carried it."""

    schema: dict[str, Any]
    system: str
    user: str


@dataclass(frozen=True)
class Reply:
    """What the next request gets.

    `hold` delays it until the stub closes, `drip_s` sends it byte by byte with this pause, and `promised` is a
    length that is announced and never delivered. `after_s` is how long the model takes, from the request on.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: bool = False
    drip_s: float = 0.0
    promised: int = 0
    after_s: float = 0.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


class Stub(ABC):
    """A server with a queue of replies. A request that nobody queued a reply for gets 599 and is recorded."""

    provider: ClassVar[str]
    model: ClassVar[str]

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.replies: deque[Reply] = deque()
        self.arrived = threading.Event()
        self.together: threading.Barrier | None = None
        """When set, nobody gets a reply before as many requests as it counts have arrived."""
        self.answer_by: Callable[[Asked], None] | None = None
        """When set, it is called for each request, one at a time, and queues exactly one reply."""
        self._answering = threading.Lock()
        self._closing = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # a real server sends its answer in one piece

            def do_POST(self) -> None:
                arrived, length = time.monotonic(), int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(length) or b"{}")
                stub.received.append(Received(self.path, dict(self.headers.items()), body))
                stub.arrived.set()
                if stub.together:
                    stub.together.wait(20)
                reply = stub._next(body)
                time.sleep(max(0.0, reply.after_s - (time.monotonic() - arrived)))
                if reply.hold:
                    stub._closing.wait(30)
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in {"content-type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(reply.promised or len(reply.body)))
                self.end_headers()
                stub._write(self.wfile, reply)
                self.close_connection = bool(reply.promised)

            do_GET = do_POST  # noqa: N815 - the name that the server looks for

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _next(self, body: dict[str, Any]) -> Reply:
        with self._answering:
            if self.answer_by:
                self.answer_by(self.asked_in(body))
            return self.replies.popleft() if self.replies else Reply(599, b'{"error": "no reply was queued"}')

    def route(self, **changes: Any) -> Route:
        keys = {
            "provider": self.provider,
            "model": self.model,
            "temperature": 0.1,
            "max_output_tokens": 300,
            "context_tokens": 8192,
            "timeout_s": 20.0,
        }
        return Route.model_validate({**keys, **changes})

    def _write(self, out: BufferedIOBase, reply: Reply) -> None:
        pieces = [reply.body[at : at + 1] for at in range(len(reply.body))] if reply.drip_s else [reply.body]
        for piece in pieces:
            if reply.drip_s and self._closing.wait(reply.drip_s):
                return
            out.write(piece)

    def drips(self, text: str) -> None:
        """Answers so slowly that no single wait is long."""
        self.answers(text)
        whole = self.replies.pop()
        self.replies.append(Reply(200, whole.body, whole.headers, drip_s=0.1))

    def hangs(self) -> None:
        self.replies.append(Reply(200, b"", hold=True))

    def breaks_off(self) -> None:
        """Promises more than it sends, and closes."""
        self.answers('{"outcome": "refer"')
        whole = self.replies.pop()
        self.replies.append(Reply(200, whole.body[: len(whole.body) // 2], whole.headers, promised=len(whole.body)))

    def fails(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        self.replies.append(Reply(status, json.dumps(self.error_body(status)).encode(), headers or {}))

    def sends(self, body: object, status: int = 200) -> None:
        self.replies.append(Reply(status, json.dumps(body).encode()))

    @abstractmethod
    def environment(self, url: str) -> dict[str, str]:
        """The variables that point the provider's client to `url`."""

    @abstractmethod
    def error_body(self, status: int) -> object: ...

    @abstractmethod
    def answers(self, text: str, used: Tokens | None = USED) -> None: ...

    @abstractmethod
    def truncates(self) -> None: ...

    def sent_schema(self) -> dict[str, Any]:
        """The JSON schema of the last request, wherever this provider carries it."""
        return self.asked_in(self.received[-1].body).schema

    @abstractmethod
    def refuses(self) -> None: ...

    @abstractmethod
    def asked_in(self, body: dict[str, Any]) -> Asked:
        """What a request's body asks."""


def _by_role(messages: list[dict[str, Any]]) -> dict[str, str]:
    return {message["role"]: message["content"] for message in messages}


class OpenAIStub(Stub):
    provider = "openai"
    model = "gpt-4o"

    def environment(self, url: str) -> dict[str, str]:
        return {"OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "invented"}  # pragma: allowlist secret

    def error_body(self, status: int) -> object:
        code = {401: "invalid_api_key", 429: "rate_limit_exceeded", 404: "model_not_found"}.get(status)
        return {"error": {"message": "Jane Roe, SSN 123-45-6789", "type": "error", "code": code}}

    def completion(self, message: dict[str, Any], finish: str = "stop", used: Tokens | None = USED) -> None:
        usage = used and {
            "prompt_tokens": used.input,
            "completion_tokens": used.output,
            "total_tokens": used.input + used.output,
            "prompt_tokens_details": {"cached_tokens": used.cached_input},
        }
        choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": self.model, "choices": [choice]}
        self.sends(whole | ({"usage": usage} if usage else {}))

    def answers(self, text: str, used: Tokens | None = USED) -> None:
        self.completion({"content": text}, used=used)

    def truncates(self) -> None:
        self.completion({"content": '{"outcome": "ref'}, finish="length")

    def refuses(self) -> None:
        self.completion({"content": None, "refusal": "I cannot help with that."})

    def asked_in(self, body: dict[str, Any]) -> Asked:
        said = _by_role(body["messages"])
        return Asked(body["response_format"]["json_schema"]["schema"], said["system"], said["user"])


class OllamaStub(Stub):
    provider = "ollama"
    model = "llama3.1:8b"

    def environment(self, url: str) -> dict[str, str]:
        return {"OLLAMA_HOST": url}

    def error_body(self, status: int) -> object:
        return {"error": f"HTTP {status} for Jane Roe, SSN 123-45-6789"}

    def lines(self, *parts: str, done: dict[str, Any] | None) -> None:
        head = {"model": self.model, "created_at": "2026-01-01T00:00:00Z"}
        lines = [{**head, "message": {"role": "assistant", "content": part}, "done": False} for part in parts]
        if done is not None:
            lines.append({**head, "message": {"role": "assistant", "content": ""}, "done": True, **done})
        body = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        self.replies.append(Reply(200, body, {"content-type": "application/x-ndjson"}))

    def answers(self, text: str, used: Tokens | None = USED) -> None:
        counts = {"prompt_eval_count": used.input, "eval_count": used.output} if used else {}
        middle = len(text) // 2
        self.lines(text[:middle], text[middle:], done={"done_reason": "stop", **counts})

    def truncates(self) -> None:
        self.lines('{"outcome": "ref', done={"done_reason": "length", "prompt_eval_count": 100, "eval_count": 20})

    def refuses(self) -> None:
        self.answers("I cannot help with that.")

    def asked_in(self, body: dict[str, Any]) -> Asked:
        said = _by_role(body["messages"])
        return Asked(body["format"], said["system"], said["user"])


class BedrockStub(Stub):
    provider = "bedrock"
    model = "us.anthropic.claude-haiku-4-5-20251001-v1:0"

    def environment(self, url: str) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented",  # pragma: allowlist secret
        }

    def error_body(self, status: int) -> object:
        return {"message": f"HTTP {status} for Jane Roe, SSN 123-45-6789"}

    def fails(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        names = {401: "UnrecognizedClientException", 429: "ThrottlingException", 404: "ResourceNotFoundException"}
        name = names.get(status, "InternalServerException")
        super().fails(status, {"x-amzn-errortype": name, **(headers or {})})

    def converses(self, content: list[dict[str, Any]], stop: str = "end_turn", used: Tokens = USED) -> None:
        usage = {
            "inputTokens": used.input - used.cached_input,
            "cacheReadInputTokens": used.cached_input,
            "outputTokens": used.output,
            "totalTokens": used.input + used.output,
        }
        message = {"role": "assistant", "content": content}
        self.sends({"output": {"message": message}, "stopReason": stop, "usage": usage, "metrics": {"latencyMs": 1}})

    def answers(self, text: str, used: Tokens | None = USED) -> None:
        self.converses([{"text": text}], used=used or Tokens())

    def truncates(self) -> None:
        self.converses([{"text": '{"outcome": "ref'}], stop="max_tokens")

    def refuses(self) -> None:
        self.converses([{"text": ""}], stop="refusal")

    def asked_in(self, body: dict[str, Any]) -> Asked:
        output = body["outputConfig"]["textFormat"]["structure"]["jsonSchema"]
        parts = (body["system"], body["messages"][0]["content"])
        said = ["\n".join(part["text"] for part in each if "text" in part) for each in parts]
        return Asked(json.loads(output["schema"]), *said)


STUBS: tuple[type[Stub], ...] = (OpenAIStub, OllamaStub, BedrockStub)
