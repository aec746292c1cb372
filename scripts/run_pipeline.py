"""Underwrites applications: reads files and folders, shows and writes the decisions. `--help` lists the options."""

import argparse
import sys

from command_line import Parser, day, path, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Underwrite mortgage applications: seven agents, one cited decision for each application.",
        epilog="Exit status: 0 when every application got an outcome; 2 when some input could not be read or an "
        "application got no outcome (each is named on stderr, the others are written); 1 when nothing can be run "
        "or written.",
    )
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=path,
        help="file or folder of applications (JSON, JSONL, CSV, MISMO XML); none: the samples in data/applications",
    )
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help="which models answer: embedded (default, no key and no network), local, dev or production",
    )
    json_help = "write one JSON object a line to FILE, or to stdout for -"
    parser.add_argument("--json", metavar="FILE", type=path, help=json_help)
    parser.add_argument("--report", metavar="DIR", type=path, help="write one HTML page for each application into DIR")
    parser.add_argument(
        "--notices",
        metavar="DIR",
        type=path,
        help="write the notices that are owed (adverse action, counteroffer, incompleteness) into DIR as text, HTML "
        "and PDF; they name the applicants",
    )
    parser.add_argument(
        "--notice-date", metavar="YYYY-MM-DD", type=day, help="the day that the notices bear (default: today)"
    )
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--resume",
        action="store_true",
        help="go on where an earlier run of the same input stopped: what was interrupted goes on at the agent that was "
        "at work, what has a result is told again, the rest is begun; so do interrupted runs of other input that had "
        "passed intake",
    )
    again.add_argument(
        "--key", metavar="KEY", help="a name for this batch: what is submitted twice under it is run once"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but problems")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()

    def work() -> int:
        from reporting.command import Request, underwrite  # noqa: PLC0415 - seconds of imports, which --help can spare

        return underwrite(Request(**{**vars(arguments), "paths": tuple(arguments.paths)}))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
