"""Checks the ledger of examination records, from the database or from an export. `--help` lists the options."""

import argparse
import sys

from command_line import Parser, path, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Check that no examination record was altered, taken out, added or moved; name the first bad.",
        epilog="Exit status: 0 where everything holds, 2 where something does not, 1 where nothing can be checked.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", type=path, help="an export, in place of the database")
    parser.add_argument("--public-key", metavar="PEM", type=path, help="the key by which the head must be signed")
    anchor_help = "a head that was written earlier and must still lie in the chain (may be given more than once)"
    parser.add_argument("--anchor", metavar="FILE", type=path, action="append", default=[], help=anchor_help)
    parser.add_argument(
        "--write-anchor", metavar="FILE", type=path, help="keep the head, where all holds; put it elsewhere"
    )
    parser.add_argument(
        "--export", metavar="FILE", type=path, help="write the whole ledger with its records, as JSON lines"
    )
    arguments = parser.parse_args()
    if arguments.file and arguments.export:
        parser.error("--export reads the database: leave FILE out")
    return arguments


def main() -> int:
    asked = vars(_arguments())

    def work() -> int:
        from reporting.ledger_check import Verification, verify  # noqa: PLC0415 - imports that --help can spare

        return verify(Verification(anchors=tuple(asked.pop("anchor")), **asked))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
