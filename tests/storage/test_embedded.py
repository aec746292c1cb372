"""The embedded server's life, in a data folder apart: what starts it, who shares it, what ends it."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from storage import embedded, launch, paths, postmaster
from storage.errors import StorageError

USER_OF_THE_SERVER = """
import sys
from pathlib import Path
from storage import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    """A data folder whose server is stopped before and after each test."""
    yield made.resolve()
    embedded.release(made)
    assert until(lambda: not runs(made))


def until(happened: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def runs(home: Path) -> bool:
    server = postmaster.read(home / "postgres")
    return server is not None and postmaster.is_listening(home / "postgres", server)


def server_pid(home: Path) -> int:
    server = postmaster.read(home / "postgres")
    assert server is not None
    return server.pid


def user_process(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", USER_OF_THE_SERVER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(embedded.__file__).parents[1],
    )


def url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate("done\n", timeout=30)
    assert process.returncode == 0


def scalar(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def test_two_processes_that_start_together_share_one_server_and_the_last_one_stops_it(home: Path) -> None:
    first, second = user_process(home), user_process(home)
    url = url_of(first)
    assert url == url_of(second)
    finish(first)
    assert scalar(url, "SELECT 1") == 1
    finish(second)
    assert not runs(home)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_is_killed_leaves_no_server_behind(home: Path, ending: signal.Signals) -> None:
    process = user_process(home)
    assert url_of(process)
    assert runs(home)
    process.send_signal(ending)
    process.communicate(timeout=30)
    assert until(lambda: not runs(home))


def test_a_process_that_is_killed_does_not_take_the_server_from_another(home: Path) -> None:
    first = user_process(home)
    url = url_of(first)
    assert embedded.start(home) == url
    first.kill()
    first.communicate(timeout=30)
    time.sleep(0.3)
    assert scalar(url, "SELECT 1") == 1


def test_a_killed_server_is_started_again_with_all_that_was_committed(home: Path) -> None:
    url = embedded.start(home)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed = server_pid(home)
    os.kill(killed, signal.SIGKILL)
    assert embedded.start(home) == url
    assert server_pid(home) != killed
    assert scalar(url, "SELECT answer FROM kept") == 42


def test_a_pid_file_that_names_another_program_is_not_believed_and_that_program_is_not_harmed(home: Path) -> None:
    embedded.start(home)
    os.kill(server_pid(home), signal.SIGKILL)
    assert until(lambda: not runs(home))
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    pid_file = home / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))
    assert postmaster.stop(home / "postgres")
    assert scalar(embedded.start(home), "SELECT 1") == 1
    assert bystander.poll() is None
    bystander.communicate(b"\n", timeout=30)


def test_a_half_made_data_directory_is_made_anew() -> None:
    fresh = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    try:
        unfinished = fresh / "postgres.new"
        unfinished.mkdir()
        (unfinished / "PG_VERSION").write_text("18\n")
        assert scalar(embedded.start(fresh), "SELECT 1") == 1
        assert not unfinished.exists()
    finally:
        embedded.release(fresh)
        shutil.rmtree(fresh)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "postgres" / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(launch.LaunchError, match="not empty"):
        launch.launch(tmp_path, tmp_path / "postgres")
    assert kept.read_text() == "mine"


def test_the_environment_is_what_it_was_and_a_missing_locale_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "xx_YY.UTF-8")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/4711")
    fresh = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    before = dict(os.environ)
    try:
        url = embedded.start(fresh)
        assert dict(os.environ) == before
        assert scalar(url, "SELECT lower('ÅÉÖ')") == "åéö"
    finally:
        embedded.release(fresh)
        shutil.rmtree(fresh)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_as_root_the_folders_above_are_opened_for_passing_through_and_no_further() -> None:
    top = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    home = top / "private" / "data"
    home.mkdir(parents=True, mode=0o700)
    (top / "private").chmod(0o700)
    try:
        assert scalar(embedded.start(home), "SELECT 1") == 1
        assert stat.S_IMODE((top / "private").stat().st_mode) == 0o711
    finally:
        embedded.release(home)
        shutil.rmtree(top)


def test_a_data_folder_may_have_spaces_and_quotes_in_its_path() -> None:
    """As macOS has it: a user's data lie in `Library/Application Support`."""
    top = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    home = top / "Robin's Application Support"
    home.mkdir()
    try:
        assert scalar(embedded.start(home), "SELECT 1") == 1
        assert embedded.start(home) == embedded.start(home)
    finally:
        embedded.release(home)
        shutil.rmtree(top)


def test_a_path_too_long_for_a_socket_is_refused_with_the_remedy(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    with pytest.raises(StorageError, match=f"too long.*{paths.HOME_VARIABLE}"):
        embedded.start(long)


def test_a_server_that_cannot_start_says_why_and_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.start(home)
    embedded.release(home)
    version = home / "postgres" / "PG_VERSION"
    good = version.read_text()
    version.write_text("17\n")
    monkeypatch.setattr(embedded, "_START_SECONDS", 0.2)
    try:
        with pytest.raises(StorageError, match=r"(?s)[Mm]ismatch.*log is.*UNDERWRIGHT_HOME.*DATABASE_URL"):
            embedded.start(home)
    finally:
        version.write_text(good)


def test_a_data_folder_that_was_removed_under_a_running_server_is_made_anew() -> None:
    fresh = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    try:
        embedded.start(fresh)
        orphan = server_pid(fresh)
        shutil.rmtree(fresh)
        os.kill(orphan, signal.SIGINT)  # it would end by itself, at the next of its checks once a minute
        fresh.mkdir()
        assert scalar(embedded.start(fresh), "SELECT 1") == 1
        assert server_pid(fresh) != orphan
    finally:
        embedded.release(fresh)
        shutil.rmtree(fresh)
