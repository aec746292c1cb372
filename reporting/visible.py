"""What people read shows every character that could hide or reorder the others."""

import re

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(value: object) -> object:
    """Text with U+FFFD for every character that would hide or reorder what people read; other values as they are."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return value
