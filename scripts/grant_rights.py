"""Gives a database role the rights to underwrite, and none to change a record. `--help` tells more."""

import argparse
import sys

from command_line import Parser, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Give a role of the database that DATABASE_URL names (as its owner) the rights to underwrite: to "
        "read, to add records and ledger entries, and to change none of them. The tables must be there: open a "
        "pipeline as the owner once.",
        epilog="Exit status: 0 where the role has these rights and no others, 1 where they cannot be given.",
    )
    parser.add_argument("role", metavar="ROLE", help="a role that owns no table")
    return parser.parse_args()


def main() -> int:
    role = _arguments().role

    def work() -> int:
        from reporting.granting import grant  # noqa: PLC0415 - imports that --help can spare

        return grant(role)

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
