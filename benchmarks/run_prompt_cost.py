"""What the prompts of one application cost in the profile `dev`, over the shipped samples.

Every provider is a loopback server with an honest model, which counts what it is sent as OpenAI counts it for its
GPT-4o class: the tokens of the o200k encoding (tiktoken), the JSON schema included. The counts come back through the
real clients, and what the results record of them is priced at the list price of gpt-4o (llm/models.toml) for all
agents, whatever model they are routed to. Without the encoding's file (`--encoding FOLDER`, a tiktoken cache folder) a
token is taken for 3.8 bytes, and the title says so.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graph.result import PipelineResult
from graph.run import open_pipeline
from graph.submissions import load_submissions
from hostile_models import reworded
from hostile_pipeline import served
from llm.desk import Desk
from llm.models import ability_of
from llm.routes import load_routes
from llm.trace import Tokens
from provider_stubs import STUBS, Asked, OllamaStub, Stub

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "applications"
LIMIT_USD = Decimal("0.02")
PAID_PROVIDERS = frozenset({"openai", "bedrock"})
_BYTES_PER_TOKEN = 3.8

Counter = Callable[[str], int]


def token_counter(folder: str | None) -> tuple[Counter, str]:
    if folder:
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        import tiktoken  # noqa: PLC0415 - reads its folder from the environment

        encoding = tiktoken.get_encoding("o200k_base")
        return lambda text: len(encoding.encode(text, disallowed_special=())), "o200k tokens"
    return lambda text: round(len(text.encode()) / _BYTES_PER_TOKEN), f"tokens as bytes / {_BYTES_PER_TOKEN}"


def counting(stub: Stub, count: Counter) -> None:
    def answer(asked: Asked) -> None:
        said = reworded(asked, Random(0)).text  # noqa: S311 - nothing is drawn
        prompt = asked.system + asked.user + json.dumps(asked.schema, separators=(",", ":"))
        stub.answers(said, Tokens(input=count(prompt), output=count(said)))

    stub.answer_by = answer


async def results(count: Counter) -> list[PipelineResult]:
    today = datetime.now().astimezone().date()
    files = load_submissions([SAMPLES], today=today).applications
    stubs = [kind() for kind in STUBS]
    for stub in stubs:
        counting(stub, count)
    known = {kind.provider for kind in STUBS} | {"template"}
    routes = {
        agent: route if route.provider in known else OllamaStub().route() for agent, route in load_routes("dev").items()
    }
    with served(*stubs):
        async with open_pipeline("embedded") as pipeline:
            return [await dataclasses.replace(pipeline, desk=Desk(routes)).run(each.application) for each in files]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--encoding", help="folder with tiktoken's file of o200k_base")
    options = parser.parse_args()
    count, unit = token_counter(options.encoding)
    price = ability_of("openai", "gpt-4o")
    by_agent: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    paid, everything, prompts = [], [], []
    for result in asyncio.run(results(count)):
        calls = [(report.agent, call) for report in result.agents for call in report.calls]
        for agent in dict.fromkeys(agent for agent, _ in calls):
            own = [call for name, call in calls if name == agent]
            by_agent[agent, own[0].provider].append(sum(call.tokens.input for call in own))
        costs = [(call.provider, price.cost_usd(Tokens(input=call.tokens.input)) or Decimal(0)) for _, call in calls]
        paid.append(sum((cost for provider, cost in costs if provider in PAID_PROVIDERS), Decimal(0)))
        everything.append(sum((cost for _, cost in costs), Decimal(0)))
        prompts.append(sum(call.tokens.input for _, call in calls if call.provider in PAID_PROVIDERS))
    table = Table("agent", "provider", "applications", "mean", "most", title=f"prompt {unit} per application, dev")
    for (agent, provider), tokens in by_agent.items():
        table.add_row(agent, provider, str(len(tokens)), f"{statistics.mean(tokens):,.0f}", f"{max(tokens):,}")
    table.add_row("charged for", "", str(len(prompts)), f"{statistics.mean(prompts):,.0f}", f"{max(prompts):,}")
    Console(width=120).print(table)
    for words, costs_of in (
        ("agents that are charged for", paid),
        ("all agents, as if all were charged for", everything),
    ):
        mean, most = statistics.mean(costs_of), max(costs_of)
        shares = f"{mean / LIMIT_USD:.0%} and {most / LIMIT_USD:.0%} of the limit of ${LIMIT_USD}"
        print(f"At gpt-4o's list price, {words}: mean ${mean:.4f}, most ${most:.4f}, {shares}.")
    sys.exit(1 if statistics.mean(paid) > LIMIT_USD else 0)


if __name__ == "__main__":
    main()
