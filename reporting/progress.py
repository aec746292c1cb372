"""How a batch goes, told while it goes: a live picture in a terminal, plain lines elsewhere, or nothing."""

import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from agents.registry import AGENTS
from graph.batch import AT_ONCE, Run, Watcher
from reporting.summary import seconds
from reporting.terminal import row_of

_PICTURES_A_SECOND = 8
_LONGEST_NAME = 40
_BEFORE = {"judged": "decision", "worded": "audit", "review": "audit", "rewrite": "audit"}
"""Nodes that are no agents, and the agent that comes next."""


class Progress(Watcher, AbstractContextManager["Progress"]):
    """Tells nothing."""

    def expect(self, application_ids: Sequence[str]) -> None:
        """The applications of the batch, before the first one starts."""

    def notice(self, words: str) -> None:
        """Something that takes a while begins."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class PlainProgress(Progress):
    """One line for each application that is finished."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._done = 0

    def expect(self, application_ids: Sequence[str]) -> None:
        self._total = len(application_ids)

    def notice(self, words: str) -> None:
        self._console.print(words, soft_wrap=True)

    def finished(self, run: Run) -> None:
        self._done += 1
        row = row_of(run)
        words = f"{self._done}/{self._total} {row.application}: {row.outcome}, {seconds(run.seconds)}"
        self._console.print(words, soft_wrap=True)


class LiveProgress(Progress):
    """A bar over the batch and a line for each application under way, gone when the batch is done.

    The picture keeps its height and its columns, so that nothing in it moves.
    """

    def __init__(self, console: Console) -> None:
        self._utf8 = not console.options.ascii_only
        self._began = time.monotonic()
        self._notice = "Starting ..."
        self._total = self._done = 0
        self._name_width = 0
        self._running: dict[str, str] = {}
        self._lock = threading.Lock()
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            refresh_per_second=_PICTURES_A_SECOND,
            transient=True,
            redirect_stdout=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def expect(self, application_ids: Sequence[str]) -> None:
        self._name_width = min(max(map(len, application_ids)), _LONGEST_NAME)
        self._total = len(application_ids)

    def notice(self, words: str) -> None:
        self._notice = words

    def started(self, application_id: str) -> None:
        with self._lock:
            self._running[application_id] = ""

    def entered(self, application_id: str, node: str) -> None:
        with self._lock:
            self._running[application_id] = node

    def finished(self, run: Run) -> None:
        with self._lock:
            self._running.pop(run.application_id, None)
            self._done += 1

    def _picture(self) -> Table:
        with self._lock:
            running, done = list(self._running.items()), self._done
        picture = Table.grid(padding=(0, 2, 0, 0))
        elapsed = seconds(time.monotonic() - self._began)
        if not self._total:
            picture.add_row(self._notice, elapsed)
            return picture
        count = f"{done:{len(str(self._total))}} of {self._total} applications"
        picture.add_column(no_wrap=True, overflow="ellipsis", width=max(self._name_width, len(count)))
        picture.add_row(count, ProgressBar(total=self._total, completed=done, width=20), elapsed)
        for place in range(min(AT_ONCE, self._total)):
            name, node = running[place] if place < len(running) else ("", "")
            picture.add_row(name, self._way(node) if name else "", node)
        return picture

    def _way(self, node: str) -> Text:
        """The agents before `node`, that one, and those still to come."""
        names = list(AGENTS)
        node = _BEFORE.get(node, node)
        reached = names.index(node) if node in names else len(names) if node in ("release", "hold") else 0
        done, now, to_come = ("●", "◐", "○") if self._utf8 else ("#", ">", ".")
        here = int(reached < len(names))
        way = Text(done * reached, style="green")
        return way.append(now * here, style="yellow").append(to_come * (len(names) - reached - here), style="dim")


def progress_on(console: Console, *, live: bool) -> Progress:
    return LiveProgress(console) if live and not console.is_dumb_terminal else PlainProgress(console)
