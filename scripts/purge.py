"""Destroys records that need not be kept any more, with proof in the ledger. `--help` lists the options."""

import argparse
import sys

from command_line import Parser, day, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Tell which runs need not be kept any more, and with --yes destroy their records, checkpoints and "
        "models' answers. The ledger keeps an entry for each, with the hashes of what was destroyed.",
        epilog="Exit status: 0 where that was done, 1 where nothing can be read or the database refuses.",
    )
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", type=day, help="the day that counts (default: today)")
    parser.add_argument("--yes", dest="destroy", action="store_true", help="destroy what is due")
    holds = parser.add_mutually_exclusive_group()
    holds.add_argument("--hold", metavar="APPLICATION", help="keep an application whatever its dates say")
    holds.add_argument("--lift", metavar="APPLICATION", help="lift such a hold")
    parser.add_argument("--reason", metavar="TEXT", help="why it is held, or not any more")
    arguments = parser.parse_args()
    holding = arguments.hold or arguments.lift
    if bool(holding) != bool(arguments.reason):
        parser.error("--hold and --lift need a --reason, and nothing else does")
    if holding and arguments.destroy:
        parser.error("--yes destroys what is due: place or lift holds first")
    return arguments


def main() -> int:
    asked = vars(_arguments())

    def work() -> int:
        from reporting.purging import PurgeRequest, retain  # noqa: PLC0415 - imports that --help can spare

        return retain(PurgeRequest(**asked))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
