"""Asks the policy manual a question and prints the passages that answer it. `--help` lists the options."""

import argparse
import sys
from datetime import datetime

from command_line import Parser, count, day, path, run


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        description="Ask the policy manual, as it was in force on a day.",
        epilog="Exit status: 0 where the manual answers, 3 where it does not seem to (insufficient context), 1 where "
        "nothing could be asked.",
    )
    parser.add_argument("question", help="in your own words, in quotes")
    parser.add_argument("--as-of", metavar="DATE", type=day, help="the day, as 2026-01-31 (default: today)")
    parser.add_argument("--program", help="leave out what is for other loan programs only, such as fha")
    parser.add_argument("--state", help="leave out what is for other states only, such as CA")
    parser.add_argument("--limit", metavar="N", type=count, default=5, help="passages at most (default: 5)")
    parser.add_argument(
        "--budget", metavar="TOKENS", type=count, default=800, help="quote no more than this (default: 800)"
    )
    parser.add_argument("--explain", action="store_true", help="show every stage's rank and score")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--html", metavar="FILE", type=path, help="write a page that marks what was found")
    parser.add_argument("--profile", metavar="NAME", help="embedded (default), local, dev or production")
    return parser


def main() -> int:
    parser = _parser()
    given = vars(parser.parse_args())
    given["as_of"] = given["as_of"] or datetime.now().astimezone().date()

    def work() -> int:
        from lending.program import Program  # noqa: PLC0415 - seconds of imports, which --help can spare
        from lending.tables.states import STATES  # noqa: PLC0415 - as above
        from reporting.asking import Question, ask  # noqa: PLC0415 - as above

        if given["program"] is not None:
            name = given["program"].lower().replace("-", "_")
            if name not in list(Program):
                parser.error(f"--program: {given['program']!r} is none of {', '.join(Program)}")
            given["program"] = Program(name)
        if given["state"] is not None:
            given["state"] = given["state"].upper()
            if given["state"] not in STATES:
                parser.error(f"--state: {given['state']!r} is no postal code of a state, such as CA")
        return ask(Question(**given))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
