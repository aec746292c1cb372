"""Identifying values leave the application here: each becomes a token, and only the vault knows what it stands for."""

from typing import Any

from lending.application import LoanApplication
from llm.privacy import Kind, Vault, mask

_IDENTITY = {
    "first_name": Kind.NAME,
    "last_name": Kind.NAME,
    "ssn": Kind.SSN,
    "birth_date": Kind.BIRTHDATE,
    "email": Kind.EMAIL,
    "phone": Kind.PHONE,
    "current_address": Kind.ADDRESS,
}


def tokenise(application: LoanApplication, vault: Vault) -> LoanApplication:
    """The same application with tokens for names, numbers, dates of birth, addresses and accounts.

    Free text keeps its words, but every value that the vault knows and every pattern of an identifier is covered.
    City, state and postal code stay, because rules and limits go by place.
    """
    raw: dict[str, Any] = application.model_dump(mode="python")
    known: dict[str, str] = {}

    def cover(record: dict[str, Any], field: str, kind: Kind) -> None:
        value = record.get(field)
        if value is not None:
            token = vault.tokenise(kind, str(value))
            known[str(value)] = token
            record[field] = token

    for borrower in raw["borrowers"]:
        for field, kind in _IDENTITY.items():
            cover(borrower["identity"], field, kind)
    for owned in (*raw["debts"], *raw["assets"]):
        cover(owned, "account_number", Kind.ACCOUNT)
    cover(raw["property"], "street", Kind.ADDRESS)
    for letter in raw["letters"]:
        letter["subject"] = _covered(letter["subject"], known)
        letter["text"] = _covered(letter["text"], known)
    return LoanApplication.model_validate(raw)


def _covered(text: str, known: dict[str, str]) -> str:
    for value in sorted(known, key=len, reverse=True):
        text = text.replace(value, known[value])
    return mask(text)
