"""Passages keep their words; what is plainly a table becomes one."""

import pytest

from reporting.quoted import PipeTable, Words, blocks


def test_paragraphs_and_a_table_stay_in_their_order() -> None:
    text = "Before it.\n\n| loan | months |\n|---|:--:|\n| FHA | 1 |\n| VA | |\n\nAfter it."
    assert blocks(text) == (
        Words("Before it."),
        PipeTable(("loan", "months"), (("FHA", "1"), ("VA", ""))),
        Words("After it."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "| FHA | 1 |\n| VA | 0 |",
        "| a | b |\n|---|\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |",
        "| a \\| b | c |\n|---|---|\n| 1 | 2 |",
        "| alone |",
    ],
    ids=["rows of a table cut off its head", "short rule", "long row", "escaped bar", "one line"],
)
def test_what_is_not_plainly_a_table_stays_text_to_the_letter(text: str) -> None:
    assert blocks(text) == (Words(text),)


def test_lines_keep_their_breaks_and_blank_lines_part_paragraphs() -> None:
    assert blocks("1. one\n2. two\n \nnext") == (Words("1. one\n2. two"), Words("next"))


def test_an_empty_passage_has_no_blocks() -> None:
    assert blocks("") == ()
