"""What a model is given is exact, fits, and stands where a model reads it best."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.context import Context, about_tokens, build_context
from retrieval.passage import Passage

RARITY = {"gift": 3.0, "donor": 2.0, "reserve": 1.0}
TABLE = "| program | lowest score |\n|---|---|\n| conventional | 620 |\n| FHA | 580 |\n| VA | none |"


def passage(text: str, name: str = "1", start: int = 0) -> Passage:
    return Passage(
        passage_id=f"gift-policy@2026.1#{name}",
        document="gift-policy",
        title="Gift Policy",
        version="2026.1",
        effective_from=date(2026, 1, 1),
        effective_to=None,
        section_path=(f"{name} Gifts",),
        start=start,
        end=start + len(text),
        text=text,
        text_sha256="0" * 64,
    )


def quoted(context: Context) -> list[str]:
    return [quote.text for entry in context.passages for quote in entry.quotes]


def build(query: str, *texts: str, budget: int = 1000, rarity: Mapping[str, float] = RARITY) -> Context:
    return build_context(query, [passage(text, str(number)) for number, text in enumerate(texts, 1)], budget, rarity)


def test_the_sentence_that_speaks_to_the_question_is_kept_where_not_all_fit() -> None:
    text = "Funds must be seasoned. A gift has a donor. Papers are kept."
    context = build("who is the donor of a gift", text, budget=about_tokens("A gift has a donor."))
    assert quoted(context) == ["A gift has a donor."]
    assert context.tokens == 5
    assert context.passages[0].text == "[...]\nA gift has a donor.\n[...]"


def test_a_rare_word_of_the_question_weighs_more_than_a_common_one() -> None:
    text = "The reserve is two months. The gift is one sum."
    assert quoted(build("gift or reserve", text, budget=6)) == ["The gift is one sum."]
    common = {"gift": 0.1, "reserve": 2.0}
    assert quoted(build("gift or reserve", text, budget=7, rarity=common)) == ["The reserve is two months."]


def test_of_two_equal_sentences_that_of_the_better_passage_is_kept() -> None:
    context = build("gift", "A gift is money.", "A gift is money.", budget=4)
    assert [(entry.rank, entry.passage.passage_id) for entry in context.passages] == [(1, "gift-policy@2026.1#1")]


def test_a_shorter_sentence_goes_before_a_longer_one_that_says_as_much() -> None:
    long = "A gift counts if all of the many papers that this chapter names are there and were signed before closing."
    assert quoted(build("gift", f"{long} A gift counts.", budget=about_tokens(long))) == ["A gift counts."]


def test_what_fits_whole_stays_whole_and_in_its_own_order() -> None:
    text = "Papers are kept.\n\nA gift has a donor. Funds must be seasoned."
    (entry,) = build("gift", text).passages
    assert [quote.text for quote in entry.quotes] == [
        "Papers are kept.",
        "A gift has a donor.",
        "Funds must be seasoned.",
    ]
    assert entry.text == text


def test_a_row_comes_with_the_head_of_its_table() -> None:
    rows = TABLE.splitlines()
    head = about_tokens(rows[0]) + about_tokens(rows[1])
    context = build("fha", TABLE, budget=head + about_tokens(rows[3]), rarity={"fha": 2.0})
    assert quoted(context) == [rows[0], rows[1], rows[3]]
    assert context.passages[0].text == f"{rows[0]}\n{rows[1]}\n[...]\n{rows[3]}\n[...]"
    too_small = build("fha", TABLE, budget=head + about_tokens(rows[3]) - 1, rarity={"fha": 2.0})
    assert rows[3] not in quoted(too_small)


def test_the_head_of_a_table_is_paid_for_once() -> None:
    context = build("fha or va", TABLE, rarity={"fha": 2.0, "va": 2.0})
    assert quoted(context) == TABLE.splitlines()
    assert context.tokens == sum(map(about_tokens, TABLE.splitlines()))


def test_a_second_table_has_a_head_of_its_own() -> None:
    second = "| state | days |\n|---|---|\n| TX | 12 |"
    rows = second.splitlines()
    context = build("tx", f"{TABLE}\n\n{second}", budget=sum(map(about_tokens, rows)), rarity={"tx": 2.0})
    assert quoted(context) == rows


def test_a_line_of_blanks_is_no_quote() -> None:
    assert quoted(build("gift", "A gift counts.\n   \nA donor signs.")) == ["A gift counts.", "A donor signs."]


def test_two_tables_with_words_between_them_have_a_head_each() -> None:
    second = "| state | days |\n|---|---|\n| TX | 12 |"
    rows = second.splitlines()
    text = f"{TABLE}\nThe days by state:\n{second}"
    assert quoted(build("tx", text, budget=sum(map(about_tokens, rows)), rarity={"tx": 2.0})) == rows


@pytest.mark.parametrize(
    ("count", "order"), [(1, [1]), (2, [1, 2]), (3, [1, 3, 2]), (4, [1, 3, 4, 2]), (5, [1, 3, 5, 4, 2])]
)
def test_the_best_passages_stand_first_and_last(count: int, order: list[int]) -> None:
    assert [entry.rank for entry in build("gift", *["A gift is money."] * count).passages] == order


def test_a_passage_of_which_nothing_fits_is_left_out_and_the_others_keep_their_rank() -> None:
    long = "A gift of a relative who lives with the borrower counts in full."
    context = build("gift", long, "A gift counts.", "Gifts.", budget=about_tokens("A gift counts.") + 2)
    assert sorted(entry.rank for entry in context.passages) == [2, 3]


def test_nothing_found_gives_an_empty_context() -> None:
    assert build("gift") == Context(passages=(), tokens=0)


def test_a_budget_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="budget of 0 tokens"):
        build("gift", "A gift counts.", budget=0)


def test_tokens_are_counted_as_the_caller_counts_them() -> None:
    context = build_context(
        "gift", [passage("A gift counts. A donor signs.")], 3, RARITY, lambda text: len(text.split())
    )
    assert (quoted(context), context.tokens) == (["A gift counts."], 3)


WORDS = st.sampled_from(
    ["gift", "donor", "a", "reserve", "Gifts", "620", "caf\u00e9", "\U0001f3e0", "\u00a7 2.3", "No."]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: " ".join(words).capitalize() + ".")
ROWS = st.lists(WORDS, min_size=1, max_size=3).map(lambda cells: f"| {' | '.join(cells)} |")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
TABLES = st.lists(ROWS, min_size=1, max_size=4).map(lambda rows: "\n".join((rows[0], "|---|", *rows[1:])))
TEXTS = st.lists(PARAGRAPHS | TABLES, min_size=1, max_size=4).map("\n\n".join)
QUERIES = st.lists(WORDS, max_size=4).map(" ".join)


@given(QUERIES, st.lists(TEXTS, max_size=5), st.integers(1, 120), st.integers(0, 9))
def test_quotes_are_exact_apart_and_never_more_than_the_budget(
    query: str, texts: Sequence[str], budget: int, start: int
) -> None:
    passages = [passage(text, str(number), start * number) for number, text in enumerate(texts, 1)]
    context = build_context(query, passages, budget, RARITY)
    assert context.tokens == sum(map(about_tokens, quoted(context))) <= budget
    for entry in context.passages:
        assert entry.passage == passages[entry.rank - 1]
        before = entry.passage.start
        for quote in entry.quotes:
            assert before <= quote.start < quote.end <= entry.passage.end
            inside = slice(quote.start - entry.passage.start, quote.end - entry.passage.start)
            assert quote.text == entry.passage.text[inside]
            assert quote.text.strip()
            assert (quote.passage_id, quote.text_sha256) == (entry.passage.passage_id, entry.passage.text_sha256)
            before = quote.end


@given(QUERIES, TABLES, st.integers(1, 60))
def test_no_row_stands_without_the_head_of_its_table(query: str, table: str, budget: int) -> None:
    kept = quoted(build(query, table, budget=budget))
    head = table.splitlines()[:2]
    assert not kept or kept[:2] == head


@given(QUERIES, st.lists(TEXTS, min_size=1, max_size=4))
def test_with_room_for_all_every_sentence_is_there(query: str, texts: Sequence[str]) -> None:
    context = build(query, *texts, budget=100_000)
    by_rank = {entry.rank: entry for entry in context.passages}
    for rank, text in enumerate(texts, 1):
        if not text.startswith("|"):  # a table may have a head and no row
            assert by_rank[rank].text.split()[0] == text.split()[0]
            assert "[...]" not in by_rank[rank].text or "|---|" in text
