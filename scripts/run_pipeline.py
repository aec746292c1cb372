"""Underwrites applications: reads files and folders, shows and writes the decisions. `--help` lists the options."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

INTERRUPTED = 130
NOBODY_READS = 141
"""What a shell reports for a program that Ctrl-C (SIGINT) or a closed pipe (SIGPIPE) has ended."""


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for a wrong option: 2 says that applications were processed and some input could not be read."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def _path(name: str) -> Path:
    """An empty name, such as that of a shell variable that is not set, would mean the current folder."""
    if not name:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date written as YYYY-MM-DD") from None


def _arguments() -> argparse.Namespace:
    parser = _Parser(
        description="Underwrite mortgage applications: seven agents, one cited decision for each application.",
        epilog="Exit status: 0 when every application got an outcome; 2 when some input could not be read or an "
        "application got no outcome (each is named on stderr, the others are written); 1 when nothing can be run "
        "or written.",
    )
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=_path,
        help="file or folder of applications (JSON, JSONL, CSV, MISMO XML); none: the samples in data/applications",
    )
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help="which models answer: embedded (default, no key and no network), local, dev or production",
    )
    json_help = "write one JSON object a line to FILE, or to stdout for -"
    parser.add_argument("--json", metavar="FILE", type=_path, help=json_help)
    parser.add_argument("--report", metavar="DIR", type=_path, help="write one HTML page for each application into DIR")
    parser.add_argument(
        "--notices",
        metavar="DIR",
        type=_path,
        help="write the notices that are owed (adverse action, counteroffer, incompleteness) into DIR as text, HTML "
        "and PDF; they name the applicants",
    )
    parser.add_argument(
        "--notice-date", metavar="YYYY-MM-DD", type=_day, help="the day that the notices bear (default: today)"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but problems")
    return parser.parse_args()


def _leave_stdout() -> None:
    """What is still buffered for a stdout that takes nothing more is not tried again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> int:
    arguments = _arguments()
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the rooms of this checkout, whatever is installed
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as >&- does
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
    try:
        from reporting.command import Request, underwrite  # noqa: PLC0415 - seconds of imports, which --help can spare

        status = underwrite(Request(**{**vars(arguments), "paths": tuple(arguments.paths)}))
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _leave_stdout()
        return NOBODY_READS
    except ModuleNotFoundError as error:
        print(f"Cannot run: {error.name} is not installed. Use make run, which installs it.", file=sys.stderr)
        return 1
    except OSError as error:
        _leave_stdout()
        print(f"Cannot go on: {error.strerror or error}. Look where the output goes.", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
