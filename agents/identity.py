"""Identifying values leave the application here: each becomes a token, and only the vault knows what it stands for."""

import re
from collections.abc import Callable
from typing import Any

from lending.application import LoanApplication
from lending.obligations import AssetKind
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


_FREE_TEXT = frozenset(
    {"creditor", "institution", "employer", "business", "name", "model", "key_factors", "subject", "text"}
)
"""Fields of any record in which a person wrote what they liked: a business or a gift may carry a borrower's name."""

_GIFTS = frozenset({AssetKind.GIFT, AssetKind.GIFT_OF_EQUITY})


def tokenise(application: LoanApplication, vault: Vault) -> LoanApplication:
    """The same application with tokens for names, numbers, dates of birth, addresses and accounts.

    Free text keeps its words, but every value that the vault knows, in whatever letter case, the street line of every
    address, and every pattern of an identifier is covered.
    City, state and postal code stay, because rules and limits go by place. Demographic data is left behind: no rule and
    no narrative may see it, and it is reported from the submission.
    """
    raw: dict[str, Any] = application.model_dump(mode="python", exclude={"demographics"})
    known: dict[str, str] = {}

    def cover(record: dict[str, Any], field: str, kind: Kind) -> None:
        value = record.get(field)
        if value is not None:
            token = vault.tokenise(kind, str(value))
            known[str(value)] = token
            if kind is Kind.ADDRESS:
                known.setdefault(str(value).partition(",")[0].strip() or str(value), token)
            record[field] = token

    for borrower in raw["borrowers"]:
        for field, kind in _IDENTITY.items():
            cover(borrower["identity"], field, kind)
    for owned in (*raw["debts"], *raw["assets"]):
        cover(owned, "account_number", Kind.ACCOUNT)
    for asset in raw["assets"]:
        if asset["kind"] in _GIFTS:  # the giver is a person
            cover(asset, "institution", Kind.NAME)
    cover(raw["property"], "street", Kind.ADDRESS)
    longest_first = sorted(known, key=len, reverse=True)
    groups = "|".join(rf"((?<!\w){re.escape(value)}(?!\w))" for value in longest_first) or r"(?!)"
    values = re.compile(groups, re.IGNORECASE)

    def token_of(found: re.Match[str]) -> str:
        return known[longest_first[(found.lastindex or 0) - 1]]

    return LoanApplication.model_validate(_covered(raw, lambda text: values.sub(token_of, text)))


def _covered(value: Any, replace: Callable[[str], str], field: str = "") -> Any:  # noqa: ANN401 - any part of the tree
    match value:
        case dict():
            return {name: _covered(entry, replace, name) for name, entry in value.items()}
        case list() | tuple():
            return [_covered(entry, replace, field) for entry in value]
        case str() if field in _FREE_TEXT:
            return mask(replace(value))
        case _:
            return value
