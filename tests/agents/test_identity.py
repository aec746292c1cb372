"""Behind intake nothing identifies a person."""

from typing import get_type_hints

from agents.identity import longest, tokenise
from builders import application
from lending.application import Letter
from lending.core import underwrite
from llm.privacy import Vault

LETTER = {
    "letter_id": "L1",
    "borrower_id": "B1",
    "subject": "Late payment of Robin Sample",
    "text": "I, Robin Sample, SSN 900-12-3456, of 12 Invented Way, Springfield, IL 62701, paid late: 555-010-0199.",
}


def test_no_identifying_value_is_left() -> None:
    whole = application(letters=[LETTER])
    identity = whole.borrowers[0].identity
    text = tokenise(whole, Vault()).model_dump_json()
    accounts = [*(debt.account_number for debt in whole.debts), *(asset.account_number for asset in whole.assets)]
    values = [*identity.model_dump(mode="json").values(), *accounts, whole.property.street]
    for value in values:
        assert value is not None
        assert value not in text


def test_the_vault_gives_every_value_back() -> None:
    vault = Vault()
    covered = tokenise(application(), vault).borrowers[0].identity
    assert vault.restore(covered.first_name or "") == "Robin"
    assert vault.restore(str(covered.ssn)) == "900-12-3456"
    assert vault.restore(str(covered.birth_date)) == "1985-06-15"


def test_tokens_change_no_finding_and_no_decision() -> None:
    whole = application()
    covered = tokenise(whole, Vault())
    assert underwrite(covered) == underwrite(whole)


def test_a_missing_value_stays_missing() -> None:
    covered = tokenise(application({"borrowers.0.identity.ssn": None}), Vault())
    assert covered.borrowers[0].identity.ssn is None


def test_a_name_is_covered_wherever_somebody_wrote_it() -> None:
    whole = application(
        {
            "assets.1": {"asset_id": "A2", "kind": "gift", "institution": "Aunt Odile Sample", "balance": "5000"},
            "borrowers.0.incomes.0.employer": "Sample Plumbing",
        }
    )
    covered = tokenise(whole, Vault())
    assert covered.assets[1].institution.startswith("[[NAME_")
    assert covered.borrowers[0].incomes[0].employer == "[[NAME_2]] Plumbing"  # type: ignore[union-attr]


def test_letter_case_and_a_shortened_address_hide_nothing() -> None:
    """An export writes names in capitals, a letter does not, and nobody repeats the city of their own street."""
    text = "robin SAMPLE of 12 invented way, sv-40018822, asks about 48 INVENTED LANE."
    covered = tokenise(application(letters=[{**LETTER, "subject": "SAMPLE", "text": text}]), Vault())
    assert covered.letters[0].subject == "[[NAME_2]]"
    assert covered.letters[0].text == (
        "[[NAME_1]] [[NAME_2]] of [[ADDRESS_1]], [[ACCOUNT_2]], asks about [[ADDRESS_2]]."
    )


def test_demographic_data_goes_no_further_than_intake() -> None:
    whole = application(demographics=[{"borrower_id": "B1", "race": ["as the applicant wrote it"]}])
    assert tokenise(whole, Vault()).demographics == ()


def test_a_text_that_tokens_make_too_long_ends_early_and_not_inside_a_token() -> None:
    room = longest(get_type_hints(Letter, include_extras=True)["text"])
    whole = application(letters=[{**LETTER, "text": ("Robin " * room)[: room - 1].strip()}])
    text = tokenise(whole, Vault()).letters[0].text
    assert room - 12 < len(text) <= room
    assert text.endswith("[[NAME_1]]\N{HORIZONTAL ELLIPSIS}")


def test_a_giver_is_known_by_each_part_of_the_name_and_not_by_aunt() -> None:
    gift = {"asset_id": "A2", "kind": "gift", "institution": "Aunt Odile Quillfeather", "balance": "5000"}
    letter = {**LETTER, "text": "My aunt Odile gave it; Ms. Quillfeather signed."}
    covered = tokenise(application({"assets.1": gift, "letters": [letter]}), Vault())
    assert covered.letters[0].text.startswith("My aunt [[NAME_")
    assert "Odile" not in covered.letters[0].text
    assert "Quillfeather" not in covered.letters[0].text
