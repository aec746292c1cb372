"""Reads policy files into the index that the agents cite from. `--help` says how."""

import argparse
import sys
from typing import TYPE_CHECKING

from command_line import Parser, path, run

if TYPE_CHECKING:
    from retrieval.documents import GivenMetadata


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        description="Read policies (PDF, DOCX, HTML, XML, Markdown, text) into the policy index.",
        epilog="The options from --effective-from to --state say what the files do not. Exit status: "
        "0 when all was read; 2 when some file could not be (the table says why, the others are in the index); 1 when "
        "nothing could be done.",
    )
    parser.add_argument("paths", nargs="*", type=path, metavar="PATH", help="file, or folder to search to the bottom")
    parser.add_argument("--effective-from", metavar="DATE", help="first day in force, as 2026-01-31")
    parser.add_argument("--effective-to", metavar="DATE", help="last day in force (default: no end is known)")
    parser.add_argument("--document", metavar="ID", help="such as credit-policy (default: the file's name)")
    parser.add_argument("--title", metavar="TITLE", help="(default: the first heading)")
    parser.add_argument("--version", metavar="VERSION", help="(default: the first day in force)")
    parser.add_argument("--program", nargs="+", default=[], metavar="PROGRAM", help="such as fha (default: all)")
    parser.add_argument("--state", nargs="+", default=[], metavar="STATE", help="postal codes (default: all)")
    parser.add_argument("--reembed", action="store_true", help="make the index anew with this profile's model")
    return parser


def _given(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> "GivenMetadata":
    from pydantic import ValidationError  # noqa: PLC0415 - imports that --help can spare

    from retrieval.documents import GivenMetadata  # noqa: PLC0415 - as above

    try:
        return GivenMetadata(
            document=arguments.document,
            title=arguments.title,
            version=arguments.version,
            effective_from=arguments.effective_from,
            effective_to=arguments.effective_to,
            programs=tuple(arguments.program),
            states=tuple(state.upper() for state in arguments.state),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).replace("_", "-").replace("programs", "program").replace("states", "state")
        parser.error(f"--{name} {first['input']}: {first['msg'].removeprefix('Value error, ')}")


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    if not arguments.paths and not arguments.reembed:
        parser.error("name a policy file or a folder of them (--reembed alone makes the index anew)")

    def work() -> int:
        from reporting.ingesting import Request, ingest  # noqa: PLC0415 - imports that --help can spare

        return ingest(Request(tuple(arguments.paths), _given(arguments, parser), reembed=arguments.reembed))

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
