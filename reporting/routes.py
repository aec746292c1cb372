"""Who answers for whom, as a table: provider, model, trust zone, price; and whether each of them can be reached."""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from llm.failures import ModelFailure
from llm.models import Ability, ability_of
from llm.providers.registry import probe, zone_of
from llm.route import Route
from llm.routes import Routes, RoutesError, load_routes
from llm.zones import Zone
from reporting.terminal import console_on, show

CANNOT_WORK, NOT_REACHED = 1, 2
_WIDTH = 150
"""Columns where no terminal says how many there are."""

_ZONES = {
    Zone.IN_PROCESS: "in process",
    Zone.OWN_NETWORK: "own network",
    Zone.OWN_CLOUD: "own cloud account",
    Zone.EXTERNAL: "external",
}


def show_routes(profile: str | None, path: Path | None, *, check: bool) -> int:
    """Prints the routes of a profile; with `check` asks every model whether it could answer. The exit status."""
    try:
        routes = load_routes(profile, path)
    except RoutesError as error:
        print(error, file=sys.stderr)
        return CANNOT_WORK
    console = console_on(sys.stdout)
    if not sys.stdout.isatty():
        console.width = _WIDTH
    console.print(Text(f"Profile {routes.profile}", style="bold"))
    show(console, _table(routes))
    _print_limits(console, routes)
    return asyncio.run(_check(console, routes)) if check else 0


def _table(routes: Routes) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("Agent", "Asks", "Trust zone", "Held to a schema by"):
        table.add_column(title)
    for title in ("$/M in", "cached", "out"):
        table.add_column(title, justify="right")
    table.add_column("Price of")
    for agent, route in routes.items():
        if not route.asks_a_model:
            table.add_row(agent, "template: no model", _ZONES[Zone.IN_PROCESS], "", "", "", "", "")
        for place, asked in enumerate(route.chain()):
            ability = ability_of(asked.provider, asked.model)
            who = f"{'or else ' if place else ''}{asked.provider} {asked.model}"
            method = ability.structured.replace("_", " ")
            table.add_row("" if place else agent, who, _ZONES[zone_of(asked)], method, *_prices(ability))
    return table


def _prices(ability: Ability) -> tuple[str, str, str, str]:
    price = ability.price
    if price == "unknown":
        return "unknown", "unknown", "unknown", ""
    if not any((price.input, price.cached_input, price.output)):
        return "none", "none", "none", ""
    return f"{price.input:.2f}", f"{price.cached_input:.3f}", f"{price.output:.2f}", price.as_of.isoformat()


def _print_limits(console: Console, routes: Routes) -> None:
    run = routes.limits.run
    console.print()
    console.print(
        f"Each route is tried {run.attempts} times. An application waits at most {run.application_timeout_s:g} s for "
        f"models and spends at most ${run.application_cost_usd}; a run spends at most ${run.run_cost_usd}."
    )
    for provider in dict.fromkeys(asked.provider for route in routes.values() for asked in route.chain()):
        limits = routes.limits.of(provider)
        rate = f"{limits.requests_per_minute} a minute" if limits.requests_per_minute else "no limit a minute"
        console.print(
            f"{provider}: {limits.max_concurrent} requests at a time, {rate}; rests {limits.breaker_open_s:g} s after "
            f"{limits.breaker_failures} failures in a row."
        )


async def _check(console: Console, routes: Routes) -> int:
    asked = _distinct(asked for route in routes.values() for asked in route.chain())
    console.print()
    if not asked:
        console.print("No model is asked, so there is nobody to reach.")
        return 0
    answers = await asyncio.gather(*(_reached(route) for route in asked))
    for route, problem in zip(asked, answers, strict=True):
        verdict = Text("reached", style="green") if problem is None else Text(problem, style="red")
        console.print(Text(f"{route.provider} {route.model}: ").append_text(verdict))
    return NOT_REACHED if any(answers) else 0


def _distinct(routes: Iterable[Route]) -> list[Route]:
    return list({(route.provider, route.model): route for route in routes}.values())


async def _reached(route: Route) -> str | None:
    try:
        await probe(route)
    except ModelFailure as failure:
        return failure.reason
    return None
