"""Writes applications of any known format as MISMO 3.4 XML or as JSON. `--help` says how."""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

INTERRUPTED = 130
NOBODY_READS = 141
"""What a shell reports for a program that Ctrl-C (SIGINT) or a closed pipe (SIGPIPE) has ended."""


class _Parser(argparse.ArgumentParser):
    """Exits with 1 for a wrong option: 2 says that something was written and some input could not be read."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def _path(name: str) -> Path:
    """An empty name, such as that of a shell variable that is not set, would mean the current folder."""
    if not name:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(name)


def _arguments() -> argparse.Namespace:
    parser = _Parser(
        description="Write loan applications of any known format as a MISMO 3.4 message or as JSON.",
        epilog="Exit status: 0 when every application was written; 2 when some could not be read (each is named on "
        "stderr, the others are written); 1 when nothing was written.",
    )
    parser.add_argument("source", metavar="IN", type=_path, help="file or folder (JSON, JSONL, CSV, MISMO XML)")
    parser.add_argument(
        "target",
        metavar="OUT",
        nargs="?",
        type=_path,
        help="file to write, which ends in .xml, .mismo or .json and is not there yet; none: to stdout, JSON of a "
        "MISMO file and MISMO of every other",
    )
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the rooms of this checkout, whatever is installed
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as >&- does
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
    try:
        from reporting.conversion import convert  # noqa: PLC0415 - imports that --help can spare

        return convert(arguments.source, arguments.target)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is buffered is not tried again at exit
        return NOBODY_READS
    except ModuleNotFoundError as error:
        print(f"Cannot run: {error.name} is not installed. Use make run, which installs it.", file=sys.stderr)
        return 1
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"Cannot go on: {error.strerror or error}. Look where the output goes.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
