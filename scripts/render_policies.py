"""Writes the policy manual as PDF, DOCX and HTML. `--help` says how."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("pdf", "docx", "html")


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for a wrong option: 2 says that some file could not be rendered."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def _arguments() -> argparse.Namespace:
    parser = _Parser(
        description="Write policies, given in Markdown, as files that people open.",
        epilog="Exit status: 0 when all was written; 2 when some file could not be (each is named on stderr, the "
        "others are written); 1 when nothing was written.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="Markdown file or folder of such files (default: the policy manual, data/policies)",
    )
    parser.add_argument(
        "--out",
        type=Path,
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
    sys.path[0] = str(ROOT)  # the rooms of this checkout, whatever is installed
    try:
        from retrieval.rendering.render import render_files  # noqa: PLC0415 - imports that --help can spare

        written = failed = 0
        for done in render_files(arguments.paths or [ROOT / "data" / "policies"], arguments.out, arguments.format):
            if done.target is None:
                failed += 1
                print(done.problem, file=sys.stderr)
            else:
                written += 1
                print(done.target)
    except OSError as error:
        print(f"Cannot write: {error.filename or arguments.out}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(f"Cannot run: {error.name} is not installed. Use make run, which installs it.", file=sys.stderr)
        return 1
    if not written:
        print("Nothing was written.", file=sys.stderr)
        return 1
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
