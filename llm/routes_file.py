"""A routes file, parsed once and checked whole.

A wrong file is refused before anything runs. All profiles are checked, not only the one in use, so that a slip in
`production` is found on a developer's machine.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from llm.models import ability_of
from llm.providers.registry import PROVIDER_NAMES, zone_of
from llm.route import TEMPLATE, Route
from llm.zones import Zone

_TOP_LEVEL = ("agents", "personal_data_agents", "defaults", "profiles")
_ROUTE_KEYS = tuple(Route.model_fields)


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
                raise self.error(f'un_ROUTE_KEYS key "{key}"', f"use {', '.join(_TOP_LEVEL)}", guess=(key, _TOP_LEVEL))
        self.agents = self._names("agents")
        self.personal_data_agents = self._names("personal_data_agents")
        for agent in self.personal_data_agents:
            if agent not in self.agents:
                raise self.error(
                    f'key "personal_data_agents" names "{agent}", which is not an agent',
                    "name only entries of agents",
                    guess=(agent, self.agents),
                )

    def profiles(self) -> dict[str, dict[str, Route]]:
        defaults = self._table(self.data, "defaults")
        for key in defaults:
            if key not in _ROUTE_KEYS:
                raise self.error(
                    f'key "{key}" of [defaults] is not a key of a route',
                    f"the keys of a route are {', '.join(_ROUTE_KEYS)}",
                    guess=(key, _ROUTE_KEYS),
                )
        return {
            name: {agent: self._route(name, agent, table, defaults) for agent in self._agents_of(name, table)}
            for name, table in self._table(self.data, "profiles").items()
        }

    def refuse_external(self, profile: str, routes: Mapping[str, Route]) -> None:
        for agent in self.personal_data_agents:
            route = routes[agent]
            if zone_of(route) is Zone.EXTERNAL:
                raise self.error(
                    f'{route.provider} model "{route.model}" runs outside the lender\'s control, and this agent reads '
                    "personal data, which APP_ENV=production forbids to send there",
                    "route it to bedrock, to ollama on the own network or to template",
                    profile=profile,
                    agent=agent,
                    key="provider",
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
    ) -> RoutesError:
        line = self._line(profile, agent)
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
        try:
            route = Route.model_validate(keys, strict=True)
        except ValidationError as invalid:
            fault = invalid.errors(include_input=False)[0]
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
