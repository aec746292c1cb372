"""Asks the policy manual a question and prints the passages that answer it. `--help` lists the options."""

import argparse
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

INTERRUPTED = 130
NOBODY_READS = 141
"""What a shell reports for a program that Ctrl-C (SIGINT) or a closed pipe (SIGPIPE) has ended."""


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for a wrong option, as where nothing can be asked."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date written as YYYY-MM-DD") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        description="Ask the policy manual, as it was in force on a day.",
        epilog="Exit status: 0 where the manual answers, 3 where it does not seem to (insufficient context), 1 where "
        "nothing could be asked.",
    )
    parser.add_argument("question", help="in your own words, in quotes")
    parser.add_argument("--as-of", metavar="DATE", type=_day, help="the day, as 2026-01-31 (default: today)")
    parser.add_argument("--program", help="leave out what is for other loan programs only, such as fha")
    parser.add_argument("--state", help="leave out what is for other states only, such as CA")
    parser.add_argument("--limit", metavar="N", type=_count, default=5, help="passages at most (default: 5)")
    parser.add_argument(
        "--budget", metavar="TOKENS", type=_count, default=800, help="quote no more than this (default: 800)"
    )
    parser.add_argument("--explain", action="store_true", help="show every stage's rank and score")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a page that marks what was found")
    parser.add_argument("--profile", metavar="NAME", help="embedded (default), local, dev or production")
    return parser


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the rooms of this checkout, whatever is installed
    try:
        from lending.program import Program  # noqa: PLC0415 - seconds of imports, which --help can spare
        from lending.tables.states import STATES  # noqa: PLC0415 - as above
        from reporting.asking import Question, ask  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        print(f"Cannot ask: {error.name} is not installed. Use make run, which installs it.", file=sys.stderr)
        return 1
    given = vars(arguments)
    if given["program"] is not None:
        name = given["program"].lower().replace("-", "_")
        if name not in list(Program):
            parser.error(f"--program: {given['program']!r} is none of {', '.join(Program)}")
        given["program"] = Program(name)
    if given["state"] is not None:
        given["state"] = given["state"].upper()
        if given["state"] not in STATES:
            parser.error(f"--state: {given['state']!r} is no postal code of a state, such as CA")
    given["as_of"] = given["as_of"] or datetime.now().astimezone().date()
    try:
        status = ask(Question(**given))
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is buffered is not tried again at exit
        return NOBODY_READS
    return status


if __name__ == "__main__":
    sys.exit(main())
