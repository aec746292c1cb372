"""What every command does alike: how it refuses an option, and how it ends when it is stopped or nobody reads."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

CANNOT_WORK = 1
INTERRUPTED = 130
NOBODY_READS = 141
"""What a shell reports for a program that Ctrl-C (SIGINT) or a closed pipe (SIGPIPE) has ended."""


class Parser(argparse.ArgumentParser):
    """Exits with 1 for a wrong option: 2 says that the command worked and some input could not be read."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(CANNOT_WORK, f"{self.prog}: {message}\n")


def path(name: str) -> Path:
    """An empty name, such as that of a shell variable that is not set, would mean the current folder."""
    if not name:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(name)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date written as YYYY-MM-DD") from None


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def run(work: Callable[[], int]) -> int:
    """The exit status of `work`, which imports what it needs: `--help` can spare that."""
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the rooms of this checkout, whatever is installed
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as >&- does
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
    from llm.logs import mask_logs  # noqa: PLC0415 - found only now, on the path that was just set

    mask_logs()
    try:
        status = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _leave_stdout()
        return NOBODY_READS
    except ModuleNotFoundError as error:
        print(f"Cannot run: {error.name} is not installed. Use make run, which installs it.", file=sys.stderr)
        return CANNOT_WORK
    except OSError as error:
        _leave_stdout()
        print(f"Cannot go on: {error.strerror or error}. Look where the output goes.", file=sys.stderr)
        return CANNOT_WORK
    return status


def _leave_stdout() -> None:
    """What is still buffered for a stdout that takes nothing more is not tried again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
