"""Identifying values leave the application here: each becomes a token, and only the vault knows what it stands for."""

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints

from pydantic import StringConstraints

from lending.application import Letter, LoanApplication
from lending.base import ShortText
from lending.obligations import AssetKind
from llm.privacy import TOKEN, Kind, Vault, mask

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
_NO_NAMES = frozenset(
    "and the from aunt uncle mother father mom dad parent parents brother sister cousin grandmother grandfather "
    "grandparents fiance fiancee spouse wife husband partner friend family trust gift fund foundation bank".split()
)
"""Words beside a giver's name."""

_SHORTEST_PART = 3


def longest(annotation: object) -> int:
    """The length that a text's type allows."""
    limits = [rule.max_length for rule in get_args(annotation) if isinstance(rule, StringConstraints)]
    return next(limit for limit in limits if limit)


_ROOM = {"text": longest(get_type_hints(Letter, include_extras=True)["text"])}
_ROOM_ELSEWHERE = longest(ShortText)


def tokenise(application: LoanApplication, vault: Vault) -> LoanApplication:
    """The same application with tokens for names, numbers, dates of birth, addresses and accounts.

    Free text keeps its words, but every value that the vault knows, however it is spelled, and every pattern of an
    identifier is covered. A text that its tokens make too long for its field ends early, with an ellipsis.
    City, state and postal code stay, because rules and limits go by place. Demographic data is left behind: no rule and
    no narrative may see it, and it is reported from the submission.
    """
    raw: dict[str, Any] = application.model_dump(mode="python", exclude={"demographics"})
    names: list[str] = []
    for record, field, kind in _identifying(raw):
        value = record.get(field)
        if value is not None:
            record[field] = vault.tokenise(kind, str(value))
            names += [str(value)] if kind is Kind.NAME else []
    for part in (part for name in names for part in _parts(name)):
        vault.tokenise(Kind.NAME, part)
    return LoanApplication.model_validate(_covered(raw, lambda text: mask(vault.cover(text))))


def _identifying(raw: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Kind]]:
    """Every record with a field of it that identifies a person, in the order in which tokens are numbered."""
    for borrower in raw["borrowers"]:
        yield from ((borrower["identity"], field, kind) for field, kind in _IDENTITY.items())
    yield from ((owned, "account_number", Kind.ACCOUNT) for owned in (*raw["debts"], *raw["assets"]))
    # the giver of a gift is a person
    yield from ((asset, "institution", Kind.NAME) for asset in raw["assets"] if asset["kind"] in _GIFTS)
    yield raw["property"], "street", Kind.ADDRESS


def _parts(name: str) -> list[str]:
    """Of a name of several words those that may stand alone: the giver `Aunt Odile Sample` is Odile in a letter."""
    words = re.split(r"[\s,/-]+", name)
    if len(words) < 2:  # noqa: PLR2004 - the whole is known already
        return []
    return [word for word in words if len(word) >= _SHORTEST_PART and word.isalpha() and word.lower() not in _NO_NAMES]


def _covered(value: Any, replace: Callable[[str], str], field: str = "") -> Any:  # noqa: ANN401 - any part of the tree
    match value:
        case dict():
            return {name: _covered(entry, replace, name) for name, entry in value.items()}
        case list() | tuple():
            return [_covered(entry, replace, field) for entry in value]
        case str() if field in _FREE_TEXT and not TOKEN.fullmatch(value):
            return _fitting(replace(value), _ROOM.get(field, _ROOM_ELSEWHERE))
        case _:
            return value


def _fitting(text: str, room: int) -> str:
    """`text` cut to `room` characters, and not in the middle of a token."""
    if len(text) <= room:
        return text
    return f"{_BROKEN_END.sub('', text[: room - 1]).rstrip()}\N{HORIZONTAL ELLIPSIS}"


_BROKEN_END = re.compile(r"\[{1,2}[A-Z]*_?\d*\]?\Z")
