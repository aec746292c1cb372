"""Prints which model answers for which agent, in which trust zone, at what price. `--check` asks each of them."""

import argparse
import sys

from command_line import Parser, path, run


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Show which model answers for which agent, where it runs and what it costs.",
        epilog="Exit status: 0; 2 when --check does not reach a model; 1 when the routes cannot be used.",
    )
    parser.add_argument("--profile", metavar="NAME", help="embedded (default), local, dev or production")
    parser.add_argument("--routes", metavar="FILE", type=path, help="a routes file (default: llm/routes.toml)")
    parser.add_argument("--check", action="store_true", help="ask each model whether it could answer")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()

    def work() -> int:
        from reporting.routes import show_routes  # noqa: PLC0415 - imports that --help can spare

        return show_routes(arguments.profile, arguments.routes, check=arguments.check)

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
