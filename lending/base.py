"""The building blocks of every domain object: frozen models, money, percent, dates, identifiers."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?\Z")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Frozen(BaseModel):
    """Immutable, closed to unknown fields, compared by value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_TOO_LARGE = Decimal(10) ** 15


def _exact(value: object) -> Decimal:
    """Decimal from an int, a Decimal or a plain decimal text. `float` is refused: it cannot hold cents."""
    if isinstance(value, (bool, float)):
        raise ValueError(  # noqa: TRY004 - pydantic reports ValueError, not TypeError, as a bad field
            "must be a decimal number written as digits, such as 1250.50"
        )
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        if not number.is_finite() or abs(number) >= _TOO_LARGE:
            raise ValueError("must be a finite number below a million billion")
        return number
    if isinstance(value, str) and _NUMBER.match(value.strip()):
        return Decimal(value.strip())
    raise ValueError("must be a plain decimal number such as 1250.50, with no currency sign or thousands separator")


def _cents(value: Decimal) -> Decimal:
    if value != value.quantize(Decimal("0.01")):
        raise ValueError("dollars have at most two decimals")
    return value


def _iso_date(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO_DATE.match(value.strip()):
        return value.strip()
    raise ValueError("must be a date written as YYYY-MM-DD")


MAX_DOLLARS = Decimal(1_000_000_000)
"""No field of a residential application is larger; what is, is a slip of the decimal point or of the unit."""

Exact = Annotated[Decimal, BeforeValidator(_exact)]
SignedMoney = Annotated[Exact, AfterValidator(_cents), Field(ge=-MAX_DOLLARS, le=MAX_DOLLARS)]
Money = Annotated[Exact, AfterValidator(_cents), Field(ge=0, le=MAX_DOLLARS)]
PositiveMoney = Annotated[Exact, AfterValidator(_cents), Field(gt=0, le=MAX_DOLLARS)]
RatePercent = Annotated[Exact, Field(ge=0, le=40, decimal_places=6)]
Percent = Annotated[Exact, Field(ge=0, le=100, decimal_places=6)]
Day = Annotated[date, BeforeValidator(_iso_date), Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Token = Annotated[str, StringConstraints(pattern=r"^\[\[[A-Z]+_\d+\]\]$")]
"""What stands in the place of an identifying value once intake has tokenised it."""
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
