"""Log records are covered when they are made, so that no handler and no library's own writer sees an identifier."""

import logging
import traceback

from llm.privacy import covered


def mask_logs() -> None:
    """From now on every log record of this process is covered, whoever logs it and at whatever level.

    The message is put together at once, and a traceback is turned into text: an exception object kept in the record
    would give its words to any handler that asks. Calling it again changes nothing.
    """
    before = logging.getLogRecordFactory()
    if getattr(before, "covers", False):
        return

    def record(*args: object, **kwargs: object) -> logging.LogRecord:
        return _covered(before(*args, **kwargs))

    record.covers = True  # type: ignore[attr-defined]  # how it knows itself again
    logging.setLogRecordFactory(record)


def _covered(record: logging.LogRecord) -> logging.LogRecord:
    try:
        words = record.getMessage()
    except Exception:  # noqa: BLE001 - a log call with the wrong arguments must not stop the work that it tells of
        words = f"{record.msg} (with arguments that do not fit)"
    record.msg, record.args = covered(words), None
    if record.exc_info:
        kind, error, trace = record.exc_info
        lines = traceback.format_exception(kind, error, trace) if error else []
        record.exc_text, record.exc_info = covered("".join(lines).rstrip()), None
    return record
