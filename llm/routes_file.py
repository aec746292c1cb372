"""A routes file, parsed once and checked whole.

A wrong file is refused before anything runs. All profiles are checked, not only the one in use, so that a slip in
`production` is found on a developer's machine.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from llm.limits import Limits, ProviderLimits, RunLimits
from llm.models import ability_of
from llm.providers.registry import PROVIDER_NAMES, PROVIDERS, zone_of
from llm.route import TEMPLATE, Route
from llm.zones import Zone

_TOP_LEVEL = ("agents", "personal_data_agents", "limits", "defaults", "profiles")
_FALLBACK = "fallback"
_ROUTE_KEYS = tuple(Route.model_fields)
_DEFAULT_KEYS = tuple(key for key in _ROUTE_KEYS if key != _FALLBACK)
_PROVIDERS = "providers"
WRITERS = ("intake", "ratio", "compliance", "underwriting", "decision")
JUDGES = ("validator", "second_validator")
"""The validator asks one of them whether a claim is grounded: the one that is another model than the claim's writer."""


L = TypeVar("L", bound=BaseModel)


class RoutesError(ValueError):
    """A routes file, or a choice of profile, that cannot be used. Says where, what and how to put it right."""


class RoutesFile:
    """One routes file, able to say where in it something stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.data = tomllib.loads(self.text)
        except OSError as error:
            raise RoutesError(f"{path}: cannot be read ({error.strerror}); check the path of the routes file") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RoutesError(f"{path}: is not valid TOML: {error}; correct it there") from None
        for key in self.data:
            if key not in _TOP_LEVEL:
                raise self.error(f'unknown key "{key}"', f"use {', '.join(_TOP_LEVEL)}", guess=(key, _TOP_LEVEL))
        self.agents = self._names("agents")
        self.personal_data_agents = self._names("personal_data_agents")
        for agent in self.personal_data_agents:
            if agent not in self.agents:
                raise self.error(
                    f'key "personal_data_agents" names "{agent}", which is not an agent',
                    "name only entries of agents",
                    guess=(agent, self.agents),
                )
        for agent in (*WRITERS, *JUDGES):
            if agent not in self.agents:
                raise self.error(f'key "agents" lacks "{agent}", which the pipeline asks', "add it, and a route for it")

    def profiles(self) -> dict[str, dict[str, Route]]:
        defaults = self._table(self.data, "defaults")
        for key in defaults:
            if key not in _DEFAULT_KEYS:
                raise self.error(
                    f'key "{key}" of [defaults] is not a default of a route',
                    f"a default can be given for {', '.join(_DEFAULT_KEYS)}",
                    guess=(key, _DEFAULT_KEYS),
                )
        found = {
            name: {agent: self._route(name, agent, table, defaults) for agent in self._agents_of(name, table)}
            for name, table in self._table(self.data, "profiles").items()
        }
        for name, routes in found.items():
            self._check_judges(name, routes)
        return found

    def refuse_external(self, profile: str, routes: Mapping[str, Route]) -> None:
        for agent in self.personal_data_agents:
            for route in routes[agent].chain():
                if zone_of(route) is not Zone.EXTERNAL:
                    continue
                raise self.error(
                    f'{route.provider} model "{route.model}" runs outside the lender\'s control, and this agent reads '
                    "personal data, which APP_ENV=production forbids to send there",
                    "route it to bedrock, to ollama on the own network or to template",
                    profile=profile,
                    agent=agent,
                    key="provider",
                )

    def limits(self) -> Limits:
        """The table [limits], with [limits.providers.NAME] below it."""
        table = dict(self._table(self.data, "limits"))
        providers = self._table(table, _PROVIDERS)
        table.pop(_PROVIDERS, None)
        for name in providers:
            if name not in PROVIDERS:
                raise self.error(
                    f'[limits.providers] names "{name}", which is not a provider',
                    f"write one of {', '.join(PROVIDERS)}",
                    guess=(name, tuple(PROVIDERS)),
                )
        return Limits(
            run=self._checked(RunLimits, table, "[limits]"),
            providers={
                name: self._checked(ProviderLimits, self._table(providers, name), f"[limits.providers.{name}]")
                for name in providers
            },
        )

    def _checked(self, kind: type[L], table: Mapping[str, Any], where: str) -> L:
        numbers = {key: _dollars(value) if key.endswith("_usd") else value for key, value in table.items()}
        try:
            return kind.model_validate(numbers, strict=True)
        except ValidationError as invalid:
            fault = invalid.errors(include_input=False)[0]
            key, keys = str(fault["loc"][0]), tuple(kind.model_fields)
            unknown = fault["type"] == "extra_forbidden"
            raise self.error(
                f'key "{key}" of {where}: {fault["msg"]}',
                f"the keys are {', '.join(keys)}" if unknown else "correct the value",
                guess=(key, keys) if unknown else None,
                table=where,
            ) from None

    def _check_judges(self, profile: str, routes: Mapping[str, Route]) -> None:
        """Whatever model wrote a claim, another one must be there to judge it."""
        judges = {agent: [(route.provider, route.model) for route in routes[agent].chain()] for agent in JUDGES}
        for writer in WRITERS:
            for route in routes[writer].chain():
                wrote = (route.provider, route.model)
                if not any(judge and wrote not in judge for judge in judges.values()):
                    raise self.error(
                        f"{wrote[0]} {wrote[1]} writes here, and no other model judges what it wrote",
                        "route validator or second_validator to another model",
                        profile=profile,
                        agent=writer,
                    )

    def error(
        self,
        problem: str,
        remedy: str,
        *,
        profile: str | None = None,
        agent: str | None = None,
        key: str | None = None,
        guess: tuple[str, Collection[str]] | None = None,
        table: str | None = None,
    ) -> RoutesError:
        line = self._line_of(table) if table else self._line(profile, agent)
        place = [f"{self.path}{f', line {line}' if line else ''}"]
        place += [f'{what} "{name}"' for what, name in (("profile", profile), ("agent", agent), ("key", key)) if name]
        near = get_close_matches(guess[0], list(guess[1]), n=1) if guess else []
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        return RoutesError(f"{', '.join(place)}: {problem}{hint}; {remedy}")

    def _names(self, key: str) -> list[str]:
        names = self.data.get(key)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self.error(f'key "{key}" must be a list of agent names', f'write {key} = ["intake", ...]')
        return names

    def _table(self, holder: Mapping[str, Any], key: str, profile: str | None = None) -> dict[str, Any]:
        table = holder.get(key, {})
        if not isinstance(table, dict):
            raise self.error(f'"{key}" must be a table', "write one key = value a line below it", profile=profile)
        return table

    def _agents_of(self, profile: str, table: object) -> list[str]:
        if not isinstance(table, dict):
            raise self.error("a profile must be a table of agents", "write [profiles.NAME]", profile=profile)
        for agent in table:
            if agent not in self.agents:
                raise self.error(
                    "is not an agent",
                    f"route only {', '.join(self.agents)}",
                    profile=profile,
                    agent=agent,
                    guess=(agent, self.agents),
                )
        for agent in self.agents:
            if agent not in table:
                raise self.error(
                    "has no route", f'add a line {agent} = {{ provider = "..." }}', profile=profile, agent=agent
                )
        return self.agents

    def _route(self, profile: str, agent: str, table: Mapping[str, Any], defaults: Mapping[str, Any]) -> Route:
        own = self._table(table, agent, profile)
        keys = {**defaults, **own}
        if keys.get("provider") == TEMPLATE:
            keys.setdefault("model", TEMPLATE)
        if _FALLBACK in own:
            keys[_FALLBACK] = self._fallback(profile, agent, keys)
        try:
            route = Route.model_validate(keys, strict=True)
        except ValidationError as invalid:
            faults = invalid.errors(include_input=False)
            # a misspelt key leaves the right one missing: name the slip, not what follows from it
            fault = next((each for each in faults if each["type"] == "extra_forbidden"), faults[0])
            key = str(fault["loc"][0])
            remedies = {
                "extra_forbidden": f"the keys of a route are {', '.join(_ROUTE_KEYS)}",
                "missing": f"add {key} = ... to this line",
            }
            raise self.error(
                fault["msg"],
                remedies.get(fault["type"], "correct the value"),
                profile=profile,
                agent=agent,
                key=key,
                guess=(key, _ROUTE_KEYS) if fault["type"] == "extra_forbidden" else None,
            ) from None
        self._check_against_tables(profile, agent, route)
        return route

    def _fallback(self, profile: str, agent: str, keys: Mapping[str, Any]) -> Route:
        """The route below `fallback`, with every key of the route it stands in for that it does not name itself."""
        own, problem = keys[_FALLBACK], ""
        if not isinstance(own, dict):
            problem = "must be a table"
        elif _FALLBACK in own:
            problem = "has a fallback of its own"
        elif keys.get("provider") == TEMPLATE:
            problem = "stands in for no model: a template cannot fail"
        elif (own.get("provider"), own.get("model")) == (keys.get("provider"), keys.get("model")):
            problem = "is the model that it stands in for"
        if problem:
            remedy = 'write one fallback = { provider = "...", model = "..." } with another model, or leave it out'
            raise self.error(problem, remedy, profile=profile, agent=agent, key=_FALLBACK)
        inherited = {key: value for key, value in keys.items() if key not in {_FALLBACK, "provider", "model"}}
        return self._route(profile, agent, {agent: own}, inherited)

    def _check_against_tables(self, profile: str, agent: str, route: Route) -> None:
        if route.provider not in PROVIDER_NAMES:
            raise self.error(
                f'"{route.provider}" is not a provider',
                f"write one of {', '.join(PROVIDER_NAMES)}",
                profile=profile,
                agent=agent,
                key="provider",
                guess=(route.provider, PROVIDER_NAMES),
            )
        window = ability_of(route.provider, route.model).context_tokens
        limit = min(route.context_tokens, window or route.context_tokens)
        if route.context_tokens > limit:
            problem, remedy = f"{route.model} reads {window} tokens at most", f"write {window} or less"
        elif route.max_output_tokens >= limit:
            problem, remedy = "leaves no room for the answer", "make it larger than max_output_tokens"
        else:
            return
        raise self.error(problem, remedy, profile=profile, agent=agent, key="context_tokens")

    def _line_of(self, table: str) -> int | None:
        """The line of the header `table`, or on which its last name is given as a key of the table around it."""
        name = table.strip("[]").rpartition(".")[2]
        key = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
        lines = self.text.splitlines()
        headers = [number for number, line in enumerate(lines, start=1) if line.partition("#")[0].strip() == table]
        inline = [number for number, line in enumerate(lines, start=1) if key.match(line)]
        return next(iter(headers + inline), None)

    def _line(self, profile: str | None, agent: str | None) -> int | None:
        """The line on which the agent's route, or else its profile, begins."""
        if profile is None:
            return None
        found, inside = None, False
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
            if header:
                parts = [part.strip(" \"'") for part in header[1].split(".")]
                inside = parts[:2] == ["profiles", profile]
                if inside and (parts[2:] == [agent] or found is None):
                    found = number
            elif inside and agent and re.match(rf"\s*[\"']?{re.escape(agent)}[\"']?\s*=", line):
                return number
        return found


def _dollars(value: object) -> object:
    """A number as the decimal that stands in the file; anything else is left for the check that refuses it."""
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
