"""What an agent returned, validated and put together before it is merged into the state."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from agents.case_file import ADDED_TO, Update

if TYPE_CHECKING:
    from agents.narrative import AgentError, Narrative
    from llm.trace import AgentTrace

Changes = dict[str, Any]


def changed(update: Update) -> Changes:
    """The fields that the agent set, as values (models stay models)."""
    return {name: getattr(update, name) for name in update.model_fields_set}


def checked(result: type[Update], update: object) -> Update:
    """`update` if it is of the type `result` and its values are of their types. Raises TypeError, ValueError."""
    if not isinstance(update, result):
        raise TypeError(f"returned {type(update).__name__} where {result.__name__} was expected")
    return result.model_validate(changed(update), strict=True)


def together(updates: Iterable[Update]) -> Changes:
    """Several agents' updates as one: what each alone may set, and what all of them add to."""
    narratives: dict[str, Narrative] = {}
    traces: list[AgentTrace] = []
    errors: list[AgentError] = []
    changes: Changes = {}
    for update in updates:
        for name, value in changed(update).items():
            both = isinstance(value, Mapping) and name in ADDED_TO
            changes[name] = {**changes.get(name, {}), **value} if both else value
        narratives.update(update.narratives)
        traces += update.traces
        errors += update.errors
    return {**changes, "narratives": narratives, "traces": tuple(traces), "errors": tuple(errors)}
