"""Whatever is logged, by whomever and at whatever level, holds no identifier."""

import io
import logging
from collections.abc import Iterator

import pytest

from llm.logs import mask_logs
from llm.privacy import Kind, Vault, protecting

LOG = logging.getLogger("some.library")
NAME, SSN = "Quillfeather", "219-09-9999"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    unmasked = logging.getLogRecordFactory()
    mask_logs()
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(logging.NOTSET)
        logging.setLogRecordFactory(unmasked)


def test_message_arguments_and_traceback_are_covered(written: io.StringIO) -> None:
    vault = Vault()
    vault.tokenise(Kind.NAME, NAME)
    try:
        float(f"no {NAME.upper()} with {SSN}")
    except ValueError:
        with protecting(vault):
            LOG.exception("asked for %s and %r", NAME, {"ssn": SSN})
    told = written.getvalue()
    assert told.startswith("asked for [[NAME_1]] and {'ssn': '[SSN]'}\nTraceback")
    assert "'no [[NAME_1]] with [SSN]'" in told
    assert NAME not in told
    assert SSN not in told


def test_a_call_with_the_wrong_arguments_is_told_and_stops_nothing(written: io.StringIO) -> None:
    LOG.warning("%s and %s", SSN)  # noqa: PLE1206 - that is the case
    assert written.getvalue() == "%s and %s (with arguments that do not fit)\n"


def test_asking_twice_covers_once(written: io.StringIO) -> None:
    factory = logging.getLogRecordFactory()
    mask_logs()
    assert logging.getLogRecordFactory() is factory
    LOG.info("as it is: %d of %s", 3, "5")
    assert written.getvalue() == "as it is: 3 of 5\n"
