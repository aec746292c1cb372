"""Bytes to text for the formats that are UTF-8 by definition (JSON, JSONL, CSV)."""

from lending.refused import Refused

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF_8 = "Save it as UTF-8 and read it again."


def decoded(data: bytes) -> str | Refused:
    """The text of UTF-8 bytes, with or without a byte order mark. Other encodings are named, never guessed."""
    if data.startswith(_UTF_16_MARKS) or _looks_like_utf_16(data):
        return Refused("is encoded as UTF-16", _SAVE_AS_UTF_8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Refused(
            f"is not UTF-8: byte {error.start + 1:,}, in line {line:,}, belongs to another encoding, perhaps Latin-1",
            _SAVE_AS_UTF_8,
        )
    if not text.strip():
        return Refused("is empty", "Send a file with at least one application.")
    return text


def _looks_like_utf_16(data: bytes) -> bool:
    """Without a mark UTF-16 shows by a zero byte in every other place of its ASCII beginning."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[0::2]) or not any(head[1::2]))  # noqa: PLR2004 - two characters of two bytes
