"""Tells the story of a run from the records and checkpoints of the database. `--help` lists the options."""

import argparse
import sys

from command_line import Parser, path, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Tell the story of a run: who did what when, which models were asked, what it led to and cost.",
        epilog="Exit status: 0 where a run was told, 2 where no run has this name, 1 where nothing can be read.",
    )
    parser.add_argument(
        "name",
        metavar="ID",
        help="a run (thread_id), an application (then its newest run), or the beginning of either",
    )
    json_help = "write one JSON object to FILE beside the story, or to stdout in its place for -"
    parser.add_argument("--json", metavar="FILE", type=path, help=json_help)
    html_help = "write a page of the run to FILE: timeline, agents, passages, what models were asked and what they said"
    parser.add_argument("--html", metavar="FILE", type=path, help=html_help)
    diff_help = "tell in which ways the run ID2 came to something else, in place of the story"
    parser.add_argument("--diff", metavar="ID2", help=diff_help)
    parser.add_argument("--records", action="store_true", help="give every version of the examination record in full")
    arguments = parser.parse_args()
    if arguments.diff is not None and (arguments.json or arguments.html or arguments.records):
        parser.error("--diff tells two runs apart and goes with none of the others")
    return arguments


def main() -> int:
    arguments = _arguments()

    def work() -> int:
        from reporting.inspecting import Inspection, inspect  # noqa: PLC0415 - seconds of imports, spared by --help

        return inspect(Inspection(**vars(arguments)))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
