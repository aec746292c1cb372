"""Derives past decisions again and runs them again from their records. `--help` lists the options."""

import argparse
import sys

from command_line import Parser, path, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Derive past decisions again by the rules that made them, and run them again from their records: "
        "no model, no key, no network. Or tell what would be decided otherwise today.",
        epilog="Exit status: 0 where nothing differs; 2 where something does, or cannot be run again; 1 where nothing "
        "can be read.",
    )
    parser.add_argument("name", nargs="?", metavar="ID", help="a run or an application, or how its name begins")
    parser.add_argument("--all", action="store_true", help="every run that the ledger tells of")
    from_help = "an exported ledger (verify_ledger.py --export), in place of the database"
    parser.add_argument("--from", dest="file", metavar="FILE", type=path, help=from_help)
    parser.add_argument(
        "--against-current", action="store_true", help="what today's rules and policies would decide differently"
    )
    models_help = "with --against-current: ask today's models too, which costs what a run costs"
    parser.add_argument("--models", action="store_true", help=models_help)
    parser.add_argument("--profile", metavar="NAME", help="with --against-current: whose models and whose search")
    parser.add_argument(
        "--json", metavar="FILE", type=path, help="write one JSON object a run to FILE, or - for stdout"
    )
    arguments = parser.parse_args()
    if bool(arguments.name) == arguments.all:
        parser.error("name a run or an application, or say --all")
    if not arguments.against_current and (arguments.models or arguments.profile):
        parser.error("--models and --profile go with --against-current")
    return arguments


def main() -> int:
    asked = vars(_arguments())
    del asked["all"]

    def work() -> int:
        from reporting.replaying import ReplayRequest, run_again  # noqa: PLC0415 - imports that --help can spare

        return run_again(ReplayRequest(**asked))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
