"""Writes applications of any known format as MISMO 3.4 XML or as JSON. `--help` says how."""

import argparse
import sys

from command_line import Parser, path, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Write loan applications of any known format as a MISMO 3.4 message or as JSON.",
        epilog="Exit status: 0 when every application was written; 2 when some could not be read (each is named on "
        "stderr, the others are written); 1 when nothing was written.",
    )
    parser.add_argument("source", metavar="IN", type=path, help="file or folder (JSON, JSONL, CSV, MISMO XML)")
    parser.add_argument(
        "target",
        metavar="OUT",
        nargs="?",
        type=path,
        help="file to write, which ends in .xml, .mismo or .json and is not there yet; none: to stdout, JSON of a "
        "MISMO file and MISMO of every other",
    )
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()

    def work() -> int:
        from reporting.conversion import convert  # noqa: PLC0415 - imports that --help can spare

        return convert(arguments.source, arguments.target)

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
