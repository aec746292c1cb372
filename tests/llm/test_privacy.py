"""The vault gives back what it took and nothing else; the masker finds what was planted."""

import copy
import json
import pickle
import time
from datetime import date
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from llm.masking import is_plausible_ssn, passes_luhn
from llm.privacy import Kind, Vault, mask

kinds = st.sampled_from(Kind)
values = st.text(min_size=1)


class TestTheVault:
    @given(st.lists(st.tuples(kinds, values), max_size=20))
    def test_gives_back_every_value(self, taken: list[tuple[Kind, str]]) -> None:
        vault = Vault()
        for kind, value in taken:
            assert vault.restore(vault.tokenise(kind, value)) == value

    @given(kinds, values, values)
    def test_gives_the_same_value_the_same_token_and_another_another(self, kind: Kind, one: str, other: str) -> None:
        vault = Vault()
        first = vault.tokenise(kind, one)
        assert vault.tokenise(kind, one) == first
        assert (vault.tokenise(kind, other) == first) == (other == one)

    @given(st.lists(st.tuples(kinds, st.text("0123456789", min_size=4)), min_size=1), st.text("abc [].,\n"))
    def test_restores_a_whole_text(self, taken: list[tuple[Kind, str]], between: str) -> None:
        vault = Vault()
        text = between.join(vault.tokenise(kind, value) for kind, value in taken)
        assert vault.restore(text) == between.join(value for _, value in taken)

    def test_writes_tokens_that_say_what_they_stand_for(self) -> None:
        vault = Vault()
        assert vault.tokenise(Kind.NAME, "Ana Ortiz") == "[[NAME_1]]"
        assert vault.tokenise(Kind.NAME, "Luis Ortiz") == "[[NAME_2]]"
        assert vault.tokenise(Kind.SSN, "123-45-6789") == "[[SSN_1]]"

    def test_leaves_a_token_that_it_never_gave_out(self) -> None:
        vault = Vault()
        vault.tokenise(Kind.NAME, "Ana Ortiz")
        assert vault.restore("[[NAME_1]] and [[NAME_2]]") == "Ana Ortiz and [[NAME_2]]"

    def test_does_not_restore_inside_what_it_restored(self) -> None:
        vault = Vault()
        vault.tokenise(Kind.SSN, "123-45-6789")
        sly = vault.tokenise(Kind.NAME, "[[SSN_1]]")
        assert vault.restore(sly) == "[[SSN_1]]"

    def test_has_no_token_for_nothing(self) -> None:
        with pytest.raises(ValueError, match="empty"):
            Vault().tokenise(Kind.EMAIL, "")

    def test_shows_counts_only(self) -> None:
        vault = Vault()
        vault.tokenise(Kind.NAME, "Ana Ortiz")
        vault.tokenise(Kind.NAME, "Luis Ortiz")
        vault.tokenise(Kind.EMAIL, "ana@example.com")
        assert repr(vault) == str(vault) == f"{vault}" == "Vault(EMAIL: 1, NAME: 2)"

    def test_cannot_leave_memory(self) -> None:
        vault = Vault()
        vault.tokenise(Kind.SSN, "123-45-6789")
        for leave in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
            with pytest.raises(TypeError):
                leave(vault)
        assert not hasattr(vault, "__dict__")

    @pytest.mark.parametrize("with_pickle", [False, True])
    def test_cannot_slip_into_a_checkpoint(self, *, with_pickle: bool) -> None:
        vault = Vault()
        vault.tokenise(Kind.SSN, "123-45-6789")
        serializer = JsonPlusSerializer(pickle_fallback=with_pickle)
        with pytest.raises(TypeError):
            serializer.dumps_typed({"application": {"vault": vault}})

    def test_counts_right_when_several_threads_write(self) -> None:
        vault = Vault()

        def work(start: int) -> None:
            for number in range(200):
                vault.tokenise(Kind.ACCOUNT, str((number + start) % 200))

        threads = [Thread(target=work, args=(start,)) for start in (0, 50, 100, 150)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert repr(vault) == "Vault(ACCOUNT: 200)"
        assert {vault.restore(f"[[ACCOUNT_{number}]]") for number in range(1, 201)} == {str(n) for n in range(200)}


# what may stand around an identifier in a letter, a log line, a CSV row or JSON
before = st.sampled_from(
    ["", " ", "My number is ", "row: 7,", '{"value": "', "(", "see\n", "Ortiz;", "=", "input_value='"]
)
after = st.sampled_from(["", " ", ".", ", thanks", '"}', ")", "\nYours", ";x", "'"])

ssns = (
    st.tuples(st.integers(1, 899), st.integers(1, 99), st.integers(1, 9999))
    .filter(lambda parts: parts[0] != 666)
    .map(lambda parts: (f"{parts[0]:03}", f"{parts[1]:02}", f"{parts[2]:04}"))
)
separators = st.sampled_from(["-", " ", ".", "\u2011", "\u2013", "\u00a0"])


def with_check_digit(stem: str) -> str:
    return next(stem + digit for digit in "0123456789" if passes_luhn(stem + digit))


cards = st.sampled_from(["4", "51", "34", "6011"]).flatmap(
    lambda start: st.text("0123456789", min_size=15 - len(start), max_size=15 - len(start)).map(
        lambda rest: with_check_digit(start + rest)
    )
)
phones = st.tuples(st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999))


class TestTheMaskerFinds:
    @given(ssns, separators, before, after)
    def test_every_ssn_with_separators(
        self, ssn: tuple[str, str, str], separator: str, ahead: str, behind: str
    ) -> None:
        assert mask(ahead + separator.join(ssn) + behind) == f"{ahead}[SSN]{behind}"

    @given(ssns, before, after)
    def test_every_ssn_without_separators(self, ssn: tuple[str, str, str], ahead: str, behind: str) -> None:
        assert mask(ahead + "".join(ssn) + behind) == f"{ahead}[SSN]{behind}"

    @given(cards, st.sampled_from(["", " ", "-"]), before, after)
    def test_every_card_number(self, card: str, separator: str, ahead: str, behind: str) -> None:
        written = separator.join(card[start : start + 4] for start in range(0, 16, 4))
        assert mask(ahead + written + behind) == f"{ahead}[CARD]{behind}"

    @given(phones, st.sampled_from(["{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "{}{}{}"]), before, after)
    def test_every_phone_number(self, phone: tuple[int, int, int], form: str, ahead: str, behind: str) -> None:
        written = form.format(phone[0], phone[1], f"{phone[2]:04}")
        assert mask(ahead + written + behind) == f"{ahead}[PHONE]{behind}"

    @given(st.emails(), before, after)
    def test_every_email_address(self, email: str, ahead: str, behind: str) -> None:
        local = email.split("@", maxsplit=1)[0]
        masked = mask(f"{ahead} {email} {behind}")
        assert email not in masked
        assert "[EMAIL]" in masked
        assert f"{local}@" not in masked

    @given(
        st.dates(date(1905, 1, 1), date(2025, 1, 1)),
        st.sampled_from(["%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%B %d, %Y", "%d %b %Y", "%Y%m%d"]),
        st.sampled_from(
            ["born ", "DOB: ", "date of birth is ", '"birth_date": "', "Birthdate ", "borrower_birth_date="]
        ),
    )
    def test_every_date_of_birth_that_is_called_one(self, day: date, form: str, words: str) -> None:
        written = format(day, form)
        assert mask(f"{words}{written}") == f"{words}[BIRTHDATE]"

    @given(
        st.sampled_from(["account ", "Account number: ", "acct #", "routing no. ", "account ending in ", "IBAN "]),
        st.text("0123456789", min_size=4, max_size=17),
        after,
    )
    def test_every_account_number_that_is_called_one(self, words: str, number: str, behind: str) -> None:
        masked = mask(f"{words}{number}{behind}")
        assert number not in masked
        assert masked.startswith(words)

    @given(st.text("0123456789", min_size=10, max_size=34), before, after)
    def test_every_run_of_ten_digits_or_more(self, number: str, ahead: str, behind: str) -> None:
        assert number not in mask(ahead + number + behind)

    def test_a_card_number_that_follows_other_digits(self) -> None:
        assert mask("in 2025 4111 1111 1111 1111 25") == "in 2025 [CARD] 25"

    def test_an_ssn_that_a_spreadsheet_took_for_a_number(self) -> None:
        assert mask("ssn,123456789.0") == "ssn,[SSN].0"

    def test_a_routing_number_by_its_check_digit(self) -> None:
        assert mask("000000018") == "000000018"
        assert mask("666000022") == "666000022"
        assert mask("666000017") == "[ACCOUNT]"

    def test_foreign_phones_and_ibans(self) -> None:
        assert mask("+44 20 7946 0958") == "[PHONE]"
        assert mask("IBAN DE44500105175407324931") == "IBAN [ACCOUNT]"


class TestTheMaskerLetsStand:
    @pytest.mark.parametrize(
        "text",
        [
            "LTV 95.00, back-end DTI 43.12, reserves 6.0 months, 360 months at 6.875 percent",
            "income $12,345.67 a month, $450000000 or 450,000,000 or 450000000.00 in all",
            "closing 2026-01-02, rate locked 11/21/2026, score 742, ZIP 02139",
            "[[SSN_1]] lives at [[ADDRESS_2]] and banks with [[ACCOUNT_31]]",
            "thread 550e8400-e29b-41d4-a716-446655440000 at 2026-11-21T04:53:00.123456Z",
            "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "12 CFR 1026.43(e)(2)(vi), 0.123456789",
            "",
        ],
    )
    def test_figures_dates_tokens_and_digests(self, text: str) -> None:
        assert mask(text) == text

    @pytest.mark.parametrize("number", ["000 12 3456", "666 12 3456", "900 45 1234", "123 00 4567", "123 45 0000"])
    def test_what_was_never_issued_as_an_ssn(self, number: str) -> None:
        assert mask(number) == number

    @pytest.mark.parametrize(
        ("digits", "plausible"), [("900701234", True), ("999931234", False), ("899990001", True), ("001010001", True)]
    )
    def test_itins_are_plausible_and_other_numbers_above_899_are_not(self, digits: str, *, plausible: bool) -> None:
        assert is_plausible_ssn(digits) is plausible


class TestTheMasker:
    @given(
        st.lists(st.one_of(st.text(), ssns.map("-".join), cards, st.sampled_from(["ssn ", "dob ", "account ", "."])))
    )
    def test_changes_nothing_the_second_time(self, parts: list[str]) -> None:
        once = mask("".join(parts))
        assert mask(once) == once

    def test_does_not_take_its_own_label_for_a_word_before_a_number(self) -> None:
        assert mask("900-70-1234 123 00 4567") == "[SSN] 123 00 4567"

    def test_hides_whatever_is_written_like_an_ssn_with_hyphens(self) -> None:
        assert mask("000-12-3456 and 900-45-1234") == "[SSN] and [SSN]"

    @pytest.mark.parametrize(
        "piece", ["a", "1 ", "1", "a@", "4111 ", "born ", "ssn is ", "+1 ", "[[", "123-", "1980-01-01 is "]
    )
    def test_takes_time_in_proportion_to_the_text(self, piece: str) -> None:
        def seconds(size: int) -> float:
            text = piece * (size // len(piece))
            started = time.process_time()
            mask(text)
            return time.process_time() - started

        small = min(seconds(20_000) for _ in range(3))
        assert seconds(200_000) < 40 * small + 0.2
