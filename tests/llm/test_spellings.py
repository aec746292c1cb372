"""A vault knows its values again however a person or an export writes them, and takes no ordinary word for one."""

import pytest

from llm.privacy import Kind, Vault, covered, protecting

SPELLINGS: dict[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.NAME, "Quillfeather"): ("Quillfeather", "QUILLFEATHER", "quillfeather"),
    (Kind.NAME, "Maria José"): ("Maria José", "MARIA  JOSE", "Maria_Jose", "Maria Jose\u0301"),
    (Kind.NAME, "Li"): ("Li", "LI"),
    (Kind.SSN, "219-09-9999"): ("219-09-9999", "219099999", "219 09 9999", "219.09.9999", "219\u201109\u20119999"),
    (Kind.SSN, "219099999"): ("219-09-9999", "219099999"),
    (Kind.PHONE, "312-555-0199"): (
        "312-555-0199",
        "(312) 555-0199",
        "312.555.0199",
        "3125550199",
        "+1 312 555 0199",
        "1-312-555-0199",
    ),
    (Kind.ACCOUNT, "GX-40018822"): ("GX-40018822", "gx40018822", "GX 4001 8822", "40018822", "4001-8822"),
    (Kind.ACCOUNT, "7719"): ("7719",),
    (Kind.BIRTHDATE, "1985-06-05"): (
        "1985-06-05",
        "06/05/1985",
        "6/5/85",
        "June 5, 1985",
        "Jun. 5th, 1985",
        "5 June 1985",
        "5th of June, 1985",
        "19850605",
        "06051985",
        "date(1985, 6, 5)",
    ),
    (Kind.BIRTHDATE, "1990-09-12"): ("Sept. 12, 1990", "September 12 1990", "12.9.1990"),
    (Kind.ADDRESS, "12 Zorvik Street, Springfield, IL 62701"): (
        "12 Zorvik Street, Springfield, IL 62701",
        "12 zorvik street",
        "12 Zorvik St.",
        "12  ZORVIK ST",
    ),
    (Kind.ADDRESS, "48 Old Mill Ln"): ("48 Old Mill Ln", "48 Old Mill Lane"),
    (Kind.EMAIL, "t.quill@example.com"): ("t.quill@example.com", "T.Quill@Example.com"),
}

ORDINARY: dict[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.NAME, "An"): ("an account and another", "and"),
    (Kind.NAME, "Q"): ("question Q of the quiz",),
    (Kind.NAME, "Page"): ("the pages", "Pageant"),
    (Kind.SSN, "219-09-9999"): ("219-09-99990", "3219-09-9999"),
    (Kind.ACCOUNT, "77"): ("77 months",),
    (Kind.ADDRESS, "Springfield, IL 62701"): ("Springfield",),
    (Kind.BIRTHDATE, "1985-06-05"): ("1985-06-15", "2026-06-05", "16/5/1985"),
}


@pytest.mark.parametrize(
    ("kind", "value", "written"), [(*known, each) for known, all_ in SPELLINGS.items() for each in all_]
)
@pytest.mark.parametrize("around", ["{}", "I am {}.", "file_{}_copy", '{{"x":"{}"}}', "({})"])
def test_a_known_value_is_covered_in_every_spelling(kind: Kind, value: str, written: str, around: str) -> None:
    vault = Vault()
    token = vault.tokenise(kind, value)
    if kind is Kind.EMAIL and around.startswith("file_"):
        around = "file {}"  # an underscore may be part of an address
    assert vault.cover(around.format(written)).rstrip(".") == around.format(token).rstrip(".")


@pytest.mark.parametrize(
    ("kind", "value", "text"), [(*known, each) for known, all_ in ORDINARY.items() for each in all_]
)
def test_what_is_another_word_or_figure_stays(kind: Kind, value: str, text: str) -> None:
    vault = Vault()
    vault.tokenise(kind, value)
    assert vault.cover(text) == text


@pytest.mark.parametrize(
    "written", ["Robin Q. Sample", "Sample, Robin Q.", "R. Sample", "ROBIN Q SAMPLE", "robin_q_sample", "Robin  Sample"]
)
def test_a_middle_initial_goes_with_the_name(written: str) -> None:
    vault = Vault()
    first, last = vault.tokenise(Kind.NAME, "Robin"), vault.tokenise(Kind.NAME, "Sample")
    left = vault.cover(f"of {written}").replace(first, "").replace(last, "").replace(",", "")
    assert left.split() == ["of"]


def test_the_longer_of_two_values_is_covered_whole() -> None:
    vault = Vault()
    short, long = vault.tokenise(Kind.NAME, "Mill"), vault.tokenise(Kind.ADDRESS, "48 Mill Lane")
    assert vault.cover("Mill of 48 Mill Ln") == f"{short} of {long}"


def test_a_name_in_another_address_leaves_no_half_of_it() -> None:
    vault = Vault()
    vault.tokenise(Kind.NAME, "Robin")
    assert vault.cover("robin.smith@example.org") == "robin.smith@example.org"
    with protecting(vault):
        assert covered("robin.smith@example.org") == "[EMAIL]"


def test_inside_a_run_its_own_vault_covers_and_outside_all_that_are_alive() -> None:
    one, other = Vault(), Vault()
    one.tokenise(Kind.NAME, "Quillfeather")
    other.tokenise(Kind.NAME, "Zorvikqua")
    with protecting(one):
        assert covered("Quillfeather, Zorvikqua") == "[[NAME_1]], Zorvikqua"
    assert covered("Quillfeather, Zorvikqua") == "[[NAME_1]], [[NAME_1]]"
    del other
    assert covered("Zorvikqua") == "Zorvikqua"


def test_what_the_vault_learns_later_is_covered_from_then_on() -> None:
    vault = Vault()
    with protecting(vault):
        assert covered("Quillfeather") == "Quillfeather"
        vault.tokenise(Kind.NAME, "Quillfeather")
        assert covered("Quillfeather") == "[[NAME_1]]"
