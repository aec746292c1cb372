import traceback

import pytest

from storage import connect
from storage.errors import StorageError

SECRET = "s3cr3t-w0rd"  # noqa: S105 - made up, to be looked for  # pragma: allowlist secret


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{SECRET}@127.0.0.1:1/loans",
        f"postgresql://user:{SECRET}@no-such-host.invalid/loans",
        f"host=127.0.0.1 port=1 user=user password={SECRET} dbname=loans",
        f"postgresql://user:half@{SECRET}@127.0.0.1:1/loans",  # pragma: allowlist secret
        f"postgresql://user:{SECRET}/rest@127.0.0.1:1/loans",
        f"postgresql://user:12/{SECRET}@127.0.0.1:1/loans",
        f"postgresql://user:%zz{SECRET}@127.0.0.1:1/loans",  # pragma: allowlist secret
        f"mysql://user:{SECRET}@127.0.0.1/loans",
        f"sqlite:///{SECRET}.db",
        f"{SECRET}",
        f"postgresql://user:{SECRET}@127.0.0.1:port/loans",
    ],
)
def test_a_database_that_cannot_be_had_is_named_without_its_password(url: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL") as error:
        connect.connect(connect.normalise(url))
    assert SECRET not in "".join(traceback.format_exception(error.value))


def test_the_message_names_database_host_and_reason() -> None:
    with pytest.raises(StorageError) as error:
        connect.connect(connect.normalise(f"postgresql://user:{SECRET}@127.0.0.1:1/loans"))
    message = str(error.value)
    assert '"loans" at 127.0.0.1:1' in message
    assert "refused" in message
    assert "unset it to use the embedded Postgres" in message


def test_a_driver_suffix_from_another_library_is_dropped() -> None:
    assert connect.normalise("postgresql+psycopg://u@h/d") == "postgresql://u@h/d"
    assert (
        connect.normalise(" postgres://u:a%40b@h:5433/d ") == "postgres://u:a%40b@h:5433/d"  # pragma: allowlist secret
    )  # pragma: allowlist secret
