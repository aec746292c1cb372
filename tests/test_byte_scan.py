"""The scan that proves that nothing leaked finds what is there, wherever it is."""

from random import Random

import pytest

from byte_scan import found_in

LOOKED_FOR = ("Zorvikqua", "219-09-9999", "219099999", "12 Zorvik Lane")


@pytest.mark.parametrize("value", LOOKED_FOR)
@pytest.mark.parametrize("before", range(9))
def test_a_value_is_found_at_every_offset_and_at_both_ends(value: str, before: int) -> None:
    data = Random(before).randbytes(before) + value.upper().encode()
    assert value.lower() in found_in(data, LOOKED_FOR)
    assert value.lower() in found_in(data + b"\x00 and more", LOOKED_FOR)


def test_a_value_across_two_parts_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("byte_scan._PART", 64)
    for before in range(50, 80):
        assert found_in(b"." * before + b"zorvikqua" + b"." * 90, LOOKED_FOR) == ["zorvikqua"]


def test_what_is_not_there_is_not_found() -> None:
    assert found_in(b"", LOOKED_FOR) == []
    assert found_in(b"zorvikqu 219-09-999 21909999", LOOKED_FOR) == []


def test_digits_of_a_hash_are_no_number_and_those_beside_one_are() -> None:
    assert found_in(b"sha256 aa219099999bcdef0123456789", LOOKED_FOR) == []
    assert found_in(b"account 219099999 of 0123456789abcdef0", LOOKED_FOR) == ["219099999"]


def test_what_is_too_short_to_prove_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="by chance"):
        found_in(b"", ["Ann"])
