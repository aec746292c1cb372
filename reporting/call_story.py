"""Calls to models in the terminal: one after the other, beside each other on a time axis, and what they came to."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from reporting.calls import STEPS, AskedCall
from reporting.layout import INDENT, grid
from reporting.summary import dollars, milliseconds
from reporting.terminal import show
from reporting.usage import Usage, model_name, total

_HASH = 12
FAILED_STYLE = "yellow"
"""A call that failed is no alarm: whether nothing made up for it, the errors say."""


def print_calls(console: Console, calls: Iterable[AskedCall]) -> None:
    """Two lines a call: who asked whom for what, and what was sent and came back."""
    table = grid("right", "left", "rest")
    for asked in calls:
        table.add_row(f"{asked.number}.", asked.agent, call_words(asked))
    show(console, table, INDENT)


def call_words(asked: AskedCall) -> Text:
    call = asked.call
    zone = f" ({asked.zone.replace('_', ' ')})" if asked.zone else ""
    text = Text(f"{call.purpose or 'not told what for'}: {model_name(call)}{zone}")
    if STEPS[asked.step]:
        text.append(f", {STEPS[asked.step]}", style="bold")
    tokens = f"{call.tokens.input:,} tokens in ({call.tokens.cached_input:,} cached), {call.tokens.output:,} out"
    prompt = f"{call.prompt or 'prompt'} {call.prompt_hash[:_HASH]}"
    text.append(f"\n{tokens}; {dollars(call.cost_usd)}; {milliseconds(call.latency_ms)}; {prompt}", style="dim")
    if call.failure:
        text.append(f"\nfailed, {call.failure}", style=FAILED_STYLE)
    else:
        text.append("; answered", style="dim")
    return text


def bar(begins_ms: int, ends_ms: int, whole_ms: int, width: int, mark: str) -> str:
    """A piece of a time axis, at least one mark wide and never past its end."""
    scale = width / max(whole_ms, 1)
    start = min(int(begins_ms * scale), width - 1)
    stop = min(max(round(ends_ms * scale), start + 1), width)
    return " " * start + mark * (stop - start)


def print_usage(console: Console, title: str, usages: Mapping[str, Usage]) -> None:
    table = grid("rest", "right", "right", "right", "right", "right", "right", "right")
    heads = (title, "Calls", "failed", "Tokens in", "cached", "out", "Cost", "Time")
    table.add_row(*(Text(head, style="bold") for head in heads))
    for name, used in usages.items():
        table.add_row(name, *_cells(used))
    if len(usages) > 1:
        table.add_row("all", *_cells(total(usages.values())))
    show(console, table, INDENT)


def _cells(used: Usage) -> Sequence[str]:
    counts = (used.calls, used.failed, used.tokens.input, used.tokens.cached_input, used.tokens.output)
    return (*(f"{count:,}" for count in counts), used.cost_words, milliseconds(used.latency_ms))
