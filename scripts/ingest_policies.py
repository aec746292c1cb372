"""Reads policy files into the index that the agents cite from. `--help` says how."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console

    from retrieval.corpus import FileOutcome
    from retrieval.documents import GivenMetadata

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C (SIGINT) has ended."""


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for a wrong option: 2 says that some file could not be read."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        description="Read policies (PDF, DOCX, HTML, XML, Markdown, text) into the policy index.",
        epilog="The options from --effective-from to --state say what the files do not. Exit status: "
        "0 when all was read; 2 when some file could not be (the table says why, the others are in the index); 1 when "
        "nothing could be done.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file, or folder to search to the bottom")
    parser.add_argument("--effective-from", metavar="DATE", help="first day in force, as 2026-01-31")
    parser.add_argument("--effective-to", metavar="DATE", help="last day in force (default: no end is known)")
    parser.add_argument("--document", metavar="ID", help="such as credit-policy (default: the file's name)")
    parser.add_argument("--title", metavar="TITLE", help="(default: the first heading)")
    parser.add_argument("--version", metavar="VERSION", help="(default: the first day in force)")
    parser.add_argument("--program", nargs="+", default=[], metavar="PROGRAM", help="such as fha (default: all)")
    parser.add_argument("--state", nargs="+", default=[], metavar="STATE", help="postal codes (default: all)")
    parser.add_argument("--reembed", action="store_true", help="first make the index anew with this profile's model")
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


async def _ingest(
    paths: Sequence[Path], given: "GivenMetadata", *, reembed: bool, console: "Console"
) -> "tuple[FileOutcome, ...]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from llm.routes import selected_profile  # noqa: PLC0415 - imports that --help can spare
    from retrieval.embedders.registry import embedder_for  # noqa: PLC0415 - as above
    from retrieval.policy_files import Stage, ingest_paths  # noqa: PLC0415 - as above
    from retrieval.reembed import reembed as embed_again  # noqa: PLC0415 - as above
    from storage.database import open_database  # noqa: PLC0415 - as above

    embedder = embedder_for(selected_profile())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    tasks = {stage: bar.add_task(stage.capitalize(), total=None, visible=False) for stage in ("reading", "embedding")}

    def progress(stage: Stage, done: int, total: int) -> None:
        bar.update(tasks[stage], completed=done, total=total, visible=True)

    async with open_database() as database:
        if reembed:
            console.print("Making the index anew with", embedder.name, highlight=False)
            await embed_again(database, embedder)
        with bar:
            return await ingest_paths(database, paths, embedder, given=given, progress=progress)


def _print(outcomes: "Sequence[FileOutcome]") -> None:
    from rich.console import Console  # noqa: PLC0415 - imports that --help can spare
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table("file", "document", "outcome", "passages", "embedded", "remark", box=None, pad_edge=False)
    for column in (3, 4):
        table.columns[column].justify = "right"
    styles = {"failed": "red", "added": "green", "replaced": "green"}
    for done in outcomes:
        label = f"{done.document}@{done.version}" if done.document else ""
        counts = [str(count) if done.passages else "" for count in (done.passages, done.embedded)]
        outcome = Text(done.change, style=styles.get(done.change, ""))
        table.add_row(Text(done.file, overflow="fold"), Text(label, overflow="fold"), outcome, *counts, Text(done.note))
    console = Console()
    console.print(table)
    failed = sum(done.change == "failed" for done in outcomes)
    passages = sum(done.passages for done in outcomes)
    embedded = sum(done.embedded for done in outcomes)
    console.print(
        f"{len(outcomes)} files, {failed} of them not read; {passages} passages written, {embedded} of them embedded.",
        highlight=False,
    )


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the rooms of this checkout, whatever is installed
    try:
        from rich.console import Console  # noqa: PLC0415 - as above

        from retrieval.embedders.models import EmbeddingRouteError  # noqa: PLC0415 - as above
        from retrieval.embedding import EmbedderUnavailableError  # noqa: PLC0415 - as above
        from retrieval.index import PolicyIndexError  # noqa: PLC0415 - as above
        from storage.errors import StorageError  # noqa: PLC0415 - as above

        given = _given(arguments, parser)
        errors = Console(stderr=True)
        try:
            outcomes = asyncio.run(_ingest(arguments.paths, given, reembed=arguments.reembed, console=errors))
        except (PolicyIndexError, EmbedderUnavailableError, EmbeddingRouteError, StorageError) as error:
            hint = " The option --reembed does that." if isinstance(error, PolicyIndexError) else ""
            print(f"{error}{hint}", file=sys.stderr)
            return 1
        if outcomes:
            _print(outcomes)
    except KeyboardInterrupt:
        print("Stopped. What was written until then is whole.", file=sys.stderr)
        return INTERRUPTED
    except ModuleNotFoundError as error:
        print(f"Cannot run: {error.name} is not installed. Use make run, which installs it.", file=sys.stderr)
        return 1
    if not outcomes:
        print("There is no file at these paths. Name a policy file or a folder of them.", file=sys.stderr)
        return 1
    return 2 if any(done.change == "failed" for done in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
