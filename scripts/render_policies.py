"""Writes the policy manual as PDF, DOCX and HTML. `--help` says how."""

import argparse
import sys
from pathlib import Path

from command_line import Parser, path, run

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("pdf", "docx", "html")


def _arguments() -> argparse.Namespace:
    parser = Parser(
        description="Write policies, given in Markdown, as files that people open.",
        epilog="Exit status: 0 when all was written; 2 when some file could not be (each is named on stderr, the "
        "others are written); 1 when nothing was written.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=path,
        metavar="PATH",
        help="Markdown file or folder of such files (default: the policy manual, data/policies)",
    )
    parser.add_argument(
        "--out",
        type=path,
        default=Path("build/policies"),
        metavar="DIR",
        help="folder to write to (default: %(default)s)",
    )
    parser.add_argument(
        "--format",
        nargs="+",
        choices=FORMATS,
        default=list(FORMATS),
        metavar="FORMAT",
        help="pdf, docx, html (default: all)",
    )
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()

    def work() -> int:
        from retrieval.rendering.render import render_files  # noqa: PLC0415 - imports that --help can spare

        written = failed = 0
        try:
            for done in render_files(arguments.paths or [ROOT / "data" / "policies"], arguments.out, arguments.format):
                if done.target is None:
                    failed += 1
                    print(done.problem, file=sys.stderr)
                else:
                    written += 1
                    print(done.target)
        except BrokenPipeError:
            raise
        except OSError as error:
            print(f"Cannot write: {error.filename or arguments.out}: {error.strerror or error}.", file=sys.stderr)
            return 1
        if not written:
            print("Nothing was written.", file=sys.stderr)
            return 1
        return 2 if failed else 0

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
