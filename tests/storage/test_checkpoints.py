import asyncio
import operator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypedDict
from uuid import uuid4

import psycopg
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from psycopg import sql
from pydantic import BaseModel, ConfigDict

from storage import embedded
from storage.checkpoints import open_saver
from storage.database import open_database
from storage.errors import StateTypeError


class Outcome(StrEnum):
    REFER = "refer"


class Finding(BaseModel):
    model_config = ConfigDict(frozen=True)
    rule: str
    measured: Decimal
    outcome: Outcome = Outcome.REFER


class Stranger(BaseModel):
    name: str = "nobody listed me"


class State(TypedDict, total=False):
    findings: Annotated[tuple[Finding, ...], operator.add]
    answer: Any
    outcome: Outcome
    note: str


def find(_: State) -> State:
    return {
        "findings": (Finding(rule="ltv", measured=Decimal("97.50")),),
        "outcome": Outcome.REFER,
        "note": "a NUL \x00 from a damaged file",
    }


def ask(state: State) -> State:
    assert type(state["outcome"]) is Outcome
    answer: Any = interrupt(state["findings"][0])
    return {"answer": answer}


def conclude(_: State) -> State:
    return {"findings": (Finding(rule="dti", measured=Decimal("43.00")),)}


def stray(_: State) -> State:
    return {"answer": Stranger()}


def graph(saver: AsyncPostgresSaver, asks: Any = ask) -> Any:
    builder: Any = StateGraph(State)
    builder.add_node("find", find)
    builder.add_node("ask", asks)
    builder.add_node("conclude", conclude)
    builder.add_edge(START, "find")
    builder.add_edge("find", "ask")
    builder.add_edge("ask", "conclude")
    builder.add_edge("conclude", END)
    return builder.compile(checkpointer=saver)


def thread() -> RunnableConfig:
    return {"configurable": {"thread_id": uuid4().hex}}


def test_a_run_that_paused_goes_on_in_another_process_s_saver_with_its_types_intact() -> None:
    config = thread()

    async def start() -> None:
        async with open_database() as database:
            paused = await graph(await open_saver(database, [State])).ainvoke({}, config, durability="sync")
            assert paused["__interrupt__"][0].value == Finding(rule="ltv", measured=Decimal("97.50"))

    async def resume() -> Any:
        async with open_database() as database:
            answer: Command[Any] = Command(resume=(Outcome.REFER, Decimal("1.50")))
            return await graph(await open_saver(database, [State])).ainvoke(answer, config, durability="sync")

    asyncio.run(start())
    end = asyncio.run(resume())
    assert [finding.rule for finding in end["findings"]] == ["ltv", "dti"]
    assert isinstance(end["findings"], tuple)
    assert (type(end["outcome"]), end["note"]) == (Outcome, "a NUL \x00 from a damaged file")
    assert repr(end["answer"]) == repr((Outcome.REFER, Decimal("1.50")))


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
def test_a_type_outside_the_state_fails_the_run_loudly(durability: str) -> None:
    async def run() -> None:
        async with open_database() as database:
            await graph(await open_saver(database, [State]), stray).ainvoke({}, thread(), durability=durability)

    with pytest.raises(StateTypeError, match="Stranger"):
        asyncio.run(run())


def test_processes_that_arrive_together_make_the_tables_once() -> None:
    server = embedded.start()
    name = sql.Identifier("fresh_checkpoints")
    url = server.replace(f"/{embedded.DATABASE}?", "/fresh_checkpoints?")

    async def one() -> None:
        async with open_database(url, max_size=1) as database:
            await open_saver(database, [State])
            await open_saver(database, [State])

    async def together() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(one())

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        try:
            asyncio.run(together())
            with psycopg.connect(url) as fresh:
                newest = fresh.execute("SELECT max(v), count(*) FROM checkpoint_migrations").fetchone()
            assert newest == (len(AsyncPostgresSaver.MIGRATIONS) - 1, len(AsyncPostgresSaver.MIGRATIONS))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
