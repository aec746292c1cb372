"""The commands as people run them: the real scripts, in processes of their own."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
SECONDS = 120


def script(name: str, *options: str, status: int = 0, folder: Path | None = None) -> tuple[str, str]:
    """What the command says on stdout and on stderr; it has to end with that status."""
    done = subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, str(SCRIPTS / name), *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout, done.stderr
