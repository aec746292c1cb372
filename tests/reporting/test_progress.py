"""What is told while a batch runs."""

import io
import re

import pytest
from rich.console import Console

from graph.batch import Run
from reporting.progress import LiveProgress, PlainProgress, Progress, progress_on
from reporting.terminal import console_on
from told_results import told_result

RUN = Run("APP-1", told_result(), None, 1.25)


def terminal(width: int = 80, encoding: str = "utf-8") -> tuple[Console, io.BytesIO]:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding, write_through=True)
    return Console(file=stream, force_terminal=True, width=width, color_system=None), written


def pictures(progress: LiveProgress, written: io.BytesIO) -> list[str]:
    """What the terminal was sent, without its control sequences, line by line."""
    with progress:
        progress.expect(["APP-1", "APP-2-WITH-A-LONGER-NAME"])
        progress.started("APP-1")
        progress.entered("APP-1", "compliance")
        progress.started("APP-2-WITH-A-LONGER-NAME")
        progress.entered("APP-2-WITH-A-LONGER-NAME", "intake")
    text = written.getvalue().decode()
    return re.split(r"[\r\n]+", re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", text))


@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_shows_each_application_with_the_agent_at_work(width: int) -> None:
    console, written = terminal(width)
    lines = pictures(LiveProgress(console), written)
    assert max(map(len, lines)) <= width
    assert any(re.match(r"0 of 2 applications +\d+\.\d s", line) for line in lines)
    assert any(re.match(r"APP-1 +●●◐○○○○ +compliance", line) for line in lines)
    assert any(re.match(r"APP-2-WITH-A-LONGER-NAME +◐○○○○○○ +intake", line) for line in lines)


def test_while_models_are_waited_for_the_way_stands_before_the_agent_that_comes_next() -> None:
    progress = LiveProgress(terminal()[0])
    ways = {node: progress._way(node).plain for node in ("decision", "judged", "audit", "worded", "rewrite")}
    assert ways["judged"] == ways["decision"] == "●●●●◐○○"
    assert ways["worded"] == ways["rewrite"] == ways["audit"] == "●●●●●◐○"


def test_a_terminal_without_unicode_gets_ascii() -> None:
    console, written = terminal(encoding="ascii")
    lines = pictures(LiveProgress(console), written)
    assert any(re.match(r"APP-1 +##>\.\.\.\. +compliance", line) for line in lines)


def test_the_picture_keeps_its_height_while_applications_come_and_go() -> None:
    console, _ = terminal()
    progress = LiveProgress(console)
    progress.expect([f"APP-{number}" for number in range(9)])
    heights = [progress._picture().row_count]
    progress.started("APP-1")
    heights.append(progress._picture().row_count)
    progress.finished(RUN)
    heights.append(progress._picture().row_count)
    assert len(set(heights)) == 1


def test_before_the_batch_starts_a_terminal_says_what_is_waited_for() -> None:
    console, written = terminal()
    with LiveProgress(console) as progress:
        progress.notice("Preparing the policy manual ...")
    assert "Preparing the policy manual ..." in written.getvalue().decode()


def test_elsewhere_each_finished_application_gets_a_plain_line() -> None:
    stream = io.StringIO()
    progress = PlainProgress(console_on(stream))
    progress.notice("Preparing the policy manual ...")
    progress.expect(["APP-1", "APP-2"])
    progress.started("APP-1")
    progress.entered("APP-1", "intake")
    progress.finished(RUN)
    progress.finished(Run("APP-2", None, "RuntimeError: gone", 0.2))
    assert stream.getvalue().splitlines() == [
        "Preparing the policy manual ...",
        "1/2 APP-1: approve, 1.2 s",
        "2/2 APP-2: no outcome, 0.2 s",
    ]


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    console, _ = terminal()
    assert isinstance(progress_on(console, live=True), PlainProgress)


def test_a_quiet_run_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.expect(["APP-1"])
        progress.notice("Preparing the policy manual ...")
        progress.started("APP-1")
        progress.entered("APP-1", "intake")
        progress.finished(RUN)
    assert capsys.readouterr() == ("", "")
