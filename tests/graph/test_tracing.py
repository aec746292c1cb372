"""A traced run sends its agents to LangSmith, and the bytes that leave hold tokens only."""

import asyncio
from collections.abc import Iterator

import pytest
from langsmith.run_helpers import trace

from builders import application
from graph.result import PipelineResult
from graph.run import open_pipeline
from langsmith_stub import langsmith_stub
from lending.decision import Outcome
from llm.privacy import Kind, Vault, protecting
from llm.tracing import SWITCHES, covering_client, traced

Sent = list[bytes]
SSN, PLAIN_SSN, NAME = "219-09-9999", "219099999", "Thaddeus Quillfeather"


@pytest.fixture(params=SWITCHES)
def sent(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    """All that LangSmith receives, switched on by each of its variables in turn."""
    with langsmith_stub() as (address, received):
        monkeypatch.setenv(request.param, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", address)
        monkeypatch.setenv("LANGSMITH_API_KEY", "for-the-loopback")
        covering_client.cache_clear()
        yield received
        covering_client.cache_clear()


def everything(received: Sent) -> str:
    covering_client().flush()
    return b"".join(received).decode(errors="replace")


def nested(value: object, depth: int) -> object:
    for level in range(depth):
        value = {f"level {level}": [value]}
    return value


def test_a_traced_run_sends_its_agents_and_no_identifying_value(sent: Sent) -> None:
    whole = application()

    async def run() -> PipelineResult:
        async with open_pipeline("embedded") as pipeline:
            return await pipeline.run(whole)

    assert asyncio.run(run()).outcome is Outcome.APPROVE
    told = everything(sent)
    for agent in ("intake", "ratio", "compliance", "underwriting", "decision", "audit", "validator"):
        assert f'"name":"{agent}"' in told
    assert "[[SSN_1]]" in told
    identity = whole.borrowers[0].identity
    for value in (identity.ssn, identity.last_name, identity.email, identity.phone, identity.current_address):
        assert str(value) not in told


@pytest.mark.parametrize("sent", SWITCHES[:1], indirect=True)
@pytest.mark.parametrize("depth", [0, 9, 20, 60])
def test_no_depth_key_number_name_tag_or_error_carries_an_identifier_out(sent: Sent, depth: int) -> None:
    vault = Vault()
    vault.tokenise(Kind.NAME, NAME)
    carried = nested({"ssn": SSN, "number": int(PLAIN_SSN), NAME: (PLAIN_SSN, NAME.upper())}, depth)
    about = {"about": NAME, "deep": carried}

    def break_down() -> None:
        with (
            protecting(vault),
            traced(),
            trace(f"run of {NAME}", inputs={"in": carried}, tags=[NAME, SSN], metadata=about) as run,
        ):
            run.end(outputs={"out": carried})
            raise ValueError(f"no such borrower: {NAME}, {SSN}")

    with pytest.raises(ValueError, match="no such"):
        break_down()
    told = everything(sent)
    assert "run of [[NAME_1]]" in told
    for value in (SSN, PLAIN_SSN, NAME, NAME.upper()):
        assert value not in told


def test_nothing_is_sent_unless_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with langsmith_stub() as (address, received):
        monkeypatch.setenv("LANGSMITH_ENDPOINT", address)
        monkeypatch.setenv("LANGSMITH_TRACING", "false")
        with traced(), trace("quiet", inputs={"in": SSN}):
            pass
        assert received == []
