import pytest

from retrieval.tokens import tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12 CFR 1026.43(C)(2)", ["12", "cfr", "1026.43", "1026.43(c)", "1026.43(c)(2)"]),
        ("97.00%", ["97", "97%"]),
        ("97 percent", ["97", "97%"]),
        ("62.50 %", ["62.5", "62.5%"]),
        ("$832,750.00", ["832750"]),
        ("620-639", ["620", "639"]),
        ("HCLTVs and HcLTV", ["hcltv", "hcltv"]),
        ("CLTV/HCLTV", ["cltv", "hcltv"]),
        ("W-2s and W2", ["w2", "w2"]),
        ("Form 4506-C", ["form", "4506c", "4506"]),
        ("B3-6-02", ["b3602", "b3"]),
        ("2-4 units", ["2", "4", "unit"]),
        ("the borrower\u2019s taxes", ["borrower", "tax"]),
        ("losses, policies, bonuses, reserves", ["loss", "policy", "bonus", "reserve"]),
        ("not without", ["not", "without"]),
        ("of the and How can I", []),
        ("in IN or OR", ["in", "or"]),
        ("| --- |", []),
    ],
)
def test_what_an_examiner_types_is_a_word(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_regulation_sections_that_differ_in_a_zero_stay_apart() -> None:
    assert tokens("1026.40") != tokens("1026.4")
    assert tokens("section 4.10") != tokens("section 4.1")


def test_a_word_longer_than_an_index_entry_is_cut() -> None:
    assert tokens("x" * 5000) == ["x" * 100]
