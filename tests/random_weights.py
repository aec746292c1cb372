"""A language model of random weights behind llama.cpp's own OpenAI server, on loopback: it obeys only the grammar."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from llm.route import Route
from provider_stubs import OpenAIStub

MISSING = [name for name in ("gguf", "xllamacpp") if find_spec(name) is None]
"""Packages without which there is no such server."""

SLOTS = 4
CONTEXT = 16384


@contextmanager
def random_weights_server(folder: Path, *, seed: int = 0, tokens: int = 160) -> Iterator[Callable[[str], Route]]:
    """Routes of every agent to the model, whose answers are cut off after so many `tokens`."""
    import xllamacpp  # noqa: PLC0415 - an optional package

    from random_gguf import write_random_gguf  # noqa: PLC0415 - needs one

    params = xllamacpp.CommonParams()
    params.model.path = str(write_random_gguf(folder / "random.gguf", seed))
    params.n_ctx, params.n_parallel = CONTEXT * SLOTS, SLOTS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.use_jinja = True
    params.warmup = params.ui = params.fit_params = False
    params.n_gpu_layers = params.verbosity = 0
    server = xllamacpp.Server(params)
    stub = OpenAIStub()
    keys = {"max_output_tokens": tokens, "context_tokens": CONTEXT, "temperature": 1.0, "timeout_s": 120.0}
    with patch.dict(os.environ, stub.environment(server.listening_address)):
        yield lambda _agent: stub.route(**keys)
