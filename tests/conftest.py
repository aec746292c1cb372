"""Every test session has a data folder of its own, no key and no tracing, and leaves no server behind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import connect, embedded, paths

TEST_DATABASE_VARIABLE = "UNDERWRIGHT_TEST_DATABASE_URL"
FOREIGN_PREFIXES = ("LANGSMITH_", "LANGCHAIN_", "LANGGRAPH_", "OPENAI_", "AWS_", "OLLAMA_", "UNDERWRIGHT_")


@pytest.fixture(scope="session", autouse=True)
def data_folder() -> Iterator[Path]:
    """The session's data folder, one a worker under xdist, in the environment and away from the user's own.

    It is short, for the embedded server's socket, and its parents can be passed through, for the user that the server
    runs as where the tests run as root. The database is the embedded one unless `UNDERWRIGHT_TEST_DATABASE_URL` names
    another, which then has to be one that tests may fill.
    """
    folder = Path(tempfile.mkdtemp(prefix="underwright-", dir="/tmp"))
    with pytest.MonkeyPatch.context() as environment:
        test_database = os.environ.get(TEST_DATABASE_VARIABLE)
        for name in [name for name in os.environ if name.startswith(FOREIGN_PREFIXES)]:
            environment.delenv(name)
        environment.delenv("APP_ENV", raising=False)
        environment.setenv(paths.HOME_VARIABLE, str(folder))
        if test_database:
            environment.setenv(connect.URL_VARIABLE, test_database)
        else:
            environment.delenv(connect.URL_VARIABLE, raising=False)
        yield folder
        embedded.release(folder)
    shutil.rmtree(folder)
