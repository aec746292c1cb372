import pytest

from policy_reading import GIVEN, kinds
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.readers.text import read_text

TEXT = """Credit Policy
=============

1. Scope

This policy holds for
all loans.

1.1 Who decides

Underwriters do:
 - on scores
   and debts
 (a) on assets

2.5 percent of the price is paid at closing, and no more
than that.

EXCEPTIONS

None.
"""


def read(text: str) -> list[tuple[str, str]]:
    return kinds(read_text(text.encode(), "credit.txt", GIVEN))


def test_numbered_underlined_and_capital_lines_are_headings() -> None:
    assert read(TEXT) == [
        ("heading", "Credit Policy"),
        ("heading", "1. Scope"),
        ("prose", "This policy holds for\nall loans."),
        ("heading", "1.1 Who decides"),
        ("prose", "Underwriters do:"),
        ("item", "- on scores\n   and debts"),
        ("item", "(a) on assets"),
        ("prose", "2.5 percent of the price is paid at closing, and no more\nthan that."),
        ("heading", "EXCEPTIONS"),
        ("prose", "None."),
    ]
    blocks = read_text(TEXT.encode(), "credit.txt", GIVEN).blocks
    headings = [(block.level, block.number) for block in blocks if block.kind == "heading"]
    assert headings == [(1, None), (2, "1"), (3, "1.1"), (2, None)]


def test_a_list_of_numbers_is_no_row_of_headings() -> None:
    assert [kind for kind, _ in read("Needed are\n1. a letter\n2. a deed\n")] == ["prose", "item", "item"]


def test_a_short_first_line_alone_is_the_title() -> None:
    assert read("Gift policy\n\nWords.\n")[0] == ("heading", "Gift policy")
    assert read("Gifts are allowed.\n\nWords.\n")[0][0] == "prose"
    assert read("First words\ngo on.\n")[0][0] == "prose"


def test_form_feeds_are_pages() -> None:
    document = read_text(b"1 One\n\nFirst.\n\x0c\n2 Two\n\nSecond.\n", "credit.txt", GIVEN)
    assert len(document.page_starts) == 2
    assert document.text[document.page_starts[1] :].split() == ["2", "Two", "Second."]


def test_front_matter_counts_and_utf_16_is_read() -> None:
    text = "---\ndocument: credit-policy\neffective_from: 2025-06-01\n---\nWords.\n"
    document = read_text(text.encode("utf-16"), "credit.txt", GivenMetadata())
    assert (document.label, kinds(document)) == ("credit-policy@2025-06-01", [("prose", "Words.")])


@pytest.mark.parametrize(("content", "told"), [(b"caf\xe9", "not UTF-8"), (b"", "empty"), (b" \n", "no words")])
def test_a_file_that_cannot_be_read_is_told(content: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=rf"credit\.txt: .*{told}"):
        read_text(content, "credit.txt", GIVEN)
